"""Front matter: plain texts out of YAML, and a sentence with a line for everything else."""

import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from reader.domain.errors import ArticleError
from reader.storage.front_matter import MAX_LENGTH, FrontMatter, Value, split_front_matter
from tests.unit.builders import processor_time

PIECES = (
    "a", "题", ": ", ":", "- ", "\n", "\n  ", "#", "&", "*", "!", "!!int ", "'", '"', "[", "]", "{",
    "}", ",", "|", ">", "?", "? ", "%", "%YAML 1.1", "@", "`", "\\", "\\x", "\\UFFFFFFFF", "---",
    "\n---\n", "\n...\n", "<<: ", "~", "null", "1_000", "0o7", "\t", "\u2028", "\ufeff", "\u200b",
)  # fmt: skip
heads = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
# Line separators and the like are escaped by the writer; lone surrogates are no text.
scalars = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
documents = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    scalars | st.lists(scalars, max_size=4),
    min_size=1,
    max_size=6,
)


def is_plain(value: Value) -> bool:
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    return isinstance(value, str)


def parsed(head: str) -> FrontMatter:
    return split_front_matter(f"---\n{head}\n---\n正文\n")


@given(heads | st.text())
@example('a: "\\UFFFFFFFF"')
@example("%YAML 1." + "9" * 5000)
@example("[" * 9000)
def test_any_head_gives_plain_values_or_an_article_error(head: str) -> None:
    try:
        matter = parsed(head)
    except ArticleError:
        return
    assert is_plain(dict(matter.values))


@given(st.text() | heads)
def test_a_text_without_front_matter_is_returned_whole(text: str) -> None:
    if text.split("\n", maxsplit=1)[0].rstrip() != "---":
        assert split_front_matter(text) == FrontMatter({}, text, 1)


@given(documents, st.text(max_size=40))
def test_what_a_yaml_writer_writes_is_read_again(
    values: dict[str, str | list[str]], body: str
) -> None:
    head = yaml.safe_dump(values, allow_unicode=True, width=1000)
    matter = split_front_matter(f"---\n{head}---\n{body}")
    assert matter.values == values
    assert matter.text == body


@given(heads, st.text("a\n字-", max_size=20))
def test_the_first_line_is_where_the_text_begins(head: str, body: str) -> None:
    whole = f"---\n{head}\n---\n{body}"
    try:
        matter = split_front_matter(whole)
    except ArticleError:
        return
    assert whole.endswith(matter.text)
    if "\u2028" not in whole:
        assert "\n".join(whole.split("\n")[matter.first_line - 1 :]) == matter.text


def test_values_stay_as_their_author_typed_them() -> None:
    head = (
        "title: 2024\npublished: 2018-11-12 14:41\ntime: 12:30\ndraft: yes\nnumber: 0x1F\n"
        "float: 1e3\nnone: ~\nempty:\nmerge: <<\ntags: [1, 二, true]\n"
    )
    assert parsed(head).values == {
        "title": "2024",
        "published": "2018-11-12 14:41",
        "time": "12:30",
        "draft": "yes",
        "number": "0x1F",
        "float": "1e3",
        "none": "~",
        "empty": "",
        "merge": "<<",
        "tags": ["1", "二", "true"],
    }


def test_a_python_object_is_only_a_text() -> None:
    matter = parsed("x: !!python/object/apply:os.system ['echo hacked']")
    assert matter.values == {"x": ["echo hacked"]}


@pytest.mark.parametrize("fence", ["---", "---  ", "..."])
def test_three_hyphens_or_three_dots_close_it(fence: str) -> None:
    matter = split_front_matter(f"---\ntitle: 题\n{fence}\n正文\n")
    assert matter == FrontMatter({"title": "题"}, "正文\n", 4)


@pytest.mark.parametrize("text", ["---", "----\na\n---\n", "-- -\na\n", "\n---\na\n\nb\n"])
def test_what_only_looks_like_a_fence_is_text(text: str) -> None:
    assert split_front_matter(text) == FrontMatter({}, text)


def test_an_empty_head_is_no_mistake() -> None:
    assert split_front_matter("---\n---\n正文") == FrontMatter({}, "正文", 3)
    assert split_front_matter("---\n\n \n---\n正文") == FrontMatter({}, "正文", 5)


@pytest.mark.parametrize("body", ["", "正文\n" * 10, "字" * MAX_LENGTH, "字\n" * MAX_LENGTH])
def test_a_head_that_never_closes_is_an_error_on_line_one(body: str) -> None:
    with pytest.raises(ArticleError, match="never closes") as raised:
        split_front_matter(f"---\ntitle: 题\n\n{body}")
    assert raised.value.line == 1


def test_a_head_may_not_be_larger_than_sixteen_kilobytes() -> None:
    line = "x: " + "a" * 96 + "\n"
    assert len(parsed(line.replace("x", "y") + "#" * 15_000).values) == 1
    with pytest.raises(ArticleError, match="16 KB"):
        parsed(line * (MAX_LENGTH // len(line) + 2))


@pytest.mark.parametrize("head", ["a: &x 1", "a: *x", "&x a: 1", "- &x 1", "a: [&x [1], *x]"])
def test_anchors_and_aliases_are_refused(head: str) -> None:
    with pytest.raises(ArticleError, match="anchors and aliases") as raised:
        parsed(f"title: 题\n{head}" if head[0] == "a" else head)
    assert raised.value.line == (3 if head[0] == "a" else 2)


def test_billion_laughs_are_refused_at_once() -> None:
    lines = ["a0: &a0 [哈, 哈]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    with processor_time(1), pytest.raises(ArticleError, match="anchors and aliases"):
        parsed("\n".join(lines))


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("title: [没完\nauthor: 张力", 3),
        ("title: 甲: 乙", 2),
        ("title: 题\n\tauthor: 张力", 3),
        ("title: '没完", 3),
        ("title: @张力", 2),
        ("title: 题\n? [a]\n: b", 3),
    ],
)
def test_broken_yaml_is_reported_on_its_line(head: str, line: int) -> None:
    with pytest.raises(ArticleError, match="not valid YAML") as raised:
        parsed(head)
    assert raised.value.line == line


@pytest.mark.parametrize("head", ["只有字", "- 甲\n- 乙", "[甲, 乙]", "'题'"])
def test_a_head_without_keys_is_an_error(head: str) -> None:
    with pytest.raises(ArticleError, match="key: value"):
        parsed(head)


@pytest.mark.parametrize("escape", [r"\UFFFFFFFF", r"\U00110000", r"\ud800", r"\udfff"])
def test_an_escape_that_names_no_character_is_an_error_or_left_out(escape: str) -> None:
    try:
        matter = parsed(f'title: "题{escape}"')
    except ArticleError:
        return
    assert str(matter.values["title"]).encode("utf-8")


@pytest.mark.parametrize("escape", [r"\0", r"\a", r"\e", r"\x01", r"\x7f", r"\N"])
def test_an_escape_cannot_bring_in_a_control_character(escape: str) -> None:
    try:
        matter = parsed(f'title: "题{escape}目"')
    except ArticleError:
        return
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", str(matter.values["title"]))


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ArticleError, match="not valid YAML"):
        parsed("a: " + "[" * 8000)
    with pytest.raises(ArticleError, match="not valid YAML"):
        parsed("a: " + "{b: " * 3000)


def test_empty_lines_and_marks_above_the_front_matter_do_no_harm() -> None:
    """A draft must not be published because of an empty line."""
    for above in ("\n", " \n\n", "\ufeff", "\ufeff\ufeff\n"):
        matter = split_front_matter(f"{above}---\ndraft: true\n---\n正文\n")
        assert matter.values == {"draft": "true"}
        assert matter.text == "正文\n"


def test_keys_are_read_whatever_their_case() -> None:
    assert split_front_matter("---\nDraft: true\nTITLE: 题\n---\n").values == {
        "draft": "true",
        "title": "题",
    }


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ArticleError, match="second time") as raised:
        split_front_matter("---\ndraft: true\ntitle: 题\ndraft: false\n---\n")
    assert raised.value.line == 4
