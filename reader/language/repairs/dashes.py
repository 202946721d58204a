"""Hyphens and lines for a dash: —— is two characters in Chinese (GB/T 15834-2011, 4.10)."""

import re

from reader.language.repairs.contexts import BESIDE, outside_code
from reader.language.repairs.tally import Tally

NAME = "dashes"
SENTENCE = "Hyphens or lines for a dash between Chinese characters: -- or ── → ——"

_DASH = "——"
_LINES = "─━－―"
_PAIR = re.compile(
    f"(?<=[{BESIDE}])--(?=[{BESIDE}])"
    f"|(?:(?<=[{BESIDE}])|^)(?P<line>[{_LINES}])(?P=line)(?=[{BESIDE}])",
)


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts with —— for two hyphens or lines; longer ones are rules and stay."""

    def mended(match: re.Match[str]) -> str:
        tally.note(NAME, match[0], _DASH)
        return _DASH

    return outside_code(_PAIR, mended, texts)
