"""This machine: clock, limits, memory, what the interpreter brings."""

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from reader.inspecting.findings import Deployment, Finding, fault, warning, well
from reader.observing.tallies import Gathered

_BUILT = 1_735_689_600  # 2025 began: no right clock is before this program
_DAY = 86_400.0
_LEAST_FILES = 1_024  # 32 threads, each with a connection and a file, and the index's
_GOOD_FILES = 4_096
_LEAST_SQLITE = (3, 38, 0)
_MB = 1024 * 1024
_OF_A_WORKER = 90 * _MB  # of its own, beside what all share and its kept pages
_SHARED = 150 * _MB
_FONTS_PATIENCE = 10.0  # seconds


def clock(deployment: Deployment) -> Iterator[Finding]:
    """The clock is right, as far as files tell, and time zones are known."""
    if deployment.now < _BUILT:
        yield fault(
            "This machine's clock is years behind: scheduled articles stay hidden, and sign-ins "
            "fail. Set it, and have it set by NTP (timedatectl set-ntp true)."
        )
        return
    ahead = [
        str(path)
        for path in _times_are_known(deployment)
        if path.stat().st_mtime > deployment.now + _DAY
    ]
    if ahead:
        yield warning(
            f"{ahead[0]} was changed more than a day from now, by the clock: either this clock is "
            "slow, or that of who wrote the file is fast. Have both set by NTP."
        )
    else:
        yield well(
            f"The clock agrees with the files; the site's time is {deployment.site.timezone}."
        )


def _times_are_known(deployment: Deployment) -> Iterator[Path]:
    for folder, _, names in os.walk(deployment.settings.content):
        yield from (path for name in names if (path := Path(folder, name)).exists())
    yield from (
        path for path in (deployment.files.index, deployment.files.scanned) if path.exists()
    )


def open_files(deployment: Deployment) -> Iterator[Finding]:
    """A process may open as many files as its readers need."""
    del deployment
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < _LEAST_FILES:
        yield fault(
            f"A process may have {soft} files open (the most is {hard}); with many readers at once "
            f"connections are refused. Raise it to {_GOOD_FILES} at least: LimitNOFILE= in the "
            "systemd unit, or ulimit -n."
        )
    elif soft < _GOOD_FILES:
        yield warning(
            f"A process may have {soft} files open: enough for a small site. {_GOOD_FILES} is "
            "better: LimitNOFILE= in the systemd unit, or ulimit -n."
        )
    else:
        yield well(f"A process may have {soft} files open.")


def memory(deployment: Deployment) -> Iterator[Finding]:
    """There is memory for the processes at work, or for one a processor where none is."""
    available = _available(deployment.proc)
    if not available:
        return
    workers = _workers(deployment)
    needed = _SHARED + workers * (_OF_A_WORKER + deployment.settings.page_cache)
    if available < needed:
        yield warning(
            f"{workers} server processes may need {needed // _MB} MB, and this machine (or its "
            f"control group) has {available // _MB} MB. Use fewer --workers, or a smaller "
            "QINGDU_PAGE_CACHE_MB."
        )
    else:
        yield well(f"{available // _MB:,} MB of memory for {workers} server processes.")


def _workers(deployment: Deployment) -> int:
    try:
        found = Gathered.of(deployment.files.tallies).processes
    except OSError:
        found = ()
    return sum(one.role == "server" for one in found) or len(os.sched_getaffinity(0))


def _available(proc: Path) -> int:
    """The bytes of memory that this machine or control group has, 0 where neither tells."""
    sizes = []
    try:
        for line in (proc / "meminfo").read_text("ascii", "replace").splitlines():
            if line.startswith("MemTotal:"):
                sizes.append(int(line.split()[1]) * 1024)
        sizes.append(int((proc.parent / "sys/fs/cgroup/memory.max").read_text("ascii")))
    except (OSError, ValueError):  # no control group, or none that limits
        pass
    return min(sizes, default=0)


def watches(deployment: Deployment) -> Iterator[Finding]:
    """Linux watches as many folders for changes as there are."""
    try:
        most = int((deployment.proc / "sys/fs/inotify/max_user_watches").read_text("ascii"))
    except (OSError, ValueError):
        return
    folders = sum(1 for _ in os.walk(deployment.settings.content))
    if folders > most * 0.8:
        yield warning(
            f"There are {folders} folders of articles, and Linux watches {most} for a user: "
            "changes are found by looking at all of them in turn, minutes late. Raise it: sysctl "
            f"fs.inotify.max_user_watches={max(524_288, folders * 4)}."
        )
    else:
        yield well(f"{folders} folders are watched for changes, of {most} that can be.")


def sqlite(deployment: Deployment) -> Iterator[Finding]:
    """Python's SQLite is new enough, and can search."""
    del deployment
    yield from sqlite_findings(sqlite3.sqlite_version_info, _options())


def sqlite_findings(version: tuple[int, ...], options: set[str]) -> Iterator[Finding]:
    """The same of some SQLite."""
    name = ".".join(map(str, version))
    if version < _LEAST_SQLITE:
        least = ".".join(map(str, _LEAST_SQLITE))
        yield fault(f"SQLite is {name}; {least} is needed. Use a Python that brings a newer one.")
    elif "ENABLE_FTS5" not in options:
        yield fault(f"SQLite {name} was built without FTS5. Use a Python whose SQLite has it.")
    else:
        yield well(f"SQLite {name} with FTS5.")


def _options() -> set[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        return {row[0] for row in connection.execute("PRAGMA compile_options")}


def fonts(deployment: Deployment) -> Iterator[Finding]:
    """Pages are set in the readers' own fonts; only a browser of this machine needs any."""
    del deployment
    yield from font_findings(shutil.which("chromium") or shutil.which("google-chrome"))


def font_findings(browser: str | None, lister: str = "fc-list") -> Iterator[Finding]:
    """The same where there is such a browser, and what lists fonts."""
    if not browser:
        yield well("No fonts are needed: readers' own devices have them.")
        return
    found = ""
    if program := shutil.which(lister):
        listed = subprocess.run(  # noqa: S603 - a program of this machine, and a word of ours
            [program, ":lang=zh"], capture_output=True, text=True, timeout=_FONTS_PATIENCE,
            check=False,
        )  # fmt: skip
        found = listed.stdout.strip()
    if found:
        yield well("The browser of this machine has Chinese fonts.")
    else:
        yield warning(
            f"{browser} has no Chinese fonts: `qingdu audit` would see boxes. Readers are not "
            "concerned. Install fonts-noto-cjk."
        )
