"""Readings that a scraper took for text: 手機(jī)版 was 手機版."""

import re

from reader.language.repairs.readings import MARK, is_reading, is_traditional
from reader.language.repairs.tally import Tally

NAME = "pinyin"
SENTENCE = "Pinyin left behind each traditional character by a conversion tool: 手機(jī)版 → 手機版"


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts without the readings; for documents that have them by accident only."""
    spaced = _are_spaced(texts)

    def mended(match: re.Match[str]) -> str:
        character, syllable, space = match.groups()
        if not is_traditional(character) or not is_reading(syllable, character):
            return match[0]
        before = match[0].removesuffix(space)
        tally.note(NAME, before, character)
        return character if spaced else character + space

    return [MARK.sub(mended, text) for text in texts]


def _are_spaced(texts: list[str]) -> bool:
    """Whether the tool wrote a space behind its brackets: 關(guan) 於(yu) ."""
    spaces = [match[3] for text in texts for match in MARK.finditer(text)]
    return spaces.count(" ") * 2 > len(spaces)
