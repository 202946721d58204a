"""Syllables: marks, numbers and zhuyin."""

import pytest

from reader.language.ruby.syllables import parse_syllable, zhuyin


@pytest.mark.parametrize(
    ("written", "syllable"),
    [
        ("zhao1", "zhāo"), ("zhāo", "zhāo"), ("ZHAO1", "zhāo"), ("lv4", "lǜ"), ("lu:4", "lǜ"),
        ("nü3", "nǚ"), ("lve4", "lüè"), ("jiu3", "jiǔ"), ("gui4", "guì"), ("xiong2", "xióng"),
        ("le5", "le"), ("le0", "le"), ("le", "le"), ("er2", "ér"), ("ng2", "ńg"),
        ("zha\u030co", "zhǎo"),
    ],
)  # fmt: skip
def test_marks_and_numbers_are_accepted(written: str, syllable: str) -> None:
    assert parse_syllable(written) == syllable


@pytest.mark.parametrize("written", ["", "x", "zhao9", "zhao12", "hello", "行", "b1", "a b", "<b>"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a syllable of pinyin"):
        parse_syllable(written)


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [
        ("mā", "ㄇㄚ"), ("má", "ㄇㄚˊ"), ("mǎ", "ㄇㄚˇ"), ("mà", "ㄇㄚˋ"), ("ma", "˙ㄇㄚ"),
        ("zhī", "ㄓ"), ("zi", "˙ㄗ"), ("lǜ", "ㄌㄩˋ"), ("xué", "ㄒㄩㄝˊ"), ("yuán", "ㄩㄢˊ"),
        ("wǔ", "ㄨˇ"), ("yī", "ㄧ"), ("ér", "ㄦˊ"), ("jiǒng", "ㄐㄩㄥˇ"), ("wēng", "ㄨㄥ"),
        ("lüè", "ㄌㄩㄝˋ"), ("yòng", "ㄩㄥˋ"), ("duì", "ㄉㄨㄟˋ"), ("de", "˙ㄉㄜ"),
    ],
)  # fmt: skip
def test_zhuyin_has_its_marks_where_they_belong(pinyin: str, written: str) -> None:
    assert zhuyin(pinyin) == written
