"""What was read, when, and where its reader stopped; nothing of it unless they switch it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from reader.accounts.tables import accounts, history

MOST = 1000  # of an account; the oldest go first
WHOLE = 100  # per cent


class Place(NamedTuple):
    """Where a reader stopped: in which block, counted from 0, at what part of it (0 to 1).

    `percent` is how much of the article that is, `WHOLE` for one read to its end.
    """

    block: int
    part: float
    percent: int


class Reading(NamedTuple):
    """An article that is being read; without a `place`, the one from before stays."""

    path: str
    title: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """An article that was read; `read` is when it was last, in seconds since 1970."""

    id: int
    path: str
    title: str
    place: Place
    read: int

    @property
    def is_unfinished(self) -> bool:
        """Whether there is a place to go on from."""
        return 0 < self.place.percent < WHOLE


def switch(connection: Connection, own: int, *, on: bool) -> None:
    """Keep what is read from now on, or keep no more; what was kept stays until it is cleared."""
    connection.execute(update(accounts).where(accounts.c.id == own).values(keeps_history=on))


def note(connection: Connection, own: int, reading: Reading, now: int) -> None:
    """An article was opened, or left at a place."""
    values: dict[str, object] = {"title": reading.title, "read": now}
    if reading.place:
        values |= reading.place._asdict()
    this = _mine(own) & (history.c.path == reading.path)
    if connection.execute(update(history).where(this).values(values)).rowcount:
        return
    try:
        with connection.begin_nested():
            row = {"account": own, "path": reading.path, **values}
            connection.execute(insert(history).values(row))
    except IntegrityError:  # another device was quicker
        connection.execute(update(history).where(this).values(values))
    older = select(history.c.id).where(_mine(own)).order_by(*_ORDER).offset(MOST)
    connection.execute(delete(history).where(_mine(own), history.c.id.in_(older)))


def visit_of(connection: Connection, own: int, paths: Sequence[str]) -> Visit | None:
    """The last visit to an article, under any of its paths."""
    query = _ALL.where(_mine(own), history.c.path.in_(paths))
    row = connection.execute(query.order_by(*_ORDER)).first()
    return _visit(*row) if row else None


def visits_of(connection: Connection, own: int) -> list[Visit]:
    """All visits, the last first."""
    return [_visit(*row) for row in connection.execute(_ALL.where(_mine(own)).order_by(*_ORDER))]


def clear_one(connection: Connection, own: int, visit: int) -> bool:
    """Forget one visit; whether there was one."""
    return bool(_clear(connection, own, history.c.id == visit))


def clear_between(connection: Connection, own: int, start: int, end: int) -> int:
    """Forget the visits of a time, its end not included; how many."""
    return _clear(connection, own, (history.c.read >= start) & (history.c.read < end))


def clear_all(connection: Connection, own: int) -> int:
    """Forget all visits; how many."""
    return int(connection.execute(delete(history).where(_mine(own))).rowcount)


def _clear(connection: Connection, own: int, which: ColumnElement[bool]) -> int:
    return int(connection.execute(delete(history).where(_mine(own), which)).rowcount)


def _mine(own: int) -> ColumnElement[bool]:
    return history.c.account == own


def _visit(  # noqa: PLR0913, PLR0917
    id: int, path: str, title: str, block: int, part: float, percent: int, read: int
) -> Visit:
    return Visit(id, path, title, Place(block, part, percent), read)


_ORDER = (history.c.read.desc(), history.c.id.desc())
_ALL = select(
    history.c.id,
    history.c.path,
    history.c.title,
    history.c.block,
    history.c.part,
    history.c.percent,
    history.c.read,
)
