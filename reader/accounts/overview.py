"""What an operator may know of accounts: what is kept, never what was read or any secret."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Table,
    exists,
    func,
    select,
    text,
)

from reader.accounts.accounts import name_key
from reader.accounts.tables import accounts, devices, favourites, history, passkeys


@dataclass(frozen=True, slots=True)
class Overview:
    """An account in numbers; `name` is empty where it has none.

    `created` and `seen` are seconds since 1970; `removed` favourites can still be brought back.
    """

    id: int
    name: str
    created: int
    seen: int
    has_passphrase: bool
    has_recovery: bool
    has_feed: bool
    keeps_history: bool
    preferences: str
    passkeys: int
    devices: int
    favourites: int
    removed: int
    history: int

    @property
    def is_lasting(self) -> bool:
        """Whether there is a way in without a device that is signed in."""
        return self.has_passphrase or self.has_recovery or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class Totals:
    """A database in numbers; `size` in bytes."""

    accounts: int
    lasting: int
    devices: int
    passkeys: int
    favourites: int
    history: int
    size: int


def overviews(connection: Connection, limit: int, skip: int = 0) -> list[Overview]:
    """Accounts, the one used last first."""
    query = _ACCOUNTS.order_by(accounts.c.seen.desc(), accounts.c.id.desc())
    return [_overview(row) for row in connection.execute(query.limit(limit).offset(skip))]


def overview_of(connection: Connection, account: int) -> Overview | None:
    """The account with an id."""
    row = connection.execute(_ACCOUNTS.where(accounts.c.id == account)).one_or_none()
    return _overview(row) if row else None


def overview_named(connection: Connection, name: str) -> Overview | None:
    """The account of that name."""
    row = connection.execute(_ACCOUNTS.where(accounts.c.name_key == name_key(name))).one_or_none()
    return _overview(row) if row else None


def number(connection: Connection) -> int:
    """How many accounts there are."""
    return _rows(connection, accounts)


def totals(connection: Connection) -> Totals:
    """Count all; takes seconds where there are millions."""
    has_passkey = exists().where(passkeys.c.account == accounts.c.id)
    is_lasting = accounts.c.passphrase.is_not(None) | accounts.c.recovery.is_not(None)
    lasting = select(func.count()).select_from(accounts).where(is_lasting | has_passkey)
    return Totals(
        accounts=number(connection),
        lasting=connection.execute(lasting).scalar_one(),
        devices=_rows(connection, devices),
        passkeys=_rows(connection, passkeys),
        favourites=connection.execute(
            select(func.count()).select_from(favourites).where(favourites.c.removed.is_(None))
        ).scalar_one(),
        history=_rows(connection, history),
        size=_size(connection),
    )


def _rows(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _size(connection: Connection) -> int:
    if connection.dialect.name == "postgresql":
        query = "SELECT pg_database_size(current_database())"
    else:
        query = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    return int(connection.execute(text(query)).scalar_one())


def _count(table: Table, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.count()).where(table.c.account == accounts.c.id, *conditions)
    return query.correlate(accounts).scalar_subquery()


_ACCOUNTS = select(
    accounts.c.id,
    func.coalesce(accounts.c.name, "").label("name"),
    accounts.c.created,
    accounts.c.seen,
    accounts.c.passphrase.is_not(None).label("has_passphrase"),
    accounts.c.recovery.is_not(None).label("has_recovery"),
    accounts.c.feed.is_not(None).label("has_feed"),
    accounts.c.keeps_history,
    accounts.c.preferences,
    _count(passkeys).label("passkeys"),
    _count(devices).label("devices"),
    _count(favourites, favourites.c.removed.is_(None)).label("favourites"),
    _count(favourites, favourites.c.removed.is_not(None)).label("removed"),
    _count(history).label("history"),
)


def _overview(row: Row[Any]) -> Overview:
    return Overview(*tuple(row))  # the columns are its fields
