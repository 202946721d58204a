"""Elements of an article's source with what they hold."""

from collections.abc import Collection, Iterator, Sequence

from reader.language.markup.parts import Part, Tag, Text

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_MOST = 2000  # parts; one that is never closed would be read to the end
_INVISIBLE = " \t\n\r\f\u00a0\u200b\u200c\u200d\u2060\u3000\ufeff\u00ad"


def elements(parts: Sequence[Part], names: Collection[str]) -> Iterator[tuple[Tag, Sequence[Part]]]:
    """The elements of these names and the parts inside each, as far as it goes."""
    for number, part in enumerate(parts):
        if isinstance(part, Tag) and part.name in names and not part.is_closing:
            yield part, _inside(parts, number)


def _inside(parts: Sequence[Part], start: int) -> Sequence[Part]:
    """Up to its end, or to where the next of its name begins: none of these may hold another."""
    name = parts[start].name  # type: ignore[union-attr]
    for number in range(start + 1, min(start + _MOST, len(parts))):
        part = parts[number]
        if isinstance(part, Tag) and part.name == name:
            return parts[start + 1 : number]
    return parts[start + 1 : start + _MOST]


def words_of(parts: Sequence[Part]) -> str:
    """What these parts say to those who read and those who listen, without invisible characters
    around it.
    """
    words = []
    for part in parts:
        if isinstance(part, Text):
            words.append(part.text)
        elif part.name == "img":
            words.append(part.attributes.get("alt", ""))
        elif part.name == "br":
            words.append(" ")
    return "".join(words).strip(_INVISIBLE)


def opening(parts: Sequence[Part], *names: str) -> Iterator[Tag]:
    """The start tags of these names."""
    for part in parts:
        if isinstance(part, Tag) and not part.is_closing and part.name in names:
            yield part
