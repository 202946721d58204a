"""The files of the index, and what is in them."""

import atexit
import logging
import secrets
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

log = logging.getLogger(__name__)

# Raised with every change of the tables or of what is written into them.
VERSION = 3

# How long a connection waits for another's lock, in seconds.
READER_PATIENCE = 3.0
WRITER_PATIENCE = 30.0

_TABLES = """
CREATE TABLE state (
  fingerprint TEXT NOT NULL,  -- of everything that decides what is written here
  generation INTEGER NOT NULL,
  logged_from INTEGER NOT NULL,  -- changes of later generations than this are all in the log
  is_complete INTEGER NOT NULL
);
CREATE TABLE files (
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  stamp TEXT NOT NULL,
  faults TEXT NOT NULL,  -- JSON: [[severity, message, line, code], …]
  article INTEGER,
  PRIMARY KEY (folder, name)
) WITHOUT ROWID;
-- The id is in order of date, as near as matters, so that a search finds the newest first; below
-- zero while the article waits for its place. Without a path it is not shown (draft, scheduled).
CREATE TABLE articles (
  id INTEGER PRIMARY KEY,
  path TEXT,
  wanted TEXT,  -- the path it asks for, where it is not the one it has
  published INTEGER NOT NULL,  -- seconds since 1970, UTC
  is_draft INTEGER NOT NULL,
  file TEXT NOT NULL,
  digest TEXT NOT NULL,
  title TEXT NOT NULL,
  record TEXT NOT NULL  -- JSON: the rest of the summary
);
CREATE UNIQUE INDEX articles_by_path ON articles (path) WHERE path IS NOT NULL;
CREATE INDEX articles_by_wish ON articles (wanted) WHERE wanted IS NOT NULL;
CREATE INDEX articles_by_time ON articles (published);
CREATE INDEX articles_to_come ON articles (published) WHERE path IS NULL AND is_draft = 0;
CREATE TABLE aliases (
  address TEXT NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (address, article)
) WITHOUT ROWID;
CREATE INDEX aliases_by_article ON aliases (article);
-- Every list a page shows: of a column, a tag, the whole site. Its entries are in order of date,
-- and counted by month so that a page far down is found without walking there.
CREATE TABLE lists (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  size INTEGER NOT NULL,
  UNIQUE (kind, key)
);
CREATE TABLE entries (
  list INTEGER NOT NULL,
  published INTEGER NOT NULL,
  article INTEGER NOT NULL,
  PRIMARY KEY (list, published, article)
) WITHOUT ROWID;
CREATE TABLE tallies (
  list INTEGER NOT NULL,
  month INTEGER NOT NULL,  -- year * 12 + month - 1, in the site's time zone
  size INTEGER NOT NULL,
  PRIMARY KEY (list, month)
) WITHOUT ROWID;
CREATE TABLE parts (number INTEGER PRIMARY KEY, changed INTEGER NOT NULL);  -- of the sitemap
CREATE TABLE changes (
  generation INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (generation, key)
) WITHOUT ROWID;
CREATE TABLE sounds (sign TEXT PRIMARY KEY, sound TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE body_terms USING fts5 (
  terms, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE title_terms USING fts5 (
  terms, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
"""
_FOLDER = "index-"  # how the name of its folder begins
# With rowids: without, long rows would stand in the inner pages of the tree, nine levels of them.
_TEXTS = "CREATE TABLE texts (digest TEXT PRIMARY KEY, body BLOB)"


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """Where the index is: one folder for each site."""

    folder: Path

    @classmethod
    def of(cls, state: Path, content: Path) -> Self:
        """The index of a content folder.

        Where the state folder cannot be written it is in a temporary one, for this process alone.
        """
        folder = cls.at(state, content).folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "index.lock").touch()
        except OSError as error:
            folder = Path(tempfile.mkdtemp(prefix="qingdu-"))
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            log.warning("%s cannot be written (%s); the index is made at every start", state, error)
        return cls(folder)

    @classmethod
    def at(cls, state: Path, content: Path) -> Self:
        """The same for who only looks: nothing is made."""
        digest = blake2b(bytes(content.resolve()), digest_size=4).hexdigest()
        return cls(state / f"{_FOLDER}{digest}")

    @property
    def index(self) -> Path:
        """Summaries, lists and the search index; a link to the file that is in use now.

        Each index made anew has a name of its own, so that SQLite never takes the write-ahead
        log of one for another's.
        """
        return self.folder / "index.sqlite3"

    @property
    def texts(self) -> Path:
        """The last good text of every article of the index that is in use."""
        return texts_beside(self.index.resolve())

    @property
    def bodies(self) -> Path:
        """Rendered bodies (`reader.storage.bodies`)."""
        return self.folder / "bodies.sqlite3"

    @property
    def pages(self) -> Path:
        """Pages that outlive a process (`reader.web.page_archive`)."""
        return self.folder / "pages.sqlite3"

    @property
    def damage(self) -> Path:
        """There while a damaged index waits to be made anew: left by a reader that met it."""
        return self.folder / "index.damaged"

    @property
    def scanned(self) -> Path:
        """Written whenever the whole content folder was looked at: why it cannot be taken in."""
        return self.folder / "index.scanned"

    @property
    def tallies(self) -> Path:
        """What the processes of the site count (`reader.observing.tallies`).

        Beside the index, which may be deleted while they do.
        """
        if not self.folder.name.startswith(_FOLDER):  # a temporary one
            return self.folder / "tallies"
        return self.folder.with_name(self.folder.name.replace(_FOLDER, "tallies-", 1))

    @property
    def lock(self) -> Path:
        """Locked by the one indexer; holds its process id."""
        return self.folder / "index.lock"

    def new(self) -> Path:
        """A name for a new index."""
        return self.folder / f"index-{secrets.token_hex(4)}.sqlite3"

    def put_in_use(self, made: Path) -> None:
        """Let readers have the index at `made`; the one before it is deleted."""
        link = self.folder / "index.new"
        link.unlink(missing_ok=True)
        link.symlink_to(made.name)
        link.replace(self.index)
        self.damage.unlink(missing_ok=True)
        in_use = (made.name, texts_beside(made).name)
        for old in (*self.folder.glob("index-*.sqlite3*"), *self.folder.glob("texts-*.sqlite3*")):
            if not old.name.startswith(in_use):
                old.unlink(missing_ok=True)

    def identity(self) -> tuple[int, ...]:
        """Which files are in use now; zeros where there is none."""
        found: list[int] = []
        for path in (self.index, self.texts):
            try:
                status = path.stat()
            except OSError:
                found += (0, 0)
            else:
                found += (status.st_dev, status.st_ino)
        return tuple(found)


def texts_beside(index: Path) -> Path:
    """The file of an index's texts."""
    return index.with_name(index.name.replace("index-", "texts-", 1))


def remove_index(index: Path) -> None:
    """Delete an index that nobody uses, and its texts."""
    for file in (index, texts_beside(index)):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)


def is_damage(error: Exception) -> bool:
    """Whether an error says that a file of the index is not what was written.

    Errors of our own, and of text that is none, have no code.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return isinstance(error, sqlite3.Error)
    return code & 0xFF in _DAMAGED or code == sqlite3.SQLITE_IOERR_SHORT_READ


_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def open_for_reading(files: IndexFiles) -> sqlite3.Connection:
    """A connection that changes nothing, texts attached; raises sqlite3.Error without an index."""
    index = files.index.resolve()
    connection = _connect(index, "rw", READER_PATIENCE)
    try:
        texts = f"{texts_beside(index).as_uri()}?mode=rw"
        connection.execute("ATTACH ? AS texts", (texts,))
        for name in ("main", "texts"):  # KiB; the system's own cache holds the file
            connection.execute(f"PRAGMA {name}.cache_size = -512")
        connection.execute("PRAGMA query_only = 1")
        _refuse_other_versions(connection)
        connection.execute("SELECT generation FROM state").fetchone()
        connection.execute("SELECT 1 FROM texts.texts LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The indexer's connection to an index; raises sqlite3.Error where there is none."""
    connection = _prepared(path.resolve(), "rw")
    try:
        # A generation that readers have seen never comes again with other articles: what pages
        # that outlive a power failure are held against.
        connection.execute("PRAGMA synchronous = FULL")
        _refuse_other_versions(connection)
        connection.execute("PRAGMA cache_size = -16384")
        connection.execute(
            "INSERT INTO body_terms(body_terms, rank) VALUES('hashsize', ?)", (_HASH_BYTES,)
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def make_index(path: Path, fingerprint: str) -> None:
    """A new index without articles, and its texts."""
    # A generation says which index it is of too, so that no reader takes one for another.
    first = secrets.randbelow(1 << 30) << 32
    with closing(_prepared(path, "rwc")) as connection:
        connection.executescript(
            f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = {VERSION};"
            f"INSERT INTO state VALUES ('{fingerprint}', {first}, {first}, 0);COMMIT;"
        )
    with closing(_prepared(texts_beside(path), "rwc")) as connection:
        connection.execute(_TEXTS)


def open_texts_for_writing(index: Path) -> sqlite3.Connection:
    """The indexer's connection to the texts of an index; raises sqlite3.Error without them."""
    connection = _prepared(texts_beside(index.resolve()), "rw")
    try:
        connection.execute("SELECT 1 FROM texts LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _prepared(path: Path, mode: str) -> sqlite3.Connection:
    """A connection to a database that readers never wait for."""
    connection = _connect(path, mode, WRITER_PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _refuse_other_versions(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found != VERSION:
        raise sqlite3.DatabaseError(f"it is of version {found}, not {VERSION}")


_HASH_BYTES = 16 * 1024 * 1024  # of new terms, held before they are written


def _connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=patience,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
