"""Where templates, static files and translations are, in a checkout and in an installed wheel."""

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
