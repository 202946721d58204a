"""Article files, media and what is derived from them."""
