"""Things that go wrong while the site is read: readers hardly notice, and nobody restarts it."""

import contextlib
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.client import Client
from tests.commands import Command
from tests.conftest import ROOT, deployment, free_port, new_deployment, running
from tests.http.sites import (
    SIZE,
    Site,
    await_,
    make_content,
    path_of,
    text_of,
    write_version,
)

pytestmark = pytest.mark.thorough


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Site]:
    make_content(folder / "content")
    with running(folder, folder / "content", expects_errors=True, root=None, **settings) as client:
        site = Site(folder / "content", folder / "state", client)
        await_(lambda: all(site.shown(n) for n in (0, SIZE - 1)), 20, "the first index")
        yield site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all that a server must survive."""
    with serving(tmp_path_factory.mktemp("faults")) as site:
        yield site


# The indexer


def test_a_killed_indexer_is_replaced_and_loses_no_edit(site: Site) -> None:
    with site.read():
        for turn in range(12):
            site.edit(turn)
            site.kill_indexer()
            site.edit(turn + 20)
        for number in (*range(12), *range(20, 32)):
            await_(lambda number=number: site.is_up_to_date(number), 10, f"edit of {number}")  # type: ignore[misc]


# The files of the index


def _no_link(site: Site) -> None:
    (site.index_folder / "index.sqlite3").unlink()


def _no_index(site: Site) -> None:
    for file in site.index_folder.glob("index-*"):
        file.unlink()


def _no_texts(site: Site) -> None:
    for file in site.index_folder.glob("texts-*"):
        file.unlink()


def _no_files(site: Site) -> None:
    for file in site.index_folder.iterdir():
        file.unlink()


def _no_folder(site: Site) -> None:
    shutil.rmtree(site.state)


def _half(site: Site) -> None:
    os.truncate(site.database, site.database.stat().st_size // 2)


def _half_texts(site: Site) -> None:
    texts = site.texts
    os.truncate(texts, texts.stat().st_size // 2)


def _zeros(site: Site) -> None:
    _overwrite(site.database, 0, bytes(site.database.stat().st_size))


def _zeros_in_texts(site: Site) -> None:
    texts = site.texts
    _overwrite(texts, 0, bytes(texts.stat().st_size))


def _garbage(site: Site) -> None:
    size = site.database.stat().st_size
    _overwrite(site.database, size // 3, os.urandom(size // 3))


def _no_database(site: Site) -> None:
    _overwrite(site.database, 0, b"no database at all " * 20000)


def _overwrite(file: Path, place: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(data)


@pytest.mark.parametrize("lose", [_no_link, _no_index, _no_texts, _no_files, _no_folder])
def test_a_lost_index_is_made_anew_while_the_old_one_is_read(
    site: Site, lose: Callable[[Site], None]
) -> None:
    with site.read():
        lose(site)
        site.edit_and_see(40)
        site.edit_and_see(41, 3)


@pytest.mark.parametrize(
    "damage", [_half, _half_texts, _zeros, _zeros_in_texts, _garbage, _no_database]
)
def test_a_damaged_index_is_made_anew(site: Site, damage: Callable[[Site], None]) -> None:
    with site.read(longest_outage=5):
        damage(site)
        site.edit_and_see(50)
        for number in range(SIZE):  # whatever page of the file they are on
            await_(lambda number=number: site.is_up_to_date(number), 15, f"article {number}")  # type: ignore[misc]
        site.edit_and_see(51, 5)


@pytest.mark.parametrize("which", ["index", "texts"])
def test_a_locked_index_is_read_and_written_when_it_is_free(site: Site, which: str) -> None:
    file = site.texts if which == "texts" else site.database
    with site.read(), closing(sqlite3.connect(file, isolation_level=None, timeout=1)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):  # those who read keep it
            other.execute("BEGIN EXCLUSIVE")
        other.execute("PRAGMA locking_mode = NORMAL")
        other.execute("BEGIN EXCLUSIVE")
        site.edit(60)
        time.sleep(5)
        assert site.shown(60) == site.versions[60] - 1
        other.execute("COMMIT")
        other.close()
        await_(lambda: site.is_up_to_date(60), 5, "the edit")


# The content folder


def test_a_folder_that_is_away_or_empty_for_a_while_costs_nothing(site: Site) -> None:
    away = site.content.with_name("away")
    with site.read():
        site.content.rename(away)
        time.sleep(1.5)
        away.rename(site.content)
        site.edit_and_see(70, 4)
        aside = site.content.with_name("aside")
        aside.mkdir()
        for item in list(site.content.iterdir()):
            item.rename(aside / item.name)
        time.sleep(1)
        for item in list(aside.iterdir()):
            item.rename(site.content / item.name)
        site.edit_and_see(71, 4)


def test_a_file_that_is_written_slowly_is_shown_when_it_is_whole(site: Site) -> None:
    file = site.content / f"{path_of(80)}.md"
    text = text_of(80, 2)
    with site.read(), file.open("w", encoding="utf-8") as opened:
        for start in range(0, len(text), len(text) // 30):
            opened.write(text[start : start + len(text) // 30])
            opened.flush()
            assert site.shown(80) == 1
            time.sleep(0.1)
        time.sleep(0.7)
        assert site.shown(80) == 1
        site.versions[80] = 2
        opened.close()
        await_(lambda: site.is_up_to_date(80), 3, "the new version")


def test_a_file_that_is_written_in_rounds_is_shown_when_it_is_whole(site: Site) -> None:
    file = site.content / f"{path_of(81)}.md"
    text = text_of(81, 2)
    with site.read():
        file.write_text("", "utf-8")
        for start in range(0, len(text), len(text) // 30):
            with file.open("a", encoding="utf-8") as opened:
                opened.write(text[start : start + len(text) // 30])
            assert site.shown(81) == 1
            time.sleep(0.05)
        site.versions[81] = 2
        await_(lambda: site.is_up_to_date(81), 3, "the new version")


def test_files_that_are_written_in_their_place_are_shown_when_they_are_whole(site: Site) -> None:
    with site.read():
        for version in range(2, 12):
            for number in (82, 83):
                site.versions[number] = version
                (site.content / f"{path_of(number)}.md").write_text(text_of(number, version))
            await_(lambda: site.is_up_to_date(82) and site.is_up_to_date(83), 3, "the edits")


def test_many_files_at_once_and_a_folder_with_another_name(site: Site) -> None:
    with site.read():
        for number in range(500):
            (site.content / "burst").mkdir(exist_ok=True)
            (site.content / "burst" / f"{number}.md").write_text(f"# 第{number}\n\n文{number}。\n")
        for number in (0, 250, 499):
            await_(lambda n=number: _status(site, f"burst/{n}") == 200, 10, f"file {number}")  # type: ignore[misc]
        (site.content / "burst").rename(site.content / "renamed")
        for number in (0, 250, 499):
            await_(lambda n=number: _status(site, f"renamed/{n}") == 200, 10, f"file {number}")  # type: ignore[misc]
            await_(lambda n=number: _status(site, f"burst/{n}") == 404, 10, f"no file {number}")  # type: ignore[misc]
        shutil.rmtree(site.content / "renamed")
        await_(lambda: _status(site, "renamed/250") == 404, 10, "the end of them")


def test_files_from_another_clock_are_taken_in(site: Site) -> None:
    with site.read():
        for number, years in ((90, 20), (91, -20), (92, -60)):
            site.edit(number)
            moment = max(0, time.time() + years * 365 * 86400)
            os.utime(site.content / f"{path_of(number)}.md", (moment, moment))
        for number in (90, 91, 92):
            await_(lambda n=number: site.is_up_to_date(n), 4, f"file {number}")  # type: ignore[misc]


def _status(site: Site, path: str) -> int:
    return site.client.get(f"/zh-hans/articles/{path}").status


@pytest.mark.parametrize("by_link", [True, False])
def test_a_tree_that_is_swapped_under_load_is_followed(tmp_path: Path, by_link: bool) -> None:
    """As publishing by releases does: the next tree is made beside, and takes the place at once."""
    first, second, content = tmp_path / "first", tmp_path / "second", tmp_path / "content"
    for tree, version in ((first, 1), (second, 2)):
        for number in range(SIZE):
            write_version(tree, number, version)
    if by_link:
        content.symlink_to(first)
    else:
        first.rename(content)
    with running(tmp_path, content, expects_errors=True) as client:
        site = Site(content, tmp_path / "state", client)
        await_(lambda: all(site.shown(n) for n in (0, SIZE - 1)), 20, "the first index")
        with site.read():
            site.versions = dict.fromkeys(range(SIZE), 2)
            if by_link:
                (tmp_path / "next").symlink_to(second)
                (tmp_path / "next").rename(content)
            else:
                content.rename(first)
                second.rename(content)
            for number in range(SIZE):
                await_(lambda n=number: site.is_up_to_date(n), 40, f"article {number}")  # type: ignore[misc]


def few_files() -> None:
    """No process may have more than this open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))


def test_without_descriptors_readers_wait_and_are_answered_afterwards(tmp_path: Path) -> None:
    make_content(tmp_path / "content")
    log, port = tmp_path / "log", free_port()
    environment = deployment(tmp_path, tmp_path / "content")
    process = Command(
        ["serve", "--port", str(port), "--workers", "1"], environment, log, before=few_files
    )
    try:
        await_(lambda: "Open http" in log.read_text(), 60, "a server")
        site = Site(tmp_path / "content", tmp_path / "state", Client(f"http://127.0.0.1:{port}"))
        site.edit_and_see(0)
        with ExitStack() as stack:
            for _ in range(400):
                connection = socket.socket()
                connection.setblocking(False)
                connection.connect_ex(("127.0.0.1", port))
                stack.enter_context(connection)
            time.sleep(2)
            assert process.poll() is None
        await_(lambda: _answers(site), 20, "an answer")
        for number in range(20):
            site.edit_and_see(number)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert " 500 " not in log.read_text()


def _answers(site: Site) -> bool:
    try:
        return site.shown(1) == 1
    except OSError:
        return False


# The place for the index


def test_a_full_disk_stops_nobody_from_reading(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    if os.geteuid() != 0 or subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(state)],
        check=False, capture_output=True,
    ).returncode:  # fmt: skip
        pytest.skip("only root may mount a small disk")
    try:
        with serving(tmp_path) as site:
            with site.read():
                _fill(state / "ballast")
                for number in range(20):
                    site.edit(number)
                time.sleep(3)
                assert site.shown(150) == 1
                (state / "ballast").unlink()
                for number in range(20):
                    await_(lambda n=number: site.is_up_to_date(n), 10, f"edit of {number}")  # type: ignore[misc]
            leftovers = list(site.index_folder.glob("index-*.sqlite3"))
            assert len(leftovers) == 1
    finally:
        subprocess.run(["umount", "-l", str(state)], check=True)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened, contextlib.suppress(OSError):
        while opened.write(bytes(4096)):
            pass
    assert shutil.disk_usage(file.parent).free < 4096


def test_a_state_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with serving(tmp_path, STATE=str(tmp_path / "file" / "state")) as site:
        assert "the index is made at every start" in Path(site.client.log).read_text()
        with site.read():
            site.edit_and_see(3, 4)


# Other processes


def test_two_commands_at_once_make_one_index(tmp_path: Path) -> None:
    make_content(tmp_path / "content")
    command = [sys.executable, "-m", "reader", "index"]
    environment = new_deployment(tmp_path, tmp_path / "content")
    processes = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert "Traceback" not in "".join(said)
    (folder,) = (tmp_path / "state").glob("index-*")
    with closing(sqlite3.connect(folder / "index.sqlite3")) as connection:
        shown = connection.execute("SELECT count(*) FROM articles WHERE path IS NOT NULL")
        assert shown.fetchone() == (SIZE,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
