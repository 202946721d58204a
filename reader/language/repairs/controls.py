"""Characters that nobody sees, or that no font has."""

import re

from reader.language.repairs.tally import Tally

NAME = "controls"
SENTENCE = "Control characters, zero-width spaces, soft hyphens and characters of private use"

_JOINED = "\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc"  # scripts that need joiners
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ue000-\ue5e4\ue5e6-\uf8ff\U000f0000-\U0010ffff]"
    f"|[\u200c\u200d](?![{_JOINED}])(?<![{_JOINED}][\u200c\u200d])(?<![{_EMOJI}]\u200d)"
)
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BREAKS = re.compile("[\u2028\u2029]")
_IDEOGRAPHIC_SPACE_OF_GBK = "\ue5e5"  # A3A0, which GB 18030 gave no other place


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts without such characters.

    Joiners stay in emoji and in scripts that need them, marks of direction in a document with
    Arabic or Hebrew, variation selectors everywhere.
    """
    keeps_direction = any(map(_RIGHT_TO_LEFT.search, texts))
    return [_mended(text, keeps_direction, tally) if not text.isascii() or not text.isprintable()
            else text for text in texts]  # fmt: skip


def _mended(text: str, keeps_direction: bool, tally: Tally) -> str:
    def gone(match: re.Match[str]) -> str:
        tally.note(NAME, match[0], "")
        return ""

    def broken(match: re.Match[str]) -> str:
        tally.note(NAME, match[0], "\n")
        return "\n"

    text = _HIDDEN.sub(gone, text)
    if not keeps_direction:
        text = _BIDI.sub(gone, text)
    if count := text.count(_IDEOGRAPHIC_SPACE_OF_GBK):
        tally.note(NAME, _IDEOGRAPHIC_SPACE_OF_GBK, "\u3000", count)
        text = text.replace(_IDEOGRAPHIC_SPACE_OF_GBK, "\u3000")
    return _BREAKS.sub(broken, text)
