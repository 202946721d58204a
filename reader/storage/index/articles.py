"""The table of articles: their rows, and the ids that keep them in order of date."""

import posixpath
import sqlite3
from dataclasses import dataclass, fields

from reader.domain.article import Article, ArticleSummary
from reader.storage.addresses import folded
from reader.storage.article_files import ParsedFile
from reader.storage.index.records import record_of

PART_SIZE = 1024  # ids of articles to a part of the sitemap
FIRST_ID = 1 << 16  # leaves room for articles older than the first

_SPARE = 16  # every so many ids one stays free, for an article that comes later with an older date


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the table has it."""

    id: int
    path: str | None
    wanted: str | None
    published: int
    is_draft: int
    file: str
    digest: str
    title: str
    record: str

    @property
    def wish(self) -> str:
        """The path it asks for, whichever it has."""
        return self.wanted or self.path or ""


_COLUMNS = ", ".join(field.name for field in fields(Row))


class Articles:
    """Reads and writes the rows of articles."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index

    def where(self, clause: str, *values: object) -> list[Row]:
        """The rows for which an SQL condition holds."""
        rows = self._index.execute(f"SELECT {_COLUMNS} FROM articles WHERE {clause}", values)
        return [Row(*row) for row in rows]

    def of_file(self, file: str) -> Row | None:
        """The row of the article that was read from a file."""
        found = self.where(
            "id = (SELECT article FROM files WHERE folder = ? AND name = ?)",
            *posixpath.split(file),
        )
        return found[0] if found else None

    def insert(self, parsed: ParsedFile) -> int:
        """Enter a new article, which waits for its place; its id until then."""
        lowest = self._index.execute("SELECT min(id) FROM articles").fetchone()[0] or 0
        number: int = min(lowest, 0) - 1
        summary = parsed.article.summary
        self._index.execute(
            "INSERT INTO articles (id, wanted, published, is_draft, file, digest, title, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, summary.path, seconds(summary), parsed.is_draft, parsed.article.file,
             parsed.article.digest, summary.title, record_of(parsed.article)),
        )  # fmt: skip
        return number

    def revise(self, number: int, article: Article) -> None:
        """Write the present version of an article that stays where it is."""
        self._index.execute(
            "UPDATE articles SET digest = ?, title = ?, record = ? WHERE id = ?",
            (article.digest, article.summary.title, record_of(article), number),
        )

    def move(self, number: int, path: str | None, wanted: str | None) -> None:
        """Write the path an article has, and the one it asks for where that is another."""
        self._index.execute(
            "UPDATE articles SET path = ?, wanted = ? WHERE id = ?", (path, wanted, number)
        )

    def delete(self, number: int) -> None:
        """Delete an article, and its former addresses."""
        self._index.execute("DELETE FROM aliases WHERE article = ?", (number,))
        self._index.execute("DELETE FROM articles WHERE id = ?", (number,))

    def keep_aliases(self, number: int, aliases: tuple[str, ...]) -> None:
        """Write the former addresses of an article."""
        self._index.execute("DELETE FROM aliases WHERE article = ?", (number,))
        self._index.executemany(
            "INSERT OR IGNORE INTO aliases (address, article) VALUES (?, ?)",
            ((key, number) for alias in aliases for key in {alias, folded(alias)} if key),
        )

    def place(self, row: Row) -> None:
        """Give an article that waits its id in the order of date."""
        number = self._free_id(row.published)
        for statement in (
            "UPDATE articles SET id = ?1 WHERE id = ?2",
            "UPDATE aliases SET article = ?1 WHERE article = ?2",
        ):
            self._index.execute(statement, (number, row.id))
        self._index.execute(
            "UPDATE files SET article = ? WHERE folder = ? AND name = ?",
            (number, *posixpath.split(row.file)),
        )

    def _free_id(self, published: int) -> int:
        """The free id next above that of the article before this one."""
        row = self._index.execute(
            "SELECT id FROM articles WHERE published <= ? AND id > 0"
            " ORDER BY published DESC, id DESC LIMIT 1",
            (published,),
        ).fetchone()
        if row is None:  # older than all
            least = self._index.execute("SELECT min(id) FROM articles WHERE id > 0").fetchone()[0]
            if least is None:
                return FIRST_ID + 1
            if least > 1:
                return int(least) - 1
            row = (least,)
        before: int = row[0]
        if not self._index.execute("SELECT 1 FROM articles WHERE id > ?", (before,)).fetchone():
            return before + 1 if (before + 1) % _SPARE else before + 2
        free: int = self._index.execute(
            "SELECT a.id + 1 FROM articles a WHERE a.id >= ? AND NOT EXISTS"
            " (SELECT 1 FROM articles b WHERE b.id = a.id + 1) ORDER BY a.id LIMIT 1",
            (before,),
        ).fetchone()[0]
        return free


def seconds(summary: ArticleSummary) -> int:
    """When an article was published, as its row has it."""
    return int(summary.published.timestamp())
