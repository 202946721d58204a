"""Reading history: the last visit to each article, forgotten by item, by time, and of itself."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from reader.accounts import accounts, history
from reader.accounts.database import Database
from reader.accounts.history import Place, Reading

NOW = 1_800_000_000


def account(database: Database, *paths: str) -> int:
    """An account that has read articles, a second after each other."""
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        for number, path in enumerate(paths):
            history.note(connection, own, Reading(path, f"题 {path}"), NOW + number)
    return own


def paths(database: Database, own: int) -> str:
    with database.begin(writes=False) as connection:
        return "".join(visit.path for visit in history.visits_of(connection, own))


def keeps(database: Database, own: int) -> bool:
    with database.begin(writes=False) as connection:
        found = accounts.account_of(connection, own)
    assert found
    return found.keeps_history


def test_it_is_off_until_it_is_switched_on(database: Database) -> None:
    own, other = account(database), account(database)
    assert not keeps(database, own)
    for on in (True, False):
        with database.begin() as connection:
            history.switch(connection, own, on=on)
        assert keeps(database, own) is on
        assert not keeps(database, other)


def test_the_last_read_stands_first_and_its_place_stays(database: Database) -> None:
    own = account(database, "a", "b")
    place = Place(7, 0.25, 40)
    with database.begin() as connection:
        history.note(connection, own, Reading("a", "新题", place), NOW + 5)
        history.note(connection, own, Reading("a", "新题"), NOW + 9)
        found = history.visit_of(connection, own, ["a"])
        assert history.visit_of(connection, own, ["c"]) is None
    assert found
    assert (found.place, found.read, found.title) == (place, NOW + 9, "新题")
    assert found.is_unfinished
    assert paths(database, own) == "ab"


@pytest.mark.parametrize(("percent", "is_unfinished"), [(0, False), (1, True), (100, False)])
def test_what_is_unfinished(database: Database, percent: int, is_unfinished: bool) -> None:
    own = account(database)
    with database.begin() as connection:
        history.note(connection, own, Reading("a", "题", Place(0, 0.0, percent)), NOW)
        (found,) = history.visits_of(connection, own)
    assert found.is_unfinished is is_unfinished


def test_the_oldest_go_first(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 3)
    own, other = account(database, *"abcde"), account(database, "z")
    assert paths(database, own) == "edc"
    assert paths(database, other) == "z"


def test_it_is_cleared_by_one_by_time_and_whole(database: Database) -> None:
    own, other = account(database, *"abcdef"), account(database, *"ab")
    with database.begin() as connection:
        found = {visit.path: visit.id for visit in history.visits_of(connection, own)}
        assert history.clear_one(connection, own, found["f"])
        assert not history.clear_one(connection, own, found["f"])
        assert not history.clear_one(connection, other, found["e"])
        assert history.clear_between(connection, own, NOW + 1, NOW + 3) == 2
    assert paths(database, own) == "eda"
    with database.begin() as connection:
        assert history.clear_all(connection, own) == 3
    assert (paths(database, own), paths(database, other)) == ("", "ba")


def test_two_devices_read_one_article_at_once(database: Database) -> None:
    own = account(database)

    def read(turn: int) -> None:
        with database.begin() as connection:
            history.note(connection, own, Reading("a", "题", Place(turn, 0.0, 50)), NOW + turn)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(24)))
    assert paths(database, own) == "a"
