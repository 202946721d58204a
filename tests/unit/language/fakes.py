"""A conversion of a few words, for tests of what is built around conversions."""

import re
from dataclasses import dataclass, field

from reader.language.edits import Edit

WORDS = {
    "头发": "頭髮",
    "头": "頭",
    "发": "發",
    "发现": "發現",
    "内存": "記憶體",
    "记忆体": "内存",
    "后": "後",
    "字": "<&>",
}


@dataclass
class FakeConversion:
    """Leftmost longest words; `seen` is what it was asked."""

    words: dict[str, str] = field(default_factory=lambda: WORDS)
    seen: list[str] = field(default_factory=list)

    def edits(self, text: str) -> list[Edit]:
        self.seen.append(text)
        longest_first = sorted(self.words, key=len, reverse=True)
        found = re.finditer("|".join(map(re.escape, longest_first)), text)
        return [(word.start(), word.end(), self.words[word[0]]) for word in found]
