"""What is not kept for ever, and its end."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from reader.accounts.database import Database
from reader.accounts.favourites import REMOVED
from reader.accounts.limits import WINDOW
from reader.accounts.tables import (
    accounts,
    challenges,
    devices,
    failures,
    favourites,
    pairings,
    passkeys,
    secrets,
)
from reader.domain.errors import AccountsUnavailableError

DAY = 86400  # seconds
UNUSED = 400 * DAY  # a device, and an account that only its devices open
_BATCH = 200  # rows of one transaction: others wait for a moment only
_NAME = "purged"  # of the row that holds the day
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows there were whose time was over."""

    accounts: int = 0
    devices: int = 0
    favourites: int = 0
    pairings: int = 0
    challenges: int = 0
    failures: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there was none."""
        return self == Purged()


class DailyPurge:
    """The purge of each day, done by the first process that asks for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._day = ""  # for which this process need not ask

    def begin(self, now: int) -> threading.Thread | None:
        """Purge beside what else goes on, unless it was done today; what does so, if anything.

        A comparison of two texts on most calls; never raises.
        """
        day = _day(now)
        if day == self._day:
            return None
        with self._lock:
            if day == self._day:
                return None
            self._day = day
        worker = threading.Thread(target=self._purge, args=(now,), name="purge", daemon=True)
        worker.start()
        return worker

    def _purge(self, now: int) -> None:
        try:
            if _claim(self._database, _day(now)):
                purged = purge(self._database, now)
                if not purged.is_nothing:
                    _log.info("Purged of the user centre: %s", purged)
        except AccountsUnavailableError:
            self._day = ""  # whoever comes next tries again


def purge(database: Database, now: int) -> Purged:
    """Delete what is kept no longer, in small steps; raises AccountsUnavailableError."""
    found = {
        field.name: sum(_delete(database, *_over(field.name, now))) for field in fields(Purged)
    }
    return Purged(**found)


def _over(name: str, now: int) -> tuple[Table, ColumnElement[bool]]:
    """A table, and which of its rows' time is over."""
    match name:
        case "accounts":
            has_passkey = exists().where(passkeys.c.account == accounts.c.id)
            opens_itself = accounts.c.name.is_not(None) | accounts.c.recovery.is_not(None)
            return accounts, and_(accounts.c.seen < now - UNUSED, ~opens_itself, ~has_passkey)
        case "devices":
            return devices, devices.c.seen < now - UNUSED
        case "favourites":
            return favourites, favourites.c.removed < now - REMOVED
        case "pairings":
            return pairings, pairings.c.expires <= now
        case "challenges":
            return challenges, challenges.c.expires <= now
        case _:
            return failures, failures.c.moment <= now - WINDOW


def _delete(database: Database, table: Table, over: ColumnElement[bool]) -> Iterator[int]:
    """Delete rows, a batch in each transaction; how many."""
    (key,) = table.primary_key
    batch = select(key).where(over).limit(_BATCH).with_for_update(skip_locked=True)
    count = _BATCH
    while count == _BATCH:
        with database.begin() as connection:
            count = connection.execute(delete(table).where(key.in_(batch))).rowcount
        yield count


def _claim(database: Database, day: str) -> bool:
    """Whether this process is the first on that day."""
    with database.begin() as connection:
        mine = secrets.c.name == _NAME
        values = {"value": day}
        if connection.execute(
            update(secrets).where(mine, secrets.c.value != day).values(values)
        ).rowcount:
            return True
        return not connection.execute(select(secrets).where(mine)).first() and _insert(
            connection, {"name": _NAME, **values}
        )


def _insert(connection: Connection, row: dict[str, str]) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(insert(secrets), row)
    except IntegrityError:  # another was quicker
        return False
    return True


def _day(now: int) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
