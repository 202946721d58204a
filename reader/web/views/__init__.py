"""One module per kind of page: parse the input, ask the library, render."""
