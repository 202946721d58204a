"""YAML front matter: the few lines of metadata at the head of an article file."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from reader.domain.errors import ArticleError
from reader.storage.encoding import cleaned

MAX_LENGTH = 16 * 1024
_FENCE = "---"

# What the parser says, and what to do about it.
_HINTS = (
    ("mapping values are not allowed", "put a value that has a colon in it into quotes"),
    ("could not find expected ':'", "write `key: value`, with a space after the colon"),
    ("'\\t' that cannot start", "use spaces, not a tab"),
    ("expected ',' or ']'", "close the list with ], and put what has ? : or # in it into quotes"),
    ("unexpected end of stream", "a quotation mark that opens must close"),
    ("that cannot start any token", "put a value that begins with this character into quotes"),
    ("expected <block end>", "begin all keys at the margin, and put a value that begins with a "
     "quotation mark into quotes of the other kind"),
    ("did not find expected alphabetic", "put the value into quotes"),
)  # fmt: skip

Value: TypeAlias = "str | list[Value] | dict[str, Value]"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The keys at the head of a file, and the text below them.

    Every scalar is kept as the text its author typed (a title of 2024 is no number, a time of
    12:30 no base-60 integer). `first_line` is the 1-based line on which the text starts, `lines`
    are those on which the keys stand.
    """

    values: Mapping[str, Value]
    text: str
    first_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


class _Loader(yaml.BaseLoader):
    """Plain scalars, lists and mappings; anchors and aliases are refused (billion laughs)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        names = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for place, (key, _) in enumerate(node.value):
            if isinstance(key, yaml.ScalarNode) and key.value in names[:place]:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} stands here for the second time",
                    problem_mark=key.start_mark,
                )
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases (& and *) are not allowed; write the value out, "
                "or put it in quotes",
                problem_mark=event.start_mark,
            )
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter off a text; a text without any is returned whole.

    Raises ArticleError with the line when the front matter is not usable YAML.
    """
    text = text.lstrip("\ufeff")
    blank = len(text) - len(text.lstrip())
    above = text[:blank].count("\n")
    first, newline, rest = text[text.rfind("\n", 0, blank) + 1 :].partition("\n")
    if first.rstrip() != _FENCE or not newline:
        return FrontMatter({}, text)
    try:
        head, body = _split(rest)
        values, lines = _parse(head) if head.strip() else ({}, {})
    except ArticleError:
        if above:  # a rule, below an empty line
            return FrontMatter({}, text)
        raise
    lines = {key: 2 + above + line for key, line in lines.items()}
    return FrontMatter(values, body, 3 + above + head.count("\n"), lines)


def _split(rest: str) -> tuple[str, str]:
    position = 0
    for line in rest.splitlines(keepends=True):
        if line.rstrip() in {_FENCE, "..."}:
            return rest[:position], rest[position + len(line) :]
        position += len(line)
        if position > MAX_LENGTH:
            break
    raise ArticleError(
        "the front matter that opens on line 1 never closes (at most 16 KB); put --- on a line "
        "of its own below it, or an empty line above the first --- if it is meant as a rule",
        1,
        code="front-matter",
    )


def _parse(head: str) -> tuple[Mapping[str, Value], Mapping[str, int]]:
    """The values by key, and the lines of the keys, the first being 0."""
    try:
        node, values = _loaded(head)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (1, 0)
        raise _broken(_in_plain_words(str(error.problem)), line, column) from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise _broken(str(error), 1) from error
    if not node or not isinstance(values, dict):
        raise ArticleError(
            "the front matter must be lines of the form `key: value`", 2, code="front-matter"
        )
    lines = {_key(key.value): key.start_mark.line for key, _ in node.value}
    return {_key(key): _cleaned(value) for key, value in values.items()}, lines


def _loaded(head: str) -> tuple[yaml.Node | None, object]:
    """What was parsed, with its places, and the values in it."""
    loader = _Loader(head)
    try:
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _key(written: object) -> str:
    return cleaned(str(written))[0].lower()


def _broken(problem: str, line: int, column: int = 0) -> ArticleError:
    message = f"the front matter is not valid YAML: {problem}"
    return ArticleError(message, line, column, code="front-matter")


def _in_plain_words(problem: str) -> str:
    hint = next((hint for words, hint in _HINTS if words in problem), "")
    return f"{problem}; {hint}" if hint else problem


def _cleaned(value: Value) -> Value:
    """YAML's escapes can write what no page may hold."""
    if isinstance(value, str):
        return cleaned(value)[0]
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return {cleaned(str(key))[0]: _cleaned(item) for key, item in value.items()}
