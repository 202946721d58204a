"""Pages rendered once with holes in them, which texts are put into for every article.

Rendering a template costs a hundred times as much as joining strings. What a template only
prints may be a hole; what it asks about (whether there is an author, how many tags there are) is
the shape of the content, and every shape has a stencil of its own.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

_HOLE = re.compile(b"\0([0-9]+)\0")
_SPECIAL = re.compile("[&<>\"']")
_MOST = 512  # stencils of some 12 KB each


class Stencil:
    """A text in UTF-8 with numbered holes."""

    def __init__(self, text: str) -> None:
        self._parts = _HOLE.split(text.encode())
        self._holes = [(place, int(self._parts[place])) for place in range(1, len(self._parts), 2)]

    def filled(self, texts: list[bytes]) -> bytes:
        """The text with `texts`, HTML each, in its holes."""
        parts = self._parts.copy()
        for place, number in self._holes:
            parts[place] = texts[number]
        return b"".join(parts)


class Stencils:
    """Stencils by what they were made for; all are made again when there are too many."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Stencil] = {}

    def fill(self, key: Hashable, content: Mapping[str, Any]) -> bytes | None:
        """The page of `content`, which is texts, Nones, and tuples of these.

        None where no content of this shape has been rendered under `key` yet.
        """
        shape, texts = _taken_apart(content)
        stencil = self._kept.get((key, shape))
        return stencil.filled(texts) if stencil else None

    def make(
        self,
        key: Hashable,
        content: Mapping[str, Any],
        render: Callable[[Mapping[str, Any]], str],
    ) -> bytes:
        """The same; content of this shape is rendered, with holes for its texts, and kept."""
        shape, texts = _taken_apart(content)
        numbers = iter(range(len(texts)))
        holes = {name: _with_holes(value, numbers) for name, value in content.items()}
        stencil = Stencil(render(holes))
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key, shape] = stencil
        return stencil.filled(texts)


def _taken_apart(content: Mapping[str, Any]) -> tuple[Hashable, list[bytes]]:
    texts: list[bytes] = []
    shapes = tuple([_shape(value, texts) for value in content.values()])
    return (*content, shapes), texts


def _shape(value: Any, texts: list[bytes]) -> Hashable:
    """What a template may ask about a value; its texts are added to `texts`, escaped."""
    if not value:
        return None
    if isinstance(value, bytes):  # HTML in UTF-8 already
        texts.append(value)
        return True
    if isinstance(value, str):
        is_plain = isinstance(value, Markup) or not has_special(value)
        texts.append((value if is_plain else escape(value)).encode())
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
