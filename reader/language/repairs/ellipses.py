"""Dots for an ellipsis: …… is two characters in Chinese (GB/T 15834-2011, 4.11)."""

import re

from reader.language.repairs.contexts import BESIDE, HAN, outside_code
from reader.language.repairs.tally import Tally

NAME = "ellipses"
SENTENCE = "Dots for an ellipsis between Chinese characters: ...... or 。。。。。。 → ……"

_ELLIPSIS = "……"
_CUT = {"...", "…"}
_SHORT = 80  # characters of a title
_MARKS = re.compile("[。！？；!?;]")
_DOTS = re.compile(
    f"(?<=[{BESIDE}])(?:\\.{{3,12}}|(?<!…)…(?!…)|。{{3,12}})(?![.。…\\w])"
    f"|(?<=[{BESIDE}])(?:(?<!\\.)\\.{{3,12}}|(?<!…)…|(?<!。)。{{3,12}})(?=[{HAN}“「『])"
)


def _is_cut(text: str, end: int) -> bool:
    """Whether dots end a short text that is no sentence: a list has cut it off there."""
    return not text[end:].strip() and len(text) < _SHORT and not _MARKS.search(text)


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts with …… for dots behind Chinese; leaders before a page number stay."""

    def mended(match: re.Match[str]) -> str:
        if match[0] in _CUT and _is_cut(match.string, match.end()):
            return match[0]
        tally.note(NAME, match[0], _ELLIPSIS)
        return _ELLIPSIS

    return outside_code(_DOTS, mended, texts)
