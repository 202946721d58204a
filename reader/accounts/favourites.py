"""Favourites: kept by the article's path, with a title, a note and a place in the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from reader.accounts.tables import accounts, favourites
from reader.domain.errors import ReaderError

MOST = 5000  # of an account, those removed included
MOST_OF_A_NOTE = 2000  # characters
REMOVED = 30 * 86400  # seconds in which what was removed can be brought back


class TooManyError(ReaderError):
    """The list is full."""


class Move(StrEnum):
    """Where a favourite goes in its reader's own order."""

    UP = "up"
    DOWN = "down"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Favourite:
    """An article that a reader wants to find again.

    `title` is the article's own when it was added; the list is in its reader's own order by
    `place`, the greatest first. `added` and `removed` are seconds since 1970, the second None for
    what has not been removed.
    """

    id: int
    path: str
    title: str
    note: str
    place: int
    added: int
    removed: int | None


def add(connection: Connection, own: int, paths: Sequence[str], title: str, now: int) -> None:
    """Put an article at the head of the list; one that was removed comes back with its note.

    `paths` are the article's path and those it once had. One that is there stays where it is.
    Raises TooManyError.
    """
    _lock(connection, own)
    if is_favourite(connection, own, paths):
        return
    values = {"title": title, "place": _head(connection, own), "added": now, "removed": None}
    query = _ALL.where(_mine(own), favourites.c.path.in_(paths))
    if found := connection.execute(query.order_by(favourites.c.removed.desc())).first():
        connection.execute(update(favourites).where(_mine(own, found.id)).values(values))
        return
    count = select(func.count()).where(_mine(own))
    if connection.execute(count).scalar_one() >= MOST:
        raise TooManyError(f"an account has {MOST} favourites at most")
    connection.execute(insert(favourites).values(values | {"account": own, "path": paths[0]}))


def is_favourite(connection: Connection, own: int, paths: Sequence[str]) -> bool:
    """Whether an article is in the list, under one of its paths."""
    query = select(favourites.c.id).where(_mine(own), favourites.c.path.in_(paths), _IS_PRESENT)
    return connection.execute(query).first() is not None


def favourites_of(connection: Connection, own: int) -> list[Favourite]:
    """The list in its reader's own order."""
    query = _ALL.where(_mine(own), _IS_PRESENT)
    return [Favourite(*row) for row in connection.execute(query.order_by(*_OWN_ORDER))]


def removed_of(connection: Connection, own: int, now: int) -> list[Favourite]:
    """What can still be brought back, the last removed first."""
    query = _ALL.where(_mine(own), favourites.c.removed >= now - REMOVED)
    rows = connection.execute(query.order_by(favourites.c.removed.desc(), favourites.c.id.desc()))
    return [Favourite(*row) for row in rows]


def favourite_of(connection: Connection, own: int, favourite: int) -> Favourite | None:
    """One of the reader's own, removed or not."""
    row = connection.execute(_ALL.where(_mine(own, favourite))).one_or_none()
    return Favourite(*row) if row else None


def remove(connection: Connection, own: int, favourite: int, now: int) -> bool:
    """Take one out of the list; whether it was there."""
    return _mark_removed(connection, _mine(own, favourite), now)


def remove_paths(connection: Connection, own: int, paths: Sequence[str], now: int) -> bool:
    """Take an article out of the list, under all its paths; whether it was there."""
    return _mark_removed(connection, _mine(own) & favourites.c.path.in_(paths), now)


def restore(connection: Connection, own: int, favourite: int) -> bool:
    """Bring one back to its place; whether there is one."""
    statement = update(favourites).where(_mine(own, favourite)).values(removed=None)
    return bool(connection.execute(statement).rowcount)


def forget(connection: Connection, own: int, favourite: int) -> bool:
    """Delete one of the removed for good; whether it was there."""
    statement = delete(favourites).where(_mine(own, favourite), ~_IS_PRESENT)
    return bool(connection.execute(statement).rowcount)


def forget_removed(connection: Connection, own: int) -> None:
    """Delete all of the removed for good."""
    connection.execute(delete(favourites).where(_mine(own), ~_IS_PRESENT))


def write_note(connection: Connection, own: int, favourite: int, note: str) -> bool:
    """Write a note in place of the one before, cut off at the most; whether there is such a one."""
    values = {"note": note[:MOST_OF_A_NOTE]}
    statement = update(favourites).where(_mine(own, favourite), _IS_PRESENT).values(values)
    return bool(connection.execute(statement).rowcount)


def move(connection: Connection, own: int, favourite: int, way: Move) -> int | None:
    """Move one in the list; where it is then, from 0, None where there is no such."""
    _lock(connection, own)
    order = favourites_of(connection, own)
    here = next((n for n, each in enumerate(order) if each.id == favourite), None)
    if here is None:
        return None
    there = {Move.UP: here - 1, Move.DOWN: here + 1, Move.TOP: 0}[way]
    there = min(max(there, 0), len(order) - 1)
    if way is Move.TOP and here:
        _place(connection, own, favourite, _head(connection, own))
    elif there != here:
        _swap(connection, own, order, here, there)
    return there


def _swap(
    connection: Connection, own: int, order: Sequence[Favourite], here: int, there: int
) -> None:
    """Change the places of two; lists that were made one may have several at one place."""
    one, other = order[here], order[there]
    if one.place != other.place:
        _place(connection, own, one.id, other.place)
        _place(connection, own, other.id, one.place)
        return
    ids = [each.id for each in order]
    ids[here], ids[there] = ids[there], ids[here]
    for place, each in enumerate(reversed(ids), 1):
        _place(connection, own, each, place)


def _place(connection: Connection, own: int, favourite: int, place: int) -> None:
    connection.execute(update(favourites).where(_mine(own, favourite)).values(place=place))


def _head(connection: Connection, own: int) -> int:
    """The place before all others."""
    query = select(func.max(favourites.c.place)).where(_mine(own))
    return int(connection.execute(query).scalar_one() or 0) + 1


def _lock(connection: Connection, own: int) -> None:
    """Let one device at a time change the order (SQLite lets one at a time write at all)."""
    connection.execute(select(accounts.c.id).where(accounts.c.id == own).with_for_update())


def _mark_removed(connection: Connection, which: ColumnElement[bool], now: int) -> bool:
    statement = update(favourites).where(which, _IS_PRESENT).values(removed=now)
    return bool(connection.execute(statement).rowcount)


def _mine(own: int, favourite: int | None = None) -> ColumnElement[bool]:
    is_mine: ColumnElement[bool] = favourites.c.account == own
    return is_mine if favourite is None else is_mine & (favourites.c.id == favourite)


_IS_PRESENT = favourites.c.removed.is_(None)
_OWN_ORDER = (favourites.c.place.desc(), favourites.c.id.desc())
_ALL = select(
    favourites.c.id,
    favourites.c.path,
    favourites.c.title,
    favourites.c.note,
    favourites.c.place,
    favourites.c.added,
    favourites.c.removed,
)
