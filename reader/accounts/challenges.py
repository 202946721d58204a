"""Challenges that a passkey signs: random, good for five minutes, once, and for one purpose.

What is open is not kept anywhere: a challenge carries its end and the site's seal. What was
answered is kept until then.
"""

import hmac
import secrets as random
from hashlib import sha256

from sqlalchemy import Connection, delete, insert
from sqlalchemy.exc import IntegrityError

from reader.accounts.secrets import secret
from reader.accounts.tables import challenges
from reader.domain.errors import PasskeyError

LASTING = 300  # seconds
_NONCE, _END = 16, 8  # bytes


def new_challenge(connection: Connection, account: int | None, now: int) -> bytes:
    """A challenge to add a passkey to an account, or to sign in where there is none."""
    told = random.token_bytes(_NONCE) + (now + LASTING).to_bytes(_END, "big")
    return told + _seal(connection, told, account)


def use_up(connection: Connection, challenge: bytes, account: int | None, now: int) -> None:
    """Let a challenge be answered, this once.

    Raises PasskeyError for one that was answered before, is too old, is not ours, or is for
    another account or purpose.
    """
    told, seal = challenge[: _NONCE + _END], challenge[_NONCE + _END :]
    if not hmac.compare_digest(seal, _seal(connection, told, account)):
        raise PasskeyError("the challenge is not of this site or not for this purpose")
    expires = int.from_bytes(told[_NONCE:], "big")
    if now >= expires:
        raise PasskeyError("the challenge is too old")
    connection.execute(delete(challenges).where(challenges.c.expires <= now))
    try:
        with connection.begin_nested():
            values = {"digest": sha256(challenge).hexdigest(), "expires": expires}
            connection.execute(insert(challenges).values(values))
    except IntegrityError as error:
        raise PasskeyError("the challenge was answered before") from error


def _seal(connection: Connection, told: bytes, account: int | None) -> bytes:
    purpose = "sign in" if account is None else f"add to {account}"
    return hmac.digest(secret(connection, "challenges"), told + purpose.encode(), "sha256")
