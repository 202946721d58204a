"""Links, anchors and files that are there, and what answers where nothing is."""

from collections.abc import Iterator
from urllib.parse import unquote

from reader.auditing.answers import Answer, Chain
from reader.auditing.findings import (
    Evidence,
    Finding,
    cut,
    failed,
    judged,
    not_applicable,
    passed,
)
from reader.auditing.security import MISSING
from reader.auditing.site import Site
from reader.domain.article import Label

_OUTER = 100  # links to other sites
_GOOD = frozenset({200, 203, 206, 304, 401, 403, 405, 429})  # there, if not for programs
_REFUSES = frozenset({403, 405, 501})


def judge_links(site: Site, most: int, *, outer: bool) -> Iterator[Finding]:
    """Every check of the theme; at most `most` links are followed that were not read as pages."""
    links = _links(site)
    left = [url for url in links if url not in site.chains]
    site.gather(left[:most], keeps=False)
    yield _internal(site, links)
    yield (
        _outer_links(site)
        if outer
        else not_applicable(
            "outer-links", Label("用 --external 检查。", "--external looks at them.")
        )
    )
    yield judged("anchors", _anchors(site))
    yield _resources(site)
    yield judged("redirects", _redirects(site, links))
    yield _not_found(site)


def _links(site: Site) -> dict[str, str]:
    """Every address that pages link to on the site's host, and a page that does."""
    found: dict[str, str] = {}
    for page in site.pages:
        for url, _, _ in page.links:
            if url and site.may_ask(url):
                found.setdefault(url, page.url)
    return found


def _internal(site: Site, links: dict[str, str]) -> Finding:
    known = [url for url in links if url in site.chains]
    faults = (
        Evidence(links[url], cut(unquote(url)), _state(site.chains[url]))
        for url in known
        if site.is_dead(url)
    )
    rest = len(links) - len(known)
    said = Label(
        f"打开了 {len(known)} 个链接" + (f"，另有 {rest} 个没有检查。" if rest else "。"),
        f"{len(known)} links were followed" + (f"; {rest} were not looked at." if rest else "."),
    )
    return judged("links", faults, said)


def _state(chain: Chain) -> Label:
    said = cut(chain[-1].fault or str(chain[-1].status))
    return Label(said, said)


def _outer_links(site: Site) -> Finding:
    found = {
        url: page.url
        for page in site.pages
        for url, _, _ in page.links
        if url and not site.is_same_origin(url)
    }
    sample = list(found)[:_OUTER]
    answers = site.each(lambda url: _ask_outside(site, url), sample)
    faults = [
        Evidence(found[url], cut(unquote(url)), _state((answer,)))
        for url, answer in zip(sample, answers, strict=True)
        if answer.status not in _GOOD
    ]
    said = Label(f"检查了 {len(sample)} 个链接。", f"{len(sample)} links were followed.")
    return judged("outer-links", faults, said)


def _ask_outside(site: Site, url: str) -> Answer:
    """The last answer on the way; one question for each step, and nothing of the body."""
    answer = site.fetcher.follow(url, lambda _: True, method="HEAD")[-1]
    if answer.status == 404 or answer.status in _REFUSES or answer.status == 0:
        return site.fetcher.get(answer.url, most=1)
    return answer


def _anchors(site: Site) -> Iterator[Evidence]:
    seen = set()
    for page in site.pages:
        for url, fragment, node in page.links:
            name = unquote(fragment)
            target = page if url == page.url.partition("#")[0] else site.by_url.get(url)
            if not name or name == "top" or name.startswith((":~:", "/", "!")) or target is None:
                continue
            if name not in target.ids and fragment not in target.ids and (url, name) not in seen:
                seen.add((url, name))
                yield Evidence(page.url, cut(node.html or ""))


def _resources(site: Site) -> Finding:
    site.gather(site.resources, keeps=True)
    faults = (
        Evidence(pages[0].url, cut(unquote(url)), _state(site.chain(url)))
        for url, pages in site.resources.items()
        if site.is_dead(url)
    )
    said = Label(
        f"检查了 {len(site.resources)} 个文件。", f"{len(site.resources)} files were asked for."
    )
    return judged("resources", faults, said)


def _redirects(site: Site, links: dict[str, str]) -> Iterator[Evidence]:
    for url, where in links.items():
        chain = site.chains.get(url, ())
        hops = sum(1 for answer in chain if answer.target)
        if hops > 1:
            way = " → ".join(cut(unquote(answer.url), 80) for answer in chain[:4])
            yield Evidence(where, way, Label(f"跳转 {hops} 次", f"redirected {hops} times"))


def _not_found(site: Site) -> Finding:
    url = f"{site.base.rstrip('/')}/{MISSING}"
    chain = site.fetcher.follow(url, site.may_ask)
    said = Label(f"答 {chain[-1].status}。", f"It answers {chain[-1].status}.")
    is_good = chain[-1].status in {404, 410}
    return passed("not-found", said) if is_good else failed("not-found", said)
