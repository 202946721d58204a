"""Titles and openings found in what an author wrote; nothing an author wrote may get lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.storage.plain_text import plain
from reader.storage.titles import drop_repeated_title, excerpt, split_title
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, processor_time

MD, HTML, TEXT = Format.MARKDOWN, Format.HTML, Format.TEXT

forms = st.sampled_from(Format)
texts = st.text() | st.lists(st.sampled_from(MARKDOWN_PIECES + HTML_PIECES)).map("".join)
words = st.text("旬阳县公安局脱贫攻坚abc", min_size=1, max_size=300)
ENDLESS = {
    MD: ("<", "[", "*", "(", "![", "`", "_", "\\", "&", "~", "](", "#", "# ", "|", "> "),
    TEXT: ("<", "[", "*", "(", " ", "字"),
    HTML: ("<", "[", "*", "(", "&", "<!--", "<h1>", "<h1 ", "<script>", "<title>", "</p>", "<br "),
}


@given(texts, forms)
def test_any_text_has_a_short_title_or_none(text: str, form: Format) -> None:
    title, body = split_title(text, form)
    assert len(title) <= 120
    assert "\n" not in title
    assert title == title.strip()
    assert len(body) <= len(text)


@given(texts, forms)
@example("<h1><img src=a.png></h1><p>正文", HTML)
def test_a_text_in_which_no_title_is_found_stays_whole(text: str, form: Format) -> None:
    title, body = split_title(text, form)
    if not title:
        assert body == text


@given(texts, forms)
def test_any_text_has_a_short_opening_or_none(text: str, form: Format) -> None:
    opening = excerpt(text, form)
    assert len(opening) <= 120
    assert "\n" not in opening


@pytest.mark.parametrize(
    ("form", "unit"), [(form, unit) for form, units in ENDLESS.items() for unit in units]
)
def test_a_long_run_of_markup_takes_no_long_time(unit: str, form: Format) -> None:
    text = unit * (200_000 // len(unit))
    with processor_time(2):
        title, _ = split_title(text, form)
        assert len(title) <= 120
        assert len(excerpt(text, form)) <= 120


@given(words)
@example("字" * 200)
def test_no_word_of_a_heading_gets_lost(heading: str) -> None:
    title, body = split_title(f"# {heading}\n\n正文。", MD)
    assert title
    assert heading in title + body
    assert "正文。" in body


@given(words, words)
def test_no_word_of_a_first_line_gets_lost(first: str, second: str) -> None:
    title, body = split_title(f"{first}\n{second}", TEXT)
    assert title
    assert body in {second, f"{first}\n{second}"}
    assert first in {title, body.split("\n")[0]}


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# 题目\n\n正文。", "题目", "正文。"),
        ("\n\n# 题目 ##\n正文。", "题目", "正文。"),
        ("## 题目\n\n正文。\n\n# 后\n", "题目", "正文。\n\n# 后"),
        ("前言。\n\n## 小节\n\n# 题目\n\n正文。", "题目", "前言。\n\n## 小节\n\n\n正文。"),
        ("题目\n===\n\n正文。", "题目", "正文。"),
        ("题目\n---\n正文。", "题目", "正文。"),
        ("# **新**`气象` [链接](http://a.cn) ![图](b.png)\n\n正文。", "新气象 链接", "正文。"),
        ("# <b>新</b>&amp;旧\n\n正文。", "新&旧", "正文。"),
        ("#没有空格\n\n正文。", "#没有空格", "正文。"),
        ("#\n\n# 题目\n\n正文。", "题目", "#\n\n\n正文。"),
        ("```\n# 注释\n```\n\n# 题目\n", "题目", "```\n# 注释\n```"),
        ("~~~\n```\n# 注释\n~~~\n# 题目\n", "题目", "~~~\n```\n# 注释\n~~~"),
        ("题目\n\n正文。", "题目", "正文。"),
        ("**题目**\n正文。", "题目", "正文。"),
        ("![图](a.png)\n\n题目\n\n正文。", "题目", "![图](a.png)\n\n\n正文。"),
    ],
)
def test_the_title_of_a_markdown_text(text: str, title: str, body: str) -> None:
    assert split_title(text, MD) == (title, body)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("题目\n正文。", "题目", "正文。"),
        ("\n  题 目\u3000 \n\n正文。", "题 目", "正文。"),
        ("# 不是标记\n正文。", "# 不是标记", "正文。"),
        ("**原样**\n正文。", "**原样**", "正文。"),
        ("只有一行", "只有一行", ""),
        ("", "", ""),
        (" \n\t\n", "", " \n\t\n"),
    ],
)
def test_the_title_of_a_plain_text_is_its_first_line(text: str, title: str, body: str) -> None:
    assert split_title(text, TEXT) == (title, body)


@pytest.mark.parametrize("form", [MD, TEXT])
@pytest.mark.parametrize("first", ["今天下雨。", "字" * 61])
def test_a_first_line_that_is_a_paragraph_stays_in_the_text(first: str, form: Format) -> None:
    text = f"{first}\n\n第二段。"
    title, body = split_title(text, form)
    assert body == text
    assert first.startswith(title.rstrip("…"))
    assert 0 < len(title) <= 30


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("<h1>题目</h1><p>正文。</p>", "题目", "<p>正文。</p>"),
        ("<p>前</p><H1 class=x>题\n<b>目</b></H1 ><p>后</p>", "题 目", "<p>前</p><p>后</p>"),
        ("<head><title>站名</title></head><h1>题目</h1>正文", "题目", "正文"),
        ("<!-- <h1>旧</h1> --><h1>新</h1>正文", "新", "正文"),
        ("<script>'<h1>不</h1>'</script><h1>是</h1>正文", "是", "正文"),
        ("<title>题&lt;目</title><p>正文", "题<目", "<title>题&lt;目</title><p>正文"),
        ("<p>没有题目</p>", "", "<p>没有题目</p>"),
        ("<h1>没有关", "", "<h1>没有关"),
        ("<header>页眉</header><h1>题目</h1>", "题目", "<header>页眉</header>"),
    ],
)
def test_the_title_of_an_html_text(text: str, title: str, body: str) -> None:
    assert split_title(text, HTML) == (title, body)


def test_an_html_heading_that_is_only_a_picture_stays_in_the_text() -> None:
    text = "<title>旬阳</title><h1><img src=logo.png alt=旬阳></h1><p>正文。</p>"
    title, body = split_title(text, HTML)
    assert title == "旬阳"
    assert "logo.png" in body


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("```python\nx = 1\n```\n\n正文。\n", "```python\nx = 1\n```"),
        ("| 姓名 | 年龄 |\n|---|---|\n| 张力 | 40 |\n", "| 姓名 | 年龄 |\n|---|---|"),
        ("    x = 1\n    y = 2\n\n正文。\n", "    x = 1\n    y = 2"),
        ("[^1]: 注\n\n正文[^1]\n", "[^1]: 注"),
    ],
)
def test_a_block_that_opens_a_text_is_not_torn_apart_for_a_title(text: str, opening: str) -> None:
    assert opening in split_title(text, MD)[1]


@pytest.mark.parametrize(
    "text", ["> 引文\n> 第二行", "- 甲\n- 乙", "- 甲\n---\n乙", "> 引\n---\n乙"]
)
def test_a_title_has_none_of_the_marks_of_its_block(text: str) -> None:
    title, _ = split_title(text, MD)
    assert title[0] not in ">-"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (r"5\*8=40", "5*8=40"),
        ("5*8=40", "5*8=40"),
        ("用 `<b>` 标出", "用 <b> 标出"),
        ("`a*b*c`", "a*b*c"),
        ("snake_case 与 _强调_", "snake_case 与 强调"),
        ("~~旧~~新", "旧新"),
        ("国办发[2018]12号", "国办发[2018]12号"),
        ("a &lt; b", "a < b"),
        (r"\# 井号", "# 井号"),
    ],
)
def test_a_heading_reads_as_it_is_shown(heading: str, title: str) -> None:
    assert plain(heading) == title


def test_an_html_heading_is_no_markdown() -> None:
    assert split_title("<h1>5*8=40，a_b_，[甲](乙)</h1>正文", HTML)[0] == "5*8=40，a_b_，[甲](乙)"


def test_a_heading_that_repeats_the_given_title_is_dropped() -> None:
    assert drop_repeated_title("# 题目\n\n正文。", MD, "题目") == "正文。"
    assert drop_repeated_title("<h1>题目</h1>正文", HTML, "题目") == "正文"
    assert drop_repeated_title("题目\n\n正文。", TEXT, "题目") == "正文。"


def test_another_heading_is_kept_beside_the_given_title() -> None:
    assert drop_repeated_title("# 小题\n\n正文。", MD, "题目") == "# 小题\n\n正文。"


SENTENCE = "旬阳县公安局主动作为，敢打硬仗。"


@pytest.mark.parametrize(
    "before",
    ["# 题目\n", "> 引文很长很长很长很长很长\n\n", "- 列表很长很长很长很长很长\n", "短句。\n",
     "![图片说明很长很长很长很长](a.png)\n", "| 表格很长很长 | 很长很长 |\n",
     "1. 列表很长很长很长很长\n", "[^1]: 脚注很长很长很长很长很长\n",
     "<div>很长很长很长很长很长\n", "===\n"],
)  # fmt: skip
def test_the_opening_is_the_first_running_text(before: str) -> None:
    assert excerpt(f"{before}\n{SENTENCE}\n\n第二段也很长很长很长很长。", MD) == SENTENCE


def test_the_opening_has_no_markup() -> None:
    assert excerpt("**旬阳县**[公安局](a.md)主动`作为`[^1]，敢打硬仗。", MD) == SENTENCE
    assert (
        excerpt("<style>p{}</style><p>旬阳县<b>公安局</b>主动作为，敢打硬仗。</p>", HTML)
        == SENTENCE
    )
    assert excerpt("<p>a&lt;b&gt;c 旬阳县公安局主动作为</p>", HTML) == "a<b>c 旬阳县公安局主动作为"


def test_a_long_opening_ends_with_a_sentence() -> None:
    assert excerpt(SENTENCE * 20, TEXT) == SENTENCE * (120 // len(SENTENCE))


def test_a_long_opening_without_sentences_ends_with_an_ellipsis() -> None:
    opening = excerpt("旬阳县公安局，" * 30, TEXT)
    assert len(opening) <= 120
    assert opening.endswith("局…")


def test_a_long_opening_is_not_cut_after_a_few_words() -> None:
    opening = excerpt("快讯。" + "旬阳县公安局，" * 30, TEXT)
    assert opening.startswith("快讯。旬阳县")
    assert len(opening) > 60


@pytest.mark.parametrize("form", Format)
def test_a_text_of_short_lines_has_no_opening(form: Format) -> None:
    assert excerpt("短\n\n很短", form) == ""
