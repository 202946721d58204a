"""Devices that have been in an account keep a seal of it: strangers' failures do not hold them up.

Each has failures of its own to make (OWASP: "device cookies").
"""

import hmac
import re
import secrets as random
from hashlib import sha256

from sqlalchemy import Connection

from reader.accounts.secrets import secret

_SEAL = re.compile(r"([0-9a-f]{16})\.([0-9a-f]{64})")


def new_seal(connection: Connection, account: int) -> str:
    """What a device keeps of an account that it has been in."""
    number = random.token_hex(8)
    return f"{number}.{_sealed(connection, account, number)}"


def known_device(connection: Connection, account: int, seal: str) -> str:
    """The number of the device that shows a seal of this account, empty for any other text."""
    found = _SEAL.fullmatch(seal)
    if not found or not hmac.compare_digest(found[2], _sealed(connection, account, found[1])):
        return ""
    return found[1]


def _sealed(connection: Connection, account: int, number: str) -> str:
    key = secret(connection, "known devices")
    return hmac.new(key, f"{account}.{number}".encode(), sha256).hexdigest()
