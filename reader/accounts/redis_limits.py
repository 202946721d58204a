"""Failures to get in, counted in Redis; in the database while that is away."""

import logging
import time
from collections.abc import Callable, Iterable
from math import ceil
from typing import TypeVar

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from reader.accounts.limits import WINDOW, Limits, most_of

_ANSWER = 0.4  # seconds that Redis has
_REST = 5.0  # seconds in which a Redis that was away is not asked again
_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class RedisLimits:
    """Failures in Redis, by its servers' own clocks, whatever `now` says.

    No more than are free are kept of a bucket. While Redis is away `instead` counts, from nothing.
    """

    def __init__(self, url: str, instead: Limits, window: int = WINDOW) -> None:
        self._storage = RedisStorage(
            url,
            key_prefix="qingdu",
            socket_timeout=_ANSWER,
            socket_connect_timeout=_ANSWER,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type] # it goes to redis as it is
        )
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._window = window
        self._instead = instead
        self._away_until = 0.0

    def seconds_left(self, buckets: Iterable[str], now: int) -> int:
        """See `Limits`."""
        buckets = tuple(buckets)
        return self._ask(
            lambda: max(map(self._left, buckets), default=0),
            lambda: self._instead.seconds_left(buckets, now),
        )

    def failed(self, buckets: Iterable[str], now: int) -> None:
        """See `Limits`."""
        buckets = tuple(buckets)
        self._ask(
            lambda: self._failed(buckets),
            lambda: self._instead.failed(buckets, now),
        )

    def take(self, buckets: Iterable[str], now: int) -> int:
        """See `Limits`."""
        buckets = tuple(buckets)
        return self._ask(lambda: self._take(buckets), lambda: self._instead.take(buckets, now))

    def give_back(self, buckets: Iterable[str], now: int) -> None:
        """See `Limits`."""
        buckets = tuple(buckets)
        self._ask(lambda: self._give_back(buckets), lambda: self._instead.give_back(buckets, now))

    def forget(self, bucket: str) -> None:
        """See `Limits`."""
        self._ask(
            lambda: self._limiter.clear(self._item(bucket), bucket),
            lambda: self._instead.forget(bucket),
        )

    def _item(self, bucket: str) -> RateLimitItem:
        return RateLimitItemPerSecond(most_of(bucket), self._window, namespace="failures")

    def _failed(self, buckets: Iterable[str]) -> None:
        for bucket in buckets:
            self._limiter.hit(self._item(bucket), bucket)

    def _left(self, bucket: str) -> int:
        stats = self._limiter.get_window_stats(self._item(bucket), bucket)
        return 0 if stats.remaining > 0 else max(1, ceil(stats.reset_time - time.time()))

    def _take(self, buckets: tuple[str, ...]) -> int:
        for place, bucket in enumerate(buckets):
            if not self._limiter.hit(self._item(bucket), bucket):
                self._give_back(buckets[:place])
                return max(1, self._left(bucket))
        return 0

    def _give_back(self, buckets: Iterable[str]) -> None:
        for bucket in buckets:
            self._storage.storage.lpop(
                self._storage.prefixed_key(self._item(bucket).key_for(bucket))
            )

    def _ask(self, redis: Callable[[], _T], instead: Callable[[], _T]) -> _T:
        if time.monotonic() < self._away_until:
            return instead()
        try:
            return redis()
        except RedisError as error:
            self._away_until = time.monotonic() + _REST
            _log.warning("Redis is away, the database counts failures meanwhile: %s", error)
            return instead()
