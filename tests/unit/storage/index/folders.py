"""A content folder and the index made of it."""

import json
import posixpath
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from reader.domain.article import Column
from reader.domain.faults import Fault, Severity
from reader.language.detection.scripts import detect_script
from reader.language.search.terms import SearchTerms
from reader.storage.index.indexer import Indexer
from reader.storage.index.reading import IndexReader
from reader.storage.index.schema import IndexFiles
from tests.unit.builders import make_site, write


class IndexedFolder:
    """A folder, its index and a reader of it; the index changes with `refresh` only."""

    def __init__(
        self, content: Path, state: Path, terms: SearchTerms, columns: tuple[Column, ...] = ()
    ) -> None:
        self.content = content
        self.terms = terms
        self.site = make_site(columns)
        self.files = IndexFiles.of(state, content)
        self.indexer = self.make_indexer()
        self.reader = IndexReader(self.files, self.site, terms)

    def make_indexer(self, fingerprint: str = "rules") -> Indexer:
        """Another indexer for the same index."""
        return Indexer(
            self.content,
            self.files,
            self.site,
            detect=detect_script,
            analysis=self.terms,
            fingerprint=fingerprint,
        )

    def refresh(self) -> bool:
        """Bring the index up to date; True when readers see a new generation."""
        before = self._generation
        assert self.indexer.update()
        return self._generation != before

    @property
    def _generation(self) -> int:
        with self.reader.view() as library:
            return library.generation

    @property
    def paths(self) -> list[str]:
        """The paths of everything that is shown, in order of path."""
        with self.reader.view() as library:
            return sorted(summary.path for summary in library.latest(100_000))

    @property
    def faults(self) -> list[Fault]:
        """What the index knows to be wrong with files."""
        with closing(sqlite3.connect(self.files.index)) as connection:
            rows = connection.execute("SELECT folder, name, faults FROM files").fetchall()
        return sorted(
            (
                Fault(Severity(severity), posixpath.join(folder, name), message, line)
                for folder, name, faults in rows
                for severity, message, line, _ in json.loads(faults or "[]")
            ),
            key=str,
        )

    @property
    def errors(self) -> dict[str, str]:
        """The errors by file."""
        return {item.file: item.message for item in self.faults if item.severity is Severity.ERROR}

    def body(self, path: str) -> str:
        """The text of a shown article."""
        with self.reader.view() as library:
            article = library.get(path)
        assert article, f"no article at {path}"
        return article.body

    def check(self) -> None:
        """Raise where a file of the index is not whole, or search and articles do not agree."""
        with closing(sqlite3.connect(self.files.index)) as connection:
            for table in ("body_terms", "title_terms"):
                connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with closing(sqlite3.connect(self.files.texts)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def close(self) -> None:
        """Close the reader and check the index."""
        self.reader.close()
        if self.files.index.exists():
            self.check()


def write_article(
    content: Path,
    file: str,
    title: str = "旬阳新气象",
    published: datetime | None = None,
    **fields: object,
) -> Path:
    """Write an article whose front matter holds `fields`, in JSON, which is YAML too."""
    values = {"title": title, "published": str(published or "2018-11-12 14:41"), **fields}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    text = "\n".join(["---", *lines, "---", f"{title}的正文。", ""])
    return write(content, file, text)
