"""The content and the state folder: may they be read and written, and is there room."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reader.inspecting.findings import Deployment, Finding, fault, warning, well
from reader.storage.scan import is_passed_over

_MB = 1024 * 1024
_SHOWN = 3  # names in a sentence
_LEAST_ROOM = 200 * _MB  # for an index, rendered bodies and the readers' accounts
_REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "afs"}


def content(deployment: Deployment) -> Iterator[Finding]:
    """Every article can be read by who runs this, and nobody else on the machine changes any."""
    unreadable: list[str] = []
    open_to_all: list[str] = []
    count = 0
    root = deployment.settings.content

    def refused(error: OSError) -> None:
        unreadable.append(error.filename or str(root))

    for folder, folders, names in os.walk(root, onerror=refused):
        folders[:] = [name for name in folders if not is_passed_over(name)]
        files = (f"{folder}/{name}" for name in names if not is_passed_over(name))
        for path in (folder, *files):
            count += 1
            if not os.access(path, os.R_OK, effective_ids=True):
                unreadable.append(path)
            elif _is_writable_by_all(path):
                open_to_all.append(path)
    if unreadable:
        yield fault(
            f"{_named(unreadable)} cannot be read by the user who runs this. Let that user read "
            "the content folder: chmod -R u+rX,g+rX, with its group."
        )
    if open_to_all:
        yield warning(
            f"{_named(open_to_all)} can be changed by everybody on this machine. Take that away: "
            "chmod -R o-w."
        )
    if os.geteuid() == 0:
        yield warning(
            "This was looked at as root, who may read everything. Say whom the site runs as: "
            "--user NAME."
        )
    if not unreadable and not open_to_all:
        yield well(f"{count} files and folders in {root} can be read.")


def _is_writable_by_all(path: str) -> bool:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return bool(mode & stat.S_IWOTH) and not stat.S_ISLNK(mode) and not mode & stat.S_ISVTX


def _named(paths: list[str]) -> str:
    shown = ", ".join(paths[:_SHOWN])
    more = len(paths) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def state(deployment: Deployment) -> Iterator[Finding]:
    """The state folder can be written, lies on a disk of this machine, and has room."""
    folder = deployment.settings.state
    existing = next(path for path in (folder, *folder.parents) if os.path.exists(path))  # noqa: PTH110 - it does not mind what may not be seen
    try:
        with tempfile.TemporaryFile(dir=existing) as probe:
            probe.write(b"qingdu")
            probe.flush()
    except OSError as error:
        yield fault(
            f"Nothing can be written to the state folder {folder} ({error.strerror}): the index is "
            "made anew at every start, and the user centre is closed. Let the user who runs this "
            "write there, or set QINGDU_STATE to a folder where that is so."
        )
        return
    kind = _file_system(existing, deployment.proc)
    if kind in _REMOTE:
        yield fault(
            f"The state folder {folder} is on a network file system ({kind}), where SQLite's locks "
            "do not hold. Set QINGDU_STATE to a folder on a disk of this machine."
        )
    free = shutil.disk_usage(existing).free
    if free < _LEAST_ROOM:
        yield warning(
            f"There are {free // _MB} MB left for the state folder {folder}; {_LEAST_ROOM // _MB} "
            "should be. Make room, or lower QINGDU_BODIES_MB."
        )
    elif kind not in _REMOTE:
        yield well(f"{folder} can be written and has {free // _MB:,} MB left.")


def _file_system(path: Path, proc: Path) -> str:
    """The kind of file system that a path is on, empty where the system does not tell."""
    try:
        mounts = (proc / "self/mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    resolved = path.resolve()
    found = {Path(line.split()[4]): line.partition(" - ")[2].split(" ")[0] for line in mounts}
    over = [point for point in found if resolved.is_relative_to(point)]
    return found[max(over, key=lambda point: len(point.parts))] if over else ""
