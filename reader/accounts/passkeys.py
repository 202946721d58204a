"""The passkeys that readers have: listed, named, done away with."""

import hmac
import re
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.sql import ColumnElement

from reader.accounts.secrets import secret
from reader.accounts.tables import passkeys

MOST_OF_A_LABEL = 40  # characters
ID = re.compile(r"[A-Za-z0-9_-]{1,1364}")  # 1023 bytes at most (WebAuthn Level 3, 4)


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account; `created` and `used` are seconds since 1970."""

    id: str
    label: str
    syncs: bool
    created: int
    used: int | None


def passkeys_of(connection: Connection, account: int) -> list[Passkey]:
    """The passkeys of an account, the newest first."""
    columns = (getattr(passkeys.c, name) for name in Passkey.__slots__)
    query = select(*columns).where(passkeys.c.account == account)
    rows = connection.execute(query.order_by(passkeys.c.created.desc(), passkeys.c.id))
    return [Passkey(*row) for row in rows]


def rename(connection: Connection, account: int, passkey: str, label: str) -> bool:
    """Call a passkey of the account something else; whether it has it."""
    if not ID.fullmatch(passkey):
        return False
    change = update(passkeys).where(_own(account, passkey)).values(label=plain_label(label))
    return bool(connection.execute(change).rowcount)


def remove(connection: Connection, account: int, passkey: str) -> bool:
    """Do away with a passkey of the account; whether it had it."""
    if not ID.fullmatch(passkey):
        return False
    return bool(connection.execute(delete(passkeys).where(_own(account, passkey))).rowcount)


def user_handle(connection: Connection, account: int) -> bytes:
    """What authenticators know an account by, which tells nothing of it (14.6.1).

    The transaction must be one that writes.
    """
    return hmac.digest(secret(connection, "passkeys"), str(account).encode(), "sha256")


def plain_label(label: str) -> str:
    """A label on one line, of what can be seen."""
    shown = "".join(c for c in " ".join(label.split()) if c.isprintable())
    return shown[:MOST_OF_A_LABEL].strip()


def _own(account: int, passkey: str) -> ColumnElement[bool]:
    return (passkeys.c.account == account) & (passkeys.c.id == passkey)
