"""Quotation marks by nesting depth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.conversion.quotes import quote_edits
from reader.language.edits import apply

marked = st.text(st.sampled_from("“”‘’「」『』中a1 ，\n\ufffc"))


def traditional(text: str) -> str:
    return apply(text, quote_edits(text, True))


def simplified(text: str) -> str:
    return apply(text, quote_edits(text, False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“你好。”", "他说：「你好。」"),
        ("“他说‘好’。”", "「他说『好』。」"),
        ("‘甲’和“乙”", "「甲」和「乙」"),
        ("“他说“好””", "「他说『好』」"),
        ("‘甲“乙‘丙’丁”戊’", "「甲『乙「丙」丁』戊」"),
        ("“他说「好」”", "「他说『好』」"),
        ("“甲\ufffc乙”", "「甲\ufffc乙」"),
        ("甲”\n“乙", "甲」\n「乙"),
    ],
)
def test_marks_follow_their_depth(text: str, expected: str) -> None:
    assert traditional(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("「他說『好』」", "“他說‘好’”"),
        ("『甲』", "“甲”"),
        ("「甲「乙」丙」", "“甲‘乙’丙”"),
        ("“甲”「乙」", "“甲”“乙”"),
        ("﹁甲﹂「乙」", "﹁甲﹂“乙”"),
    ],
)
def test_simplified_text_gets_its_own_marks(text: str, expected: str) -> None:
    assert simplified(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“甲‘乙’丙", "「甲『乙』丙"),  # left open; the next paragraph opens it again
        ("“‘甲", "「『甲"),
        ("“甲“乙”丙", "「甲「乙」丙"),
        ("“发展“和“改革“", "「发展「和「改革「"),
        ("乙”丙’", "乙」丙』"),
    ],
)
def test_marks_without_a_partner_change_one_to_one(text: str, expected: str) -> None:
    assert traditional(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说“I don’t know”", "他说「I don’t know」"),
        ("’90s音乐“好”", "’90s音乐「好」"),
        ("rock ’n’ roll“好”", "rock ’n’ roll「好」"),
        ("the students’ books“好”", "the students’ books「好」"),
        ("don‘t“好”", "don‘t「好」"),
        ("27”显示器“好”", "27”显示器「好」"),
    ],
)
def test_apostrophes_and_inches_stay(text: str, expected: str) -> None:
    assert traditional(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith, “On ‘Writing,’” Nature，中文", "Smith, “On ‘Writing,’” Nature，中文"),
        ("他说“He said ‘hi’ to me”", "他说「He said 『hi』 to me」"),
        ("他说“Hello”，", "他说「Hello」，"),
        ("see “中文” here", "see 「中文」 here"),
    ],
)
def test_english_is_left_unless_chinese_text_quotes_it(text: str, expected: str) -> None:
    assert traditional(text) == expected


@pytest.mark.parametrize("text", ["“Hello”", "『甲』「乙」", "中 \"a\" 'b' 5′ 6″ ＂甲＂", "", "‘’"])
def test_what_has_no_chinese_or_is_right_already_stays(text: str) -> None:
    assert traditional(text) == text


def test_marks_stay_when_they_are_switched_off() -> None:
    assert quote_edits("“甲”", True, enabled=False) == []


@given(marked, st.booleans())
def test_only_marks_change_and_each_line_is_for_itself(text: str, to_traditional: bool) -> None:
    edits = quote_edits(text, to_traditional)
    assert all(end == start + 1 and text[start] in "“”‘’「」『』" for start, end, _ in edits)
    assert all(text[start] != new for start, _, new in edits)
    assert [edit[0] for edit in edits] == sorted({edit[0] for edit in edits})
    lines = [apply(line, quote_edits(line, to_traditional)) for line in text.split("\n")]
    assert "\n".join(lines) == apply(text, edits)


@pytest.mark.parametrize("part", ["“", "”", "“‘", "“a", "“中”", "’", "中“a”b"])
def test_long_lines_take_linear_time(part: str) -> None:
    assert len(traditional(part * 20_000 + "中")) == len(part) * 20_000 + 1
