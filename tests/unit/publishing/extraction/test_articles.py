"""Facts and texts of pages as many kinds of sites make them."""

import re

import pytest

from reader.domain.errors import ImportRefusedError
from reader.publishing.extraction.articles import extract
from reader.publishing.extraction.extracted import Extracted
from tests.unit.publishing.importing.old_sites import FAMILIES, OldPage

TITLE = "县里今年修好了三座桥"
ONE = "县里今年修好了三座桥，都在上个月通车，附近的村民出门不用再绕路，孩子们上学也近了许多。"
TWO = "负责工程的人说，桥面比原来宽了一倍，两边都有人行道，老人走起来放心，车也好走了。"
MENU = "".join(f'<li><a href="/{n}/">栏目{n}</a></li>' for n in range(12))
OTHERS = "".join(f'<li><a href="{n}.htm">别的一篇文章的标题{n}</a></li>' for n in range(9))
FOOT = "<p>版权所有：某县人民政府　技术支持：某公司</p><p>某ICP备12345678号</p>"


def page(head: str = "", above: str = "", text: str = "", below: str = "", title: str = "") -> str:
    return (
        f"<html><head><title>{title or TITLE + '_某县人民政府网站'}</title>{head}</head><body>"
        f'<div class="top"><h1><a href="/">某县人民政府</a></h1><ul>{MENU}</ul></div>'
        f'<div class="main">{above}<div class="con1">{text or body()}</div>{below}</div>'
        f"<div><h3>热门</h3><ul>{OTHERS}</ul></div><div>{FOOT}</div></body></html>"
    )


def body() -> str:
    return f"<p>\u3000\u3000{ONE}</p><p>\u3000\u3000{TWO}</p>"


def read(html: str, encoding: str = "utf-8") -> Extracted:
    return extract(html.encode(encoding))


def words(found: Extracted) -> list[str]:
    return [text for text in re.split(r"<[^>]+>", found.body) if text.strip()]


def heading(line: str) -> str:
    return f"<h2>{TITLE}</h2><div>{line}</div>"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.system)
def test_the_families_of_content_systems(family: OldPage) -> None:
    found = extract(family.html("修好了三座桥"))
    assert found.title == "修好了三座桥"
    assert found.published == "2018-11-12 14:41"
    assert len(words(found)) == 2


def test_everything_a_run_on_line_tells() -> None:
    line = "作者：张力　发布时间：2018-11-12 14:41　来源：本站原创　浏览：23 次"
    found = read(page(above=heading(line), below="<p>【责任编辑：徐斯征】</p>"))
    assert (found.title, found.author, found.source) == (TITLE, "张力", "本站原创")
    assert (found.published, found.editor) == ("2018-11-12 14:41", "徐斯征")
    assert words(found) == [ONE, TWO]
    assert not found.doubts


def test_in_traditional_characters_and_big5() -> None:
    line = "作者：張力 發佈時間：2018-11-12 來源：本站原創"
    text = "<p>縣裡今年修好了三座橋，都在上個月通車，附近的村民出門不用再繞路，孩子也近了。</p>"
    html = page(
        above=f"<h2>縣裡修好三座橋</h2><div>{line}</div>", text=text, title="縣裡修好三座橋"
    )
    html = html.replace("县", "縣").replace("网", "網").replace("栏", "欄")
    found = extract(html.encode("big5", "ignore"))
    assert (found.title, found.author, found.source) == ("縣裡修好三座橋", "張力", "本站原創")
    assert found.published == "2018-11-12"


def test_a_label_without_a_text_tells_nothing() -> None:
    meta = '<meta name="ContentSource" content="系统">'
    line = "<span>来源：</span> | <span>发布时间：2018-11-12</span> | <span>浏览次数：</span>"
    found = read(page(meta, heading(line)))
    assert (found.source, found.author, found.published) == ("", "", "2018-11-12")


def test_a_date_in_two_boxes_and_one_in_metadata_alone() -> None:
    boxes = f'<h5>{TITLE}</h5><div class="day">12</div><div class="year">2018年11月</div>'
    assert read(page(above=boxes, title="某县人民政府")).published == "2018-11-12"
    meta = '<meta name="PubDate" content="2018-11-12 14:41">'
    assert read(page(meta, heading(""))).published == "2018-11-12 14:41"


def test_metadata_that_disagree_with_the_page_are_doubted() -> None:
    meta = '<meta name="PubDate" content="2021-03-01">'
    found = read(page(meta, heading("发布时间：2018-11-12")))
    assert found.published == "2018-11-12"
    assert [doubt.field for doubt in found.doubts] == ["published"]


def test_json_ld_and_open_graph() -> None:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"TITLE",'
        '"datePublished":"2018-11-12T06:41:00Z","author":{"name":"张力"},'
        '"publisher":{"name":"某县人民政府"}}</script><meta property="og:title" content="TITLE">'
    ).replace("TITLE", TITLE)
    found = read(page(data, "<div>文/张力</div>", title="某县人民政府"))
    assert (found.title, found.published, found.author) == (TITLE, "2018-11-12 14:41", "张力")


def test_who_uploaded_a_page_is_not_its_author() -> None:
    meta = '<meta name="Author" content="王小红">'
    assert read(page(meta, heading("2018-11-12"))).author == ""


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 张力",
        "（记者：张力）",
        "某某日报记者 张力",
        "文/张力",
        "■记者张力",
        "<b>作者</b>：张力",
    ],
)
def test_an_author_s_line_within_the_text(line: str) -> None:
    found = read(page(above=heading("2018-11-12 14:41"), text=f"<p>{line}</p>{body()}"))
    assert found.author == "张力"
    assert words(found) == [ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [
        "分享到：", "【打印本页】【关闭窗口】", "字体：大 中 小", "字体调节: A+ A-",
        "扫一扫在手机打开当前页",
        "上一篇：没有了", "责任编辑：李四", "（来源：新华网）", "版权所有 不得转载", "浏览次数：12",
        "凡本网注明来源的作品，均为本网合法拥有版权的作品，未经授权不得转载、摘编，否则追究责任。",
        "立即下载某某客户端 https://example.com/app",
    ],
)  # fmt: skip
def test_furniture_below_the_text_is_no_part_of_it(line: str) -> None:
    found = read(page(above=heading("2018-11-12"), text=f"{body()}<p>{line}</p>"))
    assert words(found) == [ONE, TWO]


def test_an_editor_behind_the_last_sentence() -> None:
    text = f"<p>{ONE}</p><p>{TWO}（责任编辑：李四）</p>"
    found = read(page(above=heading("2018-11-12"), text=text))
    assert found.editor == "李四"
    assert words(found) == [ONE, TWO]


def test_related_articles_and_comments_are_left() -> None:
    related = f"<h4>相关新闻</h4><ul>{OTHERS}</ul>"
    comments = '<div class="comment-list">' + f"<p>评论者甲：{TWO}{ONE}</p>" * 3 + "</div>"
    found = read(page(above=heading("2018-11-12"), text=body() + related, below=comments))
    assert words(found) == [ONE, TWO]


def test_a_page_for_phones_and_desktops_in_one() -> None:
    twice = f'<div class="pc">{heading("2018-11-12")}{body()}</div>'
    found = read(page(above=twice, text=f'<div class="wap">{heading("2018-11-12")}{body()}</div>'))
    assert words(found) == [ONE, TWO]


def test_a_title_set_in_two_lines() -> None:
    whole = "关于做好今年冬天防火工作的通知"
    text = f"<p>关于做好今年冬天</p><p>防火工作的通知</p>{body()}"
    found = read(page(above="<div>2018-11-12</div>", text=text, title=f"{whole}-某县人民政府网站"))
    assert found.title == whole


def test_the_logo_and_the_site_s_name_are_no_title() -> None:
    found = read(page(above=heading("2018-11-12"), title="某县人民政府网站"))
    assert found.title == TITLE


def test_the_trail_tells_the_column() -> None:
    trail = (
        "<div>您当前的位置：<a>首页</a> &gt; <a>新闻中心</a> &gt; <a>部门动态</a> &gt; 正文</div>"
    )
    assert read(page(above=trail + heading("2018-11-12"))).column == "部门动态"
    meta = '<meta name="ColumnName" content="要闻">'
    assert read(page(meta, trail + heading("2018-11-12"))).column == "要闻"


def test_the_next_part_and_not_the_next_article() -> None:
    pages = '<div><a href="t1_1.htm">下一页</a> <a href="t2.htm">下一篇</a></div>'
    html = page(above=heading("2018-11-12"), below=pages).encode()
    assert extract(html, url="http://x.example/a/t1.htm").next_page == "t1_1.htm"
    assert extract(html, url="http://x.example/a/list.htm").next_page == ""


def test_a_text_of_lines_is_read_as_a_page() -> None:
    byline = "作者:张力 发布时间:2018-11-12 14:41 来源:本站原创\n字体调节: A+ A- 操作:"
    above, below = f"用户中心 | 手机版\n\n{TITLE}\n\n{byline}", "【责任编辑:徐斯征】\n"
    text = "\n\n".join((above, ONE, TWO, below))
    found = read(text)
    assert (found.title, found.author, found.editor) == (TITLE, "张力", "徐斯征")
    assert words(found) == [ONE, TWO]


def test_an_attachment_is_part_of_the_text() -> None:
    text = f'{body()}<p><a href="a.doc">附件：报名表.doc</a></p>'
    found = read(page(above=heading("2018-11-12"), text=text))
    assert '<a href="a.doc">' in found.body


@pytest.mark.parametrize(
    "raw", [b"", b" ", b"<html></html>", b"\x00\xff\xfe", b"<p>", b"<<<>>>&#0;"]
)
def test_no_page_stops_it(raw: bytes) -> None:
    found = extract(raw)
    assert "body" in [doubt.field for doubt in found.doubts]


def test_pages_built_to_bring_a_reader_down_are_refused() -> None:
    with pytest.raises(ImportRefusedError, match="one within another"):
        extract(b"<div>" * 5000)
    with pytest.raises(ImportRefusedError, match="elements"):
        extract(b"<b></b>" * 300_000)


def test_a_year_is_no_column() -> None:
    trail = "<div>首页 &gt; 通知公告 &gt; 2018年 &gt; 正文</div>"
    assert read(page(above=trail + heading("2018-11-12"))).column == "通知公告"


def test_the_title_may_name_the_column_between_article_and_site() -> None:
    assert (
        read(page(above=heading("2018-11-12"), title=f"{TITLE}_民生_某县新闻网")).column == "民生"
    )


@pytest.mark.parametrize("text", ["详见附件。", '<img src="a.jpg">', '<a href="a.doc">报名表</a>'])
def test_a_text_of_a_few_words_or_a_picture(text: str) -> None:
    found = read(page(above=heading("2018-11-12"), text=f'<div class="TRS_Editor">{text}</div>'))
    assert re.sub("<[^>]*>", "", found.body) == re.sub("<[^>]*>", "", text)
    assert ("<img" in found.body) == ("<img" in text)
