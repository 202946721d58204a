"""What Linux tells of a process; other systems tell nothing here."""

from contextlib import suppress
from pathlib import Path


def memory_of(pid: int) -> int:
    """Its memory in bytes, where several share it each a part; all it uses where that is secret."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        with suppress(OSError, ValueError):
            for line in Path(f"/proc/{pid}/{name}").read_text("ascii", "replace").splitlines():
                if line.startswith(field):
                    return int(line.split()[1]) * 1024
    return 0


def open_files_of(pid: int) -> float:
    """Its open files as a share of those it may have, 0 where that is not told."""
    with suppress(OSError, ValueError):
        limits = Path(f"/proc/{pid}/limits").read_text("ascii", "replace")
        (most,) = [line.split()[3] for line in limits.splitlines() if "Max open files" in line]
        return len(list(Path(f"/proc/{pid}/fd").iterdir())) / int(most)
    return 0.0
