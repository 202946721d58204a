"""The package's own files: where they are, in a checkout and in a wheel, and what they hold."""

import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_dir(name: str) -> Path:
    """The folder `templates`, `static` or `translations`.

    A wheel carries them inside the package; a checkout keeps them at its top level.
    Raises FileNotFoundError when the installation is broken.
    """
    for folder in (_PACKAGE / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This installation of qingdu has no folder {name}; install it again.")


def rules_digest(*folders: str, also: tuple[object, ...] = ()) -> str:
    """Sixteen letters that change with any line of code or table in folders of the package.

    Whatever is kept names the digest of the rules it was made by; `also` is what else it hangs on.
    """
    digest = sha256("\0".join(map(str, also)).encode("utf-8", "surrogateescape"))
    for folder in folders:
        for file in sorted((_PACKAGE / folder).rglob("*")):
            if file.suffix in {".py", ".txt"} and file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def release_digest(*also: object) -> str:
    """Letters that change with any file of the package and with any other package's version."""
    installed = (
        name
        for folder in sys.path
        if folder and Path(folder).is_dir()
        for name in os.listdir(folder)  # noqa: PTH208 - names are all that is wanted, and soon
        if name.endswith(".dist-info")
    )
    digest = sha256(
        repr((sys.version, sorted(installed), also)).encode("utf-8", "backslashreplace")
    )
    for folder in (_PACKAGE, resource_dir("templates"), resource_dir("static")):
        for file in _files(str(folder)):
            digest.update(f"{file}\0".encode("utf-8", "surrogateescape"))
            digest.update(Path(file).read_bytes())
    return digest.hexdigest()[:24]


def _files(folder: str) -> Iterator[str]:
    """Every file below a folder but compiled ones, in order."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from filter(os.path.isfile, (f"{place}/{name}" for name in sorted(files)))
