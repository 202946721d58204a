"""Reads a site's pages, as many as asked for, at least one of every kind that is met."""

from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

from lxml import etree

from reader.auditing.answers import AGENT, Answer, Fetcher
from reader.auditing.findings import cut
from reader.auditing.pages import Page
from reader.auditing.robots import Robots
from reader.auditing.site import Site, kind_of
from reader.domain.errors import AuditError

_MOST_SITEMAPS = 20
_MOST_LISTED = 50_000  # addresses; the protocol allows as many in each file
_MOST_WAITING = 20_000  # links not yet followed
_NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_MOST_KEPT = 200_000_000  # bytes of pages
_OTHERS_PAUSE = 0.5  # seconds between requests to a site that is not ours

Advance = Callable[[int], None]


def open_site(
    url: str, fetcher: Fetcher, *, is_own: bool, is_government: bool | None = None
) -> Site:
    """The site at an address, with its front page; raises AuditError where there is none."""
    start = fetcher.follow(url, lambda _: True)
    last = start[-1]
    if last.status == 0:
        raise AuditError(f"{url} does not answer: {last.fault}.")
    if last.status != 200 or not last.is_html:
        kind = cut(last.type) or "nothing"
        raise AuditError(f"{url} answers {last.status} with {kind}; name the address of a page.")
    base = _base(url, last)
    robots = Robots(fetcher.get(urljoin(base, "/robots.txt")))
    if not is_own and not robots.allows(last.url):
        raise AuditError(
            f"{last.url} asks {AGENT.partition('/')[0]} in its robots.txt not to read it."
        )
    site = Site(base, fetcher, robots, is_own, is_government, 4 if is_own else 1)
    site.chains[url] = start
    site.pages.append(Page(last))
    return site


def other_peoples(fetcher: Fetcher) -> Fetcher:
    """The same, slower: for a site that somebody else answers for."""
    return Fetcher(
        fetcher.resolve, fetcher.agent, _OTHERS_PAUSE, fetcher.seconds, fetcher.deadline,
        fetcher.context,
    )  # fmt: skip


def _base(url: str, last: Answer) -> str:
    """What was asked for, or the folder of a file, on the host that answered in the end."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    folder, _, name = path.rpartition("/")
    return urljoin(last.url, f"/{folder}/".replace("//", "/") if "." in name else f"/{path}")


def crawl(site: Site, most: int, advance: Advance) -> None:
    """Read up to `most` pages, from sitemaps and links; kinds take turns."""
    _read_sitemaps(site)
    waiting = _Waiting()
    seen = {site.home.url}
    advance(1)
    _note(site, site.home, waiting, seen)
    for url in filter(site.may_ask, site.listed):
        waiting.add(url, 1, seen)
    while (
        len(site.pages) < most
        and site.kept < _MOST_KEPT
        and (batch := waiting.take(min(site.workers, most - len(site.pages))))
    ):
        chains = site.each(
            lambda url: site.fetcher.follow(url, site.may_ask), [u for u, _ in batch]
        )
        for (url, depth), chain in zip(batch, chains, strict=True):
            site.chains[url] = chain
            last = chain[-1]
            if last.status != 200 or not last.is_html or last.url in site.by_url:
                waiting.give_back(url)
                continue
            page = Page(last, depth)
            site.pages.append(page)
            del site.by_url
            seen.add(last.url)
            advance(1)
            _note(site, page, waiting, seen)
    site.left = waiting.size()


def _note(site: Site, page: Page, waiting: "_Waiting", seen: set[str]) -> None:
    for url, _, _ in page.links:
        if site.is_inside(url) and site.may_ask(url):
            waiting.add(url, page.depth + 1, seen)


class _Waiting:
    """Addresses to be read: the kind that was read least comes next."""

    def __init__(self) -> None:
        self._kinds: dict[str, deque[tuple[str, int]]] = {}
        self._taken: dict[str, int] = {}
        self._size = 0

    def add(self, url: str, depth: int, seen: set[str]) -> None:
        """An address, unless it was met before."""
        if url in seen or self._size >= _MOST_WAITING:
            return
        seen.add(url)
        self._kinds.setdefault(kind_of(url), deque()).append((url, depth))
        self._size += 1

    def take(self, count: int) -> list[tuple[str, int]]:
        """The next addresses, and how deep they are."""
        found: list[tuple[str, int]] = []
        while len(found) < count and self._size:
            kind = min(
                (kind for kind, urls in self._kinds.items() if urls),
                key=lambda kind: self._taken.get(kind, 0),
            )
            self._taken[kind] = self._taken.get(kind, 0) + 1
            self._size -= 1
            found.append(self._kinds[kind].popleft())
        return found

    def give_back(self, url: str) -> None:
        """An address that was no page: another of its kind is to be read in its place."""
        self._taken[kind_of(url)] -= 1

    def size(self) -> int:
        """How many were not read."""
        return self._size


def _read_sitemaps(site: Site) -> None:
    named = map(site.here, site.robots.sitemaps())
    queue = deque([*named] or [f"{site.base.rstrip('/')}/sitemap.xml"])
    asked: set[str] = set()
    while queue and len(asked) < _MOST_SITEMAPS and len(site.listed) < _MOST_LISTED:
        url = queue.popleft()
        if url in asked or not site.may_ask(url):
            continue
        asked.add(url)
        answer = site.chain(url)[-1]
        site.sitemaps.append(answer)
        for name, public in locations(answer):
            address = site.here(public)
            if name == "sitemap":
                queue.append(address)
            elif site.is_inside(address) and len(site.listed) < _MOST_LISTED:
                site.listed.append(address)


def locations(answer: Answer) -> Iterable[tuple[str, str]]:
    """What a sitemap lists: `sitemap` or `url`, and the address."""
    root = xml(answer)
    if root is None:
        return
    for entry in root:
        place = entry.find(f"{_NAMESPACE}loc")
        if place is not None and place.text and isinstance(entry.tag, str):
            yield entry.tag.rpartition("}")[2], place.text.strip()


def xml(answer: Answer) -> etree._Element | None:
    """The document of an answer, None where it is none; entities and DTDs are not followed."""
    if answer.status != 200:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(answer.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
