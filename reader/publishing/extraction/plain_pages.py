"""A text of lines, such as one copied from a browser, as a page."""

from html import escape


def as_html(text: str) -> str:
    """A page with one paragraph for each line that says something."""
    lines = [line.strip() for line in text.split("\n")]
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)
