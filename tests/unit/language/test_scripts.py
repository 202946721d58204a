"""Which script a text is in, by the characters that exist in one of them only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script
from reader.language.scripts import detect_script

HANS, HANT = Script.HANS, Script.HANT


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("县公安脱贫攻坚战场呈现新气象", HANS),
        ("縣公安脫貧攻堅戰場呈現新氣象", HANT),
        ("<p>Hello</p> 这里 https://a.cn", HANS),
        ("这个标题：論語", HANS),
        ("说说說", HANS),
        ("说說說", HANT),
    ],
)
def test_the_script_with_more_characters_of_its_own_wins(text: str, script: Script) -> None:
    for default in Script:
        assert detect_script(text, default) is script


@pytest.mark.parametrize(
    "text", ["", "Hello", "12:30。", "人山人海", "皇后 干云 台里", "说說", "藴緼"]
)
def test_a_text_that_tells_nothing_is_in_the_default_script(text: str) -> None:
    assert detect_script(text) is HANS
    assert detect_script(text, default=HANT) is HANT


def test_quoted_words_of_the_other_script_do_not_decide() -> None:
    assert detect_script("繁體字「龍」在简体中文里写作“龙”，这是规范汉字的写法。") is HANS
    assert detect_script("簡體字「龙」在繁體中文裡寫作「龍」，這是傳統漢字的寫法。") is HANT


def test_a_long_text_is_decided_by_its_beginning() -> None:
    assert detect_script("说" * 20_000 + "說" * 50_000) is HANS


@given(st.text(), st.sampled_from(Script))
def test_any_text_is_in_one_of_two_scripts(text: str, default: Script) -> None:
    found = detect_script(text, default)
    assert found in set(Script)
    if text.isascii():
        assert found is default


@given(st.text("说话语這語話abc。", max_size=30))
def test_the_order_of_the_characters_does_not_matter(text: str) -> None:
    assert detect_script(text) is detect_script(text[::-1])
