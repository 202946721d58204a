"""Folding makes what a reader takes for the same text the same, one character for one."""

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.conversion.dictionaries import CONFIGURATIONS, Dictionaries
from reader.language.search.terms import SearchTerms
from reader.language.search.tokens import RUN

# Written in several ways, with spaces between.
SAME = """
头发 頭髮
发展 發展
里面 裡面 裏面
台 臺 檯 颱
只 隻 衹 祇
看着 看著
干 乾 幹 榦
后 後
复 復 複
历 歷 曆
钟 鐘 鍾
面 麵 麪
卫 衛 衞
群众 羣眾 群衆
为 為 爲
线 線 綫
启 啟 啓
说 說 説
户 戶 户
温 溫
没 沒
强 強
污 汙
你 妳
二〇一八年 二○一八年
abc ABC ａｂｃ ＡＢＣ
café CAFÉ ｃafe
3.5% ３．５％
カナ ｶﾅ
Привет ПРИВЕТ
"""


@pytest.mark.parametrize("line", SAME.split("\n")[1:-1])
def test_all_ways_of_writing_are_one(search_terms: SearchTerms, line: str) -> None:
    assert len({search_terms.fold(way) for way in line.split(" ")}) == 1


@pytest.mark.parametrize(("one", "other"), ["已己", "未末", "人入", "士土", "日曰", "干千"])
def test_other_characters_stay_apart(search_terms: SearchTerms, one: str, other: str) -> None:
    assert search_terms.fold(one) != search_terms.fold(other)


@given(st.text(alphabet=st.characters()))
def test_every_character_stays_in_its_place(search_terms: SearchTerms, text: str) -> None:
    folded = search_terms.fold(text)
    assert len(folded) == len(text)
    assert search_terms.fold(folded) == folded
    assert folded == "".join(map(search_terms.fold, text))


@pytest.mark.parametrize("sign", ["ß", "İ", "ŉ", "ﬃ", "㎡", "\ud800", "\0", "👨", "\u0301", "㍿"])
def test_a_character_that_would_become_several_stays_one(
    search_terms: SearchTerms, sign: str
) -> None:
    assert len(search_terms.fold(sign)) == 1


def test_every_spelling_of_a_chinese_character_is_known(search_terms: SearchTerms) -> None:
    folding = search_terms.folding
    for sign in map(chr, (*range(0x2E80, 0xD800), *range(0xF900, 0x2FA20))):
        folded = folding.fold(sign)
        if RUN.match(folded) and is_normalized("NFC", sign):
            assert sign in folding.spellings(folded), hex(ord(sign))


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_what_a_conversion_makes_of_a_character_folds_to_the_same(
    search_terms: SearchTerms, dictionaries: Dictionaries, name: str
) -> None:
    for step in dictionaries.configuration(name).steps:
        for sign, others in step.rows.items():
            for other in others.split(" ") if len(sign) == 1 else ():
                if len(other) == 1:
                    assert search_terms.fold(sign) == search_terms.fold(other)
