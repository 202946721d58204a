"""Two accounts made one: what a device kept without a name comes along when it signs in."""

from sqlalchemy import Connection, select, update

from reader.accounts import accounts as own
from reader.accounts.tables import accounts, devices, favourites, history


def merge(connection: Connection, source: int, target: int) -> None:
    """Take favourites and history of `source` to `target`, and do away with `source`.

    What both have stays as `target` has it; what one has removed and the other has not comes back.
    Other devices of `source` go along.
    """
    wanted = select(favourites.c.path).where(
        favourites.c.account == source, favourites.c.removed.is_(None)
    )
    missed = (favourites.c.account == target) & favourites.c.path.in_(wanted)
    connection.execute(update(favourites).where(missed).values(removed=None))
    for table in (favourites, history):
        theirs = select(table.c.path).where(table.c.account == target)
        moving = (table.c.account == source) & table.c.path.not_in(theirs)
        connection.execute(update(table).where(moving).values(account=target))
    connection.execute(update(devices).where(devices.c.account == source).values(account=target))
    keeps = select(accounts.c.keeps_history).where(accounts.c.id == source)
    if connection.execute(keeps).scalar():
        connection.execute(
            update(accounts).where(accounts.c.id == target).values(keeps_history=True)
        )
    own.remove(connection, source)
