"""Failures to get in, counted over ten minutes."""

from collections.abc import Iterable

from sqlalchemy import func, insert, select

from reader.accounts.database import Database
from reader.accounts.tables import failures

MOST, WINDOW = 10, 600


class Limits:
    """Failures, by whom they count against."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seconds_left(self, buckets: Iterable[str], now: int) -> int:
        """How long to wait, 0 where one more try is free."""
        query = select(func.count(), func.min(failures.c.moment)).where(
            failures.c.moment > now - WINDOW
        )
        longest = 0
        with self._database.begin(writes=False) as connection:
            for bucket in buckets:
                count, first = connection.execute(query.where(failures.c.bucket == bucket)).one()
                if count >= MOST:
                    longest = max(longest, first + WINDOW - now)
        return longest

    def failed(self, buckets: Iterable[str], now: int) -> None:
        """Count a failure."""
        rows = [{"bucket": bucket, "moment": now} for bucket in buckets]
        with self._database.begin() as connection:
            connection.execute(insert(failures), rows)


def network_of(address: str) -> str:
    """The network that an address belongs to."""
    return address
