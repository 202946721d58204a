"""The package's own files: where they are, in a checkout and in a wheel, and what they hold."""

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
            if file.suffix in {".py", ".txt"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
