"""Pages that outlive a process: two page caches, one after the other, over one file."""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import brotli
import pytest

from reader.config.settings import Settings
from reader.storage.bodies import BodyStore
from reader.storage.index.schema import IndexFiles
from reader.storage.packing import packed
from reader.web import page_archive
from reader.web.front import archive_of
from reader.web.kept_page import KeptPage
from reader.web.page_archive import ClosedArchive, PageArchive
from reader.web.page_cache import PageCache
from tests.unit.web.test_page_cache import BODY, FakeLibrary, FakeSite, Reader


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pages.sqlite3"


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


def started(file: Path, library: FakeLibrary, release: str = "1", body: bytes = BODY) -> Reader:
    """A page cache of a process that has just started."""
    site = FakeSite(library, body)
    archive = PageArchive(BodyStore(file, 2**20), release)
    cache = PageCache(site, library, lambda _host: True, 10_000_000, archive)
    return Reader(cache, site, library)


def archived(file: Path) -> list[bytes]:
    """The pages that are in the file."""
    if not file.exists():
        return []
    with closing(sqlite3.connect(file)) as connection:
        tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'bodies'")
        if tables.fetchone() == (0,):
            return []
        rows = connection.execute("SELECT key FROM bodies WHERE instr(key, ' ') ORDER BY key")
        return [key for (key,) in rows.fetchall()]


def await_(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_page_is_answered_after_a_restart_without_being_made(
    file: Path, library: FakeLibrary
) -> None:
    before = started(file, library)
    pages = {path: before.ask(path) for path in ("/a", "/b")}
    second = before.ask("/b", query="page=2")
    await_(lambda: len(archived(file)) == 3)
    after = started(file, library)
    for path, page in pages.items():
        assert after.ask(path) == page
    assert after.ask("/b", query="page=2") == second
    assert after.site.calls == []
    for encoding, decoded in (("br", brotli.decompress), ("", bytes)):
        assert decoded(after.ask("/a", encoding).body) == BODY
    assert after.ask("/a", if_none_match=pages["/a"].headers["ETag"]).status == 304


def test_the_smallest_form_is_made_once(
    file: Path, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_archive, "_FIRST", 0)
    before = started(file, library)
    before.ask("/b", "br")
    for _ in range(2):
        before.ask("/a", "br")
    await_(lambda: "br11" in before.ask("/a", "br").headers["ETag"])
    await_(lambda: archived(file))
    assert archived(file) == [b'1 "/a"']
    after = started(file, library)
    assert after.ask("/a", "br") == before.ask("/a", "br")
    assert after.site.calls == []


def test_a_page_that_the_library_has_overtaken_is_made_anew(
    file: Path, library: FakeLibrary
) -> None:
    before = started(file, library)
    for path in ("/a", "/b"):
        before.ask(path)
    await_(lambda: len(archived(file)) == 2)
    library.publish("/a")
    after = started(file, library)
    for path in ("/a", "/b"):
        after.ask(path)
    assert after.site.calls == ["/a"]
    library.publish("/c")
    library.changes[library.number] = None  # it is not known any more what changed
    last = started(file, library)
    last.ask("/b")
    assert last.site.calls == ["/b"]


def test_a_page_is_dropped_when_the_library_changes_after_the_restart(
    file: Path, library: FakeLibrary
) -> None:
    started(file, library).ask("/a")
    await_(lambda: archived(file))
    after = started(file, library)
    after.ask("/a")
    library.publish("/a")
    after.wait()
    after.ask("/a")
    assert after.site.calls == ["/a"]


def test_pages_of_another_release_are_made_anew(file: Path, library: FakeLibrary) -> None:
    started(file, library).ask("/a")
    await_(lambda: archived(file))
    after = started(file, library, release="2")
    after.ask("/a")
    assert after.site.calls == ["/a"]


def test_what_does_not_compress_is_not_archived(file: Path, library: FakeLibrary) -> None:
    small = started(file, library, body=b"short")
    for _ in range(3):
        small.ask("/a", "br")
    started(file, library).ask("/b")
    await_(lambda: archived(file))
    assert archived(file) == [b'1 "/b"']


def test_only_the_first_pages_are_archived_for_one_request(
    file: Path, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_archive, "_FIRST", 3)
    reader = started(file, library)
    for number in range(10):
        reader.ask(f"/{number}")
    for _ in range(2):
        reader.ask("/a", "br")
    await_(lambda: b'1 "/a"' in archived(file))
    assert archived(file) == [b'1 "/0"', b'1 "/1"', b'1 "/2"', b'1 "/a"']


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\nx",
        json.dumps([1, ["/a"], [["Content-Type", "text/html"]], False]).encode() + b"\nno brotli",
        json.dumps([1, ["/a"], [["Content-Type"]], False]).encode() + b"\n" + brotli.compress(b"x"),
        json.dumps([1, 2, [], False]).encode() + b"\n" + brotli.compress(b"x"),
    ],
)
def test_a_damaged_page_is_made_anew(file: Path, library: FakeLibrary, content: bytes) -> None:
    started(file, library).ask("/a")
    await_(lambda: archived(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE bodies SET html = ?", (packed(content),))
    after = started(file, library)
    assert after.ask("/a").body == BODY
    assert after.site.calls == ["/a"]


def test_a_damaged_file_is_borne(file: Path, library: FakeLibrary) -> None:
    file.write_bytes(os.urandom(20_000))
    reader = started(file, library)
    assert reader.ask("/a").body == BODY
    await_(lambda: archived(file))


def test_a_deployment_that_keeps_no_pages_has_no_archive(tmp_path: Path) -> None:
    files = IndexFiles.of(tmp_path / "state", tmp_path)
    assert archive_of(Settings(tmp_path, tmp_path / "state", page_cache=0), files) is None


def test_another_address_and_another_site_are_another_release(tmp_path: Path) -> None:
    files = IndexFiles.of(tmp_path / "state", tmp_path)
    first = Settings(tmp_path, tmp_path / "state")
    other = Settings(tmp_path, tmp_path / "state", "https://www.example.gov.cn")

    def release(settings: Settings) -> str:
        archive = archive_of(settings, files)
        assert archive
        return archive.release

    assert release(first) == release(first) != release(other)
    before = release(first)
    (tmp_path / "site.toml").write_text('name = "县"', "utf-8")
    assert release(first) != before


def test_a_page_keeps_its_etag_over_a_restart(file: Path) -> None:
    archive = PageArchive(BodyStore(file, 2**20), "1")
    page = KeptPage("/a", ["/a"], [("Content-Type", "text/html")], BODY, "f" * 64)
    archive.put(page, 1)
    found = archive.get("/a")
    assert found
    assert found.page.forms[""].tag == page.forms[""].tag


def test_a_closed_archive_is_read_only(file: Path) -> None:
    closed = ClosedArchive(BodyStore(file, 2**20), "1")
    closed.put(KeptPage("/a", [], [("Content-Type", "text/html")], BODY), 1)
    assert not closed.is_for_all()
    assert closed.get("/a") is None
