"""Writes into the index what changed in the content folder: the one place that does."""

import json
import posixpath
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from reader.domain.article import Article
from reader.domain.faults import Fault
from reader.storage.article_files import ParsedFile
from reader.storage.index.articles import Articles, Row
from reader.storage.index.changes import Changes
from reader.storage.index.lists import Lists, is_same_place
from reader.storage.index.records import article_of
from reader.storage.index.terms import Analysis, Terms
from reader.storage.index.texts import Texts

_MAY_BE_SHOWN = "is_draft = 0 AND id > 0 AND (path IS NOT NULL OR published <= ?)"


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
        self._articles = Articles(index)
        self._text_file = texts
        self._timezone = timezone
        self._texts = Texts(texts, index)
        self._terms = Terms(index, analysis)
        self._changes = Changes(index)
        self._lists = Lists(index, analysis.fold, self._changes)
        self._wishes: set[str] = set()

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
            self._wishes.clear()

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
        if old and old.path and self._revise(old, parsed):
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
        rows = self._index.execute(
            "SELECT id, wanted FROM articles WHERE path IS NULL AND is_draft = 0"
            " AND published <= ? AND id > 0 ORDER BY id DESC LIMIT ?",
            (moment, limit + 1),
        ).fetchall()
        # Terms are written fastest in ascending order.
        wishes = dict.fromkeys(wanted for _, wanted in reversed(rows[:limit]))
        for wish in (*wishes, *sorted(self._wishes - wishes.keys())):
            self._resolve(wish, moment)
        while self._wishes:
            self._resolve(self._wishes.pop(), moment)
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

    # Articles

    def _revise(self, old: Row, parsed: ParsedFile) -> bool:
        """Change a shown article where it stands; False when it must move."""
        article = parsed.article
        before = self._article(old)
        now = replace(article.summary, path=before.summary.path)
        if (
            parsed.is_draft
            or article.summary.path != old.wish
            or not is_same_place(before.summary, now)
        ):
            return False
        article = replace(article, summary=now)
        if before == article:
            return True
        self._terms.withdraw(old.id, before)
        self._articles.revise(old.id, article)
        self._terms.add(old.id, article)
        self._lists.revise(old.id, before.summary, now)
        if before.digest != article.digest:
            self._texts.release(before.digest)
        return True

    def _remove(self, old: Row) -> None:
        if old.path:
            self._withdraw(old)
        self._articles.delete(old.id)
        self._texts.release(old.digest)
        self._wishes.add(old.wish)

    # Paths

    def _resolve(self, wish: str, moment: int) -> None:
        """Settle who is shown at `wish`: the first file by name; others go by their whole name."""
        self._wishes.discard(wish)
        members = [
            row
            for asks in ("wanted = ?", "path = ? AND wanted IS NULL")
            for row in self._articles.where(f"{asks} AND {_MAY_BE_SHOWN}", wish, moment)
        ]
        members.sort(key=lambda row: row.file)
        names = (self._name_for(row.file, moment) for row in members[1:])
        targets = [wish, *names][: len(members)]
        moving = [(row, target) for row, target in zip(members, targets, strict=True)
                  if row.path != target]  # fmt: skip
        for row, _ in moving:
            if row.path:
                self._unplace(row)
        for row, target in moving:
            self._make_room(target)
            wanted = None if target == wish else wish
            self._articles.move(row.id, target, wanted)
            self._publish(replace(row, path=target, wanted=wanted))
        self._give_name_back(wish, moment)

    def _give_name_back(self, name: str, moment: int) -> None:
        """The file of this name goes by it again, where it cannot have its own path."""
        row = self._articles.of_file(name)
        if row and row.path and row.wanted and row.path != self._name_for(row.file, moment):
            self._wishes.add(row.wanted)

    def _name_for(self, file: str, moment: int) -> str:
        """A path for an article that cannot have its own: one that no other asks for."""
        name, number = file, 2
        while self._index.execute(
            "SELECT 1 FROM articles WHERE wanted = ?1 AND is_draft = 0"
            " AND (path IS NOT NULL OR published <= ?2)"
            " UNION ALL SELECT 1 FROM articles WHERE path = ?1 AND wanted IS NULL",
            (name, moment),
        ).fetchone():
            name, number = f"{file}-{number}", number + 1
        return name

    def _make_room(self, path: str) -> None:
        """An article that has `path` only because its own was taken must look for another."""
        for row in self._articles.where("path = ?", path):
            self._unplace(row)
            self._wishes.add(row.wish)

    def _unplace(self, row: Row) -> None:
        self._withdraw(row)
        self._articles.move(row.id, None, row.wish)

    # What readers see

    def _publish(self, row: Row) -> None:
        article = self._article(row)
        self._terms.add(row.id, article)
        self._lists.enter(row, article.summary)

    def _withdraw(self, row: Row) -> None:
        article = self._article(row)
        self._terms.withdraw(row.id, article)
        self._lists.leave(row, article.summary)

    def _article(self, row: Row) -> Article:
        values = (row.path or "", row.published, row.title, row.record, row.file, row.digest)
        return article_of((*values, self._texts.get(row.digest)), self._timezone)

    # Files

    def _keep_file(
        self, file: str, stamp: str, faults: Iterable[Fault], article: int | None
    ) -> None:
        self._index.execute(
            "INSERT OR REPLACE INTO files (folder, name, stamp, faults, article)"
            " VALUES (?, ?, ?, ?, ?)",
            (*posixpath.split(file), stamp, _faults_text(faults), article),
        )


def _faults_text(faults: Iterable[Fault]) -> str:
    values: list[Any] = [[fault.severity, fault.message, fault.line] for fault in faults]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""
