"""Makes of an answer of the application what lies in the export: its links, and no more.

These are all the differences there are between a page as it is served and as it is exported:
links, and the Content-Security-Policy, which is in the page since there is no server to send it.
"""

import json
import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from reader.exporting.addresses import Addresses, Page

_CHARSET = '<meta charset="utf-8">'
# Elements that may lead somewhere.
_TAG = re.compile(
    r"<(?:a|link|meta|img|form|button|script|source|audio|video|blockquote|q|ins|del)\b"
    r'(?:"[^"]*"|[^">])*>'
)
_LINK = re.compile(
    r'(\s(?:href|src|action|poster|cite|data-(?:sheet|worker|list|address))=")([^"]+)'
)
_CONTENT = re.compile(r'(\scontent="(?:0;url=)?)([^"\s]+)')
_LINKED_DATA = re.compile(r'(<script type="application/ld\+json"[^>]*>)(.*?)(?=</script>)', re.S)
_XML_LINK = re.compile(r'((?:href|src|url)="|<(?:loc|link|url|uri)>)([^"<]+)')
_JSON_LINKS = {"articles", "lists", "start_url", "src", "image", "banner_image", "icon", "favicon"}
_JSON_HTML = {"content_html"}

# What is told of each link: the place it leads to.
Followed = Callable[[str], None]


def page_html(html: str, policy: str, page: Page, addresses: Addresses, follow: Followed) -> str:
    """An HTML page; `policy` is what the header said, which a page of its own policy has not."""

    def moved(match: re.Match[str]) -> str:
        href = unescape(match[2])
        follow(addresses.place(href, page))
        return match[1] + escape(addresses.link(href, page))

    def moved_content(match: re.Match[str]) -> str:
        is_link = match[1].endswith("=") or addresses.is_own(match[2])
        return moved(match) if is_link else match[0]

    def moved_tag(match: re.Match[str]) -> str:
        tag = match[0]
        if tag.startswith("<meta"):
            return _CONTENT.sub(moved_content, tag)
        return _LINK.sub(moved, tag) if '="' in tag else tag

    html = _TAG.sub(moved_tag, html)
    html = _LINKED_DATA.sub(lambda data: data[1] + _moved_data(data[2], addresses), html)
    if not policy:
        return html
    return html.replace(_CHARSET, _CHARSET + policy_element(policy), 1)


def policy_element(policy: str) -> str:
    """A policy in a page, where `frame-ancestors` has no effect (CSP 3, 3.3)."""
    kept = ";".join(
        part for part in policy.split(";") if not part.strip().startswith("frame-ancestors")
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{kept}">'


def xml_text(text: str, addresses: Addresses) -> str:
    """A feed or a sitemap. The ids in it stay: what was read once is not new in the export."""

    def moved(match: re.Match[str]) -> str:
        url = unescape(match[2])
        return match[1] + escape(addresses.public(url)) if addresses.is_own(url) else match[0]

    return _XML_LINK.sub(moved, text)


def json_text(text: str, page: Page, addresses: Addresses, follow: Followed) -> str:
    """A list for scripts, a manifest or a JSON feed."""

    def moved(key: str, value: Any) -> Any:
        match value:
            case dict():
                return {name: moved(name, item) for name, item in value.items()}
            case list():
                return [moved(key, item) for item in value]
            case str() if key in _JSON_HTML:
                return _moved_data(value, addresses)
            case str() if key in _JSON_LINKS or key.endswith("url"):
                follow(addresses.place(value, page))
                return addresses.link(value, page)
        return value

    given = json.loads(text)
    if "scope" in given:  # a manifest
        home = addresses.between(page, "index.html").removesuffix("index.html")
        given["scope"] = home
        if addresses.is_relative:
            del given["id"]  # which would be from the root of a host that is not known
        else:
            given["id"] = home
    return json.dumps(moved("", given), ensure_ascii=False)


def _moved_data(text: str, addresses: Addresses) -> str:
    """A text with the site's public addresses in it."""
    if not addresses.site_url:
        return text
    own = re.compile(re.escape(addresses.site_url) + r"""[/?#][^"'\\\s<>]*""")
    return own.sub(lambda url: escape(addresses.public(unescape(url[0]))), text)
