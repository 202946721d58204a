"""HTML and its conversion: the prose changes, everything else stays byte for byte."""

import re
from html import unescape
from itertools import pairwise
from unittest.mock import patch
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.edits import Edit, apply
from reader.language.markup import html as markup
from reader.language.markup.html import MarkupConversion, convert_markup, tokens
from reader.rendering.bodies import safe_html
from reader.rendering.safety import sanitize
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES
from tests.unit.conftest import CorpusFile
from tests.unit.language.fakes import FakeConversion

INLINE_PIECES = (
    "<b>", "</b>", "<a href='发'>", "</a>", "<span class=x>", "</span>", "<!-- 发 -->", "<wbr>",
    "&shy;", "&#8203;", "\u200b", "头", "发", "后", "内", "存", "记", "忆", "体", "&#22836;",
    "&#x53d1;", "，", "a", " ", "&amp;", "&lt;", "&nbsp;",
)  # fmt: skip
MORE_PIECES = (
    *HTML_PIECES, *INLINE_PIECES, "<p lang=en>", "<i lang='zh-CN'>", "</i>", "<p translate=no>",
    "<code>", "</code>", "<pre>", "</pre>", "<img alt='头发'>", "<rt>发", "<rp>", "</ruby>", "</p>",
    "</svg>", "</td>", "</title>", "</textarea>", "<input type=submit value=发>", "<sup>",
    "</sup>", "<p title=\"发&quot;\" lang=zh>", "&#2283", "&shy", "<b 发=发 title=发>", "\ud800",
)  # fmt: skip
fragments = st.text() | st.lists(st.sampled_from(HTML_PIECES + MARKDOWN_PIECES)).map("".join)
documents = fragments | st.lists(st.sampled_from(MORE_PIECES)).map("".join)
MARKS = re.compile(r"<!--.*?-->|<[^>]*>")


class NoChange:
    """A conversion that changes nothing."""

    def edits(self, text: str) -> list[Edit]:  # noqa: ARG002
        return []


def marked(html: str) -> str:
    """The fragment with a few words converted."""
    return convert_markup(html, FakeConversion(), "zh-Hant")


def seen(html: str) -> list[str]:
    """The blocks that a conversion is asked."""
    conversion = FakeConversion()
    convert_markup(html, conversion, "zh-Hant")
    return conversion.seen


def shape(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a parsed document and the names of their attributes."""
    root: Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [(str(part.tag), tuple(map(str, part.attrib))) for part in root.iter()]


@given(fragments)
def test_the_parts_of_any_text_make_the_text_again(html: str) -> None:
    assert "".join(part for _, part in tokens(html)) == html
    assert all(part for _, part in tokens(html))


@given(documents)
def test_a_conversion_that_changes_nothing_changes_nothing(html: str) -> None:
    html = re.sub(r"lang=['\"]?zh[-A-Za-z]*['\"]?", "", html)
    assert convert_markup(html, NoChange(), "zh-Hant") == html
    clean = sanitize(html.replace("\ud800", ""))
    assert convert_markup(clean, NoChange(), "zh-Hant") == clean


@given(documents)
def test_a_document_without_chinese_is_left_alone(html: str) -> None:
    plain = re.sub(r"[^\x00-\u024f]|zh|&#[^a-z]*", "", html)
    assert convert_markup(plain, FakeConversion({"a": "b", "<": "c"}), "zh-Hant") == plain


@given(documents)
def test_a_conversion_leaves_every_element_where_it_was(html: str) -> None:
    html = html.replace("\ud800", "")
    assert shape(marked(html)) == shape(html)


@given(st.lists(st.sampled_from(INLINE_PIECES)).map("".join))
def test_the_text_of_a_block_is_converted_as_one(html: str) -> None:
    def text(some: str) -> str:
        return re.sub("[\u00ad\u200b]", "", unescape(MARKS.sub("", some)))

    assert text(marked(html)) == apply(text(html), FakeConversion().edits(text(html)))
    assert MARKS.findall(marked(html)) == MARKS.findall(html)


@given(documents, st.lists(st.integers(0, 200)), st.sampled_from([8, 64 * 1024]))
def test_pieces_of_a_document_give_the_same_as_the_whole(
    html: str, places: list[int], longest: int
) -> None:
    with patch.object(markup, "_STEP", 1), patch.object(markup, "_LONGEST_BLOCK", longest):
        conversion = MarkupConversion(FakeConversion(), "zh-Hant")
        cuts = [0, *sorted(min(place, len(html)) for place in places), len(html)]
        answers = [conversion.feed(html[a:b]) for a, b in pairwise(cuts)]
        assert "".join(answers) + conversion.close() == marked(html)


@given(documents)
def test_a_document_may_come_a_character_at_a_time(html: str) -> None:
    with patch.object(markup, "_STEP", 1):
        conversion = MarkupConversion(FakeConversion(), "zh-Hant")
        assert "".join(map(conversion.feed, html)) + conversion.close() == marked(html)


def test_finished_blocks_are_answered_at_once_and_little_is_kept() -> None:
    conversion = MarkupConversion(NoChange(), "zh-Hant")
    block = "<p>" + "头发。" * 1000 + "</p>"
    answered = sum(len(conversion.feed(block)) for _ in range(100))
    assert answered > 90 * len(block)


def test_a_block_without_end_is_cut_after_a_sentence() -> None:
    conversion = FakeConversion()
    html = "发<b>头发，后来。</b>" * 20_000
    assert convert_markup(html, conversion, "zh-Hant") == "發<b>頭髮，後来。</b>" * 20_000
    assert len(conversion.seen) > 1
    assert all(len(text) <= 64 * 1024 and text.endswith("。") for text in conversion.seen)


def test_tags_and_texts_are_told_apart() -> None:
    assert list(tokens('甲<p class="a>b">乙</p><br><!-- x -->丙')) == [
        ("", "甲"),
        ("p", '<p class="a>b">'),
        ("", "乙"),
        ("p", "</p>"),
        ("br", "<br>"),
        ("!", "<!-- x -->"),
        ("", "丙"),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("头<b>发</b>", "頭<b>髮</b>"),
        ("内<b>存</b>", "記<b>憶體</b>"),
        ("内存<b>发</b>", "記憶體<b>發</b>"),
        ("记忆<b>体</b>", "内<b>存</b>"),
        ("头<!-- 发 -->发", "頭<!-- 发 -->髮"),
        ("头<wbr>发<wbr/>后", "頭<wbr>髮<wbr/>後"),
        ("头&shy;发 头&#8203;发", "頭&shy;髮 頭&#8203;髮"),
        ("头&ZeroWidthSpace;发 头&#xAD;发", "頭&ZeroWidthSpace;髮 頭&#xAD;髮"),
        ("&#22836;&#x53d1;&#20013;", "頭髮&#20013;"),
        ("<p>字</p>", "<p>&lt;&amp;&gt;</p>"),
        ("<x-y>头</x-y><o:p></o:p>发", "<x-y>頭</x-y><o:p></o:p>髮"),
    ],
)
def test_a_phrase_runs_across_inline_elements(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    "between",
    ["</p><p>", "<br>", "<BR/>", "<hr>", "<img src=x>", "<li>", "<sup>1</sup>", "<q>x</q>", "&amp;",
     "&nbsp;", "<code>x</code>", "<button>x</button>", "<svg/>"],
)  # fmt: skip
def test_a_phrase_ends_at_blocks_and_borders(between: str) -> None:
    assert marked(f"<p>头{between}发") == f"<p>頭{between}發"


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("“头<code>x<b>y</b></code>发”", ["“头\ufffc发”"]),
        ("头<img><sub>发</sub>", ["头\ufffc\ufffc发\ufffc"]),
        ("头<i lang=en>a<b lang=zh>发</b>b</i>后", ["头\ufffc发后"]),
        ("&ldquo;头\n发&rdquo;&amp;", ["“头 发”&"]),
        ("见http://x.com/?a=1&amp;b=<wbr>后", ["见http://x.com/?a=1&b=后"]),
        ("<p>a</p>发<p> ", ["发"]),
    ],
)
def test_a_conversion_sees_whole_blocks(html: str, blocks: list[str]) -> None:
    assert seen(html) == blocks


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "头<ruby>发<rp>(</rp><rt>fà</rt><rp>)</rp></ruby>后",
            "頭<ruby>髮<rp>(</rp><rt>fà</rt><rp>)</rp></ruby>後",
        ),
        ("<ruby>头<rt>t</rt>发<rt>f</rt></ruby>", "<ruby>頭<rt>t</rt>髮<rt>f</rt></ruby>"),
        ("<ruby>头<rt>t<rb>发<rt>f</ruby>", "<ruby>頭<rt>t<rb>髮<rt>f</ruby>"),
        ("头<ruby>发<rt>内<b>存</b></ruby>后", "頭<ruby>髮<rt>記<b>憶體</b></ruby>後"),
        ("<ruby>头<rt>头</rt></ruby>发", "<ruby>頭<rt>頭</rt></ruby>髮"),
    ],
)
def test_ruby_text_is_set_aside(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>发</p>", "<p>發</p>"),
        ('<img src="发.png" alt="发">', '<img src="发.png" alt="發">'),
        ("<IMG ALT='发' SRC=发.png>", "<IMG ALT='發' SRC=发.png>"),
        ('<a href="发" title="发">发</a>', '<a href="发" title="發">發</a>'),
        ("<a title=头&shy;发 data-title=发>", "<a title=頭&shy;髮 data-title=发>"),
        ("<b title='字'>", "<b title='&#60;&#38;&#62;'>"),
        ('<section aria-label="发">发</section>', '<section aria-label="發">發</section>'),
        ('<abbr title="a &quot;发&quot;">发</abbr>', '<abbr title="a &quot;發&quot;">發</abbr>'),
        ("<option label=发 value=发>发", "<option label=發 value=发>發"),
        ("<input type=submit value=发>", "<input type=submit value=發>"),
        ("<input value=发 placeholder=发>", "<input value=发 placeholder=發>"),
        ("<textarea title=发>发</textarea>", "<textarea title=發>发</textarea>"),
        ("<meta content='发' name=Keywords>", "<meta content='發' name=Keywords>"),
        ("<meta name=viewport content='发'>", "<meta name=viewport content='发'>"),
        ("<title>头发 &amp; <b></title>发", "<title>頭髮 &amp; <b></title>發"),
        ("<button value=发>发</button>", "<button value=发>發</button>"),
        ("1 < 2发<", "1 < 2發<"),
        ("<p a='>' b=\">\" c=/>发", "<p a='>' b=\">\" c=/>發"),
    ],
)
def test_prose_and_what_is_read_aloud_is_converted(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p id="发" class="发" lang="zh">发</p>', '<p id="发" class="发" lang="zh-Hant">發</p>'),
        ("<P LANG=zh_CN xml:lang='ZH-cn'>发", "<P LANG=zh-Hant xml:lang='zh-Hant'>發"),
        ("<p lang=''>发</p>", "<p lang=''>發</p>"),
        ("<p lang=yue-Hans>发", "<p lang=yue-Hant>發"),
        ("<p lang=zh translate=no>发", "<p lang=zh translate=no>发"),
        ("<html lang=zh-Hant>发", "<html lang=zh-Hant>發"),
        ("<meta property=og:locale content=zh_CN>", "<meta property=og:locale content=zh_TW>"),
        (
            "<meta http-equiv=Content-Language content='zh-cn, en'>",
            "<meta http-equiv=Content-Language content='zh-Hant, en'>",
        ),
        ("<a hreflang=zh-CN>", "<a hreflang=zh-CN>"),
    ],
)
def test_the_language_becomes_the_targets(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    "untouched",
    [
        "<code>发</code>",
        "<pre>发<code>发</code><b>发</b></pre>",
        "<kbd>发</kbd>",
        "<samp>发</samp>",
        "<var>发</var>",
        "<script>'<b>发</script>",
        "<STYLE>发</style >",
        "<svg><title>发</title><style>a<b</style>发</b></svg>",
        "<svg><![CDATA[>发]]></svg>",
        "<math><mi>发</mi></math>",
        '<p translate="no">发<b>发</b></p>',
        '<p translate="NO">发</p>',
        '<p class="a notranslate">发</p>',
        '<p lang="ja">发</p>',
        '<p xml:lang="ja">发</p>',
        '<p lang="zh-Latn">发</p>',
        '<p lang="zh-Hant">发</p>',
        '<p lang="en" title="发">发<i>x</i></p>',
        '<img lang="ja" alt="发">',
        '<br translate="no">',
        "<p lang=en>发<b>发</p>",
        "<!-- 发 --!>",
        "<!发>",
        "<?发?>",
        "</ 发>",
        "<ul><li lang=en>发<b>发</ul>",
        "<table><tr><td lang=en>发<tr translate=no><td>发</table>",
    ],
)
def test_what_is_no_prose_stays_and_what_follows_is_converted(untouched: str) -> None:
    assert marked(f"发{untouched}发") == f"發{untouched}發"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p translate=no>发<i translate=yes>发</i>发",
            "<p translate=no>发<i translate=yes>發</i>发",
        ),
        ("<p lang=en>发<i lang=zh>发</i>发", "<p lang=en>发<i lang=zh-Hant>發</i>发"),
        ("<p lang=en>发<p>发", "<p lang=en>发<p>發"),
        ("<li lang=en>发<li>发", "<li lang=en>发<li>發"),
        ("<dt lang=en>发<dd>发", "<dt lang=en>发<dd>發"),
        ("<table><td lang=en>发<td>发", "<table><td lang=en>发<td>發"),
        ("<svg>发<p>发", "<svg>发<p>發"),
        ("<b><p lang=en>发</b>发</p>发", "<b><p lang=en>发</b>发</p>發"),
        ("<div lang=en>发</span>发</div>发", "<div lang=en>发</span>发</div>發"),
    ],
)
def test_skipped_stretches_end_where_elements_end(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize("end", ["<b 发", "<b title='发>发", "<!-- 发", "<script>发", "</b 发"])
def test_what_never_ends_is_left_as_it_is(end: str) -> None:
    assert marked("发" + end) == "發" + end


def test_an_untouched_element_ends_at_its_own_end() -> None:
    html = '<div translate="no">发<div>发</div>发</div><div>发</div>'
    assert marked(html) == '<div translate="no">发<div>发</div>发</div><div>發</div>'


def test_a_class_or_language_that_only_looks_alike_is_converted() -> None:
    html = '<p class="notranslated">发</p><p translate="yes">发</p><p lang="ZH">发</p>'
    assert "发" not in marked(html)


@pytest.mark.parametrize(
    "part",
    ["<", "<b>", "&", '"', "<!--", '<b a="', "<i></b>", "</", "<![CDATA[", "中<b>", "&#22836;",
     "中\u200b", "<svg><p>", "<ruby>中<rt>", "<div><span>", "<!-- -", "<title>中",
     "<table><td><div>"],
)  # fmt: skip
def test_any_input_takes_linear_time(part: str) -> None:
    html = part * (200_000 // len(part))
    assert convert_markup(html, NoChange(), "zh-Hant") == html


def test_every_real_article_keeps_its_markup_when_converted(
    converter: Converter, corpus_files: list[CorpusFile]
) -> None:
    plain = re.compile(r'(?<= )(alt|title|aria-label|lang)="[^"]*"')
    for item in corpus_files:
        target = Variant.HANT if item.script is Script.HANS else Variant.HANS
        html = safe_html(item.parsed.article)
        converted = convert_markup(html, _ByCharacter(converter, item.script, target), "zh")
        tags = [plain.sub("", part) for name, part in tokens(html) if name]
        assert [plain.sub("", part) for name, part in tokens(converted) if name] == tags, item.name


class _ByCharacter:
    def __init__(self, converter: Converter, source: Script, target: Variant) -> None:
        self._convert = lambda text: converter.convert_short(text, source, target)

    def edits(self, text: str) -> list[Edit]:
        pairs = enumerate(map(self._convert, text))
        return [(at, at + 1, new) for at, new in pairs if new != text[at]]
