"""Where the links of articles lead, by the rules of the pages that show them."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from reader.domain.editions import EDITIONS
from reader.domain.faults import Mend, Remark
from reader.language.addresses import as_browsers_read
from reader.publishing.checking.links import Link
from reader.publishing.checking.nearest import Nearest, corrected, difference
from reader.storage.addresses import is_own_place, keys_of
from reader.storage.media import media_type

_ARTICLE_FILE = re.compile(r"\.(?:md|markdown|html?|txt)$", re.IGNORECASE)
_PAGE_IDS = {"main", "tools"}  # what every article's page has
_ID_PREFIX = "a-"  # of the ids of an author on a page
_HOST = re.compile(r"[^\s/]+\.[^\s/]+|localhost")
_FEEDS = ("/feed.xml", "/newest.epub")


@dataclass(frozen=True, slots=True)
class Shown:
    """An article that readers can open: its file, and the ids that its author and its page give.

    `names` are those of places that should have an id instead, which is said there.
    """

    file: str
    ids: frozenset[str]
    sections: frozenset[str]
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class Places:
    """All that a link can lead to.

    `shown` are the articles by their paths, `hidden` the files of drafts and of what is scheduled;
    `aliases` are old addresses; `media` are the files beside the articles. `site_url` is the
    public address, empty when unknown. `fold` makes tags equal that one page shows.
    """

    shown: Mapping[str, Shown]
    hidden: Mapping[str, str]
    aliases: Mapping[str, str]
    columns: frozenset[str]
    tags: frozenset[str]
    months: frozenset[str]
    media: frozenset[str]
    site_url: str = ""
    fold: Callable[[str], str] = str.casefold
    used: set[str] = field(default_factory=set)
    _tags: frozenset[str] | None = None
    _nearest: Nearest = field(init=False)

    def __post_init__(self) -> None:
        self._nearest = Nearest((*self.shown, *self.media))

    def judge(self, link: Link, path: str, *, is_shown: bool) -> Iterator[Remark]:
        """What is wrong with a link in the article at `path`, which is shown to readers or not.

        Media that it leads to are entered as used.
        """
        address = as_browsers_read(link.address)
        try:
            parts = urlsplit(address)
            _ = parts.hostname, parts.port
        except ValueError:
            message = f"{link.address[:80]} is no address that a browser understands; mend it"
            yield _remark(link, "link-malformed", message)
            return
        found = self._found(link, parts, path, is_shown=is_shown)
        yield from found

    def _found(
        self, link: Link, parts: SplitResult, path: str, *, is_shown: bool
    ) -> Iterator[Remark]:
        if parts.scheme or parts.netloc:
            yield from self._elsewhere(link, parts, is_shown=is_shown)
        elif not parts.path:
            yield from self._here(link, parts.fragment, path)
        elif link.is_picture:
            target = _joined(path, parts.path)
            rooted = parts.path.startswith("/")
            yield from self._media(link, target.removeprefix("media/") if rooted else target)
        elif parts.path.startswith("/"):
            yield from self._from_root(link, parts, is_shown=is_shown)
        else:
            yield from self._beside(link, parts, path, is_shown=is_shown)

    def _elsewhere(self, link: Link, parts: SplitResult, *, is_shown: bool) -> Iterator[Remark]:
        """A link with a scheme or a host."""
        if parts.scheme in {"http", "https", ""}:
            host = parts.hostname or ""
            if not _HOST.fullmatch(host) or not parts.netloc:
                message = f"{link.address[:80]} has no host, or a broken one; mend the address"
                yield _remark(link, "link-malformed", message)
            elif self.site_url and not link.is_picture:
                own = urlsplit(self.site_url)
                base = own.path.rstrip("/")
                if host == own.hostname and f"{parts.path}/".startswith(f"{base}/"):
                    rest = parts._replace(path=parts.path[len(base) :] or "/")
                    yield from self._from_root(link, rest, is_shown=is_shown)
        elif parts.scheme == "mailto" and "@" not in unquote(parts.path):
            message = f"{link.address[:80]} is no e-mail address; write mailto:name@example.cn"
            yield _remark(link, "link-malformed", message)

    def _here(self, link: Link, fragment: str, path: str) -> Iterator[Remark]:
        """A link within the article."""
        own = self.shown.get(path)
        name = unquote(fragment)
        if name and own and name not in (own.ids | own.names) and not name.startswith(":~:"):
            yield self._no_such_place(link, name, "this article")

    def _no_such_place(self, link: Link, name: str, where: str) -> Remark:
        message = (
            f"no place in {where} has the id {name}; write it there, such as "
            f'<h2 id="{name}">…</h2>, or take #{name} out of the link'
        )
        return _remark(link, "link-anchor", message)

    def _from_root(self, link: Link, parts: SplitResult, *, is_shown: bool) -> Iterator[Remark]:
        """A link that begins with a slash."""
        target = posixpath.normpath(posixpath.join("/", unquote(parts.path))).strip("/")
        first, _, rest = target.partition("/")
        if first in EDITIONS:
            pages = ("articles", "columns", "tags", "archive")
            if not rest or rest.partition("/")[0] in pages:
                message = (
                    f"the link leads to the edition {first} whatever the reader has chosen; write "
                    f"/{rest}"
                )
                mend = Mend(link.line, f"/{first}/{rest}", f"/{rest}", max(link.column, 1))
                is_whole = link.address.startswith(f"/{first}/")
                mends = (mend,) if is_whole else ()
                yield _remark(link, "link-edition", message, mends)
            yield from self._from_root(link, parts._replace(path=f"/{rest}"), is_shown=is_shown)
            return
        query = unquote(parts.query)
        old = f"/{target}"
        if self._by_alias(f"{old}?{query}" if query else old):
            return
        if first == "articles":
            yield from self._article(link, rest, parts.fragment, is_shown=is_shown, is_file=False)
        elif first == "columns":
            yield from self._column(link, rest)
        elif first == "tags":
            if rest and rest not in self.tags and self.fold(rest) not in self._folded_tags():
                message = f"no article has the tag {rest}; mend the tag, or take the link out"
                yield _remark(link, "link-dead", message)
        elif first == "archive":
            if rest and rest not in self.months:
                message = f"there is nothing in the archive of {rest}; link to /archive instead"
                yield _remark(link, "link-dead", message)
        elif first == "media":
            yield from self._media(link, rest)
        elif not is_own_place(target):
            yield self._dead(link, target)

    def _folded_tags(self) -> frozenset[str]:
        if self._tags is None:
            self._tags = frozenset(map(self.fold, self.tags))
        return self._tags

    def _beside(
        self, link: Link, parts: SplitResult, path: str, *, is_shown: bool
    ) -> Iterator[Remark]:
        """A link to a file by its place beside the article's own."""
        target = _joined(path, parts.path)
        if parts.path.rpartition("/")[2] in {"", ".", ".."}:
            yield from self._column(link, target)
        elif _ARTICLE_FILE.search(target):
            name = _ARTICLE_FILE.sub("", target)
            yield from self._article(link, name, parts.fragment, is_shown=is_shown, is_file=True)
        elif not posixpath.splitext(target)[1]:
            if target in self.columns and target not in self.shown:
                message = f"{target} is a column; write a slash at the end: {link.address.strip()}/"
                yield _remark(link, "link-dead", message)
            else:
                yield from self._article(
                    link, target, parts.fragment, is_shown=is_shown, is_file=True
                )
        else:
            yield from self._media(link, target, parts.query)

    def _by_alias(self, address: str) -> str:
        """The path of the article that an old address leads to, empty for none."""
        keys = (key for key in keys_of(address) if key in self.aliases)
        return next((self.aliases[key] for key in keys), "")

    def _article(
        self, link: Link, path: str, fragment: str, *, is_shown: bool, is_file: bool
    ) -> Iterator[Remark]:
        path = path.rstrip("/")
        article = self.shown.get(path) or self.shown.get(self._by_alias(f"/articles/{path}"))
        if article:
            yield from self._place_in(link, article, unquote(fragment), is_file=is_file)
        elif path in self.hidden:
            if is_shown:
                message = (
                    f"{self.hidden[path]} is not published yet, so this link leads nowhere; publish"
                    " it first, or take the link out"
                )
                yield _remark(link, "link-unpublished", message)
        elif not is_file and _ARTICLE_FILE.sub("", path) in self.shown:
            right = _ARTICLE_FILE.sub("", path)
            message = f"there is no page /articles/{path}; write /articles/{right}"
            yield _remark(link, "link-dead", message)
        else:
            yield self._otherwise(link, path, "article", self.shown)

    def _place_in(
        self, link: Link, article: Shown, name: str, *, is_file: bool
    ) -> Iterator[Remark]:
        """Whether a page has the place that a link asks for."""
        if not name or name.startswith(":~:") or (is_file and name in article.ids):
            return
        if not is_file:
            if name in _PAGE_IDS or name in article.sections:
                return
            if name.startswith(_ID_PREFIX) and name.removeprefix(_ID_PREFIX) in article.ids:
                return
            if name in article.ids:
                message = f"on its page the id {name} is {_ID_PREFIX}{name}; write #a-{name}"
                yield _remark(link, "link-anchor", message)
                return
        yield self._no_such_place(link, name, article.file)

    def _column(self, link: Link, path: str) -> Iterator[Remark]:
        for ending in _FEEDS:
            path = path.removesuffix(ending)
        path = path.strip("/")
        if path and path not in self.columns:
            message = f"there is no column {path}; mend the name, or take the link out"
            yield _remark(link, "link-dead", message)

    def _media(self, link: Link, path: str, query: str = "") -> Iterator[Remark]:
        if path in self.media:
            self.used.add(path)
            if not media_type(path):
                message = (
                    f"{posixpath.basename(path)} is of a kind that is not shown or offered for "
                    "download; save it as another (docs/articles.md lists them)"
                )
                yield _remark(link, "media-unserved", message)
        elif any(part.startswith((".", "_", "~")) for part in path.split("/")):
            message = f"names that begin with . _ or ~ are left out: {path}; rename the file"
            yield _remark(link, _dead_code(link), message)
        elif self._by_alias(f"/{path}?{unquote(query)}" if query else f"/{path}"):
            message = f"{path} is an address of the old site; begin the link with a slash: /{path}"
            yield _remark(link, "link-dead", message)
        else:
            yield self._otherwise(link, path, "file", self.media)

    def _otherwise(self, link: Link, path: str, what: str, among: Collection[str]) -> Remark:
        """A target that is not there: perhaps it is, by nearly the same name or elsewhere."""
        if right := self._nearest.alike(path, among):
            mends = corrected(link, path, right)
            return _remark(link, "link-case", difference(what, path, right), mends)
        if found := self._nearest.elsewhere(path, among):
            if found in self.media:
                self.used.add(found)
            return self._dead(link, path, f"; there is one at {found}: mend the path")
        return self._dead(link, path)

    def _dead(self, link: Link, path: str, hint: str = "") -> Remark:
        if not hint:
            hint = "; mend the address, or take the link out"
            if path.startswith("www.") or "/www." in path:
                hint = "; write https:// before the address of another site"
            elif link.is_picture:
                hint = "; put the file there, mend the name, or take the picture out"
            elif "\\" in path:
                hint = "; write / in the place of \\ between folders"
        what = "picture" if link.is_picture else "link"
        return _remark(
            link, _dead_code(link), f"this {what} leads to {path}, which is not there{hint}"
        )


def _dead_code(link: Link) -> str:
    return "image-dead" if link.is_picture else "link-dead"


def _remark(link: Link, code: str, message: str, mends: tuple[Mend, ...] = ()) -> Remark:
    return Remark(code, message, link.line, link.column, mends=mends)


def _joined(path: str, address: str) -> str:
    """The path from the content folder that an address in the article at `path` leads to."""
    joined = posixpath.join("/", posixpath.dirname(path), unquote(address))
    return posixpath.normpath(joined).lstrip("/")


def months_of(published: Iterable[tuple[int, int]]) -> frozenset[str]:
    """The archive's addresses of months: `2018/11`."""
    return frozenset(f"{year:04}/{month:02}" for year, month in published)
