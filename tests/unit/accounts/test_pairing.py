"""Pairing lets one device in, once, in time, and into the right account."""

import threading

import pytest
from sqlalchemy import select

from reader.accounts import accounts, devices, pairing, tables
from reader.accounts.database import Database
from reader.accounts.pairing import DIGITS, GOOD, MOST_OPEN, Ticket

NOW = 1_800_000_000


@pytest.fixture
def home(database: Database) -> tuple[int, int]:
    """An account and a device of it."""
    with database.begin() as connection:
        account = accounts.create(connection, NOW)
        device, _ = devices.sign_in(connection, account, "Windows · Edge", NOW)
    return account, device


def opened(database: Database, home: tuple[int, int], now: int = NOW) -> Ticket:
    with database.begin() as connection:
        return pairing.make(connection, *home, now)


def join(database: Database, token: str, now: int = NOW) -> int:
    """The account that a device was let into, 0 for none."""
    with database.begin() as connection:
        claimed = pairing.claim_by_token(connection, token, now)
        if claimed:
            device, _ = devices.sign_in(connection, claimed.account, "iPhone · Safari", now)
            pairing.use(connection, claimed, device)
        return claimed.account if claimed else 0


def test_a_token_is_good_once(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    assert join(database, ticket.token) == home[0]
    assert join(database, ticket.token) == 0
    with database.begin() as connection:
        assert pairing.claim_by_code(connection, ticket.code, NOW) is None


def test_looking_at_it_uses_nothing_up(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin(writes=False) as connection:
        for _ in range(3):
            found = pairing.invitation(connection, ticket.token, NOW)
            assert found
            assert found.account == home[0]
    assert join(database, ticket.token)


@pytest.mark.parametrize(("later", "is_in"), [(GOOD - 1, True), (GOOD, False), (GOOD + 1, False)])
def test_its_time_ends(database: Database, home: tuple[int, int], later: int, is_in: bool) -> None:
    ticket = opened(database, home)
    assert bool(join(database, ticket.token, NOW + later)) is is_in


@pytest.mark.parametrize("way", ["{}{}", "{} {}", " {}  {} ", "{}-{}", "{}　{}"])
def test_digits_are_taken_as_people_type_them(
    database: Database, home: tuple[int, int], way: str
) -> None:
    code = opened(database, home).code
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for typed in (way.format(code[:4], code[4:]), way.format(code[:4], code[4:]).translate(wide)):
        with database.begin() as connection:
            assert pairing.claim_by_code(connection, typed, NOW), typed


@pytest.mark.parametrize("typed", ["", "0", "王大妈", "\0", "1" * 5000, "\ud800"])
def test_other_digits_open_nothing(database: Database, home: tuple[int, int], typed: str) -> None:
    opened(database, home)
    with database.begin() as connection:
        assert pairing.claim_by_code(connection, typed, NOW) is None
        assert pairing.claim_by_token(connection, typed, NOW) is None


def test_neither_stands_for_the_other(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin() as connection:
        assert pairing.claim_by_token(connection, ticket.code, NOW) is None
        assert pairing.claim_by_code(connection, ticket.token, NOW) is None


def test_only_digests_are_kept(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin() as connection:
        kept = str(connection.execute(select(tables.pairings)).all())
    assert ticket.token not in kept
    assert ticket.code not in kept
    assert len(ticket.code) == DIGITS


def test_the_oldest_makes_room(database: Database, home: tuple[int, int]) -> None:
    tickets = [opened(database, home, NOW + n) for n in range(MOST_OPEN + 1)]
    later = NOW + MOST_OPEN
    assert [bool(join(database, ticket.token, later)) for ticket in tickets] == [
        False, *[True] * MOST_OPEN,
    ]  # fmt: skip


def test_used_and_ended_ones_take_no_room(database: Database, home: tuple[int, int]) -> None:
    first = opened(database, home)
    join(database, first.token)
    for n in range(MOST_OPEN):
        opened(database, home, NOW + n)
    with database.begin() as connection:
        found = pairing.pairing_of(connection, home[0], first)
    assert found
    assert found.label == "iPhone · Safari"
    assert not found.is_open(NOW)


def test_what_became_of_it_is_its_owners_to_know(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin() as connection:
        other = accounts.create(connection, NOW)
        assert pairing.pairing_of(connection, other, ticket) is None
        assert not pairing.cancel(connection, other, ticket)
        found = pairing.pairing_of(connection, home[0], ticket)
        assert found
        assert found.is_open(NOW)


def test_it_ends_with_the_device_that_shows_it(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin() as connection:
        devices.sign_out(connection, *home)
    assert join(database, ticket.token) == 0


def test_a_device_that_left_does_not_open_it_again(
    database: Database, home: tuple[int, int]
) -> None:
    ticket = opened(database, home)
    join(database, ticket.token)
    with database.begin() as connection:
        devices.sign_out_others(connection, *home)
    assert join(database, ticket.token) == 0


def test_a_cancelled_one_is_worthless(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    with database.begin() as connection:
        assert pairing.cancel(connection, home[0], ticket)
    assert join(database, ticket.token) == 0


def test_old_ones_are_thrown_away(database: Database, home: tuple[int, int]) -> None:
    opened(database, home)
    opened(database, home, NOW + 24 * 3600)
    with database.begin() as connection:
        assert len(connection.execute(select(tables.pairings)).all()) == 1


def test_of_many_at_once_one_gets_in(database: Database, home: tuple[int, int]) -> None:
    ticket = opened(database, home)
    together = threading.Barrier(4)
    found: list[int] = []

    def run() -> None:
        together.wait(10)
        found.append(join(database, ticket.token))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(found) == [0, 0, 0, home[0]]
    with database.begin() as connection:
        assert len(devices.devices_of(connection, home[0])) == 2
