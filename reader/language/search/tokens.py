"""The entries of the full-text index that a folded text gives.

Chinese, kana and hangul give every character and every two neighbours; other scripts whole words.
FTS5's tokenizer `ascii` parts tokens at ASCII signs alone, so none is ever inside one. What is no
word of the text begins with a private-use character, which no word has.
"""

import re
from array import array
from operator import add

from reader.language.characters import HAN_CLASS

_COLUMN, _YEAR, _SYLLABLE, _INITIALS, _THEN = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_LONGEST = 40  # characters of a word that count
_MANY = 64  # characters from which the quick way of making pairs is the quicker one

CJK_CLASS = (
    "\u4e00-\u9fff\u3400-\u4dbf\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3105-\u312f\u31a0-\u31bf"
    f"\uac00-\ud7a3\u1100-\u11ff{HAN_CLASS}"
)
RUN = re.compile(f"[{CJK_CLASS}]+")
WORD = re.compile(rf"[^\W_{CJK_CLASS}]+")
_BETWEEN = re.compile(f"[^{CJK_CLASS}]+")


def text_tokens(folded: str) -> str:
    """Every token of a folded text, spaces between; some come twice."""
    return f"{' '.join(words(folded))} {_signs_and_pairs(_BETWEEN.sub(' ', folded))}"


def words(folded: str) -> dict[str, None]:
    """The distinct words of a folded text, in order."""
    return {word[:_LONGEST]: None for word in WORD.findall(folded)}


def run_tokens(run: str) -> list[str]:
    """What must be in the index for a run of CJK characters to be in the text."""
    return list(dict.fromkeys(map(add, run, run[1:]))) or [run]


def word_pattern(word: str, *, is_prefix: bool) -> str:
    """A pattern that finds a word, or a longer one that begins with it."""
    letters = "[a-z0-9]" if word.isascii() else WORD.pattern.rstrip("+")
    return f"(?<!{letters}){re.escape(word)}" + ("" if is_prefix else f"(?!{letters})")


def word_token(word: str) -> str:
    """What must be in the index for a word to be in the text."""
    return word[:_LONGEST]


def column_token(path: str) -> str:
    """The token of an article that is in a column or below it."""
    return _COLUMN + path.encode("utf-8", "surrogatepass").hex()


def year_token(year: int) -> str:
    """The token of an article of a year."""
    return f"{_YEAR}{year}"


def syllable_token(*syllables: str) -> str:
    """The token of a title that has these one or two syllables, one after the other."""
    return _SYLLABLE + _THEN.join(syllables)


def initials_token(letters: str) -> str:
    """The token of a title in which two or three neighbours begin with these letters."""
    return _INITIALS + letters


def _signs_and_pairs(runs: str) -> str:
    """Every character and every two neighbours of runs with spaces between."""
    raw = runs.encode("utf-16-le") if len(runs) >= _MANY else b""
    if len(raw) != 2 * len(runs):  # a short text, or one beyond 16 bits
        return " ".join(dict.fromkeys((*runs, *map(add, runs, runs[1:]))))
    # Pairs as integers of 32 bits, which are made in half the time of strings: all that begin at
    # even places, then at odd ones. Wider arrays of them are text again, with NULs between.
    view, even = memoryview(raw), len(raw) // 4 * 4
    neighbours = set(view[:even].cast("I"))
    neighbours.update(view[2 : 2 + (len(raw) - 2) // 4 * 4].cast("I"))
    signs = array("I", set(view.cast("H"))).tobytes().decode("utf-16-le")
    pairs = array("Q", neighbours).tobytes().decode("utf-16-le")
    return (signs + pairs).replace("\0", " ")
