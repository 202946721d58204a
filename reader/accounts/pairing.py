"""Pairing: what one device shows lets another into the account, once, for ten minutes."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from reader.accounts.accounts import new_token
from reader.accounts.devices import digest
from reader.accounts.recovery import digits_of
from reader.accounts.tables import accounts, devices, pairings

GOOD = 600  # seconds
DIGITS = 8
MOST_OPEN = 3  # of an account; the oldest makes room
_KEPT = 3600  # seconds after which it is no longer known what became of one


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets a device in: `token` for its camera, `code` for its keyboard. Neither is kept."""

    token: str
    code: str

    @property
    def shown_code(self) -> str:
        """The code as it is read best, in two groups."""
        return f"{self.code[: DIGITS // 2]} {self.code[DIGITS // 2 :]}"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pairing: `expires` is a moment in seconds since 1970.

    `joined` is the device that used it, 0 while none has, and `label` what that is called.
    """

    expires: int
    joined: int
    label: str

    def is_open(self, now: int) -> bool:
        """Whether a device can still join."""
        return not self.joined and now < self.expires


@dataclass(frozen=True, slots=True)
class Invitation:
    """A pairing that is open: whose account it leads to, and that one's name, if it has one."""

    key: str
    account: int
    name: str


def make(connection: Connection, account: int, maker: int, now: int) -> Ticket:
    """Open a pairing of the account, shown by its device `maker`."""
    connection.execute(delete(pairings).where(pairings.c.expires <= now - _KEPT))
    _make_room(connection, account, now)
    ticket = Ticket(new_token(), _free_code(connection))
    values = {"token": digest(ticket.token), "code": digest(ticket.code), "expires": now + GOOD}
    connection.execute(insert(pairings).values(values | {"account": account, "maker": maker}))
    return ticket


def pairing_of(connection: Connection, account: int, ticket: Ticket) -> Pairing | None:
    """What became of a pairing of the account."""
    query = (
        select(pairings.c.expires, pairings.c.joined, devices.c.label)
        .join(devices, devices.c.id == pairings.c.joined, isouter=True)
        .where(pairings.c.account == account, pairings.c.token == digest(ticket.token))
        .where(pairings.c.code == digest(ticket.code))
    )
    row = connection.execute(query).one_or_none()
    return Pairing(row.expires, row.joined or 0, row.label or "") if row else None


def cancel(connection: Connection, account: int, ticket: Ticket) -> bool:
    """Make a pairing of the account worthless; whether it was there."""
    mine = (pairings.c.account == account) & (pairings.c.token == digest(ticket.token))
    return bool(connection.execute(delete(pairings).where(mine)).rowcount)


def invitation(connection: Connection, token: str, now: int) -> Invitation | None:
    """What a token leads to; nothing is used up."""
    return _open(connection, _OPEN.where(pairings.c.token == digest(token)), now)


def claim_by_token(connection: Connection, token: str, now: int) -> Invitation | None:
    """The same, and nobody else is answered it before this transaction ends.

    Who lets a device in on it says so by `use`, in the same transaction.
    """
    query = _OPEN.where(pairings.c.token == digest(token))
    return _open(connection, query.with_for_update(of=pairings), now)


def claim_by_code(connection: Connection, typed: str, now: int) -> Invitation | None:
    """The same for the eight digits, as somebody typed them."""
    query = _OPEN.where(pairings.c.code == digest(digits_of(typed)))
    return _open(connection, query.with_for_update(of=pairings), now)


def use(connection: Connection, claimed: Invitation, device: int) -> None:
    """Note which device a pairing let in: it lets no other in."""
    query = update(pairings).where(pairings.c.token == claimed.key)
    connection.execute(query.values(joined=device))


_OPEN = (
    select(pairings.c.token, pairings.c.account, accounts.c.name)
    .join(accounts, accounts.c.id == pairings.c.account)
    .where(pairings.c.joined.is_(None))
)


def _open(connection: Connection, query: Select[Any], now: int) -> Invitation | None:
    row = connection.execute(query.where(pairings.c.expires > now)).one_or_none()
    return Invitation(row.token, row.account, row.name or "") if row else None


def _make_room(connection: Connection, account: int, now: int) -> None:
    """Leave the account one pairing fewer open than it may have."""
    mine = (pairings.c.account == account) & pairings.c.joined.is_(None)
    query = select(pairings.c.token).where(mine, pairings.c.expires > now)
    newest_first = query.order_by(pairings.c.expires.desc(), pairings.c.token)
    crowding = connection.execute(newest_first.offset(MOST_OPEN - 1)).scalars().all()
    if crowding:
        connection.execute(delete(pairings).where(mine, pairings.c.token.in_(crowding)))


def _free_code(connection: Connection) -> str:
    """Digits that no other pairing has."""
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        query = select(func.count()).where(pairings.c.code == digest(code))
        if not connection.execute(query).scalar():
            return code
