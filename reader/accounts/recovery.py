"""The recovery card: 24 digits that open an account once, for who has lost all else."""

import secrets
from hmac import compare_digest

from sqlalchemy import Connection, select, update

from reader.accounts.devices import digest
from reader.accounts.tables import accounts

_DIGITS = 24  # 80 bits
_GROUP = 4


def new_recovery(connection: Connection, account: int) -> str:
    """Make the account's card; its code, in groups of four, which is not kept."""
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    values = {"recovery": digest(code)}
    connection.execute(update(accounts).where(accounts.c.id == account).values(values))
    return " ".join(code[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP))


def is_recovery(connection: Connection, account: int, code: str) -> bool:
    """Whether a code, as somebody typed it, is that of the account's card."""
    query = select(accounts.c.recovery).where(accounts.c.id == account)
    kept = connection.execute(query).scalar_one_or_none()
    return compare_digest(kept or digest(""), digest(digits_of(code))) and bool(kept)


def use_up(connection: Connection, account: int, code: str) -> bool:
    """Make the account's card worthless; whether it was good, of two at once for the first."""
    good = (accounts.c.id == account) & (accounts.c.recovery == digest(digits_of(code)))
    return bool(connection.execute(update(accounts).where(good).values(recovery=None)).rowcount)


def digits_of(text: str) -> str:
    """The digits of what was typed, of whatever width and between whatever signs."""
    return "".join(str(int(character)) for character in text if character.isdecimal())
