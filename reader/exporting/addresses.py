"""Where the pages of a site lie in an export, and how they lead to each other there.

A page is the file its address names with `.html` after it: `/zh-hans/articles/a/b` is
`zh-hans/articles/a/b.html`, which every host and object store hands out as HTML, and so relative
links are as deep as the served ones. What a server tells from a query is in the name of a file
below: `/zh-hans/columns/a?page=2` is `zh-hans/columns/a/~page-2.html`; no article or column can
have that name, since names that begin with `~` are passed over in the content folder.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

SUFFIX = ".html"

_MOST_KNOWN = 8192  # links
_IN_EDITION = (
    r"[^/]+\.(?:xml|json|webmanifest)|files/.+|"
    r"columns/.+/(?:feed\.(?:xml|json)|newest\.epub|offline\.json)|tags/.+/feed\.(?:xml|json)"
)


class Page(NamedTuple):
    """A page of an export: its served address below the base path, and its file."""

    place: str
    file: str
    is_anywhere: bool = False  # shown at any address, as a page of errors is

    @property
    def depth(self) -> int:
        """How many folders its file is in."""
        return self.file.count("/")

    @property
    def edition(self) -> str:
        """The folder of its edition with its slash; of a page without one, nothing of use."""
        return self.file.partition("/")[0] + "/"


@dataclass(frozen=True)
class Addresses:
    """The addresses of one export.

    `base` is the path that the served site is below, and the exported one where links are
    `is_relative` or not; `site_url` its public address, which ends in `base`, or nothing.
    """

    base: str
    site_url: str
    editions: tuple[str, ...]
    is_relative: bool

    def page(self, place: str, *, is_anywhere: bool = False) -> Page:
        """The page at a served place: a path below the base as it stands in a URL, its query."""
        return Page(place, self.file(place), is_anywhere)

    def file(self, place: str) -> str:
        """The file of what is served at a place, as it stands in a URL: quoted."""
        path, _, query = place.partition("?")
        if self._is_file(path):
            return path[1:]
        if query:
            pairs = sorted(parse_qsl(query))
            name = "".join(f"~{key}-{value}" for key, value in pairs)
            return f"{path[1:].removesuffix('/')}/{name}{SUFFIX}"
        return f"{path[1:]}{'index' if path.endswith('/') else ''}{SUFFIX}"

    def link(self, href: str, page: Page) -> str:
        """A link of a served page as the page in the export has it."""
        return self._link(href, page) if href[:1] not in {"", "#"} else href

    def place(self, href: str, page: Page) -> str:
        """The served place that a link of a page leads to; empty for one to elsewhere."""
        if self.is_own(href):
            parts = urlsplit(href)
            path = parts.path or f"{self.base}/"
        else:
            parts = urlsplit(href)
            if parts.scheme or parts.netloc or not (parts.path or parts.query):
                return ""
            here = f"{self.base}{page.place.partition('?')[0]}"
            path = urljoin(here, parts.path) if parts.path else here
        if not path.startswith(f"{self.base}/"):
            return ""
        return path[len(self.base) :] + (f"?{parts.query}" if parts.query else "")

    def is_own(self, url: str) -> bool:
        """Whether this is a public address of the site, whole."""
        rest = url.removeprefix(self.site_url)
        return bool(self.site_url) and rest != url and rest[:1] in {"/", "?", "#"}

    def public(self, url: str) -> str:
        """A public address of the site as it is in the export."""
        place = self.place(url, Page("/", ""))
        if not place:
            return url
        fragment = urlsplit(url).fragment
        return f"{self.site_url}/{self.file(place)}" + (f"#{fragment}" if fragment else "")

    def between(self, page: Page, file: str) -> str:
        """The way from a page to a file."""
        if page.is_anywhere or not self.is_relative:
            return f"{self.base}/{file}"
        up = page.depth
        if up and file.startswith(page.edition):
            up, file = up - 1, file.removeprefix(page.edition)
            if page.file.startswith(f"{page.edition}panels/") and up == 1:
                return f"../{file}"  # the scripts move what they take from a panel by its dots
        return "../" * up + file if up or ":" not in file.partition("/")[0] else f"./{file}"

    @lru_cache(_MOST_KNOWN)  # noqa: B019 - there is one of these in a process
    def _link(self, href: str, page: Page) -> str:
        if self.is_own(href):
            return self.public(href)
        place = self.place(href, page)
        if not place:
            return href
        fragment = urlsplit(href).fragment
        way = self.between(page, self.file(place))
        return way + (f"#{fragment}" if fragment else "")

    def _is_file(self, path: str) -> bool:
        """Whether what is served there is a file already, and no page."""
        return bool(_files(self.editions).fullmatch(path))


@lru_cache
def _files(editions: Iterable[str]) -> re.Pattern[str]:
    """Paths below the base of what is no page."""
    own = "|".join(map(re.escape, editions))
    return re.compile(
        rf"/(?:static|media|qr|sitemaps)/.+|/(?:{own})/(?:{_IN_EDITION})"
        rf"|/[^/]+\.[a-z]+|/articles/.+{re.escape(SUFFIX)}"
    )
