"""Runs of a command whose memory is watched, that of all its processes together."""

import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.unit.publishing.importing.old_sites import ROOT, command, environment

_PAUSE = 0.03  # seconds between two looks


@dataclass(frozen=True)
class Watched:
    """How a run ended; `memory` is its peak in MB, `seconds` those of the clock."""

    code: int
    out: str
    err: str
    memory: float
    seconds: float


def watched(folder: Path, *arguments: str | Path) -> Watched:
    """Run `qingdu` and watch it."""
    (folder / "content").mkdir(exist_ok=True)
    started = time.monotonic()
    with (folder / "out").open("w+b") as out, (folder / "err").open("w+b") as err:
        process = subprocess.Popen(
            command(*arguments), env=environment(folder), cwd=ROOT, stdout=out, stderr=err,
            start_new_session=True,
        )  # fmt: skip
        peak = 0
        while process.poll() is None:
            peak = max(peak, sum(map(_memory, members(process.pid))))
            time.sleep(_PAUSE)
    seconds = time.monotonic() - started
    said, complained = ((folder / name).read_text("utf-8") for name in ("out", "err"))
    return Watched(process.returncode, said, complained, peak / 1024, seconds)


def members(session: int) -> list[int]:
    """The processes of a session that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    found.append(int(entry.name))
    return found


def _memory(process: int) -> int:
    """Its share of the memory in KB: what it has in common with others counts once."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
