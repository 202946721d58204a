"""Which script a text is in."""
