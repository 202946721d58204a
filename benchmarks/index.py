"""The index of the largest library: what it costs, how large it is, how soon things show."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.edits import seconds_until_visible
from benchmarks.library import Library
from benchmarks.measure import MissingError, percentile
from benchmarks.plan import SETTLED, Plan, article, queries, say, search, some_files
from benchmarks.report import Row, at_most, missing, plain
from benchmarks.servers import Server, environment, qingdu

_STARTS = 5
_EDITS = 9
_SAMPLES = 2  # of the files' reading: before the index is made and after
_SHARE = 20  # one file in so many is read for each
_LENGTHS = (2, 4, 8)  # of queries, in characters
_QUERIES = 100  # of each length in each round


def made(plan: Plan, library: Library) -> float:
    """Make a library's index from nothing; processor seconds. May raise MissingError."""
    shutil.rmtree(plan.state(library), ignore_errors=True)
    return brought_up_to_date(plan, library)


def brought_up_to_date(plan: Plan, library: Library) -> float:
    """Do to a library's index what is left to do; processor seconds. May raise MissingError."""
    say(f"index of {library.size:,} articles")
    before = os.times()
    done = subprocess.run(
        [sys.executable, "-m", "reader", "index"],
        env=environment(library, plan.state(library)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    after = os.times()
    if done.returncode:
        raise MissingError(
            f"`qingdu index` ends with {done.returncode}: {done.stderr.strip()[-200:]}"
        )
    return after.children_user + after.children_system - before[2] - before[3]


def rows(plan: Plan) -> Iterator[Row]:
    """The bars of the index itself, which is made here, and then of starts, edits and searches."""
    library = plan.large
    size = f"{library.size:,} articles"
    try:
        yield from _full(plan, library)
    except MissingError as reason:
        yield missing(f"full index of {size}", reason)
    yield from _starts(plan, library)
    with qingdu(library, plan.state(library)) as server:
        server.seconds_to_first("/zh-hans/")
        say(f"{_EDITS} edits")
        shown = seconds_until_visible(library, server, _EDITS)
        yield at_most(f"a changed file visible, {size} (median)", median(shown), 2, "s")
        yield at_most(f"a changed file visible, {size} (slowest of {_EDITS})", max(shown), 2, "s")
    with qingdu(library, plan.state(library), PAGE_CACHE_MB="0") as server:
        server.seconds_to_first("/zh-hans/")
        yield from _searches(plan, library, server)


def _full(plan: Plan, library: Library) -> Iterator[Row]:
    """A full index, with the files' mere reading before and after it."""
    size = f"{library.size:,} articles"
    reading = _reading(plan, library, 0)
    cpu = made(plan, library)
    reading += _reading(plan, library, 1)
    least = reading * _SHARE / _SAMPLES
    what = f"full index of {size} : reading, parsing and tokenising them once (CPU)"
    yield at_most(what, cpu / least, 2)
    yield plain("full index, an article", cpu * 1000 / library.size, "ms of CPU")
    source = sum(file.stat().st_size for file in library.files)
    for name, bar in (("index", 0.5), ("texts", None)):
        files = plan.state(library).rglob(f"{name}-*.sqlite3*")
        part = sum(file.stat().st_size for file in files) / source
        what = f"{name} : source files (bytes)"
        yield plain(what, part) if bar is None else at_most(what, part, bar)


def _reading(plan: Plan, library: Library, start: int) -> float:
    """Processor seconds of reading, parsing and tokenising one file in `_SHARE`."""
    say(f"reading one in {_SHARE} of {library.size:,} files")
    arguments = [str(library.folder), str(plan.folder / "reading"), str(_SHARE), str(start)]
    command = [sys.executable, "-m", "benchmarks.reading", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(done.stderr.strip().rpartition("\n")[2])
    return float(done.stdout)


def _starts(plan: Plan, library: Library) -> Iterator[Row]:
    """Starts with pages kept from before, and without (another port is another address)."""
    kept: dict[str, str] = {"SITE_URL": "https://www.example.gov.cn"}
    with qingdu(library, plan.state(library), **kept) as server:
        server.seconds_to_first("/zh-hans/")
        time.sleep(SETTLED)
        server.get("/zh-hans/")
        time.sleep(SETTLED)
    say(f"{_STARTS} starts of each kind")
    for what, settings in (("", kept), (", nothing kept but the index", {})):
        found = []
        for _ in range(_STARTS):
            with qingdu(library, plan.state(library), **settings) as server:
                found.append(server.seconds_to_first("/zh-hans/"))
        yield at_most(
            f"first page after start, {library.size:,} articles{what}", median(found), 1, "s"
        )


def _searches(plan: Plan, library: Library, server: Server) -> Iterator[Row]:
    """Times of whole pages of results, one after the other, each query asked once."""
    wanted = {
        length: queries(library, length, _QUERIES * plan.rounds, "searches") for length in _LENGTHS
    }
    server.get(article(library, some_files(library, 1, "warm")[0]))
    for file in plan.state(library).rglob("*.sqlite3"):  # into the system's cache
        with file.open("rb") as opened:
            while opened.read(1 << 20):
                pass
    say(f"searches of {', '.join(map(str, _LENGTHS))} characters")
    times: dict[int, list[list[float]]] = {length: [] for length in _LENGTHS}
    for start in range(0, _QUERIES * plan.rounds, _QUERIES):
        for length in _LENGTHS:
            asked = wanted[length][start : start + _QUERIES]
            try:
                times[length].append(server.milliseconds([search(word) for word in asked]))
            except RuntimeError as reason:
                yield missing("searches", reason)
                return
    for length, found in times.items():
        yield from _times(f"search of {length} characters, {library.size:,} articles", found)


def _times(what: str, rounds: Sequence[Sequence[float]]) -> Iterator[Row]:
    yield plain(f"{what}, p50", median(percentile(times, 0.5) for times in rounds), "ms")
    slow = median(percentile(times, 0.95) for times in rounds)
    yield at_most(f"{what}, p95", slow, 20, "ms")
