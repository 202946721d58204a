"""The library as the index holds it: a view of one generation."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from reader.domain.article import Article, ArticleHead, ArticleSummary, Column
from reader.domain.editions import Script
from reader.domain.errors import LibraryUnavailableError
from reader.domain.library import Month, Neighbours, Page, SitemapPart, Tag
from reader.domain.search import SearchPage, SearchRequest
from reader.domain.site import Site
from reader.storage.addresses import is_own_place, keys_of
from reader.storage.index.articles import PART_SIZE
from reader.storage.index.changes import month_key
from reader.storage.index.columns import ColumnMemory, Columns, columns_of
from reader.storage.index.glances import GLANCE, neighbours_of, version_of
from reader.storage.index.near import near_titles
from reader.storage.index.recent import RecentTexts
from reader.storage.index.records import SUMMARY, article_of, summary_of, text_of
from reader.storage.index.search import search
from reader.storage.index.search_terms import SearchTerms

_LARGEST = 2**63 - 1
_ARTICLES = "/articles/"


class IndexLibrary:
    """A `Library` over a connection, in one transaction, which whoever made it ends."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        site: Site,
        terms: SearchTerms,
        report: Callable[[sqlite3.Error], None],
        memory: "Memory",
    ) -> None:
        """`report` is told what goes wrong in SQLite before LibraryUnavailableError is raised."""
        self._connection = connection
        self._site = site
        self._terms = terms
        self._report = report
        self._memory = memory.columns
        self._recent = memory.texts
        self.touched: set[str] = set()
        with self._answering():
            connection.execute("BEGIN")
            row = connection.execute(  # of both files: the view of each begins when it is read
                "SELECT generation, is_complete, (SELECT 1 FROM texts.texts LIMIT 1) FROM state"
            ).fetchone()
        self.generation: int = row[0]
        self.is_complete = bool(row[1])

    def size(self) -> int:
        """The number of articles."""
        return self._size("all", "")[1]

    def head(self, path: str) -> ArticleHead | None:
        """See `Library`."""
        self.touched.add(f"article:{path}")
        rows = self._rows(f"SELECT {SUMMARY}, digest FROM articles WHERE path = ?", path)
        if not rows:
            return None
        *row, digest = rows[0]
        return ArticleHead(self._summary(row), digest)

    def get(self, path: str) -> Article | None:
        """See `Library`."""
        self.touched.add(f"article:{path}")
        found = self._rows(
            f"SELECT {SUMMARY}, file, digest, body FROM articles"
            " LEFT JOIN texts.texts USING (digest) WHERE path = ?",
            path,
        )
        return self._article(found[0]) if found else None

    def latest(self, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        self.touched.add("home")
        pinned = self._listed("pinned", "", limit)
        rest = (summary for summary in self._listed("all", "", limit) if not summary.pinned)
        return [*pinned, *rest][:limit]

    def newest(self, column: str, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        self.touched.add(f"column:{column}" if column else "home")
        if not column:
            return self._listed("all", "", limit)
        both = [*self._listed("pinned", column, limit), *self._listed("column", column, limit)]
        return sorted(both, key=lambda summary: summary.published, reverse=True)[:limit]

    def sections(self) -> Sequence[Column]:
        """See `Library`."""
        self.touched.add("frame")
        return self._columns().sections

    def columns(self) -> Sequence[Column]:
        """See `Library`."""
        self.touched.add("columns")
        return tuple(self._columns().by_path.values())

    def column(self, path: str) -> Column | None:
        """See `Library`."""
        return self._columns().by_path.get(path)

    def in_column(self, path: str, number: int, size: int) -> Page[ArticleSummary]:
        """See `Library`."""
        self.touched.add(f"column:{path}")
        pinned, pinned_total = self._size("pinned", path) if path else (0, 0)
        others, total = self._size("column", path)
        start = (number - 1) * size
        items = self._stretch(pinned, start, size) if start < pinned_total else []
        if len(items) < size and start >= 0:
            items += self._stretch(others, max(start - pinned_total, 0), size - len(items))
        return Page(tuple(items), number, size, total + pinned_total)

    def tags(self, number: int, size: int) -> Page[Tag]:
        """See `Library`."""
        self.touched.add("tags")
        (total,) = self._rows("SELECT count(*) FROM lists WHERE kind = 'tag' AND size > 0")[0]
        start = (number - 1) * size
        rows = self._rows(
            "SELECT key, size, (SELECT record FROM entries e JOIN articles a ON a.id = e.article"
            " WHERE e.list = l.id ORDER BY e.published DESC, e.article DESC LIMIT 1)"
            " FROM (SELECT id, key, size FROM lists WHERE kind = 'tag' AND size > 0"
            " ORDER BY size DESC, key LIMIT ? OFFSET ?) l",
            size if start >= 0 else 0, min(start, _LARGEST),
        )  # fmt: skip
        items = (self._tag(key, count, json.loads(record)) for key, count, record in rows)
        return Page(tuple(items), number, size, total)

    def tagged(self, name: str, number: int, size: int) -> Page[ArticleSummary]:
        """See `Library`."""
        key = self._terms.fold(name)
        self.touched.add(f"tag:{key}")
        found, total = self._size("tag", key)
        return Page(tuple(self._stretch(found, (number - 1) * size, size)), number, size, total)

    def months(self) -> Sequence[Month]:
        """See `Library`."""
        self.touched.add("months")
        rows = self._rows(
            "SELECT month, t.size FROM lists l JOIN tallies t ON t.list = l.id"
            " WHERE kind = 'all' AND key = '' AND t.size > 0 ORDER BY month DESC"
        )
        return [Month(month // 12, month % 12 + 1, size) for month, size in rows]

    def in_month(self, year: int, month: int, number: int, size: int) -> Page[ArticleSummary]:
        """See `Library`."""
        start = datetime(year, month, 1, tzinfo=self._site.timezone)
        self.touched.add(month_key(start))
        index = year * 12 + month - 1
        found, _ = self._size("all", "")
        total = self._rows("SELECT size FROM tallies WHERE list = ? AND month = ?", found, index)
        offset = (number - 1) * size
        items = self._summaries(
            " WHERE e.list = ? AND e.published >= ? AND e.published < ?"
            " ORDER BY e.published DESC, e.article DESC LIMIT ? OFFSET ?",
            found, int(start.timestamp()), self._end_of_month(index), size, min(offset, _LARGEST),
        ) if offset >= 0 else []  # fmt: skip
        return Page(tuple(items), number, size, total[0][0] if total else 0)

    def neighbours(self, path: str) -> Neighbours:
        """See `Library`."""
        self.touched.add(f"article:{path}")
        rows = self._rows(GLANCE, path)
        with self._answering():
            return neighbours_of(rows[0], self._site.timezone) if rows else Neighbours()

    def version(self, path: str) -> bytes:
        """See `Library`."""
        self.touched.add(f"article:{path}")
        rows = self._rows(GLANCE, path)
        return version_of(rows[0]) if rows else b""

    def target_of_alias(self, address: str) -> str | None:
        """See `Library`."""
        if is_own_place(address):
            return None
        path = address.removeprefix(_ARTICLES)
        if path != address and self._rows("SELECT 1 FROM articles WHERE path = ?", path):
            return None
        for key in keys_of(address):
            rows = self._rows(
                "SELECT path FROM aliases b JOIN articles a ON a.id = b.article"
                " WHERE b.address = ? AND path IS NOT NULL ORDER BY a.file LIMIT 1",
                key,
            )
            if rows:
                return str(rows[0][0])
        return None

    def former_paths(self, path: str) -> Sequence[str]:
        """See `Library`."""
        rows = self._rows(
            "SELECT address FROM aliases b JOIN articles a ON a.id = b.article WHERE path = ?"
            f" AND substr(address, 1, {len(_ARTICLES)}) = ? ORDER BY address",
            path,
            _ARTICLES,
        )
        addresses = (str(address) for (address,) in rows)
        return [
            unquote(address.removeprefix(_ARTICLES))
            for address in addresses
            if self.target_of_alias(address) == path
        ]

    def aliases(self) -> Iterator[tuple[str, str]]:
        """See `Library`."""
        rows = self._rows(
            "SELECT DISTINCT address FROM aliases b JOIN articles a ON a.id = b.article"
            " WHERE path IS NOT NULL ORDER BY address"
        )
        for (address,) in rows:
            if target := self.target_of_alias(address):
                yield address, target

    def search(self, request: SearchRequest) -> SearchPage:
        """See `Library`."""
        with self._answering():
            return search(self._connection, self._terms, request, self._by_ids)

    def near_titles(self, text: str, limit: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        with self._answering():
            numbers = near_titles(self._connection, self._terms, text, limit)
        found = self._summaries_of(numbers)
        return [found[number] for number in numbers if number in found]

    def sitemap_parts(self) -> Sequence[SitemapPart]:
        """See `Library`."""
        self.touched.add("parts")
        rows = self._rows(
            "SELECT number, changed FROM parts WHERE EXISTS (SELECT 1 FROM articles"
            f" WHERE id >= number * {PART_SIZE} AND id < (number + 1) * {PART_SIZE}"
            " AND path IS NOT NULL) ORDER BY number"
        )
        return [SitemapPart(number, datetime.fromtimestamp(time, UTC)) for number, time in rows]

    def sitemap_part(self, number: int) -> Sequence[ArticleSummary]:
        """See `Library`."""
        self.touched.add(f"part:{number}")
        first = min(number, _LARGEST // PART_SIZE - 1) * PART_SIZE
        rows = self._rows(
            f"SELECT {SUMMARY} FROM articles WHERE id >= ? AND id < ? AND path IS NOT NULL",
            first, first + PART_SIZE,
        )  # fmt: skip
        return [self._summary(row) for row in rows]

    def _tag(self, key: str, size: int, record: list[Any]) -> Tag:
        """A tag as the article of this record, the newest that carries it, writes it."""
        _, script, *_, tags = record[:8]
        name = next((tag for tag in tags if self._terms.fold(tag) == key), key)
        return Tag(name, size, Script(script))

    def _summaries_of(self, numbers: Sequence[int]) -> dict[int, ArticleSummary]:
        """The articles with these ids, those that are shown."""
        rows = self._with_ids(f"id, {SUMMARY}", numbers)
        return {number: self._summary(row) for number, *row in rows}

    def _by_ids(self, numbers: Sequence[int]) -> dict[int, Article]:
        """The same with their texts."""
        rows = self._with_ids(f"id, {SUMMARY}, file, digest", numbers)
        with self._answering():
            texts = self._texts_of({row[-1]: row[-2] for row in rows})
            return {
                number: article_of(row, texts[row[-1]], self._site.timezone)
                for number, *row in rows
            }

    def _with_ids(self, columns: str, numbers: Sequence[int]) -> list[Any]:
        marks = ",".join("?" * len(numbers))
        return self._rows(
            f"SELECT {columns} FROM articles WHERE id IN ({marks}) AND path IS NOT NULL", *numbers
        )

    def _texts_of(self, files: Mapping[str, str]) -> dict[str, str]:
        """The texts of files, all by digest; those read lately are at hand."""
        found: dict[str, str] = {}
        for digest in files:
            if (text := self._recent.get(digest)) is not None:
                found[digest] = text
        missing = [digest for digest in files if digest not in found]
        marks = ",".join("?" * len(missing))
        select = f"SELECT digest, body FROM texts.texts WHERE digest IN ({marks})"
        kept = dict(self._rows(select, *missing)) if missing else {}
        for digest in missing:
            found[digest] = text_of(files[digest], kept.get(digest))
            self._recent.keep(digest, found[digest])
        return found

    def _article(self, row: Sequence[Any]) -> Article:
        *head, body = row
        with self._answering():
            return article_of(head, text_of(head[-2], body), self._site.timezone)

    def _columns(self) -> Columns:
        if known := self._memory.at(self.generation):
            return known
        rows = self._rows(
            "SELECT key, sum(size) FROM lists WHERE kind IN ('column', 'pinned') AND key != ''"
            " GROUP BY key HAVING sum(size) > 0 ORDER BY key"
        )
        return self._memory.keep(self.generation, columns_of(self._site, dict(rows)))

    def _size(self, kind: str, key: str) -> tuple[int, int]:
        """The id of a list and the number of its entries; no list has the id 0."""
        rows = self._rows("SELECT id, size FROM lists WHERE kind = ? AND key = ?", kind, key)
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def _listed(self, kind: str, key: str, limit: int) -> list[ArticleSummary]:
        return self._stretch(self._size(kind, key)[0], 0, limit)

    def _stretch(self, found: int, start: int, limit: int) -> list[ArticleSummary]:
        """`limit` articles of a list from `start` on: whole months before it are skipped."""
        if start < 0:
            return []
        before = _LARGEST
        if start:
            skipped = 0
            for month, size in self._rows(
                "SELECT month, size FROM tallies WHERE list = ? ORDER BY month DESC", found
            ):
                if skipped + size > start:
                    before = self._end_of_month(month)
                    break
                skipped += size
            else:
                return []
            start -= skipped
        return self._summaries(
            " WHERE e.list = ? AND e.published < ?"
            " ORDER BY e.published DESC, e.article DESC LIMIT ? OFFSET ?",
            found, before, limit, start,
        )  # fmt: skip

    def _end_of_month(self, index: int) -> int:
        year, month = divmod(index + 1, 12)
        if year > datetime.max.year:
            return _LARGEST
        return int(datetime(year, month + 1, 1, tzinfo=self._site.timezone).timestamp())

    def _summaries(self, clause: str, *values: object) -> list[Any]:
        rows = self._rows(
            f"SELECT {SUMMARY} FROM (SELECT article FROM entries e{clause}) s"
            " CROSS JOIN articles a ON a.id = s.article ORDER BY a.published DESC, a.id DESC",
            *values,
        )
        return [self._summary(row) for row in rows]

    def _summary(self, row: Sequence[Any]) -> ArticleSummary:
        path, published, title, record = row
        with self._answering():
            return summary_of(path, published, title, record, self._site.timezone)

    def _rows(self, statement: str, *values: object) -> list[Any]:
        with self._answering():
            return self._connection.execute(statement, values).fetchall()

    def _answering(self) -> "_Answering":
        return _Answering(self._report)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the views of a process share."""

    columns: ColumnMemory = field(default_factory=ColumnMemory)
    texts: RecentTexts = field(default_factory=RecentTexts)


class _Answering:
    """Within it, what goes wrong in SQLite is the library's being away."""

    __slots__ = ("_report",)

    def __init__(self, report: Callable[[sqlite3.Error], None]) -> None:
        self._report = report

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            self._report(error)
            raise LibraryUnavailableError(f"the index cannot be read: {error}") from error
