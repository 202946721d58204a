"""Where lines of Chinese text with Latin words in it end: long ones leave no gaps behind."""

import re
from collections.abc import Iterator

# An address in a text that is HTML already, and where it may go on in the next line: after the
# slashes, else before a mark, as The Chicago Manual of Style has it (7.46).
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-;=?-~]{8,}")
_BREAK = re.compile(r"(?<=/)(?=[^/])|(?<=\w)(?=[.?=&%_~-])")
# So many letters without a place to break leave a gap in a justified line of a phone.
_LONG_WORD = re.compile("[A-Za-z]{9}")
_VERBATIM = frozenset({"pre", "code", "kbd", "samp"})

Token = tuple[str, str]


def break_addresses(parts: list[Token]) -> Iterator[Token]:
    """Web addresses in the text may break between their parts."""
    verbatim = 0
    for name, part in parts:
        if name in _VERBATIM:
            verbatim += -1 if part.startswith("</") else 1
        if name or verbatim:
            yield name, part
        else:
            yield name, _ADDRESS.sub(lambda match: _BREAK.sub("<wbr>", match[0]), part)


def mark_long_words(parts: list[Token]) -> Iterator[Token]:
    """Paragraphs with a long Latin word get the class `loose`: narrow lines do not justify them."""
    opened = -1  # the place of the paragraph we are in
    loose = set()
    for number, (name, part) in enumerate(parts):
        if name == "p":
            opened = number if not part.startswith("</") else -1
        elif not name and opened >= 0 and _LONG_WORD.search(part):
            loose.add(opened)
    for number, (name, part) in enumerate(parts):
        is_plain = name == "p" and " class=" not in part
        yield name, '<p class="loose"' + part[2:] if is_plain and number in loose else part
