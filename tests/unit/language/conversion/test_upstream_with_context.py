"""OpenCC's own cases with names, word borders and contexts on: every difference has a reason."""

from typing import NamedTuple

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.edits import apply
from tests.unit.language.conversion.upstream import upstream_cases

HANS, HANT = Script.HANS, Script.HANT
EDITIONS = {
    "s2tw": (HANS, Variant.HANT),
    "s2twp": (HANS, Variant.HANT_TW),
    "s2hk": (HANS, Variant.HANT_HK),
    "t2s": (HANT, Variant.HANS),
    "tw2s": (HANT, Variant.HANS),
    "hk2s": (HANT, Variant.HANS),
}


class Difference(NamedTuple):
    """Part of a case: what OpenCC makes of it and what we do."""

    configuration: str
    text: str
    opencc: str
    ours: str


RARE = "fonts lack the character"
ONE_REGION = "the article's region is not known, so 着 and 著 are one"
MODERN = "甚 as 什 reads 什么, which the same file has as 什么"
REASONS = {
    Difference("t2s", "殢", "𣨼", "殢"): RARE,
    Difference("t2s", "圞", "𪢮", "圞"): RARE,
    Difference("t2s", "樠", "𣗊", "樠"): RARE,
    Difference("t2s", "著", "著", "着"): ONE_REGION,
    Difference("hk2s", "著", "著", "着"): ONE_REGION,
    Difference("tw2s", "甚", "甚", "什"): MODERN,
}


def test_every_difference_has_a_reason(dictionaries: Dictionaries) -> None:
    converter = Converter(dictionaries, quotes=False)
    found = set()
    for name, text, expected in upstream_cases(*EDITIONS):
        ours = apply(text, converter.conversion(*EDITIONS[name]).edits(text))
        assert len(ours) == len(expected)
        if len(ours) == len(text):
            found |= {
                Difference(name, *signs)
                for signs in zip(text, expected, ours, strict=True)
                if signs[1] != signs[2]
            }
        else:
            assert ours == expected
    assert found == REASONS.keys()


def test_to_traditional_nothing_differs(dictionaries: Dictionaries) -> None:
    converter = Converter(dictionaries, quotes=False)
    for name, text, expected in upstream_cases("s2tw", "s2twp", "s2hk"):
        assert apply(text, converter.conversion(*EDITIONS[name]).edits(text)) == expected
