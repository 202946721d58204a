"""Pages rendered once with holes in them, which texts are put into for every article.

Rendering a template costs a hundred times as much as joining strings. What a template only
prints may be a hole; what it asks about (whether there is an author, how many tags there are) is
the shape of the content, and every shape has a stencil of its own.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import count
from typing import Any, NamedTuple

from markupsafe import Markup, escape

_HOLE = re.compile(b"\0([0-9]+)\0")
_SPECIAL = re.compile("[&<>\"']")
_MOST = 512  # stencils of some 12 KB each


class TakenApart(NamedTuple):
    """Content as a stencil takes it: what a template may ask about it, and its texts, HTML each."""

    shape: Hashable
    texts: list[bytes]


class Stencil:
    """A text in UTF-8 with numbered holes, and the headers that go with it; `digest` names it."""

    def __init__(self, text: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        encoded = text.encode()
        self.headers = headers
        self.digest = sha256(encoded).digest()
        self._parts = _HOLE.split(encoded)
        self._holes = [(place, int(self._parts[place])) for place in range(1, len(self._parts), 2)]

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """The text with `texts`, HTML each, in its holes."""
        parts = self._parts.copy()
        for place, number in self._holes:
            parts[place] = texts[number]
        return b"".join(parts)


class Stencils:
    """Stencils by what they were made for; all are made again when there are too many."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Stencil] = {}

    def get(self, key: Hashable) -> Stencil | None:
        """The stencil kept under a key, which names its template and the shape of its content."""
        return self._kept.get(key)

    def keep(self, key: Hashable, stencil: Stencil) -> Stencil:
        """Keep a stencil under a key, and give it back."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = stencil
        return stencil

    def filled(
        self,
        key: Hashable,
        content: Mapping[str, Any],
        render: Callable[[Mapping[str, Any]], str],
    ) -> bytes:
        """The text of content: `render` makes it where none of its kind is kept under the key."""
        shape, texts = taken_apart(content.values())
        stencil = self.get((key, shape)) or self.keep(
            (key, shape), Stencil(render(with_holes(content)))
        )
        return stencil.filled(texts)


def taken_apart(content: Iterable[Any]) -> TakenApart:
    """The shape and the texts of content: texts, Nones, and tuples of these."""
    texts: list[bytes] = []
    shape = tuple([_shape(value, texts) for value in content])
    return TakenApart(shape, texts)


def with_holes(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same content for a template, with the holes of a stencil for texts.

    They are numbered as `taken_apart` has the texts.
    """
    numbers = count()
    return {name: _with_holes(value, numbers) for name, value in content.items()}


def _shape(value: Any, texts: list[bytes]) -> Hashable:
    """What a template may ask about a value; its texts are added to `texts`, escaped."""
    if not value:
        return None
    if isinstance(value, str):
        is_plain = not has_special(value) or isinstance(value, Markup)
        texts.append((value if is_plain else escape(value)).encode())
        return True
    if isinstance(value, bytes):  # HTML in UTF-8 already
        texts.append(value)
        return True
    return tuple([_shape(item, texts) for item in value])


def has_special(text: str) -> bool:
    """Whether a text has anything to escape (to ask is cheaper than to escape)."""
    return _SPECIAL.search(text) is not None


def _with_holes(value: Any, numbers: Iterable[int]) -> Any:
    """The same value with a hole for each text, in the order of `_shape`."""
    if not value:
        return value
    if isinstance(value, str | bytes):
        return f"\0{next(iter(numbers))}\0"
    items = [_with_holes(item, numbers) for item in value]
    return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
