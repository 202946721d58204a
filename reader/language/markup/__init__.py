"""HTML around Chinese text: what is text in it, in blocks, and what stays as it is."""
