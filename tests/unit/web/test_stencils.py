"""A filled stencil is what the template makes of the same content."""

from typing import Any, NamedTuple

import jinja2
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from reader.web.stencils import Stencils

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
    found = stencils.fill("key", content)
    made = stencils.make("key", content, lambda holes: TEMPLATE.render(**holes))
    assert found in {None, made}
    return made


@given(st.lists(CONTENT, min_size=1, max_size=8))
def test_a_filled_stencil_is_what_the_template_renders(pages: list[dict[str, Any]]) -> None:
    stencils = Stencils()
    for content in pages:
        assert filled(stencils, content) == TEMPLATE.render(**content).encode()


def test_a_template_is_rendered_once_for_each_shape() -> None:
    stencils, rendered = Stencils(), []

    def render(holes: Any) -> str:
        rendered.append(holes)
        return TEMPLATE.render(**holes)

    for title in ("甲", "乙", ""):
        content = {"title": title, "body": "", "author": None, "tags": ("x",)}
        if stencils.fill("key", content) is None:
            stencils.make("key", content, render)
    assert len(rendered) == 2


def test_stencils_are_bounded() -> None:
    stencils = Stencils()
    for number in range(2000):
        stencils.make(number, {"title": "x"}, lambda holes: str(holes["title"]))
    assert len(stencils._kept) <= 512
