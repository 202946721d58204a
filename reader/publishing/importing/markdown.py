"""Stand-in until the real one lands: paragraphs, pictures, links and strong type."""

import re
from collections.abc import Callable
from html import unescape


def to_markdown(html: str, link: Callable[[str], str]) -> str:
    """The Markdown of a cleaned fragment; `link` answers where an address leads now."""
    html = re.sub(r'<img[^>]*?src="([^"]*)"[^>]*>', lambda m: f"![]({link(unescape(m[1]))})", html)
    html = re.sub(
        r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>',
        lambda m: f"[{m[2]}]({link(unescape(m[1]))})", html, flags=re.S,
    )  # fmt: skip
    html = re.sub(r"</?(?:strong|b)>", "**", html)
    html = re.sub(r"</p>", "\n\n", html)
    return unescape(re.sub(r"<[^>]*>", "", html)).strip() + "\n"
