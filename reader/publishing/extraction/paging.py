"""Where the following part of an article is, on pages that show it in parts."""

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

_NEXT = re.compile(
    r"^[\s\[【（(]*(?:下一?[页頁]|后一页|next(?:\s*page)?)[\s\]】）)>»›]*$", re.IGNORECASE
)
_PAGE = re.compile(
    r"(?P<stem>.+?)(?:[_-](?P<number>\d{1,2}))?(?P<end>\.s?html?|\.aspx?|\.php|\.jhtml)?$",
    re.IGNORECASE,
)


def next_page(root: HtmlElement, url: str) -> str:
    """The address of the part that follows, as the page writes it; empty for none.

    A link to the next article is worded otherwise (下一篇); a list of articles also has pages, so
    the address must differ from the page's own in a number only, where that is known.
    """
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):
            continue
        if _NEXT.match(link.text_content()) and (not url or _is_part(urljoin(url, href), url)):
            return href
    return ""


def _is_part(address: str, own: str) -> bool:
    one, other = _PAGE.match(address.partition("?")[0]), _PAGE.match(own.partition("?")[0])
    if one is None or other is None:
        return False
    return one["stem"] == other["stem"] or (
        "?" in address and address.partition("?")[0] == own.partition("?")[0]
    )
