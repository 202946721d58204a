"""One audit of a site: what is asked of it, in order, and all that was found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from reader import __version__
from reader.auditing.crawling import Advance, crawl
from reader.auditing.documents import judge_documents
from reader.auditing.elderly import judge_elderly
from reader.auditing.findings import Finding, Outcome, cut, load_catalogue, not_applicable
from reader.auditing.government import judge_government
from reader.auditing.links import judge_links
from reader.auditing.markup import judge_markup
from reader.auditing.networks import judge_networks
from reader.auditing.scripts import judge_scripts
from reader.auditing.security import judge_security
from reader.auditing.site import Site
from reader.auditing.speed import judge_speed
from reader.auditing.third_parties import judge_third_parties
from reader.domain.article import Label

_REACHED = re.compile(r"(?:联系方式|联系电话|聯絡方式|聯絡電話|电话|電話|Contact)\s*[:：]\s*(\S+)")
_LINKS_A_PAGE = 5  # links followed beside those read as pages


class Browser(Protocol):
    """What looks at pages as readers do; it has its name and version once it has looked."""

    name: str

    def __call__(self, site: Site) -> Iterable[Finding]:
        """The findings that only a browser can make."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for: `pages` to read, `outer` links too, checks to leave out."""

    pages: int = 100
    outer: bool = False
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Audit:
    """All that was found of a site, in the order of the catalogue.

    `kinds` are the kinds of pages that were read, with an address of each; `left` is how many
    addresses are known and were not read; `refused` how many its robots.txt keeps from programs.
    """

    url: str
    name: str
    contact: str
    began: datetime
    version: str
    findings: tuple[Finding, ...]
    pages: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]
    left: int
    refused: int
    is_qingdu: bool
    browser: str

    def of(self, outcome: Outcome) -> list[Finding]:
        """The findings of one outcome."""
        return [finding for finding in self.findings if finding.outcome is outcome]


def run(
    site: Site,
    options: Options,
    began: datetime,
    browser: Browser,
    advance: Advance = lambda _: None,
) -> Audit:
    """Read the site and judge it; `advance` is told of every page."""
    crawl(site, options.pages, advance)
    judges: Sequence[Iterator[Finding]] = (
        judge_markup(site), judge_elderly(site), judge_scripts(site), judge_government(site),
        judge_third_parties(site),
        judge_links(site, options.pages * _LINKS_A_PAGE, outer=options.outer),
        judge_documents(site), judge_networks(site, site.pages), judge_security(site),
        judge_speed(site), iter(browser(site)),
    )  # fmt: skip
    found = {finding.check.id: finding for judge in judges for finding in judge}
    return Audit(
        url=site.base,
        name=_name(site),
        contact=_contact(site),
        began=began,
        version=__version__,
        findings=tuple(_in_order(found, options.skipped)),
        pages=tuple(page.url for page in site.pages),
        kinds=tuple(site.kinds.items()),
        left=site.left,
        refused=len(site.refused),
        is_qingdu=site.is_qingdu,
        browser=browser.name,
    )


def _in_order(found: dict[str, Finding], skipped: frozenset[str]) -> Iterator[Finding]:
    catalogue = load_catalogue()
    for theme in catalogue.themes:
        for check in catalogue.checks.values():
            if check.theme != theme.id:
                continue
            if check.id in skipped:
                said = Label("没有检查：--skip。", "Not looked at: --skip.")
                yield not_applicable(check.id, said)
            else:
                yield replace(found[check.id], check=check)


def _name(site: Site) -> str:
    named = site.home.meta("SiteName") or site.home.meta("og:site_name")
    return next(filter(None, named), "") or site.home.title or site.host


def _contact(site: Site) -> str:
    """How the site says it is reached: an e-mail or a telephone number linked, or in the foot."""
    for page in site.pages:
        for node in page.tree.css("a[href^='mailto:'], a[href^='tel:']"):
            href = node.attributes.get("href") or ""
            return href.partition(":")[2].partition("?")[0]
    said = _REACHED.search(site.home.foot)
    return cut(said[1], 60) if said else ""
