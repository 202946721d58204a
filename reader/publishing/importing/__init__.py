"""Pages of an old site turned into article files."""
