"""Marks what was searched for in a text as it is shown."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from reader.language.search.terms import SearchTerms
from reader.web.stencils import has_special


def highlighted(text: str, marks: Sequence[str], terms: SearchTerms) -> Markup:
    """`text` as HTML, with `<mark>` around every place that has one of the folded `marks`."""
    places = [place for span in terms.marked(text, marks) for place in span]
    pieces = [text[start:end] for start, end in pairwise([0, *places, len(text)])]
    if has_special(text):
        pieces = [str(escape(piece)) for piece in pieces]
    pieces[1::2] = [f"<mark>{piece}</mark>" for piece in pieces[1::2]]
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped
