"""Measuring servers: load by wrk, processor time and memory of process trees, medians of rounds."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from typing import TypeVar

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, LOAD_CORE = CORES[0], CORES[-1]
_T = TypeVar("_T")
_TICKS = os.sysconf("SC_CLK_TCK")
_LUA = Path(__file__).with_name("load.lua")
_CPU_FIELDS = slice(11, 15)  # proc(5): utime, stime and those of ended children, after the name


class MissingError(Exception):
    """A peer or a command that is not there; the message says what and how to get it."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load."""

    answers: int
    seconds: float
    cpu: float  # seconds of the server's processes

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    @property
    def per_cpu(self) -> float:
        """Answers a processor second of the server."""
        return self.answers / max(self.cpu, 1 / _TICKS)


@dataclass(frozen=True, slots=True)
class Target:
    """A port of this machine, and the roots of the process trees that do the work behind it."""

    port: int
    pids: tuple[int, ...]


def load(
    target: Target,
    paths: Sequence[str],
    seconds: int,
    *,
    encoding: str = "",
    connections: int = 16,
) -> Load:
    """Ask for the paths in turn, as fast as one core of load can; every answer must be 200.

    A server that answers nothing in that time gets five times as long, twice.
    """
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}"]
    command += ["--timeout", "300s", "-s", str(_LUA)]
    command += ["-H", f"Accept-Encoding: {encoding}"] if encoding else []
    command += [f"http://127.0.0.1:{target.port}{paths[0]}"]
    with NamedTemporaryFile("w", suffix=".paths") as list_of_paths:
        list_of_paths.write("\n".join(paths))
        list_of_paths.flush()
        for window in (seconds, seconds * 5, seconds * 25):
            before = cpu_seconds(target.pids)
            found = _wrk([*command, f"-d{window}s", "--", list_of_paths.name])
            if found["answers"]:
                return Load(
                    found["answers"], found["microseconds"] / 1e6, cpu_seconds(target.pids) - before
                )
    raise RuntimeError(f"no answer for {paths[0]} in {window} s")


def _wrk(command: Sequence[str]) -> dict[str, int]:
    """What load.lua prints at the end; raises RuntimeError for answers other than 200."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    if found["faults"]:
        raise RuntimeError(f"{found['faults']} faults:\n{done.stdout}")
    return found


def in_rounds(ways: Mapping[str, Callable[[], _T]], rounds: int) -> dict[str, list[_T]]:
    """Every way measured once a round, one after the other; what was found in all rounds."""
    found: dict[str, list[_T]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the rounds' ratios."""
    return median(one / other for one, other in zip(of, to, strict=True))


def percentile(values: Iterable[float], part: float) -> float:
    """The value below which that part (0 to 1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def tree(pid: int) -> list[int]:
    """A process and all that it started, as far as they live."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in _read(children).split()]
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Processor seconds that process trees have used, ended children included."""
    ticks = 0
    for root in roots:
        for pid in tree(root):
            fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
            ticks += sum(map(int, fields[_CPU_FIELDS]))
    return ticks / _TICKS


def cpu_nanoseconds(root: int) -> int:
    """Processor time that the living threads of a process tree have used (proc(5), schedstat)."""
    files = (file for pid in tree(root) for file in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(int(fields[0]) for file in files if (fields := _read(file).split()))


@dataclass(frozen=True, slots=True)
class Memory:
    """A process's memory, in MB."""

    resident: float
    proportional: float  # what is shared counts in parts


def worker_memory(root: int, indexer: int) -> Memory:
    """The memory of the largest process of a tree, its indexer left aside."""
    processes = (pid for pid in tree(root) if pid != indexer)
    return max(map(_memory, processes), key=lambda memory: memory.resident)


def _memory(pid: int) -> Memory:
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return Memory(sizes.get("Rss", 0), sizes.get("Pss", 0))


def _read(file: Path) -> str:
    """What a file of /proc says; nothing where the process has just ended."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
