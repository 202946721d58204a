"""The element of a text as plain blocks."""

from lxml import etree, html

from reader.publishing.extraction.cleaning import cleaned
from reader.publishing.extraction.parsing import parse


def blocks(markup: str) -> str:
    element = html.fragment_fromstring(markup, create_parent="div")
    made = cleaned(element)
    return "".join(etree.tostring(child, encoding="unicode", method="html") for child in made)


def test_breaks_in_a_box_part_paragraphs_and_indents_go() -> None:
    markup = "<td>\u3000\u3000一段话。<br>&nbsp;&nbsp;二段话。<br/><br/>三段话</td>"
    assert blocks(markup) == "<p>一段话。</p><p>二段话。</p><p>三段话</p>"


def test_a_break_in_a_paragraph_is_a_line_unless_an_indent_follows() -> None:
    assert blocks("<p>床前明月光<br>疑是地上霜</p>") == "<p>床前明月光<br>疑是地上霜</p>"
    assert blocks("<p>一<br>\u3000\u3000二</p>") == "<p>一</p><p>二</p>"


def test_word_s_spans_are_one_bold_phrase() -> None:
    markup = '<p class="MsoNormal"><b><span>第一</span></b><b><span>章</span></b><o:p></o:p></p>'
    assert blocks(markup) == "<p><strong>第一章</strong></p>"
    assert blocks('<p><span style="font-weight: bold">重要</span>的</p>') == (
        "<p><strong>重要</strong>的</p>"
    )


def test_line_ends_between_chinese_characters_are_no_spaces() -> None:
    assert blocks("<p>县里修好\n  三座桥 of\n stone</p>") == "<p>县里修好三座桥 of stone</p>"


def test_tables_of_data_stay_and_those_of_layout_go() -> None:
    data = "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    assert blocks(data) == (
        "<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    layout = f"<table><tr><td><p>{'正文。' * 200}</p></td><td>右栏</td></tr></table>"
    assert "<table" not in blocks(layout)


def test_cells_and_items_with_one_paragraph_are_their_text() -> None:
    assert blocks("<ul><li><p>甲</p></li><li><div>乙</div><div>丙</div></li></ul>") == (
        "<ul><li>甲</li><li>乙<br>丙</li></ul>"
    )


def test_pictures_keep_their_source_and_say_nothing_that_is_a_file_name() -> None:
    assert blocks('<p><img src="load.gif" data-src="a.jpg" alt="a.jpg"></p>') == (
        '<p><img src="a.jpg" alt=""></p>'
    )
    assert blocks('<p><img src="icon_doc.gif"><img src="x.gif" width="1">文</p>') == "<p>文</p>"


def test_scripts_of_links_and_hidden_parts_go_and_their_surroundings_stay() -> None:
    markup = '前<a href="javascript:void(0)">中</a><span style="display:none">藏</span>后'
    assert blocks(markup) == "<p>前中后</p>"


def test_code_keeps_its_lines_and_colours_do_not_matter() -> None:
    markup = '<pre><ol><li><span class="keyword">if</span> x:</li><li>  y</li></ol></pre>'
    assert blocks(markup) == "<pre><p>if x:\n  y</p></pre>"


def test_headings_and_quotes_and_rules_stay() -> None:
    markup = "<h3><strong>一、桥</strong></h3><blockquote>引<br>文</blockquote><hr>"
    assert blocks(markup) == ("<h3>一、桥</h3><blockquote><p>引</p><p>文</p></blockquote><hr>")


def test_a_deep_page_is_read_without_running_out() -> None:
    made = cleaned(parse("<div>" * 900 + "深处" + "</div>" * 900).root)
    assert etree.tostring(made, encoding="unicode") == "<div><p>深处</p></div>"
