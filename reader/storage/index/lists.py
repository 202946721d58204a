"""The lists that pages show: of the site, a column, a tag, a month, a part of the sitemap."""

import sqlite3
from collections.abc import Callable, Iterator

from reader.domain.article import ArticleSummary, columns_down_to
from reader.storage.index.articles import PART_SIZE, Row, seconds
from reader.storage.index.changes import Changes, month_key


class Lists:
    """Writes lists, and says which pages that changes."""

    def __init__(
        self, index: sqlite3.Connection, fold: Callable[[str], str], changes: Changes
    ) -> None:
        """`fold` gives a tag as it is compared."""
        self._index = index
        self._fold = fold
        self._changes = changes

    def enter(self, row: Row, summary: ArticleSummary) -> None:
        """Enter an article into its lists."""
        self._change(row, summary, 1)
        self._touch(row.id, summary)

    def leave(self, row: Row, summary: ArticleSummary) -> None:
        """Take an article out of its lists."""
        self._touch(row.id, summary)
        self._change(row, summary, -1)

    def revise(self, number: int, before: ArticleSummary, now: ArticleSummary) -> None:
        """An article has changed, and stays where it is in every list."""
        self._changes.add(f"article:{now.path}")
        if before != now:
            self._touch(number, now)
        if before.script is not now.script:
            self._changes.add("tags")

    def _change(self, row: Row, summary: ArticleSummary, step: int) -> None:
        month = summary.published.year * 12 + summary.published.month - 1
        for kind, key in self._lists_of(summary):
            number, size = self._index.execute(
                "INSERT INTO lists (kind, key, size) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET size = size + excluded.size RETURNING id, size",
                (kind, key, step),
            ).fetchone()
            entry = (number, row.published, row.id)
            if step > 0:
                self._index.execute("INSERT INTO entries VALUES (?, ?, ?)", entry)
            else:
                self._index.execute(
                    "DELETE FROM entries WHERE list = ? AND published = ? AND article = ?", entry
                )
            self._index.execute(
                "INSERT INTO tallies (list, month, size) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET size = size + excluded.size",
                (number, month, step),
            )
            if kind in {"column", "pinned"} and size == max(step, 0):
                self._changes.add("frame")
        self._changes.add("columns", "months", "tags", f"article:{summary.path}")

    def _lists_of(self, summary: ArticleSummary) -> Iterator[tuple[str, str]]:
        """Kind and key of every list an article is in."""
        yield "all", ""
        yield "folder", summary.column
        kind = "pinned" if summary.pinned else "column"
        for path in columns_down_to(summary.column):
            yield kind, path
        if summary.pinned:
            yield kind, ""
        for key in dict.fromkeys(map(self._fold, summary.tags)):
            yield "tag", key

    def _touch(self, number: int, summary: ArticleSummary) -> None:
        """Every page that names this article has changed."""
        part = number // PART_SIZE
        self._index.execute("INSERT OR REPLACE INTO parts VALUES (?, unixepoch())", (part,))
        if self._changes.are_too_many:
            return
        self._changes.add("home", "parts", f"part:{part}", month_key(summary.published))
        self._changes.add(*(f"column:{path}" for path in columns_down_to(summary.column)))
        self._changes.add(*(f"tag:{self._fold(tag)}" for tag in summary.tags))
        for direction, order in (("<", "DESC"), (">", "ASC")):
            row = self._index.execute(
                "SELECT a.path FROM lists l JOIN entries e ON e.list = l.id"
                " JOIN articles a ON a.id = e.article"
                " WHERE l.kind = 'folder' AND l.key = ?"
                f" AND (e.published, e.article) {direction} (?, ?)"
                f" ORDER BY e.published {order}, e.article {order} LIMIT 1",
                (summary.column, seconds(summary), number),
            ).fetchone()
            if row:
                self._changes.add(f"article:{row[0]}")


def is_same_place(before: ArticleSummary, now: ArticleSummary) -> bool:
    """Whether an article stays where it is in every list."""
    return all(
        getattr(before, name) == getattr(now, name)
        for name in ("published", "column", "pinned", "tags")
    )
