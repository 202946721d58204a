"""The eleventh failure in ten minutes is refused, wherever failures are counted."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from reader.accounts.database import Database
from reader.accounts.limits import (
    MOST,
    MOST_OF_ALL,
    WINDOW,
    DatabaseLimits,
    Limits,
    limits_of,
)
from reader.accounts.redis_limits import RedisLimits
from reader.accounts.tables import failures
from reader.domain.errors import AccountsUnavailableError
from reader.domain.networks import network_of
from tests.services import Redis

NOW = 1_800_000_000


@pytest.fixture(params=["database", "redis"])
def limits(request: pytest.FixtureRequest, database: Database) -> Limits:
    """What counts: the databases, and Redis with one behind it."""
    if request.param == "database":
        return limits_of(database)
    redis: Redis = request.getfixturevalue("redis")
    made = limits_of(database, redis.url)
    assert isinstance(made, RedisLimits)
    made._storage.reset()
    return made


def count(database: Database) -> int:
    with database.begin(writes=False) as connection:
        return connection.execute(select(func.count()).select_from(failures)).scalar_one()


def test_ten_failures_are_free_and_the_eleventh_waits(limits: Limits) -> None:
    now = int(time.time())
    for _ in range(MOST):
        assert limits.seconds_left(["name:a", "network:b"], now) == 0
        limits.failed(["name:a", "network:b"], now)
    assert WINDOW - 5 <= limits.seconds_left(["name:a"], now) <= WINDOW
    assert WINDOW - 5 <= limits.seconds_left(["name:other", "network:b"], now) <= WINDOW
    assert limits.seconds_left(["name:other", "network:other"], now) == 0
    assert limits.seconds_left([], now) == 0


def test_what_everybody_counts_against_has_more(limits: Limits) -> None:
    now = int(time.time())
    for _ in range(MOST_OF_ALL):
        assert limits.take(["all:pairing"], now) == 0
    assert limits.take(["network:b", "all:pairing"], now) > 0
    assert limits.take(["network:b"], now) == 0


def test_what_is_forgotten_counts_no_more(limits: Limits) -> None:
    now = int(time.time())
    for _ in range(MOST):
        limits.failed(["a", "b"], now)
    limits.forget("a")
    assert limits.seconds_left(["a"], now) == 0
    assert limits.seconds_left(["b"], now) > 0


def test_tries_side_by_side_cannot_be_more_than_are_free(limits: Limits) -> None:
    now = int(time.time())
    with ThreadPoolExecutor(20) as pool:
        waits = list(
            pool.map(lambda _: _patiently(lambda: limits.take(["a", "b"], now)), range(20))
        )
    assert sum(wait == 0 for wait in waits) == MOST
    assert all(WINDOW - 5 <= wait <= WINDOW for wait in waits if wait)
    limits.give_back(["a"], now)
    assert limits.seconds_left(["a"], now) == 0
    assert limits.take(["a", "b"], now) > 0, "b has none free"
    assert limits.take(["a"], now) == 0, "and the try before has cost a nothing"
    assert limits.take(["a"], now) > 0


def _patiently(ask: Callable[[], int]) -> int:
    """Ask again where the database had too much to do for a moment."""
    for _ in range(50):
        try:
            return ask()
        except AccountsUnavailableError:
            time.sleep(0.1)
    return ask()


def test_failures_side_by_side_all_count(database: Database) -> None:
    limits = DatabaseLimits(database)

    def fail(_: int) -> int:
        limits.failed(["a"], NOW)
        return 0

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda number: _patiently(lambda: fail(number)), range(20)))
    assert count(database) == 20


def test_the_window_slides(database: Database) -> None:
    limits = DatabaseLimits(database)
    for second in range(MOST + 2):
        limits.failed(["a"], NOW + second)
    assert limits.seconds_left(["a"], NOW + 11) == 2 + WINDOW - 11, "the tenth newest is decisive"
    assert limits.seconds_left(["a"], NOW + 2 + WINDOW - 1) == 1
    assert limits.seconds_left(["a"], NOW + 2 + WINDOW) == 0


def test_a_clock_that_was_wrong_locks_nobody_out(database: Database) -> None:
    limits = DatabaseLimits(database)
    for _ in range(MOST):
        limits.failed(["a"], NOW + 10_000_000)
    assert limits.seconds_left(["a"], NOW) == 0


def test_failures_outlast_a_server(database: Database, database_url: str, tmp_path: Path) -> None:
    for _ in range(MOST):
        DatabaseLimits(database).failed(["a"], NOW)
    other = Database(database_url, tmp_path)
    assert DatabaseLimits(other).seconds_left(["a"], NOW) == WINDOW
    other.close()


def test_old_failures_go_as_new_ones_come(database: Database) -> None:
    limits = DatabaseLimits(database)
    for number in range(30):
        limits.failed([f"network:{number}"], NOW)
    limits.failed(["network:new"], NOW + WINDOW)
    assert count(database) == 1


def test_redis_slides_too(redis: Redis, database: Database) -> None:
    limits = RedisLimits(redis.url, DatabaseLimits(database), window=1)
    limits._storage.reset()
    for _ in range(MOST):
        limits.failed(["a"], 0)
    limit = time.monotonic() + 10
    while limits.seconds_left(["a"], 0):
        assert time.monotonic() < limit
        time.sleep(0.05)
    assert limits.take(["a"], 0) == 0
    assert count(database) == 0


@pytest.fixture(scope="module")
def failing_redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.mark.parametrize(("trouble", "end"), [("stop", "start"), ("freeze", "thaw")])
def test_the_database_counts_while_redis_is_away(
    failing_redis: Redis,
    database: Database,
    trouble: str,
    end: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reader.accounts.redis_limits._REST", 0.2)
    limits = limits_of(database, failing_redis.url)
    limits.failed(["a"], NOW)
    getattr(failing_redis, trouble)()
    try:
        for _ in range(MOST):
            begun = time.monotonic()
            limits.failed(["a"], NOW)
            assert time.monotonic() - begun < 1
        assert limits.seconds_left(["a"], NOW) == WINDOW
    finally:
        getattr(failing_redis, end)()
    assert count(database) == MOST
    time.sleep(0.3)
    limits.forget("a")
    assert limits.seconds_left(["a"], NOW) == 0, "Redis is asked again"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::FFFF:C000:0207", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:443", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unknown", "unknown"),
        ("x" * 5000, "x" * 64),
        ("1" * 5000, "1" * 64),
        ("192.0.2.300", "192.0.2.300"),
    ],
)
def test_an_address_counts_as_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_a_64_are_one_visitor(address: object, host: int) -> None:
    network = network_of(str(address))
    if "/" in network:
        assert network_of(str(ip_network(network)[host])) == network or host >> 32 == 0xFFFF


@given(st.text(max_size=200))
def test_no_text_is_too_strange_to_be_an_address(text: str) -> None:
    assert len(network_of(text)) <= 64
