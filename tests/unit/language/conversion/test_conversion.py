"""Conversion between scripts: right in context, safe between threads, never done twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from tests.unit.conftest import CorpusFile

HANS, HANT = Script.HANS, Script.HANT
SENTENCE = "他理发以后，在网络软件里发现了干净的面条和头发。"
EXPECTED = {
    Variant.HANT: "他理髮以後，在網絡軟件裡發現了乾淨的麵條和頭髮。",
    Variant.HANT_TW: "他理髮以後，在網路軟體裡發現了乾淨的麵條和頭髮。",
    Variant.HANT_HK: "他理髮以後，在網絡軟件裏發現了乾淨的麪條和頭髮。",
    Variant.HANS: SENTENCE,
}
every_variant = pytest.mark.parametrize("variant", Variant)
chinese = st.text("头发展后来里面条干净云说話這裡龍咸豐abc 1，。\n<>&\u200b𠮷", max_size=60)


@every_variant
def test_characters_are_chosen_by_the_words_they_are_in(
    converter: Converter, variant: Variant
) -> None:
    assert converter.convert(SENTENCE, HANS, variant) == EXPECTED[variant]


def test_traditional_text_becomes_simplified(converter: Converter) -> None:
    text = "縣公安脫貧攻堅戰場呈現新氣象，頭髮與發展，皇后與後來，乾隆與乾淨。"
    assert converter.convert(text, HANT, Variant.HANS) == (
        "县公安脱贫攻坚战场呈现新气象，头发与发展，皇后与后来，乾隆与干净。"
    )


def test_regional_words_are_changed_in_the_taiwan_edition_only(converter: Converter) -> None:
    assert converter.convert("信息", HANS, Variant.HANT_TW) == "資訊"
    for variant in (Variant.HANT, Variant.HANT_HK):
        assert converter.convert("信息", HANS, variant) == "信息"


@pytest.mark.parametrize("variant", [Variant.HANT, Variant.HANT_TW, Variant.HANT_HK])
def test_a_traditional_article_is_never_converted_again(
    converter: Converter, variant: Variant
) -> None:
    assert converter.convert("咸豐皇后在裏面", HANT, variant) == "咸豐皇后在裏面"


@given(text=st.text() | chinese)
def test_text_in_the_target_script_comes_back_untouched(converter: Converter, text: str) -> None:
    assert converter.convert(text, HANS, Variant.HANS) == text
    assert converter.convert(text, HANT, Variant.HANT_HK) == text
    for script in Script:
        assert converter.convert(text, script, None) == text


@given(text=st.text(st.characters(max_codepoint=0x2000)))
def test_text_without_chinese_comes_back_untouched(converter: Converter, text: str) -> None:
    for variant in Variant:
        for script in Script:
            assert converter.convert(text, script, variant) == text


@given(text=chinese, variant=st.sampled_from(Variant), script=st.sampled_from(Script))
def test_what_is_no_chinese_stays_in_its_place(
    converter: Converter, text: str, variant: Variant, script: Script
) -> None:
    converted = converter.convert(text, script, variant)
    assert [mark for mark in converted if mark in "abc 1，。\n<>&\u200b"] == [
        mark for mark in text if mark in "abc 1，。\n<>&\u200b"
    ]


@given(text=chinese, variant=st.sampled_from(Variant), script=st.sampled_from(Script))
def test_the_conversion_that_remembers_gives_the_same(
    converter: Converter, text: str, variant: Variant, script: Script
) -> None:
    expected = converter.convert(text, script, variant)
    assert converter.convert_short(text, script, variant) == expected
    assert converter.convert_short(text, script, variant) == expected


@pytest.mark.parametrize("count", [10, 11, 12, 21, 200])
def test_a_long_text_is_converted_like_its_sentences(converter: Converter, count: int) -> None:
    for variant in (Variant.HANT, Variant.HANT_TW):
        converted = converter.convert(SENTENCE * count, HANS, variant)
        assert converted == EXPECTED[variant] * count


@pytest.mark.parametrize("length", [499, 500, 501, 1000, 1001, 5003])
def test_a_long_run_without_punctuation_is_converted_to_its_end(
    converter: Converter, length: int
) -> None:
    assert converter.convert("说" * length, HANS, Variant.HANT) == "說" * length


def test_a_word_after_the_last_mark_of_a_long_text_is_not_cut(converter: Converter) -> None:
    for before in range(480, 500):
        text = "字" * (before - 1) + "，" + "头发" * 30
        assert converter.convert(text, HANS, Variant.HANT).endswith("，" + "頭髮" * 30)


def test_eight_threads_with_different_targets_do_not_disturb_each_other(
    converter: Converter,
) -> None:
    variants = list(Variant) * 2

    def convert_often(variant: Variant) -> set[str]:
        return {converter.convert(SENTENCE, HANS, variant) for _ in range(100)}

    with ThreadPoolExecutor(len(variants)) as pool:
        results = list(pool.map(convert_often, variants))
    assert results == [{EXPECTED[variant]} for variant in variants]


def test_no_real_article_is_converted_into_its_own_script(
    converter: Converter, corpus_files: list[CorpusFile]
) -> None:
    own = {HANS: [Variant.HANS], HANT: [Variant.HANT, Variant.HANT_TW, Variant.HANT_HK]}
    for item in corpus_files:
        body = item.parsed.article.body
        for variant in own[item.script]:
            assert converter.convert(body, item.script, variant) is body, item.name


def test_what_is_made_when_it_is_needed_is_made_once(dictionaries: Dictionaries) -> None:
    late = Converter(dictionaries)
    variants = list(EXPECTED) * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda variant: late.convert(SENTENCE, HANS, variant), variants))
    assert found == [EXPECTED[variant] for variant in variants]
    late.load()
    assert late.convert(SENTENCE, HANS, Variant.HANT) == EXPECTED[Variant.HANT]


def test_what_was_loaded_needs_the_dictionaries_no_more(dictionaries: Dictionaries) -> None:
    loaded = Converter(dictionaries)
    loaded.load()
    loaded.load()
    for variant, expected in EXPECTED.items():
        assert loaded.convert(SENTENCE, HANS, variant) == expected
    assert loaded.people(HANT, ["記者 張力"]) == ("張力",)
