"""Reading settings in the account: devices follow them, and change them for one another."""

from sqlalchemy import Connection, select, update

from reader.accounts.tables import accounts, devices
from reader.domain.preferences import CHOICES, Preferences


def settled(account: str, shown: str | None, applied: str | None) -> str:
    """What an account and a device that follows it both have from now on.

    All are texts of `Preferences.format`: `account` the account's, `shown` what the device has,
    None where its browser knows nothing (any more), `applied` what it last had from here, None
    before the first time. What was changed on the device since then holds, setting by setting, for
    the rest the account's. A new device takes the account's; an account without any takes its.
    """
    if applied is None:
        return account or shown or ""
    if shown is None:
        return account
    there, here, before = (_values(text) for text in (account, shown, applied))
    chosen = {key: (there if here[key] == before[key] else here)[key] for key in CHOICES}
    return Preferences().changed(chosen).format()


def settle(connection: Connection, account: int, device: int, shown: str | None) -> str | None:
    """Bring an account and its device together; what both have, None where the device has its own.

    Nothing is written where they agree.
    """
    query = (
        select(accounts.c.preferences, devices.c.applied, devices.c.own)
        .join(devices, devices.c.account == accounts.c.id)
        .where(accounts.c.id == account, devices.c.id == device)
    )
    row = connection.execute(query).one_or_none()
    if row is None or row.own:
        return None
    text = settled(row.preferences, shown, row.applied)
    if text != row.preferences:
        save(connection, account, text)
    if text != row.applied:
        _update_device(connection, account, device, applied=text)
    return text


def save(connection: Connection, account: int, text: str) -> None:
    """Make these the settings of the account."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(preferences=text))


def have_own(connection: Connection, account: int, device: int) -> None:
    """Have a device of the account keep its settings to itself."""
    _update_device(connection, account, device, own=True)


def follow(connection: Connection, account: int, device: int) -> None:
    """Have it take the account's, as if it were new."""
    _update_device(connection, account, device, own=False, applied=None)


def _update_device(connection: Connection, account: int, device: int, **values: object) -> None:
    mine = (devices.c.account == account) & (devices.c.id == device)
    connection.execute(update(devices).where(mine).values(values))


def _values(text: str) -> dict[str, str]:
    preferences = Preferences.parse(text)
    return {key: getattr(preferences, key) for key in CHOICES}
