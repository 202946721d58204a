"""Hard spaces for an indent, and spaces between all characters of a line."""

import re

from reader.language.characters import HAN_CLASS
from reader.language.repairs.tally import Tally

NAME = "spaces"
SENTENCE = "Hard spaces as indent, and a space between every two characters of a line"

_HARD = "\u00a0\u2002-\u200a\u202f\u3000"
_INDENT = re.compile(f"^[ \t]*(?:[{_HARD}][ \t]*){{2,}}(?=\\S)", re.MULTILINE)
_TRAILING = re.compile(f"(?<=[。！？…”」』；：])[ \t]*[{_HARD}][{_HARD} \t]*$", re.MULTILINE)
_ENDED = re.compile("[。！？…”」』；：:;!?）)】]\\s*\\Z|\\n\\s*\\Z")
_PARAGRAPH = 30  # characters; a text as long as this is no part of a line of labels
# Twelve single characters and more, each with a space around it: no names, no heading.
_SPREAD = re.compile(
    f"(?<![^\\s])(?:[{HAN_CLASS}][，。；：！？、]? ){{11,}}[{HAN_CLASS}][，。；：！？、]?(?![^\\s])"
)


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts without an indent made of spaces, which the style sheet makes.

    A single hard space, one within a line and one between two labels stay: 王　芳.
    """
    mended: list[str] = []
    for place, text in enumerate(texts):
        begins = place == 0 or bool(_ENDED.search(texts[place - 1][-80:]))
        mended.append(_mended(text, begins, tally))
    return mended


def _mended(text: str, begins: bool, tally: Tally) -> str:
    def gone(match: re.Match[str]) -> str:
        if match.start() == 0 and not begins and len(text) < _PARAGRAPH:
            return match[0]
        tally.note(NAME, match[0], "")
        return ""

    def joined(match: re.Match[str]) -> str:
        after = match[0].replace(" ", "")
        tally.note(NAME, match[0], after)
        return after

    if text.isascii() or not text.strip():
        return text
    text = _TRAILING.sub(gone, _INDENT.sub(gone, text))
    return _SPREAD.sub(joined, text) if text.count(" ") > 10 else text
