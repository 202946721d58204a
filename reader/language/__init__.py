"""Text in, text out: which script a text is in, and the same text in another one."""
