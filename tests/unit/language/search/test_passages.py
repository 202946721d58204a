"""A term is found where the visible text has it, whatever markup is in between."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.language.search.terms import SearchTerms
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, make_article

_PIECES = (
    *MARKDOWN_PIECES, *HTML_PIECES, *"农農村电電商发發", "农村", "電商", "5G", "Ｇ", "é", "⼀",
    "&#20892;", "](村)", "[农](x)", "<b>", "</b>", "<!-- 农 -->", "<rt>村</rt>", "[^农]",
    "![农](村)",
)  # fmt: skip
_QUERIES = ("农村", "电商", "农村电商", "发", "商发农", "5g农", "“农，村”", "5g", "一")


@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.sampled_from(Format))
def test_a_passage_is_found_exactly_where_the_text_has_the_term(
    search_terms: SearchTerms, pieces: list[str], form: Format
) -> None:
    article = make_article("".join(pieces), form, title="")
    folded = search_terms.fold(search_terms.visible(article))
    for text in _QUERIES:
        ((term,),) = search_terms.query(text).forms
        found = search_terms.passage(article, term)
        assert (found is not None) == term.is_in(folded), (text, folded)
        if found:
            assert term.first_place(search_terms.fold(found.text), found.place) == found.place


@given(st.lists(st.sampled_from(_PIECES), max_size=30), st.sampled_from(Format))
def test_all_that_can_be_found_is_in_the_index(
    search_terms: SearchTerms, pieces: list[str], form: Format
) -> None:
    article = make_article("".join(pieces), form, title="")
    tokens = set(search_terms.body_terms(article).split())
    for run in re.findall("[一-鿿]{2,}", search_terms.fold(search_terms.visible(article))):
        assert {first + second for first, second in pairwise(run)} <= tokens


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("第一段。\n\n这里说农**村**电商。\n\n第三段。", "这里说农村电商。"),
        ("甲" * 9000 + "农村" + "乙" * 9000, "农村"),
        ("<!--\n<b>农村\n\n" + "注释\n" * 90 + "-->农村在此", "农村在此"),
    ],
)
def test_a_passage_is_visible_text(search_terms: SearchTerms, body: str, lines: str) -> None:
    ((term,),) = search_terms.query("农村").forms
    found = search_terms.passage(make_article(body), term)
    assert found
    assert lines in found.text
    assert found.text[found.place :].startswith("农")
