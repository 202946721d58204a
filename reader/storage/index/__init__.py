"""The derived index: what the content folder holds, kept in SQLite files that may be lost."""
