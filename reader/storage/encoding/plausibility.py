"""How likely a text is as Chinese, in bits: what tells one reading of bytes from another."""

import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files

DAMAGED = "\udcff"  # stands in a text for bytes that say nothing; no encoding has it
_DAMAGE = 28

_ASCII = 6
_CONTROL = 22
_RARE_HAN = 21
_BEYOND = 25  # private use, other scripts, compatibility forms
_LATIN = 13
_SIGNS = {5: "，。、", 7: "“”：（）《》—…；「」", 9: "‘’！？『』·／\u3000"}
_SANDWICHED_COST = 14
_WIDE = (  # first, last, bits of each
    ("\uff10", "\uff5e", 11),
    ("\u3041", "\u30ff", 13),
    ("\u2460", "\u249b", 14),
    ("\u2500", "\u25ff", 14),
    ("\u3000", "\u3029", 12),
    ("\u2010", "\u2312", 14),
    ("\u0391", "\u0451", 18),
    ("\u3105", "\u3129", 16),
    ("\u3400", "\u9fff", _RARE_HAN),
    ("\U00020000", "\U0003ffff", _RARE_HAN + 4),
)
_HAN = re.compile("[㐀-鿿]")
# One or two characters of Chinese within a Latin word: Café, größer.
_SANDWICHED = re.compile("[A-Za-z][㐀-鿿\ue000-\uf8ff]{1,2}[a-z]")


def cost(text: str) -> float:
    """The bits it takes to say this text, after a model of single characters.

    The reading of some bytes that costs least is the likeliest.
    """
    costs = _costs()
    total = sum(costs[character] * number for character, number in Counter(text).items())
    return total + _SANDWICHED_COST * len(_SANDWICHED.findall(text))


def han_cost(text: str) -> float:
    """The mean bits of the text's Chinese characters: 10 to 11.5 in prose, 17 and more by chance.

    100 when there are none.
    """
    found = _HAN.findall(text)
    costs = _costs()
    return sum(map(costs.__getitem__, found)) / len(found) if found else 100.0


def han_count(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(_HAN.findall(text))


class _Costs(dict[str, float]):
    """The bits of a character; what is in no list is reckoned by its range."""

    def __missing__(self, character: str) -> float:
        return _by_range(character)


@lru_cache(maxsize=8192)
def _by_range(character: str) -> float:
    if character in (DAMAGED, "\ufffd", "\ufffe", "\uffff"):
        return _DAMAGE * (2 if character > "\ufffd" else 1)
    if character < " " or "\x7f" <= character < "\xa0":
        return _ASCII if character in "\n\r\t" else _CONTROL
    if character < "\x7f":
        return _ASCII
    if character < "\u0250":
        return _LATIN
    for first, last, bits in _WIDE:
        if first <= character <= last:
            return bits
    return _BEYOND


@lru_cache(maxsize=1)
def _costs() -> _Costs:
    table = _Costs()
    for line in files(__package__).joinpath("frequencies.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            bits, _, characters = line.partition(" ")
            table.update(dict.fromkeys(characters, float(bits)))
    for number, signs in _SIGNS.items():
        table.update(dict.fromkeys(signs, float(number)))
    return table
