"""Devices that are signed in: each has a secret of its own, of which only the digest is kept."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from reader.accounts.accounts import Account, account_of, new_token
from reader.accounts.tables import accounts, devices, pairings

_STALE = 3600  # seconds after which a device's last use is noted anew


@dataclass(frozen=True, slots=True)
class Device:
    """A device of an account.

    `own` says that it does not follow the account's preferences, `applied` which it last had, None
    before the first time.
    """

    id: int
    account: int
    label: str
    own: bool
    applied: str | None
    created: int
    seen: int


def digest(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_in(connection: Connection, account: int, label: str, now: int) -> tuple[int, str]:
    """Let a device in: its id, and the secret that it shows from now on."""
    token = new_token()
    values = {"account": account, "token": digest(token), "label": label}
    made = connection.execute(insert(devices).values(values | {"created": now, "seen": now}))
    return int(made.inserted_primary_key[0]), token  # type: ignore[index]


def device_with(connection: Connection, token: str) -> tuple[Account, Device] | None:
    """Whose device shows a secret, and which."""
    row = connection.execute(_DEVICES.where(devices.c.token == digest(token))).one_or_none()
    if row is None:
        return None
    device = Device(*row)
    account = account_of(connection, device.account)
    return (account, device) if account else None


def is_stale(device: Device, now: int) -> bool:
    """Whether its last use should be noted."""
    return not device.seen <= now < device.seen + _STALE


def note_use(connection: Connection, device: Device, now: int) -> None:
    """Note that a device, and so its account, was used."""
    connection.execute(update(devices).where(devices.c.id == device.id).values(seen=now))
    connection.execute(update(accounts).where(accounts.c.id == device.account).values(seen=now))


def devices_of(connection: Connection, account: int) -> list[Device]:
    """The devices of an account, the one used last first."""
    query = _DEVICES.where(devices.c.account == account)
    rows = connection.execute(query.order_by(devices.c.seen.desc(), devices.c.id.desc()))
    return [Device(*row) for row in rows]


def sign_out(connection: Connection, account: int, device: int) -> bool:
    """Let a device of the account out; whether it was in."""
    mine = (devices.c.account == account) & (devices.c.id == device)
    return bool(connection.execute(delete(devices).where(mine)).rowcount)


def sign_out_others(connection: Connection, account: int, device: int) -> int:
    """Let all devices of the account out but one, and let none join by a code; how many."""
    connection.execute(delete(pairings).where(pairings.c.account == account))
    mine = (devices.c.account == account) & (devices.c.id != device)
    return int(connection.execute(delete(devices).where(mine)).rowcount)


_DEVICES = select(
    devices.c.id,
    devices.c.account,
    devices.c.label,
    devices.c.own,
    devices.c.applied,
    devices.c.created,
    devices.c.seen,
)
