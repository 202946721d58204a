"""What pages and programs read besides: addresses, robots, sitemap, feeds and manifest, valid."""

import json
from collections.abc import Iterator

from reader.auditing.answers import Answer, Chain, joined
from reader.auditing.crawling import locations, xml
from reader.auditing.findings import (
    Evidence,
    Finding,
    cut,
    failed,
    judged,
    not_applicable,
    passed,
    unknown,
)
from reader.auditing.pages import Page, attribute
from reader.auditing.site import Site
from reader.domain.article import Label

_FEEDS = 10
_LISTED = 50  # of a sitemap's addresses
_ATOM = "{http://www.w3.org/2005/Atom}"
_FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json")


def judge_documents(site: Site) -> Iterator[Finding]:
    """Every check of what is written for programs."""
    yield judged("charset", (fault for page in site.pages for fault in _charset(page)))
    yield _canonical(site)
    yield _robots(site)
    yield _sitemap(site)
    yield _feeds(site)
    yield _manifest(site)


def _state(chain: Chain) -> Label:
    said = cut(chain[-1].fault or str(chain[-1].status))
    return Label(said, said)


def _charset(page: Page) -> Iterator[Evidence]:
    header = page.answer.header("content-type").lower()
    declared = page.tree.css_first("meta[charset]")
    named = attribute(declared, "charset").lower() if declared else ""
    for node in page.tree.css("meta[http-equiv][content*='charset=' i]"):
        named = named or attribute(node, "content").lower().rpartition("charset=")[2].strip()
    if "charset=" in header:
        named = header.partition("charset=")[2].strip("\"' ;")
    try:
        page.answer.body.decode("utf-8")
    except UnicodeDecodeError:
        if not page.answer.is_cut:
            yield Evidence(page.url, named, Label("不是 UTF-8", "is not UTF-8"))
            return
    if named not in {"utf-8", "utf8"}:
        said = Label(
            f"写明的是 {cut(named) or '（没有）'}", f"declared is {cut(named) or 'nothing'}"
        )
        yield Evidence(page.url, header, said)


def _canonical(site: Site) -> Finding:
    pages = [page for page in site.pages if page.canonical and not page.is_private]
    if not pages:
        return not_applicable("canonical", Label("没有写。", "None is given."))
    own = [page for page in pages if site.is_same_origin(page.canonical)]
    site.gather((page.canonical for page in own), keeps=False)
    faults = (
        Evidence(page.url, cut(page.canonical), _state(site.chain(page.canonical)))
        for page in own
        if site.may_ask(page.canonical) and site.chain(page.canonical)[0].status != 200
    )
    finding = judged("canonical", faults)
    if not own:
        return unknown(
            "canonical",
            Label("规范地址在另一个域名上。", "Canonical addresses are on another host."),
        )
    return finding


def _robots(site: Site) -> Finding:
    robots = site.robots
    if robots.answer.status == 404:
        return passed("robots", Label("没有，全部允许。", "There is none: all is allowed."))
    if not robots.is_there:
        said = f"{robots.answer.status or robots.answer.fault} {robots.answer.type}"
        return failed("robots", Label(said, said))
    faults = [Evidence(robots.answer.url, cut(line)) for line in robots.strange()]
    if not robots.allows(site.home.url):
        faults.append(
            Evidence(robots.answer.url, "Disallow: /", Label("拒绝一切", "refuses everything"))
        )
    return judged("robots", faults)


def _sitemap(site: Site) -> Finding:
    there = [answer for answer in site.sitemaps if answer.status == 200]
    if not there:
        return failed("sitemap", Label("没有找到。", "None was found."))
    broken = [Evidence(a.url, "", Label("不是 XML", "is no XML")) for a in there if xml(a) is None]
    listed = [
        site.here(url) for answer in there for kind, url in locations(answer) if kind == "url"
    ]
    own = [url for url in listed if site.is_same_origin(url)]
    foreign = [url for url in listed if not site.is_same_origin(url)]
    step = max(1, len(own) // _LISTED)
    sample = [url for url in own[::step][:_LISTED] if site.may_ask(url)]
    site.gather(sample, keeps=False)
    faults = [
        *broken,
        *(Evidence(url, "", _state(site.chain(url))) for url in sample if site.is_dead(url)),
        *(
            Evidence(url, "", Label("跳转", "redirected"))
            for url in sample
            if len(site.chain(url)) > 1
        ),
    ]
    if foreign and not site.is_local:
        faults += [
            Evidence(url, "", Label("不在本站", "is not of this site")) for url in foreign[:3]
        ]
    said = Label(
        f"列出 {len(listed)} 个地址，打开了 {len(sample)} 个。",
        f"{len(listed)} addresses are listed, {len(sample)} were asked for.",
    )
    return judged("sitemap", faults, said)


def _feeds(site: Site) -> Finding:
    urls = dict.fromkeys(
        joined(page.base, attribute(node, "href"))
        for page in site.pages
        for node in page.tree.css("link[rel~=alternate][type][href]")
        if attribute(node, "type") in _FEED_TYPES
    )
    asked = [url for url in urls if site.may_ask(url)][:_FEEDS]
    if not asked:
        return not_applicable("feeds", Label("没有订阅源。", "There are no feeds."))
    faults = []
    for url in asked:
        if fault := _feed_fault(site.fetcher.follow(url, site.may_ask)[-1]):
            faults.append(Evidence(url, "", fault))
    said = Label(f"检查了 {len(asked)} 个。", f"{len(asked)} were looked at.")
    return judged("feeds", faults, said)


def _feed_fault(answer: Answer) -> Label | None:  # noqa: PLR0911 - one a kind
    if answer.status != 200:
        said = answer.fault or str(answer.status)
        return Label(said, said)
    if answer.type.endswith("json"):
        try:
            table = json.loads(answer.body)
        except ValueError:
            return Label("不是 JSON", "is no JSON")
        is_feed = isinstance(table, dict) and {"version", "title", "items"} <= table.keys()
        return (
            None
            if is_feed
            else Label("缺少 version、title 或 items", "lacks version, title or items")
        )
    root = xml(answer)
    if root is None:
        return Label("不是 XML", "is no XML")
    if root.tag == f"{_ATOM}feed":
        needed = all(root.find(f"{_ATOM}{name}") is not None for name in ("id", "title", "updated"))
        return None if needed else Label("缺少 id、title 或 updated", "lacks id, title or updated")
    if root.tag == "rss":
        return None if root.find("channel/title") is not None else Label("没有标题", "has no title")
    return Label("不是 Atom 或 RSS", "is neither Atom nor RSS")


def _manifest(site: Site) -> Finding:
    node = site.home.tree.css_first("link[rel=manifest][href]")
    if node is None:
        return not_applicable("manifest", Label("没有清单。", "There is no manifest."))
    url = joined(site.home.base, attribute(node, "href"))
    if not site.may_ask(url):
        return not_applicable("manifest", Label("清单在别处。", "The manifest is elsewhere."))
    answer = site.chain(url)[-1]
    try:
        table = json.loads(answer.body)
    except ValueError:
        table = None
    if answer.status != 200 or not isinstance(table, dict):
        return failed("manifest", Label("不是 JSON。", "It is no JSON."), Evidence(url))
    faults = [
        Evidence(url, name, Label(f"没有 {name}", f"no {name}"))
        for name in ("name", "start_url", "icons")
        if not table.get(name)
    ]
    icons = table.get("icons")
    for icon in icons if isinstance(icons, list) else ():
        source = joined(url, str(icon.get("src"))) if isinstance(icon, dict) else ""
        if site.may_ask(source) and site.chain(source)[-1].status != 200:
            faults.append(Evidence(url, cut(source), _state(site.chain(source))))
    return judged("manifest", faults)
