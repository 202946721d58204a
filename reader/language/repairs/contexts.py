"""What stands beside punctuation in Chinese text."""

import re
from collections.abc import Callable, Iterable

from reader.language.characters import HAN_CLASS

OPENING = "“‘「『（《〈【〔"
CLOSING = "”’」』）》〉】〕"
STOPS = "，。；：！？、…—"
HAN = HAN_CLASS
BEFORE = f"[{HAN}{CLOSING}]"  # what Chinese punctuation may follow
AFTER = f"[{HAN}{OPENING}]"
BESIDE = f"{HAN}{OPENING}{CLOSING}{STOPS}"

_CODE = re.compile(r"[=<>{}\\`|$#]|\]\(")


def is_code(line: str) -> bool:
    """Whether a line has signs of a program, a path of menus or Markdown: a -> b, x = 1, [a](b)."""
    return _CODE.search(line) is not None


def outside_code(
    pattern: re.Pattern[str], mended: Callable[[re.Match[str]], str], texts: Iterable[str]
) -> list[str]:
    """The texts with what matches replaced, but for lines of code."""
    return [
        "".join(
            line if is_code(line) else pattern.sub(mended, line)
            for line in text.splitlines(keepends=True)
        )
        if pattern.search(text)
        else text
        for text in texts
    ]
