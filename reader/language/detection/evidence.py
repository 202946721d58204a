"""The characters and words that tell simplified from traditional Chinese, and their count."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reader.domain.editions import Script
from reader.language.conversion.dictionaries import source_rows

_WEAK = 0.5  # a character of a script's own weighs 1

# Simplified characters that traditional text keeps in some words (平台, 公布) or that meet their
# neighbours by chance (合中, 名表): words with them tell nothing.
_KEPT = frozenset("台核布占虫了只合表准制斗伙回周念向郁朱姜沈梁岳卷板")
_PARTICLES = frozenset("的了地")  # (若)干的
_SURNAME = "余"  # 余光(中): as the first character no sign
# Characters that the other script has in rare words and names only (万俟, 於菟).
_RARE = {Script.HANS: frozenset("万价种确极广厂愿"), Script.HANT: frozenset("於徵")}
_HANS_ALL_THE_SAME = frozenset("么")  # traditional in 老么 alone

# Shapes that Japan simplified and that are in use in Chinese as well.
_CHINESE_TOO = frozenset("予値兎呪姉弁慎欠毎痺研缶糸艶黒")
_FOREIGN = re.compile("[ぁ-ゖァ-ヺｦ-ﾟ가-힣ᄀ-ᇿ]")  # kana and Hangul
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_HAN = re.compile(r"[㐀-䶿一-鿿]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How often each telling character or two-character word of each script occurs.

    `characters` counts Chinese characters, `foreign` kana and Hangul.
    """

    signs: dict[Script, Counter[str]]
    characters: int
    foreign: int

    def weight(self, script: Script) -> float:
        """What speaks for a script: 1 for a character of its own, a half for a weaker sign."""
        strong = _tables().strong
        return sum(n * (1 if sign in strong else _WEAK) for sign, n in self.signs[script].items())

    def clear_signs(self, script: Script) -> list[str]:
        """The characters and words that no reader of the other script writes, most often first."""
        found, vague = self.signs[script], _tables().vague
        clear = (sign for sign in found if sign not in vague)
        return sorted(clear, key=lambda sign: (-found[sign], sign))


def evidence_in(text: str) -> Evidence:
    """Count the telling signs of a text.

    In a sentence with kana, Hangul or Japanese shapes only what Japanese does not write counts.
    """
    chinese: list[str] = []
    foreign: list[str] = []
    for sentence in _SENTENCE.findall(text):
        (foreign if _is_foreign(sentence) else chinese).append(sentence)
    words, tables = "\n".join(chinese), _tables()
    signs = {script: Counter[str]() for script in Script}
    _count(words, tables.signs, signs)
    _count(map(str.__add__, words, words[1:]), tables.signs, signs)
    _count("".join(foreign), tables.not_japanese, signs)
    return Evidence(signs, len(_HAN.findall(text)), len(_FOREIGN.findall(text)))


def _count(
    found: Iterable[str], telling: dict[str, Script], signs: dict[Script, Counter[str]]
) -> None:
    for sign, number in Counter(found).items():
        if script := telling.get(sign):
            signs[script][sign] += number


def _is_foreign(sentence: str) -> bool:
    """Whether it has kana, Hangul or Japanese shapes; a の alone is on Chinese shop signs too."""
    letters = _FOREIGN.findall(sentence)
    if set(letters) - {"の"} or len(letters) * 5 > len(sentence):
        return True
    return not _tables().japanese_only.isdisjoint(sentence)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The characters and words that tell a script, from OpenCC's tables."""

    signs: dict[str, Script]
    not_japanese: dict[str, Script]  # those of them that modern Japanese does not write
    strong: frozenset[str]
    vague: frozenset[str]  # weak signs that the other script is no stranger to
    japanese_only: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """A character that simplification changes is traditional, one the reverse changes simplified.

    One that is in both (后, 干, 云) tells nothing, nor does one that Taiwan writes alike (群, 床);
    one that Hong Kong writes alike (户, 温) tells little.
    """
    to_hant, to_hans = _changed("STCharacters.txt"), _changed("TSCharacters.txt")
    taiwan = _shapes("TWVariants.txt") - _HANS_ALL_THE_SAME | {"麽"}
    own = {Script.HANS: to_hant - to_hans - taiwan, Script.HANT: to_hans - to_hant}
    hong_kong = _shapes("HKVariants.txt") & own[Script.HANS]
    words = _words(own[Script.HANS] | own[Script.HANT], taiwan | _KEPT)
    signs = {
        sign: script for script in Script for sign in own[script] | _RARE[script] | words[script]
    }
    rows = list(_rows("JPShinjitaiCharacters.txt"))
    new, old = {key for key, _ in rows}, {value for _, values in rows for value in values}
    given_up = own[Script.HANS] - hong_kong - new | own[Script.HANT] & old - new
    return _Tables(
        signs=signs,
        not_japanese={sign: signs[sign] for sign in given_up},
        strong=frozenset(own[Script.HANS] | own[Script.HANT]) - hong_kong,
        vague=frozenset.union(hong_kong, *_RARE.values()),
        japanese_only=frozenset(new - to_hant - to_hans - _known() - _CHINESE_TOO),
    )


def _words(distinctive: frozenset[str], kept: frozenset[str]) -> dict[Script, frozenset[str]]:
    """Words of two characters that are in one script by their use alone: 先后, 乾燥."""
    untold = distinctive | _PARTICLES
    pairs = [
        (simplified, values[0])
        for simplified, values in _rows("STPhrases.txt")
        if len(simplified) == 2 and simplified not in values
    ]
    hans = {
        word
        for word, other in pairs
        if kept.isdisjoint(_difference(word, other)) and not word.startswith(_SURNAME)
    }
    hant = {other for _, other in pairs}
    return {
        script: frozenset(word for word in words if untold.isdisjoint(word))
        for script, words in ((Script.HANS, hans), (Script.HANT, hant))
    }


def _difference(word: str, other: str) -> Iterable[str]:
    return (a for a, b in zip(word, other, strict=False) if a != b)


def _known() -> frozenset[str]:
    """Every character of Chinese that simplification touched."""
    names = ("STCharacters.txt", "TSCharacters.txt")
    return frozenset("".join(key + "".join(values) for n in names for key, values in _rows(n)))


def _shapes(name: str) -> frozenset[str]:
    return frozenset(values[0] for _, values in _rows(name))


def _changed(name: str) -> frozenset[str]:
    return frozenset(key for key, values in _rows(name) if key not in values)


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    for key, values in source_rows(name).items():
        yield key, values.split()
