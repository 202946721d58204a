"""Failures to get in, counted over a sliding window in the database or in Redis."""

from collections.abc import Iterable
from typing import Protocol
from zlib import crc32

from sqlalchemy import Connection, delete, func, insert, select

from reader.accounts.database import Database
from reader.accounts.tables import failures

MOST = 10  # failures that are free
MOST_OF_ALL = 200  # the same for what everybody counts against: nobody alone can use them up
WINDOW = 600  # seconds in which they are
_LOCK = 0x51494C  # of PostgreSQL's advisory locks: those of buckets
_PURGED = 100  # old rows that go with each new one, at most


class Limits(Protocol):
    """Failures, by whom they count against: *buckets*, such as an account or a network.

    Who may fail again asks before he tries and tells after he failed, or takes a try first and
    gives it back when it succeeds: then tries that go on side by side cannot be more than are free.
    Moments are seconds since 1970. Every method raises AccountsUnavailableError.
    """

    def seconds_left(self, buckets: Iterable[str], now: int) -> int:
        """How long to wait until every bucket has a try, 0 where each has one."""

    def failed(self, buckets: Iterable[str], now: int) -> None:
        """Count a failure."""

    def take(self, buckets: Iterable[str], now: int) -> int:
        """Count a failure beforehand; where a bucket has none free, none is: how long to wait."""

    def give_back(self, buckets: Iterable[str], now: int) -> None:
        """Uncount the last failure of each bucket."""

    def forget(self, bucket: str) -> None:
        """Uncount all failures of a bucket."""


def limits_of(database: Database, redis_url: str = "") -> Limits:
    """What counts failures: Redis where there is one, else the database."""
    if not redis_url:
        return DatabaseLimits(database)
    from reader.accounts.redis_limits import RedisLimits  # noqa: PLC0415 - few sites have one

    return RedisLimits(redis_url, DatabaseLimits(database))


def most_of(bucket: str) -> int:
    """How many failures of a bucket are free; those of everybody begin with `all:`."""
    return MOST_OF_ALL if bucket.startswith("all:") else MOST


class DatabaseLimits:
    """Failures in the accounts database: they hold for all servers and outlast them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seconds_left(self, buckets: Iterable[str], now: int) -> int:
        """See `Limits`."""
        with self._database.begin(writes=False) as connection:
            return _seconds_left(connection, buckets, now)

    def failed(self, buckets: Iterable[str], now: int) -> None:
        """See `Limits`."""
        with self._database.begin() as connection:
            _count(connection, buckets, now)

    def take(self, buckets: Iterable[str], now: int) -> int:
        """See `Limits`."""
        buckets = tuple(buckets)
        with self._database.begin() as connection:
            _lock(connection, buckets)
            left = _seconds_left(connection, buckets, now)
            if not left:
                _count(connection, buckets, now)
            return left

    def give_back(self, buckets: Iterable[str], now: int) -> None:
        """See `Limits`."""
        del now
        with self._database.begin() as connection:
            for bucket in sorted(buckets):
                last = select(func.max(failures.c.id)).where(failures.c.bucket == bucket)
                connection.execute(delete(failures).where(failures.c.id == last.scalar_subquery()))

    def forget(self, bucket: str) -> None:
        """See `Limits`."""
        with self._database.begin() as connection:
            connection.execute(delete(failures).where(failures.c.bucket == bucket))


def _lock(connection: Connection, buckets: Iterable[str]) -> None:
    """Wait for who takes of the same buckets; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        for key in sorted({crc32(bucket.encode()) - 2**31 for bucket in buckets}):
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK, key)))


def _seconds_left(connection: Connection, buckets: Iterable[str], now: int) -> int:
    """See `Limits.seconds_left`; failures of a future further than the window are not believed."""
    longest = 0
    for bucket in buckets:
        query = (
            select(failures.c.moment)
            .where(failures.c.bucket == bucket)
            .where(failures.c.moment > now - WINDOW, failures.c.moment <= now + WINDOW)
            .order_by(failures.c.moment.desc())
            .offset(most_of(bucket) - 1)
            .limit(1)
        )
        decisive = connection.execute(query).scalar_one_or_none()
        if decisive is not None:
            longest = max(longest, min(decisive + WINDOW - now, WINDOW))
    return longest


def _count(connection: Connection, buckets: Iterable[str], now: int) -> None:
    old = select(failures.c.id).where(failures.c.moment <= now - WINDOW).limit(_PURGED)
    mine = old.with_for_update(skip_locked=True)  # of PostgreSQL: others purge meanwhile
    connection.execute(delete(failures).where(failures.c.id.in_(mine)))
    rows = [{"bucket": bucket, "moment": now} for bucket in buckets]
    connection.execute(insert(failures), rows)
