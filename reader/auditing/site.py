"""What an audit knows of a site: its pages, and the answers it got."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar
from urllib.parse import urlsplit

from reader.auditing.answers import Answer, Chain, Fetcher
from reader.auditing.pages import Page, attribute
from reader.auditing.robots import Robots

_WORKERS = 4
_LOCAL = re.compile(r"localhost|.*\.localhost|127\.[\d.]+|::1")
_T = TypeVar("_T")


@dataclass
class Site:
    """A site as it was found, and the means to ask it more.

    `base` is the address that was asked about; `pages` are those read, the front page first.
    `chains` keeps every answer by the address that was asked for.
    """

    base: str
    fetcher: Fetcher
    robots: Robots
    is_own: bool
    is_government: bool | None = None
    workers: int = _WORKERS
    pages: list[Page] = field(default_factory=list)
    chains: dict[str, Chain] = field(default_factory=dict)
    sitemaps: list[Answer] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    left: int = 0

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def host(self) -> str:
        """The name or the address of the site."""
        return urlsplit(self.base).hostname or ""

    @cached_property
    def port(self) -> int:
        """Where it listens."""
        parts = urlsplit(self.base)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def is_tls(self) -> bool:
        """Whether it is reached over TLS."""
        return self.base.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, where no certificate and no name can be asked for."""
        return is_local(self.host)

    @property
    def home(self) -> Page:
        """The front page."""
        return self.pages[0]

    @cached_property
    def is_qingdu(self) -> bool:
        """Whether this program serves it."""
        return self.home.tree.css_first("form#tools [name=size][data-key]") is not None

    @cached_property
    def governs(self) -> bool:
        """Whether it says that a government publishes it, or its name does."""
        if self.is_government is not None:
            return self.is_government
        names = (*self.home.meta("SiteIDCode"), *re.findall("政府网站标识码", self.home.foot))
        return self.host.endswith(".gov.cn") or bool(names)

    def here(self, url: str) -> str:
        """A public address where it is asked for: an audit may go past proxy and public name."""
        canonical = self.home.canonical
        public = "/".join(canonical.split("/")[:3])
        if self.is_own and public and (url == public or url.startswith(f"{public}/")):
            return self.origin + url.removeprefix(public)
        return url

    def is_inside(self, url: str) -> bool:
        """Whether an address is one of the site's."""
        return self.is_same_origin(url) and urlsplit(url).path.startswith(self._root)

    def is_same_origin(self, url: str) -> bool:
        """Whether an address is on the site's host and port."""
        return url == self.origin or url.startswith((f"{self.origin}/", f"{self.origin}?"))

    @cached_property
    def _root(self) -> str:
        return urlsplit(self.base).path.rstrip("/")

    def may_ask(self, url: str) -> bool:
        """Whether an address may be asked for: on the host, and not refused to programs there."""
        if not self.is_same_origin(url):
            return False
        if not self.is_own and not self.robots.allows(url):
            self.refused.add(url)
            return False
        return True

    def chain(self, url: str) -> Chain:
        """The answers to an address, asked for once."""
        if url not in self.chains:
            self.chains[url] = self.fetcher.follow(url, self.may_ask)
        return self.chains[url]

    def is_dead(self, url: str) -> bool:
        """Whether an address that was asked for is not there; what asks for a key is."""
        chain = self.chains.get(url)
        return chain is not None and _is_dead(chain[-1])

    def gather(self, urls: Iterable[str], *, keeps: bool) -> None:
        """Ask for every address not yet asked for; bodies are kept of style sheets and the like."""
        new = [url for url in dict.fromkeys(urls) if url not in self.chains and self.may_ask(url)]
        for chain in self.each(lambda url: self.fetcher.follow(url, self.may_ask), new):
            kept = chain if keeps and _is_text(chain[-1]) else tuple(map(_bare, chain))
            self.chains[chain[0].url] = kept

    def each(self, ask: Callable[[str], _T], urls: Iterable[str]) -> Iterator[_T]:
        """What `ask` answers for each address, a few at a time, in order."""
        with ThreadPoolExecutor(self.workers) as pool:
            yield from pool.map(ask, urls)

    @cached_property
    def by_url(self) -> Mapping[str, Page]:
        """The pages by their addresses."""
        return {page.url: page for page in self.pages}

    def page_at(self, url: str) -> Page | None:
        """The page an address leads to, asked for if need be; None where there is none."""
        if not self.may_ask(url):
            return None
        last = self.chain(url)[-1]
        if last.status != 200 or not last.is_html:
            return None
        return self.by_url.get(last.url) or Page(last)

    @cached_property
    def resources(self) -> Mapping[str, list[Page]]:
        """What pages load from the site itself, and the pages that do."""
        found: dict[str, list[Page]] = {}
        for page in self.pages:
            for url in dict.fromkeys(url for url, node in page.loads() if not _is_hint(node)):
                if url and self.may_ask(url):
                    found.setdefault(url, []).append(page)
        return found

    @property
    def kept(self) -> int:
        """The bytes of all pages."""
        return sum(len(page.answer.body) for page in self.pages)

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many pages of each kind were read."""
        return Counter(kind_of(page.url) for page in self.pages)


def _is_hint(node: object) -> bool:
    rel = attribute(node, "rel") if hasattr(node, "attributes") else ""  # type: ignore[arg-type]
    return rel.lower() in {"preconnect", "dns-prefetch"}


def _is_dead(answer: Answer) -> bool:
    return answer.status == 0 or (answer.status >= 400 and answer.status not in {401, 403, 429})


def _is_text(answer: Answer) -> bool:
    return answer.type.startswith("text/") or answer.type.endswith(("javascript", "json", "xml"))


def _bare(answer: Answer) -> Answer:
    """An answer without its body."""
    return replace(answer, body=b"")


def is_local(host: str) -> bool:
    """Whether a host is this machine."""
    return bool(_LOCAL.fullmatch(host))


_EDITION = re.compile(r"zh-han[st](-\w+)*|zh(-\w+)?|en(-\w+)?|[st]c", re.IGNORECASE)


def kind_of(url: str) -> str:
    """Which kind of page an address is of: its first steps, numbers and last names left out."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step and not _EDITION.fullmatch(step)]
    shape = [re.sub(r"\d+", "0", step) for step in steps[:1]]
    shape += ["…"] * min(2, len(steps) - 1) if len(steps) > 1 else []
    suffix = steps[-1].rpartition(".")[2] if steps and "." in steps[-1] else ""
    names = sorted(part.partition("=")[0] for part in parts.query.split("&") if part)
    return (
        "/".join(shape) + (f".{suffix}" if suffix else "") + ("?" + "&".join(names)) * bool(names)
    )
