"""Plain text that comes in pieces comes out as it would whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion import stream
from reader.language.conversion.converter import Converter
from reader.language.conversion.stream import PlainConversion
from tests.unit.builders import processor_time
from tests.unit.language.fakes import FakeConversion

HANS, TAIWAN = Script.HANS, Variant.HANT_TW
texts = st.text("头发展现内存里字后余先生说。，“”‘’\n\r a\u200b\ud800", max_size=80)
sizes = st.lists(st.integers(1, 30), min_size=1, max_size=20)


def streamed(conversion: PlainConversion, text: str, steps: list[int]) -> str:
    """The text fed in pieces of these sizes, again and again."""
    parts, place, number = [], 0, 0
    while place < len(text):
        size = steps[number % len(steps)]
        parts.append(conversion.feed(text[place : place + size]))
        place, number = place + size, number + 1
    return "".join(parts) + conversion.close()


@given(text=texts, steps=sizes)
def test_any_pieces_come_out_as_the_whole(
    converter: Converter, text: str, steps: list[int]
) -> None:
    conversion = PlainConversion(converter.conversion(HANS, TAIWAN))
    assert streamed(conversion, text, steps) == converter.convert(text, HANS, TAIWAN)


def test_whole_lines_go_out_as_soon_as_they_come() -> None:
    conversion = PlainConversion(FakeConversion())
    assert conversion.feed("头") == ""
    assert conversion.feed("发\n头") == "頭髮\n"
    assert conversion.feed("发") == ""
    assert conversion.close() == "頭髮"


def test_nothing_comes_of_nothing() -> None:
    conversion = PlainConversion(FakeConversion())
    assert conversion.feed("") == conversion.close() == ""


def test_a_long_line_is_cut_after_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_LONGEST_LINE", 16)
    fake = FakeConversion()
    text = "头发发。" * 30
    assert streamed(PlainConversion(fake), text, [10]) == "頭髮發。" * 30
    assert len(fake.seen) > 4
    assert all(part.endswith("。") for part in fake.seen if part)


@pytest.mark.xfail(strict=True, reason="where a line has no mark it is cut within a word")
def test_a_long_line_without_marks_is_cut_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_LONGEST_LINE", 16)
    text = "头发发" * 30
    assert streamed(PlainConversion(FakeConversion()), text, [10]) == "頭髮發" * 30


def test_many_small_pieces_take_linear_time() -> None:
    conversion = PlainConversion(FakeConversion(words={"头": "頭"}))
    with processor_time(10):
        parts = [conversion.feed("头") for _ in range(100_000)]
        assert len("".join(parts) + conversion.close()) == 100_000
