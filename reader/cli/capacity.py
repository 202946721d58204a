"""How many workers this machine, or the part of it that we are given, can bear."""

import os
from contextlib import suppress
from math import ceil
from pathlib import Path

_MOST = 8  # one answers more than a town asks; each keeps pages of its own in memory
_MEMORY = 256 * 1024 * 1024  # bytes that one may come to, with its pages


def default_workers() -> int:
    """One for each processor this process may use, as far as memory goes: 1 to 8."""
    count = min(_MOST, _processors(), _memory() // _MEMORY)
    return max(1, count)


def _processors() -> int:
    """The processors we may run on; of a container or a unit, its share of them."""
    with suppress(AttributeError):  # not on every system
        count = len(os.sched_getaffinity(0))
        with suppress(OSError, ValueError):
            quota, period = (_group() / "cpu.max").read_text().split()
            return min(count, ceil(int(quota) / int(period)))
        return count
    return os.cpu_count() or 1


def _memory() -> int:
    """The bytes of memory there are for us."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        return min(total, int((_group() / "memory.max").read_text()))
    return total


def _group() -> Path:
    """The folder of our control group (cgroups(7), version 2); raises OSError where is none."""
    line = Path("/proc/self/cgroup").read_text("ascii").splitlines()[-1]
    hierarchy, _, path = line.partition("::")
    if hierarchy != "0":
        raise FileNotFoundError(line)
    return Path("/sys/fs/cgroup") / path.lstrip("/")
