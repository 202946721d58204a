"""Moves the headings of a Markdown text down by one level."""

import re

from reader.domain.faults import Mend

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"( {0,3})(#{1,6})(?=[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_HTML_HEADING = re.compile(r"<h[1-6]\b", re.IGNORECASE)
_DEEPEST = 6


def level_mends(text: str) -> tuple[Mend, ...]:
    """What moves every heading down by one; nothing where that cannot be done without a doubt:
    headings underlined or in HTML, or one of level 6 already.
    """
    if _HTML_HEADING.search(text):
        return ()
    mends = []
    fence = before = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence):
                fence = ""
        elif match:
            fence = match[1]
        elif heading := _HEADING.match(line):
            if len(heading[2]) == _DEEPEST:
                return ()
            mends.append(Mend(number, heading[2], f"#{heading[2]}", len(heading[1]) + 1))
        elif before.strip() and _UNDERLINE.fullmatch(line):
            return ()
        before = "" if _HEADING.match(line) else line
    return tuple(mends)
