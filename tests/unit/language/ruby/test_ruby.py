"""Ruby over the characters of HTML, and everything else left as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Annotation
from reader.language.ruby.annotate import annotate, parse_reading
from reader.rendering.safety import sanitize
from tests.unit.builders import HTML_PIECES, parse_html

RUBY = re.compile(r'<ruby(?: class="d")?>([^<]+)<rp>\(</rp><rt>([^<]*)</rt><rp>\)</rp></ruby>')
texts = st.lists(st.sampled_from(HTML_PIECES) | st.text(max_size=9), max_size=30).map("".join)


def plain(html: str) -> str:
    """A fragment in short: `行[háng]`."""
    return RUBY.sub(r"\1[\2]", html)


def pinyin(html: str, readings: dict[str, str] | None = None) -> str:
    return plain(annotate(html, Annotation.PINYIN, readings or {}))


def test_a_character_stands_with_its_reading_in_brackets_for_old_browsers() -> None:
    html = annotate("汉", Annotation.PINYIN, {})
    assert html == "<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>"
    assert 'class="d"' in annotate("饕", Annotation.PINYIN, {})


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>银<b>行</b></p>", "<p>银[yín]<b>行[háng]</b></p>"),
        ("<p>银</p><p>行</p>", "<p>银[yín]</p><p>行[xíng]</p>"),
        ("银<br>行", "银[yín]<br>行[xíng]"),
        ("银\u00ad行", "银[yín]\u00ad行[háng]"),
        ("重<!-- x --><i></i>庆", "重[chóng]<!-- x --><i></i>庆[qìng]"),
        ("<ruby>重<rt>cóng</rt></ruby>庆", '<ruby class="d">重<rt>cóng</rt></ruby>庆[qìng]'),
        ("<h2>重庆</h2><td>重庆</td>", "<h2>重[chóng]庆[qìng]</h2><td>重[chóng]庆[qìng]</td>"),
        ('<a href="重">重</a>', '<a href="重">重[zhòng]</a>'),
        ("a &lt;b&gt; &amp; 1.5 — 好", "a &lt;b&gt; &amp; 1.5 — 好[hǎo]"),
        ("<code>行</code><pre>行<b>行</b></pre>", "<code>行</code><pre>行<b>行</b></pre>"),
        ('<code><i><b lang="zh">行</b></i></code>', '<code><i><b lang="zh">行</b></i></code>'),
        ('<p lang="ja">行</p>行', '<p lang="ja">行</p>行[xíng]'),
        ('<p lang="en"><b lang="zh">行</b></p>', '<p lang="en"><b lang="zh">行[xíng]</b></p>'),
        ('<b translate="no">李白</b>', '<b translate="no">李[lǐ]白[bái]</b>'),
        ("葛\U000e0100好", "葛\U000e0100[gé]好[hǎo]"),
        ("", ""), ("😀", "😀"), ("\ud800", "\ud800"), ("\U0002fffe", "\U0002fffe"),
        ("<p>行", "<p>行[xíng]"), ("<p><b", "<p><b"), ("</b>行", "</b>行[xíng]"),
        ("〇", "〇[líng]"), ("ㄅ、カ가", "ㄅ、カ가"),
    ],
)  # fmt: skip
def test_what_is_annotated_and_what_is_not(html: str, wanted: str) -> None:
    assert pinyin(html) == wanted


def test_zhuyin_is_that_of_taiwan() -> None:
    html = plain(annotate("企業的人", Annotation.ZHUYIN, {}))
    assert html == "企[ㄑㄧˋ]業[ㄧㄝˋ]的[˙ㄉㄜ]人[ㄖㄣˊ]"


def test_none_is_none() -> None:
    assert annotate("<p>行</p>", Annotation.NONE, {}) == "<p>行</p>"


def test_an_articles_own_readings_come_first_in_either_script_and_system() -> None:
    own = {"朝阳": "zhao1 yang2", "行长": "háng", "乐亭": "lao4 ting2"}
    assert pinyin("朝阳", own) == "朝[zhāo]阳[yáng]"
    assert pinyin("朝陽", own) == "朝[zhāo]陽[yáng]"
    assert pinyin("在乐<b>亭</b>县", own) == "在[zài]乐[lào]<b>亭[tíng]</b>县[xiàn]"
    assert "行[háng]长[zhǎng]" in pinyin("行长", own)  # what cannot be read is passed over
    assert plain(annotate("樂亭", Annotation.ZHUYIN, own)) == "樂[ㄌㄠˋ]亭[ㄊㄧㄥˊ]"


def test_a_reading_has_a_syllable_for_each_character() -> None:
    assert parse_reading("行长", " háng  zhang3 ") == ("háng", "zhǎng")
    with pytest.raises(ValueError, match="2 characters and 'háng' 1 syllables"):
        parse_reading("行长", "háng")
    with pytest.raises(ValueError, match="not a word of Chinese characters only"):
        parse_reading("A股", "a gu3")
    with pytest.raises(ValueError, match="not a syllable of pinyin"):
        parse_reading("行长", "hang2 zhnag3")


@given(texts, st.sampled_from([Annotation.PINYIN, Annotation.ZHUYIN]))
def test_taking_the_readings_out_again_gives_what_was_there(text: str, kind: Annotation) -> None:
    html = sanitize(text)
    annotated = annotate(html, kind, {})
    own = re.sub(r'<ruby class="d">(?!.{1,4}<rp>\(</rp><rt>)', "<ruby>", annotated)
    assert RUBY.sub(r"\1", own) == re.sub(r'<ruby class="d">', "<ruby>", html)
    parse_html(annotated)


@given(st.text(alphabet="<>/ab\"'=行重 &;!-", max_size=60))
def test_no_markup_however_broken_stops_it(text: str) -> None:
    assert RUBY.sub(r"\1", annotate(text, Annotation.PINYIN, {})).count("行") == text.count("行")
