"""The names of files that readers save: the title, as every system takes it."""

import re
import unicodedata

_LONGEST = 100  # bytes in UTF-8, with the suffix
_REFUSED = re.compile(r'[\\/:*?"<>|]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_PLAIN = re.compile(r"[^A-Za-z0-9._]+")


def file_name(title: str, suffix: str) -> str:
    """A name for a file of this title that Windows, macOS, Linux and phones take.

    Without what Windows refuses, controls and invisible characters, and at most 100 bytes long.
    """
    shown = "".join(" " if c.isspace() else c for c in title)
    shown = "".join(c for c in shown if unicodedata.category(c)[0] != "C")
    words = " ".join(_REFUSED.sub(" ", shown).split())
    room = _LONGEST - len(suffix) - 1
    name = words.encode()[:room].decode(errors="ignore").strip(". ")
    if not name or _DEVICES.match(name):
        name = f"_{name}".strip(". ")
    return f"{name}.{suffix}"


def plain_name(path: str, suffix: str) -> str:
    """A name in ASCII, for what cannot read the other: the last part of an article's path."""
    name = _PLAIN.sub("-", path.rpartition("/")[2]).strip(".-")[: _LONGEST - len(suffix) - 1]
    return file_name(name or "article", suffix)
