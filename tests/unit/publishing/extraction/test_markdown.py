"""Cleaned bodies as Markdown, and back by the reader's own renderer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fragment_fromstring

from reader.publishing.extraction.markdown import to_markdown
from reader.rendering.markdown import markdown_to_html


def markdown(html: str) -> str:
    return to_markdown(html, lambda address: address)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一段</p><p>二段</p>", "一段\n\n二段\n"),
        ("<h3>小标题</h3>", "### 小标题\n"),
        ("<h1>标题</h1>", "## 标题\n"),  # an article's page has its one h1
        ("<p>一行<br>二行</p>", "一行\\\n二行\n"),
        ("<p>他是<strong>好人</strong>。</p>", "他是**好人**。\n"),
        ("<p>说<strong>“好”</strong>了</p>", "说<strong>“好”</strong>了\n"),
        ("<ul><li>甲</li><li>乙</li></ul>", "- 甲\n- 乙\n"),
        ('<ol start="3"><li>甲</li></ol>', "3. 甲\n"),
        ("<blockquote><p>甲</p><p>乙</p></blockquote>", "> 甲\n>\n> 乙\n"),
        ("<pre>a = 1\nb</pre>", "```\na = 1\nb\n```\n"),
        ("<p>1. 不是列表</p>", "1\\. 不是列表\n"),
        ("<p># 不是标题</p>", "\\# 不是标题\n"),
        ("<p>a*b_c[d]</p>", "a\\*b\\_c\\[d\\]\n"),
        ('<p><a href="附件 1.doc">附件</a></p>', "[附件](<附件 1.doc>)\n"),
        ('<p><img src="a.jpg" alt="图为会场"></p>', "![图为会场](a.jpg)\n"),
        ("<p>H<sub>2</sub>O</p>", "H<sub>2</sub>O\n"),
        ("<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2|3</td></tr></table>",
         "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2\\|3 |\n"),
    ],
)  # fmt: skip
def test_blocks_and_spans(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_a_table_that_spans_stays_html_with_heads() -> None:
    table = '<table><tr><td colspan="2">甲</td></tr><tr><td>1</td><td>2</td></tr></table>'
    made = markdown(table)
    assert '<th colspan="2" scope="col">甲</th>' in made
    assert "<td>2</td>" in markdown_to_html(made)


def test_links_and_pictures_that_lead_nowhere_leave_their_words() -> None:
    html = '<p>见<a href="x.htm">这里</a><img src="y.gif" alt="图">。</p>'
    assert to_markdown(html, lambda _: "") == "见这里。\n"


_TEXTS = st.text(alphabet="好人，。“”*_[]()#>-+1. \\`~<&;|ab!:/", min_size=1, max_size=30)
_BLOCKS = st.lists(
    st.tuples(st.sampled_from(["p", "h2", "li", "strong", "em", "blockquote"]), _TEXTS), max_size=5
)


@given(_BLOCKS)
def test_no_character_is_lost_or_read_as_markup(blocks: list[tuple[str, str]]) -> None:
    wrap = {
        "li": "<ul><li>{}</li></ul>", "strong": "<p>前<strong>{}</strong>后</p>",
        "em": "<p>前<em>{}</em>后</p>", "blockquote": "<blockquote><p>{}</p></blockquote>",
    }  # fmt: skip
    escaped = [(kind, text.replace("&", "&amp;").replace("<", "&lt;")) for kind, text in blocks]
    html = "".join(wrap.get(kind, f"<{kind}>{{}}</{kind}>").format(text) for kind, text in escaped)
    shown = fragment_fromstring(markdown_to_html(markdown(html)), create_parent="div")
    said = fragment_fromstring(html, create_parent="div")
    assert _words(shown.text_content()) == _words(said.text_content())
    assert len(shown.findall(".//a")) == 0


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)
