"""The nouns of the project, in plain Python: no files, no HTTP, no third-party packages."""
