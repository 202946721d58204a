"""What in a text keeps some readers from reading it is named; what does not is not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.language.markup.parts import html_parts
from reader.publishing.checking.headings import heading_remarks
from reader.publishing.checking.layout import layout_remarks
from reader.publishing.checking.links import link_remarks, mark_remarks
from reader.publishing.checking.pictures import picture_remarks
from reader.publishing.checking.tables import table_remarks
from reader.rendering.anatomy import anatomy
from reader.rendering.safety import objections
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, processor_time
from tests.unit.publishing.checking.folders import PICTURE, Files, article, codes, faults_of, kinds

MEDIA: dict[str, str | bytes] = {
    **dict.fromkeys(("x.png", "表格.png", "桥.jpg", "a.pdf", "s.mp3"), PICTURE), "b.md": article()
}  # fmt: skip


def found(folder: Path, body: str, name: str = "a.md") -> list[str]:
    """The faults of one article with this body, by line of the body."""
    text = article(body) if name.endswith(".md") else body
    faults = [fault for fault in faults_of(folder, {name: text, **MEDIA}) if fault.file == name]
    return [f"{fault.line - 3}:{fault.column} {fault.code}" for fault in faults]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("![](x.png)", "1:1 image-alt"),
        ("前文 ![ ](x.png)", "1:4 image-alt"),
        ("<img src=x.png>", "1:1 image-alt"),
        ("![图片](x.png)", "1:1 image-alt-words"),
        ("![圖1](x.png)", "1:1 image-alt-words"),
        ("![Image](x.png)", "1:1 image-alt-words"),
        ("![x.png](x.png)", "1:1 image-alt-words"),
        ("![x](x.png)", "1:1 image-alt-words"),
        ("![IMG_2018](x.png)", "1:1 image-alt-words"),
        ("![微信图片_20181112144100](x.png)", "1:1 image-alt-words"),
        ("![各镇人口](表格.png)", "1:1 image-of-text"),
        ("## 甲\n\n文\n\n#### 乙\n\n文", "5:1 heading-skip"),
        ("文\n\n## 甲\n\n文\n\n##\n\n文", "7:1 heading-empty"),
        ("文\n\n# 甲\n\n文", "3:1 heading-top"),
        ("文。\n\n**交通**\n\n文。", "3:1 heading-bold"),
        ("| | |\n|-|-|\n| 甲 | 乙 |\n| 丙 | 丁 |", "1:1 table-header"),
        ("<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>", "1:1 table-header"),
        ("<table><tr><td>甲</td></tr></table>", "1:1 table-layout"),
        ("<table><tr><td><table><tr><td>甲<td>乙</table><td>丙</table>", "1:1 table-layout"),
        ("看[点击这里](b.md)。", "1:2 link-text"),
        ("看[【更多>>】](b.md)。", "1:2 link-text"),
        ("看[click here](b.md)。", "1:2 link-text"),
        ("文\n看[](b.md)。", "2:2 link-empty"),
        ("看[文字]()。", "1:2 link-empty"),
        ("[![](x.png)](b.md)", "1:1 link-empty"),
        ("<https://www.example.gov.cn/a/b/c/t20181112_123456.html>", "1:1 link-text-address"),
        ("听[县长的讲话](s.mp3)。", "1:2 media-text"),
        ("看[文件](新 文件.pdf)。", "1:2 link-marks"),
        ("看[文件]（a.pdf）。", "1:2 link-marks"),
        ("注[^1]。", "1:2 footnote-missing"),
        ("注。\n\n[^1]: 无人", "3:1 footnote-unused"),
        ("<p id=a>甲</p>\n\n<p id=a>乙</p>", "3:1 id-repeated"),
        ("姓名\u3000\u3000\u3000\u3000\u3000单位", "1:3 spaces"),
        ("文。\n\n<p>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;某县</p>", "3:4 spaces"),
        ("★☆★☆★☆★☆ 通知", "1:1 symbols"),
        ("好消息🎉🎉🎉🎉🎉🎉", "1:4 symbols"),
        ("```\n+--+\n|  |\n+--+\n```", "2:1 symbols"),
        ("<span style='color:red'>停水</span>", "1:1 colour"),
        ("<font color=#ff0000>停水</font>", "1:1 colour"),
        ("<font size=5>停水</font>", "1:1 font"),
        ("the quick brown fox jumps over the lazy dog " * 4, "1:1 language"),
        ("これはにほんごのぶんしょうです。" * 3, "1:1 language"),
        ("甲<svg><path d=x /></svg>", "1:2 not-allowed"),
        ("![一座桥](https://a.cn/x.png)", "1:1 image-remote"),
        ("[文件](file:///C:/a.doc)", "1:1 link-local"),
        ("[文件](C:\\a.doc)", "1:1 link-local"),
    ],
)
def test_a_fault_is_named_in_its_place(tmp_path: Path, body: str, fault: str) -> None:
    faults = found(tmp_path, body)
    if fault.endswith("link-empty") and "x.png" in body:
        assert fault in faults
    elif "colour" in fault:
        assert faults[0] == fault
    else:
        assert [one for one in faults if "not-allowed" not in one or "svg" in body] == [fault]


@pytest.mark.parametrize(
    "body",
    [
        '<img src="x.png" alt="">',
        '<img src="x.png" role="presentation">',
        "![县城全景，远处是汉江大桥](桥.jpg)",
        "![桥](桥.jpg)",
        "![各镇人口表：城关镇八万人，吕河镇四万人，蜀河镇三万人，其余各镇合计二十一万人。](表格.png)",
        "## 甲\n\n文\n\n### 乙\n\n文\n\n## 丙\n\n文",
        "### 甲\n\n文\n\n### 乙\n\n文",
        "**引子**\n\n文。\n\n文。\n\n**某县人民政府**",
        "文。\n\n**这一段很重要，所以全部加粗。**\n\n文。",
        "文。\n\n> **题记**\n>\n> 文。\n\n- **项**\n\n  文。",
        "| 镇 | 人口 |\n|-|-|\n| 城关 | 八万 |",
        "<table><tr><th>镇<td>城关</table>",
        "见[县政府二〇二六年工作报告](b.md)、[b](b.md#)、<http://www.gov.cn>。",
        "`![](x.png)` 和\n\n```\n[^1] ★★★★★★★★ ![](nothing.png)\n```",
        "注[^1]。\n\n[^1]: 有。",
        "第一条　本法……——有　空格，\u3000\u3000段首缩进。\n\n\u3000\u3000段首。",
        "问题：a > b、c++、#标签# 和 1-2-3-4、2018.11.12。",
        "<p lang=en>the quick brown fox jumps over the lazy dog and so on and so forth "
        "the quick brown fox jumps over the lazy dog and so on and so forth</p>",
        "<span style='color:#000;font-size:12pt'>黑字</span>",
        "```python\nif a:\n    return b\n```",
        "![一座桥][桥]\n\n[桥]: 桥.jpg",
    ],
)
def test_what_is_well_is_not_named(tmp_path: Path, body: str) -> None:
    assert [fault for fault in found(tmp_path, body) if " font" not in fault] == []


def test_what_an_old_page_has_a_hundred_times_is_named_once(tmp_path: Path) -> None:
    body = "\n\n".join(["<span style='color:red'>停水</span>"] * 100)
    (fault,) = (one for one in faults_of(tmp_path, {"a.md": article(body)}))
    assert (fault.code, fault.line) == ("colour", 4)
    assert "(100 times in this file)" in fault.message


def test_the_title_of_a_page_is_no_heading_of_its_text(tmp_path: Path) -> None:
    files = {
        "a.html": "<h1>题 目</h1><p>文</p>",
        "b.html": "---\ntitle: 题目\n---\n<h1>题目</h1><p>文</p>",
        "c.html": "---\ntitle: 题目\n---\n<h1>别的</h1><p>文</p>",
        "d.md": "# 题目\n\n文。\n\n## 节\n\n文。\n",
    }
    assert kinds(faults_of(tmp_path, files)) == ["c.html:4:1 heading-top"]


def test_a_bold_line_is_told_the_level_it_should_have(tmp_path: Path) -> None:
    body = "文。\n\n## 节\n\n文。\n\n**小节**\n\n文。"
    (fault,) = faults_of(tmp_path, {"a.md": article(body)})
    assert fault.message.endswith("write ### 小节")


markdown = st.lists(st.sampled_from((*MARKDOWN_PIECES, *HTML_PIECES)), max_size=30).map("".join)


@given(markdown, st.sampled_from(Format))
@settings(max_examples=200)
def test_any_text_can_be_examined(text: str, form: Format) -> None:
    parts = anatomy(text, form)
    lines = text.split("\n")
    remarks = [
        *objections(parts), *picture_remarks(parts), *heading_remarks(parts),
        *table_remarks(parts), *link_remarks(parts), *layout_remarks(parts),
        *mark_remarks(parts, text),
    ]  # fmt: skip
    assert all(0 <= remark.line <= len(lines) for remark in remarks)
    assert all(1 <= part.line <= len(lines) and part.column >= 1 for part in parts)


@given(st.lists(st.sampled_from(HTML_PIECES), max_size=30).map("".join))
def test_the_parts_of_html_come_in_order_with_their_places(html: str) -> None:
    places = [(part.line, part.column) for part in html_parts(html)]
    assert places == sorted(places)


def test_codes_are_known(tmp_path: Path) -> None:
    assert codes(faults_of(tmp_path, {"a.md": article("[x](y.md)")})) == ["link-dead"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("A.md", "the article is a, not A: capital and small letters"),
        ("print.md", "the article is Print, not print: capital and small letters"),
        ("caf\u00e9.png", "whose signs are composed otherwise"),
        ("n/x.png", "there is one at x.png: mend the path"),
        ("www.gov.cn", "write https:// before the address"),
        ("..\\\\b.md", "write / in the place of"),
        ("http:/x", "has no host"),
        ("https://", "has no host"),
        ("https://a.cn:x/", "no address that a browser understands"),
        ("mailto:县政府", "no e-mail address"),
        ("/zh-hant/articles/b", "write /articles/b"),
        ("Item.asp?id=1", "begin the link with a slash: /Item.asp"),
        (".x.png", "names that begin with . _ or ~ are left out"),
    ],
)
def test_a_link_that_leads_nowhere_says_what_to_write(
    tmp_path: Path, address: str, words: str
) -> None:
    files: Files = {
        **MEDIA, "a.md": article(f"见[某处的文件](<{address}>)。"), "Print.md": article(),
        "cafe\u0301.png": PICTURE, "c.md": article(aliases="/Item.asp?id=1"),
    }  # fmt: skip
    found_in_a = [fault.message for fault in faults_of(tmp_path, files) if fault.file == "a.md"]
    assert len(found_in_a) == 1
    assert words in found_in_a[0]


HOSTILE = ["<a href=x>", "<h1><h2>", "<table><tr><td>", "<img src=x>\n", "[](x) ", "[^a]: x\n",
           "\u3000" * 8 + "甲", "★", "<p lang=en>", "<!--", "甲[b](c d)", "![](x"]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_what_never_ends_is_examined_in_linear_time(tmp_path: Path, piece: str, name: str) -> None:
    body = piece * (200_000 // len(piece.encode()))
    with processor_time(10):
        found(tmp_path, body, name)
