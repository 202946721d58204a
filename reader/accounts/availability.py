"""Whether the accounts' database can be asked, told without waiting for it."""

import threading
from contextlib import suppress
from pathlib import Path
from time import monotonic

from sqlalchemy import text

from reader.accounts.database import Database
from reader.domain.errors import AccountsUnavailableError

_FIRST_WAIT = 0.5  # seconds that the first who asks waits
_LONGEST = 1.5  # seconds after which a database that does not answer is away
_REST = 5.0  # seconds until one that was there is asked again
_REST_AWAY = 1.0  # the same for one that was not


class Availability:
    """Asks the database now and then, from a thread of its own while somebody wants to know."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._is_known = threading.Event()
        self._is_there = True
        self._asked_at = 0.0  # of a question that has no answer yet, on the monotonic clock
        self._due = 0.0

    def is_there(self) -> bool:
        """Whether the database answered the last time, soon; any thread may ask."""
        with self._lock:
            if not self._asked_at and monotonic() >= self._due:
                thread = threading.Thread(target=self._ask, name="availability", daemon=True)
                with suppress(RuntimeError):  # no more threads: another time
                    thread.start()
                    self._asked_at = monotonic()
        self._is_known.wait(_FIRST_WAIT)
        asked_at = self._asked_at
        return self._is_there and not (asked_at and monotonic() > asked_at + _LONGEST)

    def _ask(self) -> None:
        is_there = False
        try:
            asked(self._database)
            is_there = True
        except AccountsUnavailableError:
            pass
        finally:
            with self._lock:
                self._is_there = is_there
                self._asked_at = 0.0
                self._due = monotonic() + (_REST if is_there else _REST_AWAY)
            self._is_known.set()


def asked(database: Database) -> None:
    """Ask the database; one of our own that nobody has needed yet is well.

    Raises AccountsUnavailableError.
    """
    if database.is_own and not Path(database.url.database or "").exists():
        return
    with database.begin(writes=False) as connection:
        connection.execute(text("SELECT 1"))
