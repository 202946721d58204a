"""The log of what each generation changed, by the keys that pages depend on."""

import sqlite3
from datetime import datetime

_MOST = 2000  # of one generation, named one by one
_GENERATIONS_LOGGED = 1000


class Changes:
    """Gathers what one transaction changes."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._keys: set[str] = set()

    @property
    def are_too_many(self) -> bool:
        """Whether they are not named any more: everything counts as changed."""
        return len(self._keys) > _MOST

    def add(self, *keys: str) -> None:
        """Pages that depend on these keys have changed."""
        self._keys.update(keys)

    def clear(self) -> None:
        """The transaction is over."""
        self._keys.clear()

    def log(self) -> None:
        """Begin a new generation, if there is any change."""
        if not self._keys:
            return
        (generation,) = self._index.execute(
            "UPDATE state SET generation = generation + 1 RETURNING generation"
        ).fetchone()
        if self.are_too_many:
            self._index.execute("DELETE FROM changes")
            self._index.execute("UPDATE state SET logged_from = ?", (generation,))
            return
        self._index.executemany(
            "INSERT INTO changes (generation, key) VALUES (?, ?)",
            ((generation, key) for key in self._keys),
        )
        oldest = generation - _GENERATIONS_LOGGED
        self._index.execute("DELETE FROM changes WHERE generation <= ?", (oldest,))
        self._index.execute("UPDATE state SET logged_from = max(logged_from, ?)", (oldest,))


def month_key(time: datetime) -> str:
    """What pages that list a month depend on."""
    return f"month:{time.year:04}-{time.month:02}"
