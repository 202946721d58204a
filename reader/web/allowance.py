"""How much of what costs much a network may ask for in a minute."""

import logging
from time import monotonic, time
from typing import Protocol

_MINUTE = 60  # seconds
_MOST_KNOWN = 100_000  # networks that are counted; more in one minute are a flood of another kind
_ANSWER = 0.2  # seconds that Redis has
_REST = 5.0  # seconds in which a Redis that was away is not asked again
_log = logging.getLogger(__name__)


class Allowance(Protocol):
    """Counts by network."""

    def take(self, network: str) -> int:
        """Count one; how many seconds to wait for it, 0 where it may be had now."""


def allowance_of(per_minute: int, redis_url: str) -> Allowance:
    """What counts: Redis where there is one, for all servers, else each process for itself."""
    if not per_minute:
        return _Endless()
    own = OwnAllowance(per_minute)
    return SharedAllowance(redis_url, per_minute, own) if redis_url else own


class _Endless:
    def take(self, network: str) -> int:
        """See `Allowance`."""
        del network
        return 0


class OwnAllowance:
    """The allowances in this process; every minute all are new."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._minute = 0
        self._taken: dict[str, int] = {}

    def take(self, network: str) -> int:
        """See `Allowance`."""
        moment = int(monotonic())
        if moment // _MINUTE != self._minute:
            self._minute = moment // _MINUTE
            self._taken = {}
        taken = self._taken.get(network, 0)
        if taken >= self._per_minute:
            return _MINUTE - moment % _MINUTE
        if taken or len(self._taken) < _MOST_KNOWN:
            self._taken[network] = taken + 1
        return 0


class SharedAllowance:
    """The allowances in Redis, by its clock; in this process while that is away."""

    def __init__(self, url: str, per_minute: int, instead: OwnAllowance) -> None:
        # Few sites have a Redis; others need not import its client.
        from limits import RateLimitItemPerMinute  # noqa: PLC0415
        from limits.storage import RedisStorage  # noqa: PLC0415
        from limits.strategies import FixedWindowRateLimiter  # noqa: PLC0415
        from redis import RedisError  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415
        from redis.retry import Retry  # noqa: PLC0415

        storage = RedisStorage(
            url,
            key_prefix="qingdu",
            socket_timeout=_ANSWER,
            socket_connect_timeout=_ANSWER,
            retry=Retry(NoBackoff(), 0),  # type: ignore[arg-type] # it goes to redis as it is
        )
        self._limiter = FixedWindowRateLimiter(storage)
        self._item = RateLimitItemPerMinute(per_minute, namespace="costly")
        self._error = RedisError
        self._instead = instead
        self._away_until = 0.0

    def take(self, network: str) -> int:
        """See `Allowance`."""
        if monotonic() < self._away_until:
            return self._instead.take(network)
        try:
            if self._limiter.hit(self._item, network):
                return 0
            reset = self._limiter.get_window_stats(self._item, network).reset_time
        except self._error as error:
            self._away_until = monotonic() + _REST
            _log.warning("Redis is away, each process counts for itself meanwhile: %s", error)
            return self._instead.take(network)
        return min(max(1, int(reset - time()) + 1), _MINUTE)
