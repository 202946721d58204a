"""Plain text: every line a paragraph, nothing in it ever markup."""

from hypothesis import given
from hypothesis import strategies as st

from reader.rendering.plain import text_to_html
from tests.unit.builders import HTML_PIECES, parse_html


def test_every_line_is_a_paragraph_without_its_indent() -> None:
    assert text_to_html("　　甲。\n\n \t\n  乙 & 丙 \n") == "<p>甲。</p>\n<p>乙 &amp; 丙</p>"


def test_no_text_is_no_paragraph() -> None:
    assert text_to_html(" \n\n") == ""


@given(st.lists(st.sampled_from([*HTML_PIECES, "\n"]).filter(lambda piece: piece != "\x00")))
def test_no_line_is_ever_markup(pieces: list[str]) -> None:
    text = "".join(pieces)
    tree = parse_html(text_to_html(text), is_strict=True)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert [child.text for child in tree] == lines
    assert {child.tag for child in tree} <= {"p"}
