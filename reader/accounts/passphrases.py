"""Passphrases: judged by their length and commonness alone, kept as argon2id.

NIST SP 800-63B-4, 3.1.1.2: no rules of composition, no expiry, a list of common ones.
"""

import os
import threading
import unicodedata
from enum import Enum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from reader.accounts.accounts import name_key

LEAST, MOST = 8, 256  # characters

# OWASP's second choice: 19 MiB, two passes. As many at a time as there are processors.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_A_TIME = threading.BoundedSemaphore(max(os.cpu_count() or 1, 2))


class Fault(Enum):
    """Why a passphrase is not taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    NAME = "name"


def fault_of(passphrase: str, name: str) -> Fault | None:
    """What is wrong with a new passphrase for an account of that name, None where it will do."""
    if len(passphrase) > MOST:
        return Fault.LONG
    known = name_key(passphrase)
    if len(_normal(passphrase)) < LEAST:
        return Fault.SHORT
    if known == name_key(name):
        return Fault.NAME
    if known in _common() or len(set(known)) < 3:
        return Fault.COMMON
    return None


def hashed(passphrase: str) -> str:
    """What is kept of a passphrase: argon2id in PHC form."""
    with _AT_A_TIME:
        return _HASHER.hash(_normal(passphrase))


def is_right(kept: str, passphrase: str) -> bool:
    """Whether this is the passphrase whose hash was kept; it takes as long where none was."""
    is_possible = len(passphrase) <= MOST
    with _AT_A_TIME:
        try:
            right = _HASHER.verify(kept or _nobodys(), _normal(passphrase[: MOST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return right and is_possible and bool(kept)


@cache
def _nobodys() -> str:
    """The hash that a passphrase is held against where there is no account."""
    return _HASHER.hash(os.urandom(16).hex())


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped] # noqa: PLC0415 - 3 MB

    return frozenset(FREQUENCY_LISTS["passwords"])


def _normal(passphrase: str) -> str:
    """The same text however it was typed (NFKC); what no device can send is replaced."""
    text = unicodedata.normalize("NFKC", passphrase)
    return text.encode("utf-8", "replace").decode("utf-8")
