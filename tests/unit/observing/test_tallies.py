"""Counts of several processes and threads come out as one, whatever becomes of the processes."""

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reader.observing import tallies as module
from reader.observing.cells import (
    BOUNDS,
    HIT,
    MISS,
    NONE,
    NOT_MODIFIED,
    SIZE,
    STATUSES,
    TIMED,
    cell_of,
    status_offset,
    times_of,
)  # fmt: skip
from reader.observing.routes import ROUTES
from reader.observing.tallies import Gathered, Tallies

ARTICLES = ROUTES.index("articles")


def forked(work: Callable[[], None]) -> int:
    """The number of a process that works, and then waits to be killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            work()
            os.write(writing, b"x")
            time.sleep(60)
        finally:
            os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b"x"
    os.close(reading)
    return pid


def ended(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def hits(folder: Path) -> int:
    return Gathered.of(folder).cells[cell_of(ARTICLES) + HIT]


def test_counts_of_processes_are_added_up_and_outlive_them(tmp_path: Path) -> None:
    tallies = Tallies(tmp_path / "tallies")

    def work() -> None:
        tallies.begin("server")
        for _ in range(5):
            tallies.count(ARTICLES, 200, HIT)
        tallies.write()

    pids = [forked(work), forked(work)]
    try:
        found = Gathered.of(tmp_path / "tallies")
        assert sorted(one.pid for one in found.processes) == sorted(pids)
        assert {one.role for one in found.processes} == {"server"}
        assert hits(tmp_path / "tallies") == 10
    finally:
        for pid in pids:
            ended(pid)
    for _ in range(2):
        assert Gathered.of(tmp_path / "tallies").processes == ()
        assert hits(tmp_path / "tallies") == 10
    assert [path.name for path in (tmp_path / "tallies").glob("*.tally")] == ["ended.tally"]


def test_a_process_that_was_forked_counts_from_nothing(tmp_path: Path) -> None:
    tallies = Tallies(tmp_path)
    tallies.begin("server")
    tallies.count(ARTICLES, 200, HIT)
    tallies.write()

    def work() -> None:
        tallies.begin("server")
        tallies.write()

    pid = forked(work)
    try:
        assert hits(tmp_path) == 1
    finally:
        ended(pid)


def test_threads_lose_no_count() -> None:
    tallies = Tallies()

    def work(_: int) -> None:
        for _ in range(20_000):
            tallies.cells[5] += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert tallies.cells[5] == 160_000


def test_counts_are_written_without_being_asked_for(tmp_path: Path) -> None:
    tallies = Tallies(tmp_path)
    tallies.begin("server")
    tallies.count(ARTICLES, 200, HIT)
    limit = time.monotonic() + 60
    while not hits(tmp_path):
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_counts_of_another_release_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work() -> None:
        tallies = Tallies(tmp_path)
        tallies.begin("server")
        tallies.count(ARTICLES, 200, HIT)
        tallies.write()

    ended(forked(work))
    monkeypatch.setattr(module, "LAYOUT", "another")
    assert sum(Gathered.of(tmp_path).cells) == 0


@pytest.mark.parametrize("text", [b"", b"{}", b"not JSON", b"\xff" * 400])
def test_a_damaged_file_is_passed_over(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "1-x.tally").write_bytes(text)
    assert sum(Gathered.of(tmp_path).cells) == 0


def test_counts_come_out_when_something_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    tallies = Tallies(tmp_path / "state" / "tallies")
    tallies.begin("server")
    tallies.count(ARTICLES, 200, HIT)
    tallies.write()
    (tmp_path / "state").unlink()
    for _ in range(2):
        tallies.write()
        assert hits(tmp_path / "state" / "tallies") == 1
        shutil.rmtree(tmp_path / "state")  # by somebody who tidies up


def test_nothing_is_written_that_nobody_has_begun(tmp_path: Path) -> None:
    Tallies(tmp_path / "tallies").count(ARTICLES, 200)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_stops_nobody(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    tallies = Tallies(tmp_path)

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        tallies.begin("server")
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
        tallies.count(ARTICLES, 200, HIT)
        tallies.write()

    pid = forked(work)
    assert hits(tmp_path) == 0
    ended(pid)


def test_every_cell_has_one_meaning() -> None:
    tallies = Tallies()
    for route in range(len(ROUTES)):
        for status in STATUSES:
            for outcome in (HIT, MISS, NONE):
                tallies.count(route, status, outcome)
    assert set(tallies.cells) == {0, 1}
    assert sum(tallies.cells) == len(ROUTES) * len(STATUSES) * 3
    for timed in range(len(TIMED)):
        for bound in BOUNDS:
            tallies.time(timed, bound)
        tallies.time(timed, 100)
        counts, total = times_of(timed, tallies.cells)
        assert counts == [1] * (len(BOUNDS) + 1)
        assert total == pytest.approx((sum(BOUNDS) + 100) * 1e6, abs=20)
    assert len(tallies.cells) == SIZE
    assert 0 not in tallies.cells
    assert status_offset(304) == NOT_MODIFIED
    assert status_offset(299) == status_offset(0)
