"""HTML and its conversion: the prose changes, everything else stays byte for byte."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion import Converter
from reader.language.markup import convert_markup, tokens
from reader.rendering.bodies import safe_html
from reader.rendering.safety import sanitize
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES
from tests.unit.conftest import CorpusFile

fragments = st.text() | st.lists(st.sampled_from(HTML_PIECES + MARKDOWN_PIECES)).map("".join)


def marked(html: str) -> str:
    """The fragment with every 发 turned into 發."""
    return convert_markup(html, lambda text: text.replace("发", "發"))


@given(fragments)
def test_the_parts_of_any_text_make_the_text_again(html: str) -> None:
    assert "".join(part for _, part in tokens(html)) == html
    assert all(part for _, part in tokens(html))


@given(fragments)
def test_a_conversion_that_changes_nothing_changes_nothing(html: str) -> None:
    assert convert_markup(html, str) == html
    clean = sanitize(html)
    assert convert_markup(clean, str) == clean


@given(fragments)
def test_a_conversion_leaves_every_tag_where_it_was(html: str) -> None:
    clean = sanitize(html)
    upper = convert_markup(clean, str.swapcase)
    assert [name for name, _ in tokens(upper)] == [name for name, _ in tokens(clean)]


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
        ("<p>发</p>", "<p>發</p>"),
        ('<img src="发.png" alt="发">', '<img src="发.png" alt="發">'),
        ('<a href="发" title="发">发</a>', '<a href="发" title="發">發</a>'),
        ('<section aria-label="发">发</section>', '<section aria-label="發">發</section>'),
        ('<p id="发" class="发" lang="zh">发</p>', '<p id="发" class="发">發</p>'),
        ('<abbr title="a &quot;发&quot;">发</abbr>', '<abbr title="a &quot;發&quot;">發</abbr>'),
        ("<ruby>发<rt>fā</rt></ruby>", "<ruby>發<rt>fā</rt></ruby>"),
    ],
)  # fmt: skip
def test_prose_and_what_is_read_aloud_is_converted(html: str, expected: str) -> None:
    assert marked(html) == expected


@pytest.mark.parametrize(
    "untouched",
    [
        "<code>发</code>",
        "<pre>发<code>发</code><b>发</b></pre>",
        "<kbd>发</kbd>",
        "<samp>发</samp>",
        "<var>发</var>",
        '<p translate="no">发<b>发</b></p>',
        '<p translate="NO">发</p>',
        '<p class="a notranslate">发</p>',
        '<p lang="ja">发</p>',
        '<p lang="en" title="发">发<i lang="zh">x</i></p>',
        '<img lang="ja" alt="发">',
        '<br translate="no">',
    ],
)
def test_what_is_no_prose_stays_and_what_follows_is_converted(untouched: str) -> None:
    assert marked(f"发{untouched}发") == f"發{untouched}發"


def test_an_untouched_element_ends_at_its_own_end() -> None:
    html = '<div translate="no">发<div>发</div>发</div><div>发</div>'
    assert marked(html) == '<div translate="no">发<div>发</div>发</div><div>發</div>'


def test_a_class_or_language_that_only_looks_alike_is_converted() -> None:
    html = '<p class="notranslated">发</p><p translate="yes">发</p><p lang="ZH">发</p>'
    assert "发" not in marked(html)


def test_every_real_article_keeps_its_markup_when_converted(
    converter: Converter, corpus_files: list[CorpusFile]
) -> None:
    for item in corpus_files:
        target = Variant.HANT if item.script is Script.HANS else Variant.HANS
        html = safe_html(item.parsed.article)
        script = item.script
        converted = convert_markup(
            html,
            lambda text, s=script, t=target: converter.convert(text, s, t),  # type: ignore[misc]
        )
        plain = re.compile(r'(?<= )(alt|title|aria-label)="[^"]*"')
        tags = [plain.sub("", part) for name, part in tokens(html) if name]
        assert [plain.sub("", part) for name, part in tokens(converted) if name] == tags, item.name
