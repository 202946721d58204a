"""Where lines with Latin words and addresses in them may end."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.rendering.safety import sanitize
from reader.rendering.structure import fit
from tests.unit.builders import HTML_PIECES

ADDRESS = "https://www.gov.cn/zhengce/202012/24/content_5572987.htm?a=1&b=2"


def fitted(html: str) -> str:
    return fit(sanitize(html), "news/day")


def test_an_address_breaks_between_its_parts_and_keeps_its_letters() -> None:
    body = fitted(f"<p>网址是{ADDRESS.replace('&', '&amp;')}，请看。</p>")
    assert body.count("<wbr>") > 8
    assert "https://<wbr>www<wbr>.gov<wbr>.cn/<wbr>zhengce" in body
    assert body.replace("<wbr>", "").count(ADDRESS.replace("&", "&amp;")) == 1
    assert "&<wbr>" not in body
    assert not re.search(r"&[a-z]*<wbr>", body)


@pytest.mark.parametrize("element", ["pre", "code", "kbd"])
def test_an_address_in_code_stays_whole(element: str) -> None:
    assert "<wbr>" not in fitted(f"<{element}>https://example.org/a/b/c/d</{element}>")


def test_the_address_of_a_link_is_left_alone() -> None:
    body = fitted('<p><a href="https://example.org/a/b/c">https://example.org/a/b/c</a></p>')
    assert 'href="https://example.org/a/b/c"' in body
    assert "https://<wbr>example" in body


@pytest.mark.parametrize(
    ("text", "is_loose"),
    [("普通的话", False), ("用 Python 写的", False), ("internationalization 一词", True)],
)
def test_paragraphs_with_long_words_are_marked(text: str, is_loose: bool) -> None:
    assert ('<p class="loose">' in fitted(f"<p>{text}</p><p>下一段</p>")) is is_loose


@given(st.lists(st.sampled_from([*HTML_PIECES, ADDRESS, "internationalization"])).map("".join))
def test_nothing_is_said_otherwise(html: str) -> None:
    def said(text: str) -> str:
        return re.sub(r"<[^>]*>", "", text)

    assert said(fitted(html)) == said(fit(sanitize(html), "news/day"))
