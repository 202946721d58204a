"""The store of rendered bodies: it keeps what it can, and never fails."""

import errno
import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from reader.storage.bodies import BodyStore
from reader.storage.packing import packed

HTML = "<p>头发</p>"


def kept(store: BodyStore, key: bytes) -> str | None:
    found = store.get(key)
    return None if found is None else found.decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bodies.sqlite3"


@pytest.fixture
def store(file: Path) -> BodyStore:
    return BodyStore(file, 2**20)


def test_what_was_put_is_got_under_its_key_only(store: BodyStore, file: Path) -> None:
    assert kept(store, b"a") is None
    store.put(b"a", HTML)
    store.put(b"b", "")
    store.put(b"c", "旧")
    store.put(b"c", "新")
    for reader in (store, BodyStore(file, 1)):
        assert kept(reader, b"a") == HTML
        assert kept(reader, b"b") == ""
        assert kept(reader, b"c") == "新"
        assert kept(reader, b"d") is None


def test_what_is_no_text_is_not_kept(store: BodyStore, caplog: pytest.LogCaptureFixture) -> None:
    store.put(b"a", HTML)
    store.put(b"b", "\ud800")
    assert kept(store, b"b") is None
    assert kept(store, b"a") == HTML
    assert caplog.text == ""


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _garbled(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(os.urandom(size - 4096))


def _emptied(file: Path) -> None:
    os.truncate(file, 0)


def _other(file: Path) -> None:
    file.write_text("no database at all " * 400)


@pytest.mark.parametrize("damage", [_cut, _zeroed, _garbled, _emptied, _other])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_damaged_file_gives_way_to_a_new_one(
    file: Path, damage: Callable[[Path], None], is_open: bool
) -> None:
    store = BodyStore(file, 2**24)
    keys = [bytes([number]) for number in range(100)]
    html = {key: f"<p>{key!r}</p>" + os.urandom(1000).hex() for key in keys}
    for key in keys:
        store.put(key, html[key])
    assert store._connection
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if not is_open:
        store._connection.close()
        store = BodyStore(file, 2**24)
    damage(file)
    for key in keys:
        assert kept(store, key) in {None, html[key]}
    for key in keys:
        store.put(key, html[key])
    assert sum(kept(store, key) == html[key] for key in keys) > 90
    for key in keys:
        store.put(key, html[key])
    assert all(kept(store, key) == html[key] for key in keys)


def test_a_damaged_body_is_not_shown(store: BodyStore, file: Path) -> None:
    store.put(b"a", HTML)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE bodies SET html = substr(html, 1, 9) || x'00' || substr(html, 11)"
        )
    assert kept(store, b"a") is None
    store.put(b"a", HTML)
    assert kept(store, b"a") == HTML


def test_a_filling_is_got_with_its_body(store: BodyStore, file: Path) -> None:
    assert store.filling(b"f") is None
    store.put_filling(b"f", b"a", b"texts")
    assert store.filling(b"f") is None
    store.put(b"a", HTML)
    store.put_filling(b"g", b"a", b"other texts")
    for reader in (store, BodyStore(file, 1)):
        assert reader.filling(b"f") == (b"texts", HTML.encode())
        assert reader.filling(b"g") == (b"other texts", HTML.encode())
        assert reader.filling(b"a") is None
    store.put_filling(b"f", b"a", b"new texts")
    assert store.filling(b"f") == (b"new texts", HTML.encode())


@pytest.mark.parametrize("value", ["x'00' || substr(texts, 2)", "1", "''"])
def test_a_damaged_filling_is_not_shown(store: BodyStore, file: Path, value: str) -> None:
    store.put(b"a", HTML)
    store.put_filling(b"f", b"a", b"texts")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"UPDATE fillings SET texts = {value}")
    assert store.filling(b"f") is None
    store.put(b"a", HTML)
    store.put_filling(b"f", b"a", b"texts")
    assert store.filling(b"f") == (b"texts", HTML.encode())


def test_a_store_of_an_earlier_release_is_used_further(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "CREATE TABLE bodies (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
            " html BLOB NOT NULL)"
        )
        connection.execute("INSERT INTO bodies (key, html) VALUES (?, ?)", (b"a", packed(b"old")))
    store = BodyStore(file, 2**20)
    store.put_filling(b"f", b"a", b"texts")
    assert store.filling(b"f") == (b"texts", b"old")


def test_a_deleted_file_is_made_again(store: BodyStore, file: Path) -> None:
    store.put(b"a", HTML)
    for each in file.parent.iterdir():
        each.unlink()
    for _ in range(3):
        store.put(b"b", HTML)
    assert kept(store, b"b") == HTML
    assert kept(BodyStore(file, 1), b"b") == HTML


def test_a_locked_file_is_read_and_written_again_later(store: BodyStore, file: Path) -> None:
    store.put(b"a", HTML)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert kept(store, b"a") == HTML
        store.put(b"b", HTML)
        assert kept(store, b"b") is None
        other.execute("COMMIT")
    store.put(b"b", HTML)
    assert kept(store, b"b") == HTML
    assert kept(store, b"a") == HTML


def test_a_store_that_another_has_to_itself_counts_as_empty(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """That is said when it is so for longer than a moment."""
    store = BodyStore(file, 2**20)
    store.put(b"a", HTML)
    assert store._connection
    store._connection.close()
    store = BodyStore(file, 2**20)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("UPDATE bodies SET key = key")
        assert kept(store, b"a") is None
        assert caplog.messages == []
        store.put(b"b", HTML)
        assert "database is locked" in caplog.text
    assert kept(store, b"a") == HTML


def test_a_place_that_cannot_be_written_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    store = BodyStore(tmp_path / "file" / "bodies.sqlite3", 2**20)
    for _ in range(3):
        store.put(b"a", HTML)
        assert kept(store, b"a") is None
    assert len(caplog.records) == 1


def test_a_damaged_file_that_cannot_be_deleted_is_borne(
    store: BodyStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    file.write_text("no database at all " * 400)
    monkeypatch.setattr(Path, "unlink", refuse)
    store.put(b"a", HTML)
    assert kept(store, b"a") is None


def test_the_oldest_go_when_there_is_no_room(file: Path) -> None:
    store = BodyStore(file, 200_000)
    for number in range(400):
        store.put(b"%d" % number, os.urandom(1000).hex())
        store.put_filling(b"f%d" % number, b"%d" % number, b"texts")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT key FROM bodies ORDER BY number").fetchall()
        fillings = connection.execute("SELECT body FROM fillings").fetchall()
    kept = [int(key) for (key,) in rows]
    assert sorted(int(key) for (key,) in fillings) == kept
    assert 60 < len(kept) < 200
    assert kept == list(range(kept[0], 400))
    assert file.stat().st_size < 300_000


def test_fillings_of_no_use_go_as_well(file: Path) -> None:
    store = BodyStore(file, 200_000)
    found = 0
    for number in range(2000):
        store.put(b"%d" % (number % 50), HTML)
        store.put_filling(b"%d" % number, b"%d" % (number % 50), os.urandom(500))
        found += store.filling(b"%d" % number) is not None
    assert found > 1950
    assert file.stat().st_size < 300_000


def _work(file: Path, own: int) -> None:
    store = BodyStore(file, 2**20)
    for number in range(200):
        store.put(b"%d %d" % (own, number), f"{own} {number}")
        found = kept(store, b"%d %d" % (1 - own, number))
        assert found in {None, f"{1 - own} {number}"}


def test_two_processes_share_a_store(store: BodyStore, file: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_work, args=(file, own)) for own in (0, 1)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    keys = [b"%d %d" % (own, number) for own in (0, 1) for number in range(200)]
    assert sum(kept(store, key) == key.decode() for key in keys) > 380  # a busy moment costs one


def test_threads_share_a_store(store: BodyStore) -> None:
    def work(own: int) -> None:
        for number in range(50):
            store.put(b"%d %d" % (own, number), f"{own} {number}")
            assert kept(store, b"%d %d" % (own, number)) == f"{own} {number}"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


def test_large_bodies_keep_to_the_room_too(file: Path) -> None:
    capacity = 512 * 1024
    store = BodyStore(file, capacity)
    for number in range(600):
        store.put_bytes(b"r %d" % number, os.urandom(6000))
    assert file.stat().st_size < 1.3 * capacity
