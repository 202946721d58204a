"""What is kept for how long: not a day less, and not a day more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Table, func, insert, select

from reader.accounts import accounts as own
from reader.accounts import recovery
from reader.accounts.database import Database
from reader.accounts.devices import sign_in
from reader.accounts.favourites import REMOVED
from reader.accounts.limits import WINDOW
from reader.accounts.retention import DAY, UNUSED, DailyPurge, Purged, purge
from reader.accounts.tables import (
    accounts,
    challenges,
    devices,
    failures,
    favourites,
    history,
    pairings,
    passkeys,
)

NOW = 1_800_000_000


def count(database: Database, table: Table) -> int:
    with database.begin(writes=False) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def fill(database: Database, seen: int) -> list[int]:
    """Five accounts last seen then: without a name, with one, a card, a passkey, and a device."""
    with database.begin() as connection:
        made = [own.create(connection, seen) for _ in range(5)]
        _, named, carded, keyed, kept = made
        own.give_name(connection, named, f"李明{seen}")
        recovery.new_recovery(connection, carded)
        row = {"id": f"key{seen}", "account": keyed, "public_key": b"k", "created": seen}
        connection.execute(insert(passkeys), row)
        sign_in(connection, kept, "电脑", seen)
        rows = [
            {"account": one, "path": "a", "title": "题", "place": 1, "added": seen} for one in made
        ]
        connection.execute(insert(favourites), rows)
        rows = [{"account": one, "path": "a", "title": "题", "read": seen} for one in made]
        connection.execute(insert(history), rows)
    return made


def test_accounts_that_nobody_can_open_go_after_400_days(database: Database) -> None:
    made = fill(database, NOW - UNUSED - 1)
    fill(database, NOW - UNUSED)
    assert purge(database, NOW) == Purged(accounts=2)
    with database.begin(writes=False) as connection:
        left = set(connection.execute(select(accounts.c.id)).scalars())
    assert set(made) - left == {made[0], made[4]}
    assert count(database, accounts) == count(database, favourites) == count(database, history) == 8
    assert count(database, devices) == 1
    assert purge(database, NOW).is_nothing


def test_a_device_that_nobody_uses_is_let_out_and_the_account_stays(database: Database) -> None:
    with database.begin() as connection:
        account = own.create(connection, NOW)
        own.give_name(connection, account, "李明")
        for seen in (NOW - UNUSED - 1, NOW - UNUSED, NOW):
            sign_in(connection, account, "", seen)
    assert purge(database, NOW) == Purged(devices=1)
    assert count(database, accounts) == 1


def test_what_was_removed_expired_or_failed_goes_in_time(database: Database) -> None:
    with database.begin() as connection:
        account = own.create(connection, NOW)
        times = (None, NOW, NOW - REMOVED, NOW - REMOVED - 1)
        rows = [
            {"account": account, "path": str(n), "title": "", "place": 1, "added": 1, "removed": at}
            for n, at in enumerate(times)
        ]
        connection.execute(insert(favourites), rows)
        maker, _ = sign_in(connection, account, "", NOW)
        codes = [
            {"account": account, "maker": maker, "token": f"t{at}", "code": str(at), "expires": at}
            for at in (NOW, NOW + 1)
        ]
        connection.execute(insert(pairings), codes)
        answered = [{"digest": str(at), "expires": at} for at in (NOW, NOW + 1)]
        connection.execute(insert(challenges), answered)
        tries = [{"bucket": "a", "moment": at} for at in (NOW - WINDOW, NOW - WINDOW + 1)]
        connection.execute(insert(failures), tries)
    assert purge(database, NOW) == Purged(favourites=1, pairings=1, challenges=1, failures=1)
    assert purge(database, NOW).is_nothing


def test_a_thousand_go_in_small_steps(database: Database) -> None:
    rows = [{"created": 1, "seen": 1} for _ in range(1001)]
    with database.begin() as connection:
        connection.execute(insert(accounts), rows)
    assert purge(database, NOW) == Purged(accounts=1001)


def test_of_many_processes_one_purges_once_a_day(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    processes = [DailyPurge(database) for _ in range(4)]
    for day in range(3):
        now = NOW + day * DAY
        with database.begin() as connection:
            own.create(connection, 1)
        caplog.clear()
        with ThreadPoolExecutor(4) as pool:
            begun = list(pool.map(lambda one, now=now: one.begin(now), processes))
        for worker in begun:
            assert worker
            worker.join()
        assert [one.begin(now + 60) for one in processes] == [None] * 4
        assert count(database, accounts) == 0
        assert len(caplog.records) == 1


def test_a_database_that_is_away_is_purged_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily = DailyPurge(database)
    with database.begin() as connection:
        own.create(connection, 1)
    monkeypatch.setattr(database, "_is_away", True)
    worker = daily.begin(NOW)
    assert worker
    worker.join()
    monkeypatch.setattr(database, "_is_away", False)
    worker = daily.begin(NOW)
    assert worker
    worker.join()
    assert count(database, accounts) == 0
