"""Favourites: added, removed, brought back, noted and put in order, each reader's own alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert

from reader.accounts import accounts, favourites, feeds
from reader.accounts.database import Database
from reader.accounts.favourites import MOST_OF_A_NOTE, REMOVED, Move, TooManyError
from reader.accounts.merging import merge
from reader.accounts.tables import favourites as table

NOW = 1_800_000_000


def account(database: Database, *paths: str) -> int:
    """An account with favourites, the last path added last."""
    with database.begin() as connection:
        own = accounts.create(connection, NOW)
        for number, path in enumerate(paths):
            favourites.add(connection, own, [path], f"题 {path}", NOW + number)
    return own


def paths(database: Database, own: int) -> str:
    with database.begin(writes=False) as connection:
        return "".join(each.path for each in favourites.favourites_of(connection, own))


def number(database: Database, own: int, path: str) -> int:
    with database.begin(writes=False) as connection:
        every = favourites.favourites_of(connection, own)
        every += favourites.removed_of(connection, own, NOW)
    return next(each.id for each in every if each.path == path)


def test_the_newest_stands_first_and_once(database: Database) -> None:
    own = account(database, "a", "b", "a")
    assert paths(database, own) == "ba"
    with database.begin() as connection:
        assert favourites.is_favourite(connection, own, ["a"])
        assert not favourites.is_favourite(connection, own, ["c"])


def test_an_article_that_moved_is_the_same_favourite(database: Database) -> None:
    own = account(database, "a", "b")
    with database.begin() as connection:
        assert favourites.is_favourite(connection, own, ["new/a", "a"])
        favourites.add(connection, own, ["new/a", "a"], "题", NOW + 9)
    assert paths(database, own) == "ba"
    with database.begin() as connection:
        assert favourites.remove_paths(connection, own, ["new/a", "a"], NOW)
        favourites.add(connection, own, ["new/a", "a"], "题", NOW + 9)
    assert paths(database, own) == "ab"


def test_what_was_removed_can_be_brought_back_for_thirty_days(database: Database) -> None:
    own = account(database, "a", "b", "c")
    b = number(database, own, "b")
    with database.begin() as connection:
        assert favourites.write_note(connection, own, b, "留着")
        assert favourites.remove(connection, own, b, NOW)
        assert not favourites.remove(connection, own, b, NOW)
        assert not favourites.is_favourite(connection, own, ["b"])
        assert not favourites.write_note(connection, own, b, "太晚了")
        assert len(favourites.removed_of(connection, own, NOW + REMOVED)) == 1
        assert not favourites.removed_of(connection, own, NOW + REMOVED + 1)
    assert paths(database, own) == "ca"
    with database.begin() as connection:
        assert favourites.restore(connection, own, b)
    assert paths(database, own) == "cba"  # where it was
    with database.begin() as connection:
        assert favourites.remove_paths(connection, own, ["b"], NOW)
        favourites.add(connection, own, ["b"], "新题", NOW + 9)
        found = favourites.favourite_of(connection, own, b)
    assert found
    assert (found.note, found.title, found.added) == ("留着", "新题", NOW + 9)
    assert paths(database, own) == "bca"


def test_what_is_forgotten_is_gone(database: Database) -> None:
    own = account(database, "a", "b", "c")
    a, b = number(database, own, "a"), number(database, own, "b")
    with database.begin() as connection:
        assert not favourites.forget(connection, own, a)  # it is in the list
        favourites.remove(connection, own, a, NOW)
        favourites.remove(connection, own, b, NOW)
        assert favourites.forget(connection, own, a)
        assert not favourites.restore(connection, own, a)
        favourites.forget_removed(connection, own)
        assert not favourites.removed_of(connection, own, NOW)
    assert paths(database, own) == "c"


@pytest.mark.parametrize(
    ("path", "way", "order", "place"),
    [
        ("d", Move.UP, "dcba", 0), ("c", Move.UP, "cdba", 0), ("a", Move.UP, "dcab", 2),
        ("a", Move.DOWN, "dcba", 3), ("d", Move.DOWN, "cdba", 1), ("a", Move.TOP, "adcb", 0),
        ("d", Move.TOP, "dcba", 0),
    ],
)  # fmt: skip
def test_moving(database: Database, path: str, way: Move, order: str, place: int) -> None:
    own = account(database, "a", "b", "c", "d")
    with database.begin() as connection:
        assert favourites.move(connection, own, number(database, own, path), way) == place
    assert paths(database, own) == order


def test_moving_where_several_stand_at_one_place(database: Database) -> None:
    own = account(database)
    with database.begin() as connection:
        rows = [
            {"account": own, "path": path, "title": path, "place": 5, "added": NOW}
            for path in "abcd"
        ]
        connection.execute(insert(table), rows)
    assert paths(database, own) == "dcba"
    with database.begin() as connection:
        favourites.move(connection, own, number(database, own, "b"), Move.UP)
    assert paths(database, own) == "dbca"


def test_two_devices_move_and_add_at_once(database: Database) -> None:
    own = account(database, *"abcdefgh")
    ids = {path: number(database, own, path) for path in "abcdefgh"}

    def work(turn: int) -> None:
        with database.begin() as connection:
            if turn % 3 == 0:
                favourites.add(connection, own, [f"{turn // 2 % 10}"], "题", NOW)
            else:
                way = Move.UP if turn % 2 else Move.TOP
                favourites.move(connection, own, ids["abcdefgh"[turn % 8]], way)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(48)))
    with database.begin(writes=False) as connection:
        every = favourites.favourites_of(connection, own)
    assert len({each.path for each in every}) == len(every)
    assert len({each.place for each in every}) == len(every)
    assert set("abcdefgh") <= {each.path for each in every}


def test_a_note_has_an_end_and_a_list_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = account(database, "a")
    a = number(database, own, "a")
    with database.begin() as connection:
        favourites.write_note(connection, own, a, "长" * 9000)
        found = favourites.favourite_of(connection, own, a)
    assert found
    assert len(found.note) == MOST_OF_A_NOTE
    monkeypatch.setattr(favourites, "MOST", 2)
    with database.begin() as connection:
        favourites.add(connection, own, ["b"], "题", NOW)
        favourites.remove_paths(connection, own, ["b"], NOW)
        favourites.add(connection, own, ["b"], "题", NOW)  # it had room already
        with pytest.raises(TooManyError):
            favourites.add(connection, own, ["c"], "题", NOW)


def test_nobody_reads_or_changes_anothers(database: Database) -> None:
    own, other = account(database, "a", "b"), account(database, "z")
    a, b = number(database, own, "a"), number(database, own, "b")
    with database.begin() as connection:
        favourites.remove(connection, own, b, NOW)
    deeds: list[Callable[..., object]] = [
        favourites.favourite_of,
        lambda c, o, f: favourites.remove(c, o, f, NOW),
        favourites.restore,
        favourites.forget,
        lambda c, o, f: favourites.write_note(c, o, f, "看到了"),
        lambda c, o, f: favourites.move(c, o, f, Move.TOP),
        lambda c, o, _f: favourites.remove_paths(c, o, ["a"], NOW),
    ]
    with database.begin() as connection:
        for deed in deeds:
            for favourite in (a, b):
                assert not deed(connection, other, favourite)
        favourites.forget_removed(connection, other)
        assert [each.id for each in favourites.removed_of(connection, own, NOW)] == [b]
        assert not favourites.removed_of(connection, other, NOW)
        assert not favourites.is_favourite(connection, other, ["a"])
    assert (paths(database, own), paths(database, other)) == ("a", "z")


def test_a_feed_has_a_secret_that_can_be_renewed_and_given_up(database: Database) -> None:
    own, other = account(database), account(database)
    with database.begin() as connection:
        first = feeds.renew_feed(connection, own)
        second = feeds.renew_feed(connection, own)
        third = feeds.renew_feed(connection, other)
        assert len({first, second, third}) == 3
        assert feeds.account_with_feed(connection, first) is None
        assert feeds.account_with_feed(connection, second) == own
        feeds.close_feed(connection, own)
        assert feeds.account_with_feed(connection, second) is None
        assert feeds.account_with_feed(connection, third) == other


def test_what_is_wanted_on_either_device_is_there_after_they_are_one(database: Database) -> None:
    old, new = account(database, "a", "b", "c"), account(database, "b", "c", "d")
    with database.begin() as connection:
        favourites.write_note(connection, old, number(database, old, "b"), "旧的")
        favourites.remove_paths(connection, old, ["b"], NOW)
        favourites.remove_paths(connection, new, ["c"], NOW)
        merge(connection, new, old)
        found = favourites.favourites_of(connection, old)
    assert {each.path for each in found} == set("abcd")
    assert {each.note for each in found if each.path == "b"} == {"旧的"}
