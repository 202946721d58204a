"""IPv6: the name's record, the same pages over both, links of the second and the third level."""

import re
import socket
from collections.abc import Iterator

from reader.auditing.answers import Answer
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
from reader.auditing.pages import Page, attribute, decoded, words
from reader.auditing.site import Site
from reader.domain.article import Label

_COMPARED = 10  # pages
_NO_HEAD = 501  # a server that knows GET alone
_LEVEL = 60  # links of each level
_NUMBERS = re.compile(r"\s+|\d+(?=\s*(ms|毫秒|次|人))")
_MARK = re.compile(r"IPv6", re.IGNORECASE)
_LITERAL = re.compile(r"[\d.]+|.*:.*")
V4, V6 = socket.AF_INET, socket.AF_INET6
_NAMES = ("ipv6-home", "ipv6-same", "ipv6-second", "ipv6-third")


def judge_networks(site: Site, pages: list[Page]) -> Iterator[Finding]:
    """Every check of IPv6; `pages` are those that may be compared."""
    places = site.fetcher.resolve(site.host, site.port)
    addresses = [place.address for place in places if place.family == V6]
    if _LITERAL.fullmatch(site.host) or (site.is_local and not addresses):
        said = Label("地址不是域名。", "The address is no name of the network.")
        yield not_applicable("ipv6-record", said)
    else:
        listed = ", ".join(addresses)
        said = Label(
            listed or f"{site.host} 没有 AAAA 记录。", listed or f"{site.host} has no AAAA record."
        )
        yield passed("ipv6-record", said) if addresses else failed("ipv6-record", said)
    yield from _over_both(site, pages, bool(addresses), any(p.family == V4 for p in places))
    has_mark = _MARK.search(site.home.foot)
    yield (
        passed("ipv6-mark")
        if has_mark
        else failed("ipv6-mark", Label("首页页脚没有。", "Not in the foot of the front page."))
    )


def _over_both(site: Site, pages: list[Page], has_v6: bool, has_v4: bool) -> Iterator[Finding]:
    if not has_v6:
        if _LITERAL.fullmatch(site.host) or site.is_local:
            said = Label("本机的 IPv4 地址。", "An IPv4 address, or one of this machine.")
            yield from (not_applicable(name, said) for name in _NAMES)
        else:
            said = Label("没有 AAAA 记录。", "There is no AAAA record.")
            yield from (failed(name, said) for name in _NAMES)
        return
    home = site.fetcher.get(site.home.url, family=V6)
    if home.status == 0 and not _has_route(site):
        said = Label(
            "运行审计的机器没有 IPv6 网络。", "The machine that audits has no IPv6 network."
        )
        yield from (unknown(name, said) for name in _NAMES)
        return
    if home.status != 200:
        said = Label(f"{home.status} {home.fault}", f"{home.status} {home.fault}")
        yield failed("ipv6-home", said)
    else:
        yield passed("ipv6-home")
    if has_v4:
        compared = [site.home, *(page for page in pages if page is not site.home)][:_COMPARED]
        said = Label(f"比较了 {len(compared)} 页。", f"{len(compared)} pages were compared.")
        yield judged("ipv6-same", _differences(site, compared), said)
    else:
        yield not_applicable("ipv6-same", Label("只有 IPv6。", "There is IPv6 alone."))
    yield _level(site, "ipv6-second", [site.home])
    yield _level(site, "ipv6-third", [page for page in site.pages if page.depth == 1])


def _has_route(site: Site) -> bool:
    """Whether this machine can send to the site's address at all."""
    for place in site.fetcher.resolve(site.host, site.port):
        if place.family == V6:
            try:
                with socket.socket(V6, socket.SOCK_DGRAM) as probe:
                    probe.connect((place.address, site.port))
                    return True
            except OSError:
                continue
    return False


def _differences(site: Site, pages: list[Page]) -> Iterator[Evidence]:
    """Pages that are different over the two, though twice the same over one of them."""
    for page in pages:
        one, other = (site.fetcher.get(page.url, family=family) for family in (V4, V6))
        if one.status != other.status:
            said = f"IPv4 {one.status or one.fault}, IPv6 {other.status or other.fault}"
            yield Evidence(page.url, "", Label(said, said))
        elif _normal(one) != _normal(other):
            again = site.fetcher.get(page.url, family=V4)
            if _normal(again) == _normal(one):
                yield Evidence(page.url, "", Label("内容不同", "the content differs"))


def _normal(answer: Answer) -> str:
    """What a page shows and where it leads, without what changes with every request."""
    page = Page(answer)
    text = words(page.tree.body) if page.tree.body else decoded(answer)
    links = [attribute(node, "href") for node in page.tree.css("a[href]")]
    return _NUMBERS.sub("", "".join((page.title, text, *links)))


def _level(site: Site, name: str, pages: list[Page]) -> Finding:
    """The share of links on these pages that answer over IPv6."""
    links = dict.fromkeys(
        url
        for page in pages
        for url, _, _ in page.links
        if site.may_ask(url) and not site.is_dead(url)
    )
    sample = list(links)[:_LEVEL]
    if not sample:
        return not_applicable(name, Label("没有站内链接。", "There are no links within the site."))
    ask = site.fetcher.get
    answers = site.each(lambda url: ask(url, method="HEAD", family=V6), sample)
    faults = [
        Evidence(answer.url, "", Label(cut(answer.fault or str(answer.status))))
        for answer in answers
        if answer.status == 0 or (answer.status >= 500 and answer.status != _NO_HEAD)
    ]
    share = 100 * (len(sample) - len(faults)) / len(sample)
    said = Label(
        f"{len(sample)} 个链接中 {share:.1f}% 可由 IPv6 访问。",
        f"{share:.1f} % of {len(sample)} links answer over IPv6.",
    )
    return judged(name, faults, said)
