"""Quotation marks by nesting depth: 「『』」 in traditional text, “‘’” in simplified text.

The rules:

- A pair takes the marks of its depth, whatever marks its author chose: the outermost is 「」 or “”,
  and inside each pair the other kind follows.
- Marks without a partner are changed one to one: “ is 「 and ‘ is 『. So a paragraph that opens
  again what the one before left open comes out right, and nesting inside it too.
- The state begins anew at each line. A line without Han characters is left alone, and so is one
  that has only marks of the target's kind.
- An English pair is left alone with all that is in it: no Han inside, letters before and after it
  with nothing Chinese between (Smith, “On Writing,” Nature). English words that Chinese text quotes
  (他说“Hello”) get Chinese marks, and so does what is quoted in them: one system in one quotation.
- Apostrophes are no marks (don’t, ’90s, rock ’n’ roll, the students’ books), nor is an unpaired
  mark after a digit (27”). ASCII quotes, primes and the vertical forms ﹁﹂﹃﹄ stay.
"""

import re
from dataclasses import dataclass

from reader.language.characters import BORDER, HAN, HAN_CLASS
from reader.language.edits import Edit

_OPENING = "“‘「『"
_CLOSING = "”’」』"
_TRADITIONAL = ("「」", "『』")  # outer, inner
_SIMPLIFIED = ("“”", "‘’")

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_TOKEN = re.compile(
    rf"""
    (?P<apostrophe> ’[nN]’ | (?<=[{_LETTER}0-9])[’‘](?=[{_LETTER}])
        | (?<![^\s(\[/“‘「『（{BORDER}])’(?=[{_LETTER}0-9]) )
    | (?P<mark> [“”‘’「」『』] )
    | (?P<chinese> [{HAN_CLASS}\u3001-\u300b\u3010-\u303f\u3040-\u31ff\uac00-\ud7af\uff01-\uff65]+ )
    | (?P<letters> [{_LETTER}]+ )
    """,
    re.VERBOSE,
)
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")


@dataclass(slots=True)
class _Mark:
    """A quotation mark: where it is, of which pair, and what it stands beside."""

    at: int
    kind: int  # index into _OPENING
    is_opening: bool
    before: str  # the group of the nearest word before: "chinese", "letters" or ""
    runs: int  # of Chinese characters before it
    after: str = ""
    partner: int = -1  # the number of the mark that it pairs with
    is_left: bool = False
    is_inner: bool = False
    beyond: "_Mark | None" = None  # of an unpaired mark: the nearest around it that tells depth


def quote_edits(text: str, target_is_traditional: bool, *, enabled: bool = True) -> list[Edit]:
    """What changes in the quotation marks of a block that is converted to the other script.

    Empty if not `enabled`. Takes linear time.
    """
    wanted = "“”‘’" if target_is_traditional else "「」『』"
    if not enabled or not any(mark in text for mark in wanted):
        return []
    edits: list[Edit] = []
    for line in _LINE.finditer(text):
        written = line[0]
        if any(mark in written for mark in wanted) and HAN.search(written):
            marks = _marks(text, line.start(), line.end())
            _pair(marks, text)
            _leave_english(marks)
            _nest(marks)
            edits += _changes(marks, text, _TRADITIONAL if target_is_traditional else _SIMPLIFIED)
    return edits


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks: list[_Mark] = []
    waiting = 0  # the first mark whose `after` is not known yet
    before = ""
    runs = 0
    for token in _TOKEN.finditer(text, start, end):
        group = token.lastgroup
        if group == "mark":
            is_opening = token[0] in _OPENING
            kind = (_OPENING if is_opening else _CLOSING).index(token[0])
            marks.append(_Mark(token.start(), kind, is_opening, before, runs))
        elif group in {"chinese", "letters"}:
            before = group or ""
            runs += group == "chinese"
            while waiting < len(marks):
                marks[waiting].after = before
                waiting += 1
    return marks


def _pair(marks: list[_Mark], text: str) -> None:
    """Find partners: a closing mark pairs with the nearest opening mark of its kind."""
    opened: list[int] = []
    count = [0, 0, 0, 0]
    for number, mark in enumerate(marks):
        if mark.is_opening:
            opened.append(number)
            count[mark.kind] += 1
        elif count[mark.kind]:
            while marks[opened[-1]].kind != mark.kind:
                count[marks[opened.pop()].kind] -= 1
            count[mark.kind] -= 1
            mark.partner = opened.pop()
            marks[mark.partner].partner = number
        else:
            mark.is_left = _is_no_quote(mark, text)


def _is_no_quote(mark: _Mark, text: str) -> bool:
    """Whether an unpaired closing mark is an apostrophe or an inch sign."""
    before, after = text[mark.at - 1 : mark.at], text[mark.at + 1 : mark.at + 2]
    if before.isascii() and before.isdigit():
        return True
    return mark.kind == 1 and any(char.isascii() and char.isalnum() for char in (before, after))


def _leave_english(marks: list[_Mark]) -> None:
    number = 0
    while number < len(marks):
        mark = marks[number]
        if mark.is_opening and mark.partner >= 0:
            closing = marks[mark.partner]
            is_latin = mark.before == closing.after == "letters" and mark.runs == closing.runs
            if is_latin:
                for inside in marks[number : mark.partner + 1]:
                    inside.is_left = True
            number = mark.partner
        number += 1


def _nest(marks: list[_Mark]) -> None:
    """Decide which marks are inner ones. Unpaired ones keep what they were."""
    around: list[_Mark] = []
    for mark in marks:
        if mark.is_left:
            continue
        if not mark.is_opening:
            mark.is_inner = mark.kind % 2 == 1
            if mark.partner >= 0:
                opening = marks[mark.partner]
                mark.is_inner = opening.is_inner
                while around.pop() is not opening:
                    pass
            continue
        outer = around[-1] if around else None
        if outer and outer.partner < 0 and outer.kind == mark.kind:
            outer = outer.beyond  # one that was never closed, and so no quotation around this
        mark.beyond = outer
        mark.is_inner = (
            mark.kind % 2 == 1 if mark.partner < 0 else bool(outer and not outer.is_inner)
        )
        around.append(mark)


def _changes(marks: list[_Mark], text: str, target: tuple[str, str]) -> list[Edit]:
    edits = []
    for mark in marks:
        written = target[mark.is_inner][0 if mark.is_opening else 1]
        if not mark.is_left and text[mark.at] != written:
            edits.append((mark.at, mark.at + 1, written))
    return edits
