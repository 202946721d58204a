"""Text joined from pieces, and edits taken back to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.edits import apply
from reader.language.markup.joined import edits_through
from tests.unit.language.fakes import FakeConversion

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe00\ufe0f\U000e0100"


def converted(text: str) -> str:
    return apply(text, edits_through(text, FakeConversion()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("头发", "頭髮"),
        ("头\u200b发", "頭\u200b髮"),
        ("\ufeff头\u00ad\u2060发\ufe0f后", "\ufeff頭\u00ad\u2060髮\ufe0f後"),
        ("内\u200d存", "記\u200d憶體"),
        ("记忆\u200b体", "内\u200b存"),
        ("记\u200b忆体", "内\u200b存"),
        ("\u200b", "\u200b"),
        ("", ""),
    ],
)
def test_invisible_characters_part_nothing_and_stay(text: str, expected: str) -> None:
    assert converted(text) == expected


@given(st.text(st.sampled_from("头发后内存记忆体a，" + INVISIBLE)))
def test_what_is_seen_is_converted_as_if_nothing_else_were_there(text: str) -> None:
    def seen(some: str) -> str:
        return "".join(char for char in some if char not in INVISIBLE)

    result = converted(text)
    assert seen(result) == converted(seen(text))
    assert [c for c in result if c in INVISIBLE] == [c for c in text if c in INVISIBLE]
