"""The database of the user centre, which is asked for a short while only."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from reader.accounts import engines
from reader.accounts.migrating import Migrations
from reader.domain.errors import AccountsUnavailableError, SettingsError

ANSWER = 3.0  # seconds that whoever begins has
_PATIENCE = 600.0  # seconds that a migration has
_PAGE = 512  # bytes; a file of SQLite's is a multiple of it
_REST = 0.5  # seconds between two looks at whether a database is back
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
        self._file = Path(self.url.database or "")
        self._patience = patience
        self._lock = threading.RLock()
        self._known: object = None  # what was up to date when it was looked at
        self._is_away = False
        self._closed = threading.Event()

    @cached_property
    def engine(self) -> Engine:
        """The engine; its pool belongs to this process."""
        if self.is_own:
            return engines.sqlite(self._file, self._patience)
        return engines.postgresql(self.url, self._patience)

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
    def migrations(self) -> Iterator[Migrations]:
        """The versions of its tables; what is done there may take long.

        Raises AccountsUnavailableError.
        """
        if self.is_own:
            self._make_file()
            engine = engines.sqlite(self._file, _PATIENCE, checks_keys=False)
        else:
            engine = engines.postgresql(self.url, _PATIENCE)
        try:
            with self._sentences():
                yield Migrations(engine)
        finally:
            engine.dispose()

    def close(self) -> None:
        """Let go of all connections."""
        self._closed.set()
        if "engine" in self.__dict__:
            self.engine.dispose()

    def _bring_up_to_date(self) -> None:
        if self._known is not None and self._known == self._identity():
            return
        with self._lock:
            if self._known is None and self.is_own:
                self._make_file()
            found = self._identity()
            if found == self._known:
                return
            if self._known is not None:  # another file is in its place, as after a restoration
                self.engine.dispose()
            if not Migrations(self.engine).are_applied():
                if not self.is_own:
                    raise AccountsUnavailableError(
                        "the accounts database has not the tables of this release: run "
                        "`qingdu accounts migrate`"
                    )
                with self.migrations() as migrations:
                    migrations.upgrade()
            self._known = found

    def _identity(self) -> object:
        """What is the same as long as the database is; of a server its name.

        Those who have a file open may not notice for long that it is gone or overwritten.
        """
        if not self.is_own:
            return str(self.url)
        try:
            found = self._file.stat()
        except OSError as error:
            raise AccountsUnavailableError(
                f"{self._file} cannot be found any more ({error.strerror}): put it back, or start "
                "the server again for a new one"
            ) from error
        if self._known is not None and (not found.st_size or found.st_size % _PAGE):
            raise AccountsUnavailableError(
                f"{self._file} is damaged: something else was written into it; put a copy in its "
                "place, by renaming it"
            )
        return found.st_dev, found.st_ino

    def _make_file(self) -> None:
        """Make an empty database, which nobody else on this machine may read."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
        except OSError as error:
            if not self._file.exists():
                raise AccountsUnavailableError(f"{error.filename}: {error.strerror}") from error

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Say in our words that the database failed, not what was asked of it."""
        try:
            yield
        except PoolTimeout as error:
            raise AccountsUnavailableError("the accounts database has too much to do") from error
        except CommandError as error:
            raise AccountsUnavailableError(f"the accounts database: {error}") from error
        except DBAPIError as error:
            if isinstance(
                error.orig, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn
            ):
                self._known = None
            elif isinstance(error, IntegrityError | DataError | ProgrammingError):
                raise
            elif _is_lost(error):
                self._await_return()
            reason = " ".join(str(error.orig).split())
            raise AccountsUnavailableError(f"the accounts database failed: {reason}") from error

    def _await_return(self) -> None:
        """Have nobody wait for a server that is away until it is seen again."""
        with self._lock:
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


def _is_lost(error: DBAPIError) -> bool:
    """Whether it is the server that is gone, rather than busy with something.

    Of PostgreSQL's classes 08, 53 and 57P, or an error of the client's own, which has none.
    """
    if not isinstance(error.orig, psycopg.Error):
        return False
    return (error.orig.sqlstate or "08").startswith(("08", "53", "57P"))
