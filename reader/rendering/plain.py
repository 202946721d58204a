"""Plain text to HTML: every line a paragraph, as Chinese plain text is written."""

from html import escape


def text_to_html(text: str) -> str:
    """Paragraphs, one a line; indents made of spaces go, since the page indents by itself."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
