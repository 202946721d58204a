"""What an import knows already: an SQLite file in the state folder, so that any run can be resumed.

It may be deleted: files that say what an import would write are then recognised, and any other
stays as it is.
"""

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

from reader.domain.errors import ReaderError
from reader.language.repairs import Repair
from reader.publishing.extraction.extracted import Doubt
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.read import Read
from reader.publishing.importing.records import (
    Found,
    Outcome,
    Page,
    Written,
    packed,
    read_notice,
    unpacked,
    written_notice,
)

_VERSION = 1
_TRIED_AGAIN = {"too-slow", "died", "memory"}  # which may be the machine's fault
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
  key TEXT PRIMARY KEY, run INTEGER, source TEXT, locator TEXT, origin TEXT, path TEXT, url TEXT,
  modified REAL, digest TEXT, rules TEXT, title TEXT, next_page TEXT, notice TEXT, read BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_by_digest ON pages (digest);
CREATE TABLE IF NOT EXISTS names (
  name TEXT, folded TEXT, key TEXT, is_claim INTEGER, PRIMARY KEY (name, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_folded ON names (folded);
CREATE INDEX IF NOT EXISTS names_key ON names (key);
CREATE TABLE IF NOT EXISTS assets (
  name TEXT, folded TEXT, source TEXT, locator TEXT, origin TEXT, run INTEGER, used INTEGER,
  PRIMARY KEY (name, source)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS assets_folded ON assets (folded);
CREATE TABLE IF NOT EXISTS articles (
  key TEXT PRIMARY KEY, file TEXT UNIQUE, stem TEXT UNIQUE, written TEXT, pending TEXT, inputs TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS media (
  folded TEXT PRIMARY KEY, file TEXT, folder TEXT, digest TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS media_by_digest ON media (folder, digest);
CREATE TABLE IF NOT EXISTS columns (title TEXT PRIMARY KEY, folder TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outcomes (
  id INTEGER PRIMARY KEY, run INTEGER, status TEXT, origin TEXT, file TEXT, title TEXT,
  notices TEXT, doubts TEXT, repairs TEXT
);
"""


class Ledger:
    """The one import of a content folder that goes on now; `of` opens it, `close` ends it."""

    def __init__(self, connection: sqlite3.Connection, lock: int | None = None) -> None:
        self._db = connection
        self._lock = lock
        self._db.executescript(_TABLES)
        self.run = int(self._fact("run") or 0) + 1
        with self._db:
            self._set_fact("run", self.run)
            self._db.execute("DELETE FROM outcomes")

    @classmethod
    def of(cls, state: Path, content: Path, *, is_dry: bool = False) -> "Ledger":
        """The ledger of a content folder; a dry run gets a copy that goes with it.

        Raises ReaderError where another import into this folder goes on, or the disk is full.
        """
        digest = blake2b(os.fsencode(content.resolve()), digest_size=8).hexdigest()
        file = state / f"import-{digest}.sqlite3"
        try:
            if is_dry:
                copy = sqlite3.connect("")  # a temporary file, which goes with the connection
                if file.exists():
                    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as known:
                        known.backup(copy)
                return cls(copy)
            state.mkdir(parents=True, exist_ok=True)
            lock = _locked(file.with_suffix(".lock"))
            connection = sqlite3.connect(file)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if connection.execute("PRAGMA user_version").fetchone()[0] not in {0, _VERSION}:
                raise ReaderError(f"{file} is of another release; delete it and import again.")
            connection.execute(f"PRAGMA user_version={_VERSION}")
            return cls(connection, lock)
        except (OSError, sqlite3.Error) as error:
            raise ReaderError(f"The ledger {file} cannot be used: {error}.") from error

    def close(self) -> None:
        """Keep what there is and let go of it."""
        self._db.commit()
        self._db.close()
        if self._lock is not None:
            os.close(self._lock)

    def commit(self) -> None:
        """Keep what was said so far, whatever happens now."""
        self._db.commit()

    # Pages

    def knows(self, key: str, digest: str, rules: str) -> Notice | bool:
        """Whether a page was read by these rules: True, the notice why it was left, or False."""
        row = self._db.execute(
            "SELECT notice FROM pages WHERE key=? AND digest=? AND rules=?", (key, digest, rules)
        ).fetchone()
        if not row:
            return False
        notice = read_notice(row[0]) if row[0] else None
        if notice and notice.code in _TRIED_AGAIN:
            return False
        return notice or True

    def see(self, page: Page, locator: str) -> None:
        """A known page is in this run too; it may lie elsewhere than it did."""
        self._db.execute(
            "UPDATE pages SET run=?, source=?, locator=?, origin=?, path=?, url=?, modified=?"
            " WHERE key=?",
            (self.run, page.source, locator, page.origin, page.path, page.url, page.modified,
             page.key),
        )  # fmt: skip

    def enter(self, page: Page, locator: str, rules: str, read: Read | Notice) -> None:
        """What came of reading a page."""
        notice = "" if isinstance(read, Read) else written_notice(read)
        blob = packed(read) if isinstance(read, Read) else None
        self._db.execute(
            "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (page.key, self.run, page.source, locator, page.origin, page.path, page.url,
             page.modified, page.digest, rules, page.title, page.next_page, notice, blob),
        )  # fmt: skip

    def name_page(self, key: str, names: Iterable[str], claims: Iterable[str]) -> None:
        """The names a page is found by, in place of those it had: its own, and what it claims.

        A claim is an address that the page says it has; templates set it wrongly, so that an own
        name of another page comes first.
        """
        self._db.execute("DELETE FROM names WHERE key=?", (key,))
        for is_claim, group in enumerate((names, claims)):
            self._db.executemany(
                "INSERT OR IGNORE INTO names VALUES (?,?,?,?)",
                ((name, name.casefold(), key, is_claim) for name in group),
            )

    def is_claimed_by_others(self, name: str, key: str) -> bool:
        """Whether another page has this name too."""
        return bool(
            self._db.execute(
                "SELECT 1 FROM names WHERE name=? AND key<>? LIMIT 1", (name, key)
            ).fetchone()
        )

    def pages(self) -> Iterator[Page]:
        """The pages of this run that are articles or parts of one, in the order of their keys."""
        yield from (
            Page(*row)
            for row in self._db.execute(
                "SELECT key, origin, source, path, url, modified, digest, title, next_page"
                " FROM pages WHERE run=? AND notice='' ORDER BY key",
                (self.run,),
            )
        )

    def size(self) -> int:
        """How many of them there are."""
        row = self._db.execute(
            "SELECT count(*) FROM pages WHERE run=? AND notice=''", (self.run,)
        ).fetchone()
        return int(row[0])

    def read(self, key: str) -> Read:
        """What was read out of a page."""
        (blob,) = self._db.execute("SELECT read FROM pages WHERE key=?", (key,)).fetchone()
        return unpacked(blob)

    def twin(self, page: Page) -> str:
        """The key of a page with the same bytes that has an article; empty where there is none."""
        row = self._db.execute(
            "SELECT key FROM pages JOIN articles USING (key) WHERE digest=? AND key<>?"
            " ORDER BY key LIMIT 1", (page.digest, page.key),
        ).fetchone()  # fmt: skip
        return row[0] if row else ""

    def origin(self, key: str) -> str:
        """Where a page was found."""
        row = self._db.execute("SELECT origin FROM pages WHERE key=?", (key,)).fetchone()
        return row[0] if row else key

    def locator(self, key: str) -> str:
        """How its source finds a page again."""
        (locator,) = self._db.execute("SELECT locator FROM pages WHERE key=?", (key,)).fetchone()
        return str(locator)

    def page_named(self, name: str) -> str:
        """The key of the page of a name, in any case if only one has it; empty where none has."""
        row = self._db.execute(
            "SELECT key FROM names WHERE name=? ORDER BY is_claim, key LIMIT 1", (name,)
        ).fetchone()
        if row:
            return str(row[0])
        rows = self._db.execute(
            "SELECT DISTINCT key FROM names WHERE folded=? LIMIT 2", (name.casefold(),)
        ).fetchall()
        return rows[0][0] if len(rows) == 1 else ""

    # Assets

    def name_asset(self, name: str, found: Found) -> None:
        """An asset of this run has this name."""
        self._db.execute(
            "INSERT OR REPLACE INTO assets VALUES (?,?,?,?,?,?,0)",
            (name, name.casefold(), found.source, found.locator, found.origin, self.run),
        )

    def asset_named(self, name: str) -> Found | None:
        """The asset of a name, in any case if need be."""
        for column, value in (("name", name), ("folded", name.casefold())):
            row = self._db.execute(
                f"SELECT source, locator, origin FROM assets WHERE {column}=? AND run=?"  # noqa: S608
                " ORDER BY source, name LIMIT 1", (value, self.run),
            ).fetchone()  # fmt: skip
            if row:
                return Found(*row)
        return None

    def use_asset(self, found: Found) -> None:
        """An article refers to it."""
        self._db.execute(
            "UPDATE assets SET used=1 WHERE source=? AND locator=?", (found.source, found.locator)
        )

    def unused_archives(self) -> list[str]:
        """Where zip archives lie that no page refers to."""
        rows = self._db.execute(
            "SELECT origin FROM assets WHERE run=? AND name LIKE '%.zip' GROUP BY origin"
            " HAVING max(used)=0", (self.run,),
        )  # fmt: skip
        return [row[0] for row in rows]

    # Articles, media, columns

    def written(self, key: str) -> Written | None:
        """The file of an article, None where none is chosen yet."""
        row = self._db.execute(
            "SELECT file, written, pending, inputs FROM articles WHERE key=?", (key,)
        ).fetchone()
        return Written(*row) if row else None

    def has_stem(self, stem: str) -> bool:
        """Whether an article has this path (without ending, in lower case) already."""
        return bool(self._db.execute("SELECT 1 FROM articles WHERE stem=?", (stem,)).fetchone())

    def choose(self, key: str, file: str, stem: str) -> None:
        """An article's file, for good."""
        self._db.execute("INSERT INTO articles VALUES (?,?,?,'','','')", (key, file, stem))

    def forget(self, key: str) -> None:
        """An article that turned out to be a part of another has no file of its own."""
        self._db.execute("DELETE FROM articles WHERE key=? AND written=''", (key,))

    def files(self) -> Iterator[str]:
        """All files that were written."""
        yield from (
            row[0] for row in self._db.execute("SELECT file FROM articles WHERE written<>''")
        )

    def unwrite(self) -> None:
        """Nothing that was written is there any more."""
        self._db.execute("UPDATE articles SET written='', pending='', inputs=''")
        self._db.execute("DELETE FROM media")

    def intend(self, key: str, digest: str) -> None:
        """A file of this digest is going to be written."""
        self._db.execute("UPDATE articles SET pending=? WHERE key=?", (digest, key))

    def wrote(self, key: str, digest: str, inputs: str) -> None:
        """It was."""
        self._db.execute(
            "UPDATE articles SET written=?, pending='', inputs=? WHERE key=?",
            (digest, inputs, key),
        )

    def media(self, folder: str, digest: str) -> str:
        """The file in a folder that holds these bytes; empty where there is none."""
        row = self._db.execute(
            "SELECT file FROM media WHERE folder=? AND digest=?", (folder, digest)
        ).fetchone()
        return row[0] if row else ""

    def has_media(self, file: str) -> bool:
        """Whether a file of this name, in any case, holds other bytes."""
        return bool(
            self._db.execute("SELECT 1 FROM media WHERE folded=?", (file.casefold(),)).fetchone()
        )

    def wrote_media(self, file: str, folder: str, digest: str) -> None:
        """A picture or an attachment lies in this file."""
        self._db.execute(
            "INSERT OR REPLACE INTO media VALUES (?,?,?,?)",
            (file.casefold(), file, folder, digest),
        )

    def column(self, title: str) -> str | None:
        """The folder of a column's title, None for a new one."""
        row = self._db.execute("SELECT folder FROM columns WHERE title=?", (title,)).fetchone()
        return row[0] if row else None

    def has_column_folder(self, folder: str) -> bool:
        """Whether a column has this folder."""
        return bool(self._db.execute("SELECT 1 FROM columns WHERE folder=?", (folder,)).fetchone())

    def enter_column(self, title: str, folder: str) -> None:
        """A column's folder, for good."""
        self._db.execute("INSERT INTO columns VALUES (?,?)", (title, folder))

    # Outcomes

    def report(self, outcome: Outcome) -> None:
        """What became of a page in this run."""
        self._db.execute(
            "INSERT INTO outcomes (run, status, origin, file, title, notices, doubts, repairs)"
            " VALUES (?,?,?,?,?,?,?,?)",
            (self.run, outcome.status, outcome.origin, outcome.file, outcome.title,
             json.dumps([[n.code, *n.args] for n in outcome.notices]),
             json.dumps([asdict(d) for d in outcome.doubts]),
             json.dumps([asdict(r) for r in outcome.repairs])),
        )  # fmt: skip

    def outcomes(self, *statuses: str) -> Iterator[Outcome]:
        """What became of the pages of this run, of some statuses or of all, in order."""
        marks = ",".join("?" * len(statuses))
        where = f" AND status IN ({marks})" if statuses else ""
        for row in self._db.execute(
            "SELECT status, origin, file, title, notices, doubts, repairs FROM outcomes"  # noqa: S608
            f" WHERE run=?{where} ORDER BY origin, id", (self.run, *statuses),
        ):  # fmt: skip
            status, origin, file, title, notices, doubts, repairs = row
            yield Outcome(
                status, origin, file, title,
                tuple(Notice(code, tuple(args)) for code, *args in json.loads(notices)),
                tuple(Doubt(**doubt) for doubt in json.loads(doubts)),
                tuple(Repair(**repair) for repair in json.loads(repairs)),
            )  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many pages each status has."""
        return dict(
            self._db.execute(
                "SELECT status, count(*) FROM outcomes WHERE run=? GROUP BY status", (self.run,)
            ).fetchall()
        )

    def doubtful(self) -> int:
        """How many articles have something doubtful about them."""
        row = self._db.execute(
            "SELECT count(*) FROM outcomes WHERE run=? AND status IN ('taken', 'renewed',"
            " 'unchanged') AND (notices<>'[]' OR doubts<>'[]')", (self.run,),
        ).fetchone()  # fmt: skip
        return int(row[0])

    def _fact(self, name: str) -> Any:
        row = self._db.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return row[0] if row else None

    def _set_fact(self, name: str, value: object) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", (name, value))


def _locked(file: Path) -> int:
    lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        with suppress(OSError):
            os.close(lock)
        raise ReaderError(
            "Another import into this content folder goes on; wait until it is done."
        ) from error
    return lock
