"""Accounts: made without asking for anything, found, named, done away with."""

import secrets
import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, Row, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from reader.accounts.tables import accounts, passkeys
from reader.domain.errors import ReaderError

MOST_OF_A_NAME = 40  # characters


class NameTakenError(ReaderError):
    """Another account has this name."""


@dataclass(frozen=True, slots=True)
class Account:
    """A reader's account; `name` is empty until they give it one.

    It is lasting when it can be opened again after its last device is lost. `created` and `seen`
    are seconds since 1970.
    """

    id: int
    name: str
    has_passphrase: bool
    has_recovery: bool
    has_passkeys: bool
    feed: str
    preferences: str
    keeps_history: bool
    created: int
    seen: int

    @property
    def is_lasting(self) -> bool:
        """Whether there is a way in without a device that is signed in."""
        return self.has_passphrase or self.has_recovery or self.has_passkeys


def name_key(name: str) -> str:
    """A name as names are compared: without regard to width, case and spaces (NFKC, folded)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(
        character for character in folded if character.isprintable() and character != " "
    )


def new_token() -> str:
    """A secret that nobody guesses: 43 characters, 256 bits."""
    return secrets.token_urlsafe(32)


def create(connection: Connection, now: int) -> int:
    """Make an account; its id."""
    made = connection.execute(insert(accounts).values(created=now, seen=now))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def account_of(connection: Connection, account: int) -> Account | None:
    """The account with an id."""
    return _found(connection.execute(_WHOLE.where(accounts.c.id == account)).one_or_none())


def account_named(connection: Connection, name: str) -> tuple[Account, str] | None:
    """The account of that name, and its passphrase's hash, which may be empty."""
    query = _WHOLE.add_columns(accounts.c.passphrase).where(accounts.c.name_key == name_key(name))
    row = connection.execute(query).one_or_none()
    account = _found(row)
    return (account, row.passphrase or "") if row and account else None


def give_name(connection: Connection, account: int, name: str) -> None:
    """Name an account; raises NameTakenError."""
    values = {"name": name, "name_key": name_key(name)}
    try:
        with connection.begin_nested():
            connection.execute(update(accounts).where(accounts.c.id == account).values(values))
    except IntegrityError as error:
        raise NameTakenError(f"there is an account of the name {name}") from error


def set_passphrase(connection: Connection, account: int, hashed: str) -> None:
    """Keep the hash of a passphrase."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(passphrase=hashed))


def remove(connection: Connection, account: int) -> bool:
    """Do away with an account and all that it kept; whether there was one."""
    return bool(connection.execute(delete(accounts).where(accounts.c.id == account)).rowcount)


_WHOLE = select(
    accounts.c.id,
    accounts.c.name,
    accounts.c.passphrase.is_not(None).label("has_passphrase"),
    accounts.c.recovery.is_not(None).label("has_recovery"),
    exists().where(passkeys.c.account == accounts.c.id).label("has_passkeys"),
    accounts.c.feed,
    accounts.c.preferences,
    accounts.c.keeps_history,
    accounts.c.created,
    accounts.c.seen,
)


def _found(row: Row[tuple[object, ...]] | None) -> Account | None:
    if row is None:
        return None
    return Account(
        id=row.id,
        name=row.name or "",
        has_passphrase=bool(row.has_passphrase),
        has_recovery=bool(row.has_recovery),
        has_passkeys=bool(row.has_passkeys),
        feed=row.feed or "",
        preferences=row.preferences,
        keeps_history=bool(row.keeps_history),
        created=row.created,
        seen=row.seen,
    )
