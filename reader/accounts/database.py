"""The database of the user centre, which is asked for a short while only."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from reader.accounts.file import DatabaseFile
from reader.accounts.sqlite import sqlite_engine
from reader.accounts.versions import NEWEST, version_of
from reader.domain.errors import AccountsUnavailableError, SettingsError

if TYPE_CHECKING:
    from reader.accounts.migrating import Migrations

ANSWER = 3.0  # seconds that whoever begins has
_PATIENCE = 600.0  # seconds that a migration has
_WAIT = 1.0  # seconds that others wait while one opens a server's
_REST = 0.5  # seconds between two looks at whether a database is back
_NO_TABLE = {"42P01", "42703"}  # or no such column: PostgreSQL's codes, appendix A
_LOST = ("08", "53", "57P")  # no connection, no room for one, or it is shut down
_log = logging.getLogger(__name__)


class Database:
    """Connections to an accounts database, made when the first is wanted (so after a fork).

    A database of our own, SQLite in the state folder, is made and brought up to date by whoever
    opens it first; another is its operator's to migrate. `patience` is how many seconds a
    transaction may take.
    """

    def __init__(self, url: str, state: Path, patience: float = ANSWER) -> None:
        self.url = _address(url, state)
        self.is_own = self.url.get_backend_name() == "sqlite"
        self._file = DatabaseFile(Path(self.url.database or ""))
        self._patience = patience
        self._opening, self._watching = threading.Lock(), threading.Lock()
        self._known: object = None  # what was up to date when it was looked at
        self._is_away = False
        self._closed = threading.Event()

    @cached_property
    def engine(self) -> Engine:
        """The engine; its pool belongs to this process."""
        return self._engine(self._patience)

    @contextmanager
    def begin(self, *, writes: bool = True) -> Iterator[Connection]:
        """A transaction, committed at the end; raises AccountsUnavailableError at once or soon.

        One that `writes` waits, in the embedded database, for another before it reads, so that
        what it read holds when it writes.
        """
        if self._is_away:
            raise AccountsUnavailableError("the accounts database is away")
        with self._sentences():
            self._bring_up_to_date()
            with self.engine.connect() as connection:
                connection.execution_options(qingdu_writes=writes)
                with connection.begin():
                    yield connection

    @contextmanager
    def migrations(self) -> Iterator["Migrations"]:
        """The versions of its tables; what is done there may take long.

        Raises AccountsUnavailableError.
        """
        from reader.accounts.migrating import Migrations  # noqa: PLC0415 - Alembic: few processes

        if self.is_own:
            self._file.make()
        engine = self._engine(_PATIENCE, checks_keys=False)
        try:
            with self._sentences():
                yield Migrations(engine)
        finally:
            engine.dispose()

    def _engine(self, patience: float, *, checks_keys: bool = True) -> Engine:
        if self.is_own:
            return sqlite_engine(self._file.path, patience, checks_keys=checks_keys)
        from reader.accounts.postgresql import postgresql_engine  # noqa: PLC0415 - psycopg: few sites

        return postgresql_engine(self.url, patience)

    def close(self) -> None:
        """Let go of all connections."""
        self._closed.set()
        if "engine" in self.__dict__:
            self.engine.dispose()
        self._file.release()
        self._known = None

    def _bring_up_to_date(self) -> None:
        if self._known is not None and self._known == self._identity():
            if self.is_own:
                self._file.check()
            return
        if not self._opening.acquire(timeout=self._patience if self.is_own else _WAIT):
            raise AccountsUnavailableError("the accounts database is being opened")
        try:
            self._open()
        finally:
            self._opening.release()

    def _open(self) -> None:
        if self._is_away:
            raise AccountsUnavailableError("the accounts database is away")
        if self._known is None and self.is_own:
            self._file.make()
        found = self._identity()
        if found == self._known:
            return
        if self.is_own:
            self._look_at_file()
        if version_of(self.engine) != NEWEST:
            if not self.is_own:
                raise AccountsUnavailableError(
                    "the accounts database has not the tables of this release: run "
                    "`qingdu accounts migrate`"
                )
            self._migrate()
        self._known = found

    def _migrate(self) -> None:
        """Bring the tables up to date; of those of another release a copy stays beside them."""
        if before := version_of(self.engine):
            from reader.accounts.backup import back_up  # noqa: PLC0415 - once in a release's life

            path = self._file.path
            back_up(path, path.with_name(f"{path.name}.{before}"))
        with self.migrations() as migrations:
            migrations.upgrade()

    def _look_at_file(self) -> None:
        """Turn to the file that is there now, which may be another than before."""
        self.engine.dispose()
        self._file.hold()
        if self._known is not None:
            self._file.check()

    def _identity(self) -> object:
        """What is the same as long as the database is; of a server its name."""
        return self._file.identity() if self.is_own else str(self.url)

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Say in our words that the database failed, not what was asked of it."""
        try:
            yield
        except PoolTimeout as error:
            raise AccountsUnavailableError("the accounts database has too much to do") from error
        except DBAPIError as error:
            state = getattr(error.orig, "sqlstate", None)  # of PostgreSQL
            if state in _NO_TABLE:
                self._known = None
            elif isinstance(error, IntegrityError | DataError | ProgrammingError):
                raise
            elif not self.is_own and (state or _LOST[0]).startswith(_LOST):
                self._await_return()
            reason = " ".join(str(error.orig).split())
            raise AccountsUnavailableError(f"the accounts database failed: {reason}") from error

    def _await_return(self) -> None:
        """Have nobody wait for a server that is away until it is seen again."""
        with self._watching:
            if self._is_away:
                return
            self._is_away = True
        threading.Thread(target=self._look, name="accounts database", daemon=True).start()

    def _look(self) -> None:
        while not self._closed.is_set():
            try:
                self.engine.connect().close()
            except (DBAPIError, PoolTimeout):
                self._closed.wait(_REST)
            else:
                self._is_away = False
                _log.info("The accounts database is back.")
                return


def _address(url: str, state: Path) -> URL:
    """The address of a database, `state/accounts.sqlite3` where none is given; SettingsError."""
    if not url:
        return URL.create("sqlite", database=str(state / "accounts.sqlite3"))
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(f"QINGDU_DATABASE_URL: {error}") from error
    is_postgresql = parsed.get_backend_name() == "postgresql"
    return parsed.set(drivername="postgresql+psycopg") if is_postgresql else parsed
