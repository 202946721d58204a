"""Writes into the index what changed in the content folder: the one place that does."""

import json
import posixpath
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from reader.domain.faults import Fault
from reader.storage.article_files import ParsedFile
from reader.storage.index.articles import Articles, Row
from reader.storage.index.changes import Changes
from reader.storage.index.lists import Lists
from reader.storage.index.paths import Paths
from reader.storage.index.publication import Publication
from reader.storage.index.terms import Analysis, Terms
from reader.storage.index.texts import Texts


class IndexWriter:
    """Changes the index inside transactions; one at a time exists for an index.

    Within `transaction()` call `keep`, `keep_fault` and `forget` for what changed, and `show`.
    """

    def __init__(
        self,
        index: sqlite3.Connection,
        texts: sqlite3.Connection,
        timezone: tzinfo,
        analysis: Analysis,
    ) -> None:
        self._index = index
        self._text_file = texts
        self._articles = Articles(index)
        self._texts = Texts(texts, index)
        self._changes = Changes(index)
        lists = Lists(index, analysis.fold, self._changes)
        self._publication = Publication(
            self._articles, self._texts, Terms(index, analysis), lists, timezone
        )
        self._paths = Paths(self._articles, self._publication)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing; what readers see becomes a new generation."""
        self._index.execute("BEGIN IMMEDIATE")
        try:
            self._text_file.execute("BEGIN IMMEDIATE")
            yield
            self._changes.log()
            self._text_file.execute("COMMIT")  # first: a text without article does no harm
            self._index.execute("COMMIT")
        except BaseException:
            for connection in (self._text_file, self._index):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            raise
        finally:
            self._changes.clear()
            self._paths.clear()

    # What is known of files

    def folders(self) -> list[str]:
        """Every folder that has a known file."""
        rows = self._index.execute("SELECT DISTINCT folder FROM files")
        return [folder for (folder,) in rows]

    def stamps(self, folder: str) -> dict[str, str]:
        """The stamps of the known files of one folder, by name."""
        return dict(
            self._index.execute("SELECT name, stamp FROM files WHERE folder = ?", (folder,))
        )

    def stamp(self, file: str) -> str:
        """The stamp of a known file, empty for one that is not known."""
        row = self._index.execute(
            "SELECT stamp FROM files WHERE folder = ? AND name = ?", posixpath.split(file)
        ).fetchone()
        return row[0] if row else ""

    def files_below(self, place: str) -> list[str]:
        """The known file at `place`, or all in the folder of that name."""
        folder, name = posixpath.split(place)
        rows = self._index.execute(
            "SELECT folder, name FROM files WHERE folder = ?1 AND name = ?2 OR folder = ?3"
            " OR folder > ?3 || '/' AND folder < ?3 || '0'",  # 0 is what follows /
            (folder, name, place),
        )
        return [posixpath.join(*row) for row in rows]

    def is_due(self, now: datetime) -> bool:
        """Whether an article waits whose time has come."""
        row = self._index.execute(
            "SELECT min(published) FROM articles WHERE path IS NULL AND is_draft = 0"
        ).fetchone()
        return row[0] is not None and row[0] <= now.timestamp()

    # What changed

    def keep(self, stamp: str, parsed: ParsedFile) -> None:
        """Take in the present version of a file."""
        file = parsed.article.file
        old = self._articles.of_file(file)
        self._texts.keep(parsed.article)
        if old and old.path and self._publication.revise(old, parsed):
            number = old.id
        else:
            if old:
                self._remove(old)
            number = self._articles.insert(parsed)
        self._articles.keep_aliases(number, parsed.aliases)
        self._keep_file(file, stamp, parsed.faults, number)

    def keep_fault(self, file: str, stamp: str, fault: Fault) -> bool:
        """A file cannot be read: its last good version stays; True when the fault is new."""
        row = self._index.execute(
            "SELECT article, faults FROM files WHERE folder = ? AND name = ?", posixpath.split(file)
        ).fetchone()
        article, known = row or (None, "")
        if article is not None:
            message = f"{fault.message} (its last good version is still shown)"
            fault = replace(fault, message=message)
        self._keep_file(file, stamp, [fault], article)
        return bool(_faults_text([fault]) != known)

    def forget(self, file: str) -> None:
        """A file is gone."""
        if old := self._articles.of_file(file):
            self._remove(old)
        self._index.execute(
            "DELETE FROM files WHERE folder = ? AND name = ?", posixpath.split(file)
        )

    def show(self, now: datetime, limit: int) -> tuple[bool, int]:
        """Give articles whose time has come their place, the newest first, at most `limit`.

        Tells whether more are waiting, and how many were shown.
        """
        moment = int(now.timestamp())
        for row in self._articles.where(
            "path IS NULL AND is_draft = 0 AND published <= ? AND id < 0"
            " ORDER BY published, wanted DESC",
            moment,
        ):
            self._articles.place(row)
        # By date and then sorted, where they are few; else walking down all ids is the faster way.
        due = "FROM articles {} WHERE path IS NULL AND is_draft = 0 AND published <= ? AND id > 0"
        few = due.format("INDEXED BY articles_to_come")
        (count,) = self._index.execute(
            f"SELECT count(*) FROM (SELECT 1 {few} LIMIT ?)", (moment, limit + 1)
        ).fetchone()
        rows = self._index.execute(
            f"SELECT id, wanted {few if count <= limit else due.format('')}"
            " ORDER BY id DESC LIMIT ?",
            (moment, limit + 1),
        ).fetchall()
        # Terms are written fastest in ascending order.
        wishes = list(dict.fromkeys(wanted for _, wanted in reversed(rows[:limit])))
        self._paths.settle(wishes, moment)
        return len(rows) > limit, len(wishes)

    def is_complete(self) -> bool:
        """Whether everything was taken in that was there at first."""
        return bool(self._index.execute("SELECT is_complete FROM state").fetchone()[0])

    def finish(self) -> None:
        """The first index is complete: nothing that is missing is still to come."""
        self._index.execute("UPDATE state SET is_complete = 1")
        self._changes.add("home")

    @property
    def has_unused_texts(self) -> bool:
        """Whether there are texts for `drop_unused_texts`."""
        return self._texts.are_unused

    def drop_unused_texts(self) -> None:
        """Delete the texts that were unused when this was called the last time."""
        self._texts.drop_unused()

    def mend_texts(self) -> None:
        """Delete every text that nothing shows, and forget the files whose text is lost."""
        self._texts.mend()

    def _remove(self, old: Row) -> None:
        if old.path:
            self._publication.withdraw(old)
        self._articles.delete(old.id)
        self._texts.release(old.digest)
        self._paths.reopen(old.wish)

    def _keep_file(
        self, file: str, stamp: str, faults: Iterable[Fault], article: int | None
    ) -> None:
        self._index.execute(
            "INSERT OR REPLACE INTO files (folder, name, stamp, faults, article)"
            " VALUES (?, ?, ?, ?, ?)",
            (*posixpath.split(file), stamp, _faults_text(faults), article),
        )


def _faults_text(faults: Iterable[Fault]) -> str:
    values: list[Any] = [
        [fault.severity, fault.message, fault.line, fault.code] for fault in faults
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
