"""The secret address of a reader's feed: who knows it may read the feed, and nothing else."""

from sqlalchemy import Connection, select, update

from reader.accounts.accounts import new_token
from reader.accounts.tables import accounts


def renew_feed(connection: Connection, account: int) -> str:
    """Make a new secret, which makes the old one worthless."""
    token = new_token()
    connection.execute(update(accounts).where(accounts.c.id == account).values(feed=token))
    return token


def close_feed(connection: Connection, account: int) -> None:
    """Have no feed any more."""
    connection.execute(update(accounts).where(accounts.c.id == account).values(feed=None))


def account_with_feed(connection: Connection, token: str) -> int | None:
    """Whose feed has that secret."""
    query = select(accounts.c.id).where(accounts.c.feed == token)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found
