"""Articles as plain text."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.publishing.document import Document
from reader.publishing.text import plain_text, text_of
from reader.publishing.tree import grow, inner_html
from reader.rendering.bodies import safe_html
from tests.unit.builders import HTML_PIECES, make_article, processor_time

TIME = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def make_document(body: str, site: str = "https://read.example") -> Document:
    return Document(
        title="题", heading="题", language="zh-Hans", frame="zh-Hans", facts=("作者：甲",),
        body=body, signed="", author="甲", summary="", tags=(), cover="", published=TIME,
        changed=TIME, place="/zh-hans/articles/news/a", media="/media", site=site,
        address=f"{site}/articles/news/a" if site else "",
    )  # fmt: skip


def text(body: str) -> str:
    return text_of(make_document(body), "图片：")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一\n二</p><p>三</p>", "一 二\n\n三"),
        ("<p>甲<br>乙</p>", "甲\n乙"),
        ("<h2>题</h2><p>文</p>", "【题】\n\n文"),
        ("<ul><li>甲</li><li><p>乙</p><p>丙</p></li></ul><p>丁</p>", "· 甲\n· 乙\n  丙\n\n丁"),
        ('<ol start="3"><li>甲<ul><li>乙</li></ul></li><li>丙</li></ol>', "3. 甲\n  · 乙\n4. 丙"),
        ("<p>H<sub>2</sub>O</p>", "H2O"),
        ("<blockquote><p>引</p></blockquote><p>文</p>", "　　引\n\n文"),
        ("<pre><code>a\n  b\n</code></pre>", "    a\n      b"),
        ('<p><ruby class="d">汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby></p>', "汉(hàn)"),
        ("<p><ruby>人<rp>(</rp><rt>rén</rt><rp>)</rp></ruby></p>", "人"),
        ('<p><img src="a.png" alt="山"><img src="b.png" alt=""></p>', "［图片：山］"),
        ('<p><a href="../help/b">乙</a></p>', "乙（https://read.example/zh-hans/articles/help/b）"),
        ('<p><a href="https://a.cn">https://a.cn</a></p>', "https://a.cn"),
        ('<p><a href="mailto:a@b.cn">写信</a></p>', "写信（a@b.cn）"),
        ('<p>甲<sup class="footnote-ref"><a href="#a-fn1">[1]</a></sup></p>', "甲[1]"),
        ('<p>注 <a href="#x" class="footnote-backref">↩</a></p>', "注"),
        ("<p>一</p><hr><p>二</p>", "一\n\n＊　＊　＊\n\n二"),
        ("<dl><dt>词</dt><dd>义</dd></dl>", "词\n\n义"),
        ("<p>&lt;b&gt; &amp;amp;</p>", "<b> &amp;"),
    ],
)
def test_a_body_becomes_text(body: str, expected: str) -> None:
    assert text(body) == expected


def test_a_table_says_the_head_of_each_cell() -> None:
    table = (
        "<table><caption>表</caption><thead><tr><th>甲</th><th>乙</th></tr></thead>"
        "<tbody><tr><td>一</td><td><p>二</p></td></tr><tr><td>三</td><td></td></tr></tbody></table>"
    )
    assert text(table) == "表\n\n甲：一；乙：二\n甲：三"


def test_a_table_without_a_head_or_with_spans_is_rows() -> None:
    assert text("<table><tr><td>一</td><td>二</td></tr></table>") == "一 | 二"
    spans = '<table><tr><th colspan="2">甲</th></tr><tr><td>一</td><td>二</td></tr></table>'
    assert text(spans) == "甲\n一 | 二"


def test_a_file_begins_with_its_facts_and_ends_with_its_source() -> None:
    made = plain_text(make_document("<p>文</p>"), "图片：", "原文：x")
    assert made.decode("utf-8-sig") == "题\r\n作者：甲\r\n\r\n文\r\n\r\n原文：x\r\n"
    assert made[:3] == b"\xef\xbb\xbf"


def test_links_without_a_site_have_no_address() -> None:
    document = make_document('<p><a href="../b">乙</a>、<a href="https://c.cn">丙</a></p>', "")
    assert text_of(document, "") == "乙、丙（https://c.cn）"


@given(st.lists(st.sampled_from(HTML_PIECES), max_size=30).map("".join))
def test_no_article_is_too_odd_for_text_or_xml(html: str) -> None:
    body = safe_html(make_article(html, Format.HTML))
    text(body)
    root = Element("div")
    grow(root, body)
    fromstring(tostring(root))
    again = Element("div")
    grow(again, inner_html(root))
    assert tostring(again) == tostring(root)


def test_a_large_article_is_not_slow() -> None:
    body = "<ul>" + "<li><p>字<b>字</b></p></li>" * 20_000 + "</ul>"
    with processor_time(5):
        assert len(text(body)) > 20_000
        grow(Element("div"), body)


def test_deep_nesting_is_read() -> None:
    deep = "<div>" * 480 + "<p>底</p>" + "</div>" * 480
    assert text(safe_html(make_article(deep, Format.HTML))) == "底"
