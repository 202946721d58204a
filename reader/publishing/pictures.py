"""The pictures that go into a file: those that every reader shows, up to a number of bytes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reader.domain.errors import MediaNotFoundError
from reader.storage.media import open_media

# What a picture's bytes begin with, whatever its name says (EPUB 3.3, core media types).
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp", "webp"),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)"), "image/svg+xml", "svg"),
)
# Drawings that run scripts, load from elsewhere or define entities are no part of a file.
_UNFIT = re.compile(
    rb"""<script|<foreignObject|<!ENTITY|\son[a-z]+\s*=|href\s*=\s*["'](?!\#|data:image/)|@import"""
    rb"""|url\(\s*["']?(?!\#|data:)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a picture; `number` counts those of one file from 1, `suffix` has no dot."""

    number: int
    data: bytes
    type: str
    suffix: str


class Pictures:
    """The pictures of one file, each read once, `most` bytes of them altogether.

    `left_out` counts those that were asked for and cannot be in it.
    """

    def __init__(self, content: Path, most: int) -> None:
        self._content = content
        self._room = most
        self._known: dict[str, Picture | None] = {}

    def __iter__(self) -> Iterator[Picture]:
        return (picture for picture in self._known.values() if picture)

    @property
    def left_out(self) -> int:
        """How many pictures are missing from the file."""
        return sum(picture is None for picture in self._known.values())

    def get(self, path: str) -> Picture | None:
        """The picture at a path below the content folder, None where it cannot be in the file."""
        if path not in self._known:
            number = 1 + sum(1 for _ in self)
            self._known[path] = self._read(path, number)
        return self._known[path]

    def _read(self, path: str, number: int) -> Picture | None:
        try:
            found = open_media(self._content, path)
        except MediaNotFoundError:
            return None
        with found.stream:
            if found.size > self._room:
                return None
            data = found.stream.read(self._room + 1)  # it may have grown meanwhile
        kinds = [(kind, suffix) for start, kind, suffix in _SIGNATURES if start.match(data)]
        if not kinds or len(data) > self._room or (kinds[0][1] == "svg" and _UNFIT.search(data)):
            return None
        self._room -= len(data)
        return Picture(number, data, *kinds[0])
