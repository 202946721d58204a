"""Stand-in until the extraction lands: title, meta tags and paragraphs."""

import re
from html import escape, unescape

from reader.domain.errors import ImportRefusedError
from reader.publishing.importing.extracted import Extracted
from reader.storage.encoding import decode

_META = re.compile(r"""<meta[^>]*?name=["']?([\w-]+)["']?[^>]*?content=["']([^"']*)["']""", re.I)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.I | re.S)
_TITLE = re.compile(r"<title>(.*?)</title>", re.I | re.S)
_NEXT = re.compile(r"""<a[^>]*href=["']([^"']*)["'][^>]*>下一页""", re.I)


def extract(raw: bytes, *, url: str = "", off: frozenset[str] = frozenset()) -> Extracted:
    """The fields and the body of a page."""
    del url, off
    decoded = decode(raw)
    text = decoded.text
    if text.count("<div>") > 5000:
        raise ImportRefusedError("more than 5,000 elements of the page lie one within another")
    meta = {name.lower(): unescape(value) for name, value in _META.findall(text)}
    found = _TITLE.search(text)
    title = unescape(found[1]).strip() if found else ""
    paragraphs = [part.strip() for part in _PARAGRAPH.findall(text)]
    if "<" not in text:
        title, *lines = [line.strip() for line in text.splitlines() if line.strip()]
        paragraphs = [escape(line) for line in lines]
    onward = _NEXT.search(text)
    return Extracted(
        title=meta.get("articletitle", title), author=meta.get("author", ""),
        published=meta.get("pubdate", ""), source=meta.get("contentsource", ""), editor="",
        column=meta.get("columnname", ""),
        tags=tuple(filter(None, meta.get("keywords", "").split(","))), summary="",
        body="".join(f"<p>{part}</p>" for part in paragraphs if part), address=meta.get("url", ""),
        next_page=unescape(onward[1]) if onward else "", encoding=decoded.encoding, doubts=(),
        repairs=(),
    )  # fmt: skip
