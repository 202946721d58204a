"""Sections and minutes of reading, as a body's HTML has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.rendering.outline import Section, outline, outline_html
from reader.rendering.structure import fit
from tests.unit.builders import parse_html

LONG = "<p>" + "读" * 1200 + "</p>"


def test_headings_are_numbered_unless_their_author_named_them() -> None:
    body = fit('<h2>一</h2><h2 id="b">二</h2><h3>三</h3>', "news/day")
    assert 'id="s-1"' in body
    assert 'id="a-b"' in body
    assert 'id="s-3"' in body
    assert 'id="s-2"' not in body


def test_a_long_article_with_three_headings_has_sections() -> None:
    body = fit("<h2>一 <em>甲</em></h2><h3>二<sup>1</sup></h3><h2>A &amp; B</h2>", "a") + LONG
    assert outline(body).sections == (
        Section(2, "s-1", "一 甲"), Section(3, "s-2", "二"), Section(2, "s-3", "A &amp; B"),
    )  # fmt: skip


@pytest.mark.parametrize("body", ["<h2>一</h2><h2>二</h2><h2>三</h2>", "<h2>一</h2>" + LONG])
def test_others_have_none(body: str) -> None:
    assert outline(fit(body, "a")).sections == ()


def test_readings_are_no_part_of_it() -> None:
    ruby = "<ruby>读<rp>(</rp><rt>dú</rt><rp>)</rp></ruby>"
    heading = f'<h2 id="s-1">{ruby}书</h2>'
    found = outline(heading * 3 + f"<p>{ruby * 1500}</p>")
    assert found.sections[0].words == "读书"
    assert found.minutes == 5


@pytest.mark.parametrize(
    ("body", "minutes"),
    [("", 1), ("读" * 100, 1), ("读" * 1500, 5), ("word " * 1000, 5), ("读" * 300 + "a " * 200, 2)],
)
def test_minutes_go_by_characters_and_words(body: str, minutes: int) -> None:
    assert outline(f"<p>{body}</p>").minutes == minutes


def test_notes_are_not_counted() -> None:
    notes = f'<section class="footnotes" role="doc-endnotes"><ol><li>{LONG}</li></ol></section>'
    assert outline(f"<p>{'读' * 600}</p>{notes}").minutes == 2


@given(st.lists(st.sampled_from((2, 3)), max_size=12))
def test_the_list_is_well_formed_and_in_order(levels: list[int]) -> None:
    sections = tuple(Section(level, f"s-{n}", f"第{n}节") for n, level in enumerate(levels))
    html = outline_html(sections)
    root = parse_html(f"<ol>{html}</ol>", is_strict=True)
    assert [a.get("href") for a in root.iter("a")] == [f"#{section.id}" for section in sections]
    assert html.count("<li>") == html.count("</li>") == len(sections)
    assert html.count("<ol>") == html.count("</ol>")
