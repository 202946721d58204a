"""Requests to other sites, as far as pages, style sheets, scripts and the manifest name them."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from reader.auditing.answers import joined
from reader.auditing.findings import Evidence, Finding, cut, judged
from reader.auditing.pages import attribute, css_addresses, decoded
from reader.auditing.site import Site
from reader.domain.article import Label

# An address that a script asks for: in import, fetch, a worker, a beacon, a socket, or as a source.
_ASKS = re.compile(
    r"""(?:\bimport\s*\(?|\bfrom|\bfetch\s*\(|Worker\s*\(|sendBeacon\s*\(|WebSocket\s*\(|EventSource\s*\("""
    r"""|importScripts\s*\(|\.src\s*=|\.open\s*\(\s*["'](?:GET|POST)["']\s*,)\s*["'`]((?:https?:|wss?:)?//[^"'`\s]+)"""
)


def judge_third_parties(site: Site) -> Iterator[Finding]:
    """Everything a first look at pages and what they load shows of other hosts."""
    site.gather(site.resources, keeps=True)
    faults = {(url, where): said for url, where, said in _found(site)}
    listed = [Evidence(where, cut(url), said) for (url, where), said in faults.items()]
    said = Label(
        f"检查了 {len(site.pages)} 页、{len(site.resources)} 个文件。",
        f"{len(site.pages)} pages and {len(site.resources)} files were looked at.",
    )
    yield judged("third-party", listed, said)


def is_foreign(site: Site, url: str) -> bool:
    """Whether an address is on another host than the site's."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != site.host


def _found(site: Site) -> Iterator[tuple[str, str, Label]]:
    for page in site.pages:
        for url, node in page.loads():
            if is_foreign(site, url):
                yield url, page.url, Label(node.tag or "", node.tag or "")
        for node in page.tree.css("script:not([src])"):
            if attribute(node, "type") in {"", "module", "text/javascript"}:
                for url in _ASKS.findall(node.inner_html or ""):
                    yield url, page.url, Label("脚本", "script")
    for url in site.resources:
        yield from _in_file(site, url)


def _in_file(site: Site, url: str) -> Iterator[tuple[str, str, Label]]:
    answer = site.chain(url)[-1]
    if is_foreign(site, answer.target):
        yield answer.target, url, Label("转到别处", "redirected")
    if answer.type == "text/css":
        for address in css_addresses(decoded(answer)):
            whole = joined(url, address)
            if is_foreign(site, whole):
                yield whole, url, Label("样式", "style sheet")
    elif answer.type.endswith("javascript"):
        for address in _ASKS.findall(decoded(answer)):
            if is_foreign(site, joined(url, address)):
                yield address, url, Label("脚本", "script")
    elif answer.type.endswith("json"):
        for address in _icons(answer.body):
            if is_foreign(site, joined(url, address)):
                yield address, url, Label("清单", "manifest")


def _icons(body: bytes) -> Iterator[str]:
    try:
        table = json.loads(body)
    except ValueError:
        return
    icons = table.get("icons") if isinstance(table, dict) else None
    for icon in icons if isinstance(icons, list) else ():
        if isinstance(icon, dict) and isinstance(icon.get("src"), str):
            yield icon["src"]
