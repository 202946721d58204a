"""Secrets that all servers of a site share, each made by the first that needs it."""

import secrets as random

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from reader.accounts.tables import secrets


def secret(connection: Connection, name: str) -> bytes:
    """The site's secret of that name, 32 bytes; the transaction must be one that writes."""
    query = select(secrets.c.value).where(secrets.c.name == name)
    kept: str | None = connection.execute(query).scalar_one_or_none()
    if kept is None:
        try:
            with connection.begin_nested():
                values = {"name": name, "value": random.token_hex(32)}
                connection.execute(insert(secrets).values(values))
        except IntegrityError:
            pass  # another server was quicker
        kept = connection.execute(query).scalar_one()
    return bytes.fromhex(kept)
