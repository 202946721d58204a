"""Markdown fit for Chinese: emphasis beside punctuation, lines joined without a space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.rendering.markdown import markdown_to_html
from tests.unit.builders import MARKDOWN_PIECES, parse_html, processor_time

pieces = st.lists(st.sampled_from(MARKDOWN_PIECES), max_size=40).map("".join)


def html(text: str) -> str:
    return markdown_to_html(text).strip()


@given(pieces | st.text())
def test_any_text_becomes_html(text: str) -> None:
    first = markdown_to_html(text)
    assert markdown_to_html(text) == first
    assert parse_html(first) is not None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("他说**“你好”**然后", "他说<strong>“你好”</strong>然后"),
        ("这是**重点。**然后", "这是<strong>重点。</strong>然后"),
        ("**《论语》**是书", "<strong>《论语》</strong>是书"),
        ("参见*（附录）*一节", "参见<em>（附录）</em>一节"),
        ("**甲**、**乙**", "<strong>甲</strong>、<strong>乙</strong>"),
        ("一**2018年**二", "一<strong>2018年</strong>二"),
        ("新~~“旧”~~的", "新<s>“旧”</s>的"),
        ("**甲*乙*丙**", "<strong>甲<em>乙</em>丙</strong>"),
    ],
)
def test_emphasis_is_found_beside_chinese_punctuation(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a * b * c", "a * b * c"),
        ("** 不是 **", "** 不是 **"),
        ("甲 * 乙", "甲 * 乙"),
        ("snake_case_word", "snake_case_word"),
        ("变量_名字_叫", "变量_名字_叫"),
        ('a**"b"**c', "a**&quot;b&quot;**c"),
        (r"\*\*甲\*\*", "**甲**"),
        ("`**甲**`", "<code>**甲**</code>"),
    ],
)
def test_what_commonmark_takes_for_text_stays_text(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\n乙", "甲乙"),
        ("甲，\n乙", "甲，乙"),
        ("甲\n**乙**", "甲<strong>乙</strong>"),
        ("**甲**\n乙", "<strong>甲</strong>乙"),
        ("甲\nword", "甲\nword"),
        ("word\n乙", "word\n乙"),
        ("one\ntwo", "one\ntwo"),
        ("甲\n`乙`", "甲<code>乙</code>"),
        ("甲\n乙\n丙\n丁", "甲乙丙丁"),
    ],
)
def test_a_line_break_between_chinese_characters_is_no_space(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


def test_a_break_that_was_asked_for_is_kept() -> None:
    assert parse_html(html("甲  \n乙")).find(".//br") is not None
    assert parse_html(html("甲\\\n乙")).find(".//br") is not None


def test_code_is_left_as_it_is() -> None:
    assert html("```\n甲\n**乙**\n```") == "<pre><code>甲\n**乙**\n</code></pre>"


def test_a_table_says_its_alignment_by_a_class() -> None:
    table = parse_html(html("| 甲 | 乙 | 丙 |\n|:--|:-:|--:|\n| 1 | 2 | 3 |"))
    assert [cell.get("class") for cell in table.iter("td")] == [None, "center", "right"]
    assert [cell.get("class") for cell in table.iter("th")] == [None, "center", "right"]
    assert all(cell.get("style") is None for cell in table.iter())


def test_footnotes_lead_there_and_back() -> None:
    tree = parse_html(html("甲[^注]，乙[^注]，丙[^2]。\n\n[^注]: 说明。\n[^2]: 其二。"))
    notes = tree.find(".//section")
    assert notes is not None
    assert notes.get("role") == "doc-endnotes"
    assert notes.get("aria-label") == "附注"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    targets = [str(link.get("href")).removeprefix("#") for link in tree.iter("a")]
    assert len(ids) == len(set(ids)) == 5  # two notes, three marks
    assert set(targets) == set(ids)
    assert [link.get("aria-label") for link in notes.iter("a")] == ["返回正文"] * 3


def test_footnotes_of_one_article_are_none_of_the_next() -> None:
    assert "脚注" in html("甲[^1]\n\n[^1]: 脚注。")
    assert html("乙[^1]") == "<p>乙[^1]</p>"


def test_html_and_any_link_pass_through_to_be_judged_later() -> None:
    assert html("<b onclick=x>甲</b>") == "<p><b onclick=x>甲</b></p>"
    assert 'href="javascript:x"' in html("[甲](javascript:x)")


@pytest.mark.parametrize(
    "unit", [">", "> ", "- ", "1. ", "[", "![", "*", "**“", "`", "(", "<", "[^", "|a"]
)
def test_a_long_run_of_markup_takes_no_long_time(unit: str) -> None:
    with processor_time(3):
        assert markdown_to_html(unit * (20_000 // len(unit)) + "字").startswith("<")


def test_a_paragraph_of_many_lines_takes_no_long_time() -> None:
    """A book with a line break after every line and no empty lines between."""
    with processor_time(3):
        assert markdown_to_html("字\n" * 30_000).count("字") == 30_000
