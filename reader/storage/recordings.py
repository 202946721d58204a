"""Recordings of articles: audio files beside them, of the same name."""

import os
import stat
from collections.abc import Container
from pathlib import Path

ENDINGS = (".mp3", ".m4a", ".ogg")  # what most browsers play first
_SPELLINGS = (*ENDINGS, *(ending.upper() for ending in ENDINGS))


def is_recording(name: str) -> bool:
    """Whether a file of this name may be the recording of an article."""
    return name.endswith(_SPELLINGS)


def recordings_beside(article: Path, root: Path, names: Container[str] | None) -> tuple[str, ...]:
    """The endings of the recordings beside an article's file, as they are spelled.

    `names` are those in its folder, None where they are not known. A file that is empty is not one
    yet; one that is a link out of `root`, which must be resolved, never is.
    """
    stem = article.stem
    return tuple(
        [
            ending
            for ending in _SPELLINGS
            if (names is None or stem + ending in names)
            and _may_be_played(article.with_name(stem + ending), root)
        ]
    )


def _may_be_played(path: Path, root: Path) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return (
        stat.S_ISREG(status.st_mode)
        and status.st_size > 0
        and (not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(root))
    )
