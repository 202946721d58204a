"""Characters that look like another and are not found by a search: ⼀ (a radical) for 一."""

import re
from unicodedata import normalize

from reader.language.repairs.tally import Tally

NAME = "characters"
SENTENCE = "Radicals and compatibility characters, as PDFs leave them: ⼀般 → 一般"

_RADICALS = "\u2e9f\u2ef3\u2f00-\u2fd5"
_UNIFIED = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002f7ff\U00030000-\U0003ffff"
# A radical within a word; one by itself may be what the text is about.
_RADICAL = re.compile(f"(?<=[{_UNIFIED}])[{_RADICALS}]+|[{_RADICALS}]+(?=[{_UNIFIED}])")
_COMPATIBILITY = re.compile("[\uf900-\ufa6d\ufa70-\ufad9\U0002f800-\U0002fa1d]")


def mend(texts: list[str], tally: Tally) -> list[str]:
    """The texts with the unified characters that NFKC gives, and nothing else of NFKC."""

    def unified(match: re.Match[str]) -> str:
        for character in match[0]:
            after = normalize("NFKC", character)
            if after != character:
                tally.note(NAME, character, after)
        return normalize("NFKC", match[0])

    return [_COMPATIBILITY.sub(unified, _RADICAL.sub(unified, text)) for text in texts]
