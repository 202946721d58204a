"""Language tags of Chinese text."""

import pytest

from reader.language.markup.language_tags import is_chinese, is_in_script_of, locale, retagged


@pytest.mark.parametrize(
    "tag", ["zh", "ZH", "zh-CN", "zh_CN", "zh-Hans-CN", "cmn-Hant", "yue", "zh-yue", "zh-x-pinyin"]
)
def test_chinese_in_han_characters(tag: str) -> None:
    assert is_chinese(tag)


@pytest.mark.parametrize("tag", ["", "en", "ja", "zh-Latn", "zh-Latn-pinyin", "nan-Latn", "zha"])
def test_other_languages_and_scripts(tag: str) -> None:
    assert not is_chinese(tag)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh", "zh-Hant-TW"),
        ("zh-Hans-CN", "zh-Hant-TW"),
        ("zh-cmn-Hans", "zh-Hant-TW"),
        ("cmn-CN", "zh-Hant-TW"),
        ("yue-Hans-CN", "yue-Hant"),
        ("zh-yue", "zh-yue-Hant"),
    ],
)
def test_converted_text_gets_the_tag_of_the_target(tag: str, expected: str) -> None:
    assert retagged(tag, "zh-Hant-TW") == expected


def test_only_a_tag_that_names_a_script_is_in_it() -> None:
    assert is_in_script_of("zh-Hant-HK", "zh-Hant")
    assert not is_in_script_of("zh-TW", "zh-Hant")
    assert not is_in_script_of("zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-Hant", "zh_TW"), ("zh-Hans", "zh_CN"), ("zh-Hant-HK", "zh_HK")],
)
def test_open_graph_gets_a_territory(language: str, expected: str) -> None:
    assert locale(language) == expected
