"""What pages alone show of the norms for elderly readers (工信部 2021)."""

import re
from collections.abc import Iterator

from reader.auditing.findings import Evidence, Finding, cut, failed, judged, passed
from reader.auditing.pages import Page, name_of
from reader.auditing.site import Site
from reader.domain.article import Label

_ENTRY = re.compile(
    "长者|長者|适老|適老|老年|关怀|關懷|大字版|无障碍浏览|無障礙瀏覽|(?<![a-z])elder", re.IGNORECASE
)
_POPS_UP = re.compile(r"\bwindow\.open\s*\(|(?<![.\w])(?:window\.)?alert\s*\(")


def judge_elderly(site: Site) -> Iterator[Finding]:
    """The entry to an elder edition, and that nothing pops up."""
    entries = [
        node
        for node in site.home.tree.css("a[href], button, summary, input[type=button]")
        if _ENTRY.search(name_of(node))
    ]
    if entries:
        name = cut(name_of(entries[0]))
        yield passed("elder-entry", Label(f"“{name}”", f"“{name}”"))
    else:
        yield failed("elder-entry", Label("首页没有找到", "none on the front page"))
    yield judged("elder-popups", (fault for page in site.pages for fault in _popups(page)))


def _popups(page: Page) -> Iterator[Evidence]:
    for node in page.tree.css("dialog[open], marquee"):
        yield Evidence(page.url, cut(node.html or ""))
    for node in page.tree.css("script:not([src]), [onload], [onunload], [onbeforeunload]"):
        text = node.inner_html if node.tag == "script" else node.html
        if match := _POPS_UP.search(text or ""):
            yield Evidence(page.url, cut((text or "")[max(0, match.start() - 20) :]))
