"""What is indexed of an article."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Article, Format
from reader.domain.editions import Script
from reader.language.search.terms import SearchTerms
from tests.unit.builders import (
    HTML_PIECES,
    MARKDOWN_PIECES,
    make_article,
    make_summary,
    processor_time,
)

VISIBLE = [
    (Format.HTML, "<p>头<b>发</b></p><p>乙</p>", "头发|乙"),
    (Format.HTML, "<div>甲<br>乙<!-- 丙 --></div><script>丁</script>", "甲|乙"),
    (Format.HTML, "<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>", "汉字"),
    (Format.HTML, "<p>甲&amp;乙 &lt;b&gt;</p>", "甲&乙 <b>"),
    (Format.HTML, "<p>第一\n行</p>", "第一行"),
    (Format.HTML, '<p>甲<img alt="图" src="x">乙</p>', "甲 乙"),
    (Format.MARKDOWN, "# 头**发**\n\n正文", "头发|正文"),
    (Format.MARKDOWN, "## 小题\n正文", "小题|正文"),
    (Format.MARKDOWN, '甲[乙](https://a.cn/x_(y) "丙")丁', "甲乙丁"),
    (Format.MARKDOWN, "甲![乙](x.png)丁[^1]\n\n[^1]: 注", "甲乙丁|注"),
    (Format.MARKDOWN, "[![图](a.png)](b.html)后", "图后"),
    (Format.MARKDOWN, "[名][ref]\n\n[ref]: https://a.cn", "名"),
    (Format.MARKDOWN, "同一段\n的两行", "同一段的两行"),
    (Format.MARKDOWN, "- 一\n- 二\n\n> 三", "一|二|三"),
    (Format.MARKDOWN, "snake_case 2*3 5~6 ~~甲~~ `码`", "snake_case 2*3 5~6 甲 码"),
    (Format.MARKDOWN, "头<b>发</b>\\*", "头发*"),
    (Format.MARKDOWN, "|甲|乙|\n|--|--|\n|丙|丁|", "甲 乙|丙 丁"),
    (Format.MARKDOWN, "```python\nprint(1)\n```", "print(1)"),
    (Format.MARKDOWN, "<https://a.cn/b>", "https://a.cn/b"),
    (Format.TEXT, "甲<b>乙\n丙 *丁*", "甲<b>乙|丙 *丁*"),
    (Format.TEXT, "头\u200b发\u00ad", "头发"),
]


@pytest.mark.parametrize(("form", "body", "lines"), VISIBLE)
def test_visible_text_has_no_markup(
    search_terms: SearchTerms, form: Format, body: str, lines: str
) -> None:
    found = search_terms.visible(make_article(body, form)).splitlines()
    assert "|".join(line.strip() for line in found if line.strip()) == lines


def tokens(search_terms: SearchTerms, text: str) -> set[str]:
    return set(search_terms.body_terms(make_article(text, Format.TEXT, title="")).split())


def test_chinese_gives_characters_and_pairs(search_terms: SearchTerms) -> None:
    found = tokens(search_terms, "头發了。好")
    assert {"头", "发", "了", "好", "头发", "发了"} <= set(map(search_terms.fold, found))
    assert not any(search_terms.fold("了好") in token for token in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5G网络", "5g 网络"),
        ("COVID-19", "covid 19"),
        ("2018年", "2018 年"),
        ("3.5亿", "3 5 亿"),
        ("iPhone手机", "iphone 手机"),
        ("Café", "cafe"),
        ("Привет мир", "привет мир"),
        ("ひらがな", "ひら がな ひ"),
        ("한국어", "한국 국어"),
        ("𠮷野家", "𠮷野 野家"),
        ("甲" * 80 + "𠮷野", "甲甲 𠮷野"),
        ("x" * 300, "x" * 40),
    ],
)
def test_words_and_numbers_are_whole(search_terms: SearchTerms, text: str, words: str) -> None:
    assert set(search_terms.fold(words).split()) <= tokens(search_terms, text)


def test_a_long_text_gives_the_tokens_of_its_parts(search_terms: SearchTerms) -> None:
    parts = [f"{chr(0x5000 + number * 7)}{chr(0x6000 + number * 3)}" for number in range(200)]
    text = "。".join(parts)
    assert tokens(search_terms, text) == set().union(
        *(tokens(search_terms, part) for part in parts)
    )


def test_metadata_is_searched(search_terms: SearchTerms) -> None:
    article = make_article(title="标题")
    summary = replace(article.summary, author="张三", source="日报", editor="李四", tags=("农业",))
    found = set(search_terms.body_terms(replace(article, summary=summary)).split())
    assert {search_terms.fold(word) for word in ("标题", "张三", "日报", "李四", "农业")} <= found


def test_the_filters_are_in_both_indexes(search_terms: SearchTerms) -> None:
    article = make_article(path="新闻/a b/x")
    for column in ("新闻", "新闻/a b"):
        filters = set(search_terms.filters(column, 2018))
        assert len(filters) == 2
        assert filters <= set(search_terms.body_terms(article).split())
        assert filters <= set(search_terms.title_terms(article.summary).split())
    assert not set(search_terms.filters("新", None)) & set(search_terms.body_terms(article).split())


def test_no_text_can_take_the_form_of_a_filter(search_terms: SearchTerms) -> None:
    (year,) = search_terms.filters("", 1999)
    assert year not in tokens(search_terms, f"{year} 甲{year}乙")


def test_titles_have_their_sounds_in_either_script(search_terms: SearchTerms) -> None:
    hans = search_terms.sounds(make_summary("重庆：绿色农村5G电商"))
    hant = search_terms.sounds(make_summary("重慶：綠色農村5G電商", script=Script.HANT))
    assert hans == hant
    assert [*hans.values()] == ["chong", "qing", "lv", "se", "nong", "cun", "dian", "shang"]


@given(st.lists(st.sampled_from(MARKDOWN_PIECES + HTML_PIECES)), st.sampled_from(Format))
def test_any_text_gives_the_same_terms_twice(
    search_terms: SearchTerms, pieces: list[str], form: Format
) -> None:
    article = make_article("".join(pieces), form)
    again = Article(article.summary, "".join(pieces), form, "x", "y")
    assert search_terms.body_terms(article) == search_terms.body_terms(again)


@given(st.text(alphabet=st.characters()), st.sampled_from(Format))
def test_no_text_is_too_odd(search_terms: SearchTerms, text: str, form: Format) -> None:
    search_terms.body_terms(make_article(text, form))
    search_terms.title_terms(make_summary(text))
    search_terms.sounds(make_summary(text)).items()


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "](",
        "[a](",
        "<",
        "<a ",
        "*",
        "_a",
        "`",
        "\n",
        "甲\n",
        "~~",
        "<!--",
        "<rt>",
        "&",
        "|",
        "- ",
        "> ",
        "[^a",
        "\\",
        "(((",
        "    ",
        "=\n",
    ],
)
@pytest.mark.parametrize("form", Format)
def test_a_hostile_text_takes_no_longer_than_its_length(
    search_terms: SearchTerms, piece: str, form: Format
) -> None:
    article = make_article(piece * (300_000 // len(piece)), form)
    with processor_time(2):
        search_terms.body_terms(article)


def test_the_version_is_that_of_the_code_and_the_tables(search_terms: SearchTerms) -> None:
    assert search_terms.version.isalnum()


def test_filters_are_the_year_in_the_sites_own_time(search_terms: SearchTerms) -> None:
    summary = make_summary(published=datetime(2020, 12, 31, 23, tzinfo=UTC))
    assert set(search_terms.filters("", 2020)) <= set(search_terms.title_terms(summary).split())


MARKED = [
    ("農村電商的农村", ["农村"], ["農村", "农村"]),
    ("Economy and ECON", ["econ"], ["Econ", "ECON"]),
    ("AI and said, ai", ["ai"], ["AI", "ai"]),
    ("2018年12018", ["2018"], ["2018"]),
    ("农村电商", ["农村电商", "农村"], ["农村电商"]),
    ("甲", [], []),
    ("甲", [""], []),
]


@pytest.mark.parametrize(("text", "marks", "found"), MARKED)
def test_marks_are_found_in_either_script(
    search_terms: SearchTerms, text: str, marks: list[str], found: list[str]
) -> None:
    places = search_terms.marked(text, map(search_terms.fold, marks))
    assert [text[start:end] for start, end in places] == found
