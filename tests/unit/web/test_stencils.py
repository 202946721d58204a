"""A filled stencil is what the template makes of the same content."""

from typing import Any, NamedTuple

import jinja2
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from reader.web.stencils import Stencil, Stencils, taken_apart, with_holes

TEMPLATE = jinja2.Environment(autoescape=True).from_string(
    '<h1 title="{{ title }}">{{ title }}</h1>{{ body|safe }}'
    "{% if author %}<p>{{ author.name }}{% if author.role %} ({{ author.role }}){% endif %}</p>"
    "{% endif %}{% for tag in tags %}<b>{{ tag }}</b>{% else %}none{% endfor %}"
)


class Author(NamedTuple):
    name: str
    role: str


TEXT = st.text(st.sampled_from("甲字a&<>\"'\0 012{}%"), max_size=6)
CONTENT = st.fixed_dictionaries(
    {
        "title": TEXT,
        "body": TEXT.map(Markup),
        "author": st.none() | st.builds(Author, TEXT, TEXT),
        "tags": st.lists(TEXT, max_size=3).map(tuple),
    }
)


def filled(stencils: Stencils, content: dict[str, Any]) -> bytes:
    content = dict(sorted(content.items()))  # as written in code: always in the same order
    shape, texts = taken_apart(content.values())
    known = stencils.get(shape)
    made = stencils.keep(shape, Stencil(TEMPLATE.render(**with_holes(content))))
    assert known is None or known.digest == made.digest
    return made.filled(texts)


@given(st.lists(CONTENT, min_size=1, max_size=8))
def test_a_filled_stencil_is_what_the_template_renders(pages: list[dict[str, Any]]) -> None:
    stencils = Stencils()
    for content in pages:
        assert filled(stencils, content) == TEMPLATE.render(**content).encode()


def test_contents_of_one_shape_share_a_stencil() -> None:
    shapes = {
        taken_apart((title, "", None, tags)).shape
        for title, tags in (("甲", ("x",)), ("乙", ("y",)), ("", ("x",)), ("甲", ("x", "y")))
    }
    assert len(shapes) == 3


def test_stencils_are_bounded() -> None:
    stencils = Stencils()
    for number in range(2000):
        stencils.keep(number, Stencil("x"))
    assert len(stencils._kept) <= 512
