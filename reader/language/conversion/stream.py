"""Plain text that is converted as it comes."""

from reader.language.edits import TextConversion, apply
from reader.language.markup.joined import cut_place, edits_through

_LONGEST_LINE = 1024 * 1024  # characters; a longer one is cut after a sentence


class PlainConversion:
    """Converts plain text that comes in pieces, whole lines at a time."""

    def __init__(self, conversion: TextConversion) -> None:
        self._conversion = conversion
        self._waiting: list[str] = []
        self._size = 0

    def feed(self, text: str) -> str:
        """Take the next piece, and answer what is finished."""
        self._waiting.append(text)
        self._size += len(text)
        if "\n" not in text and self._size <= _LONGEST_LINE:
            return ""
        whole = "".join(self._waiting)
        end = whole.rfind("\n") + 1 or cut_place(whole)
        self._waiting, self._size = [whole[end:]], len(whole) - end
        return self._converted(whole[:end])

    def close(self) -> str:
        """The rest. Nothing may follow."""
        rest, self._waiting = "".join(self._waiting), []
        return self._converted(rest)

    def _converted(self, text: str) -> str:
        return apply(text, edits_through(text, self._conversion))
