"""A cleaned body as Markdown."""
