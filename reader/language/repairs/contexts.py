"""What stands beside punctuation in Chinese text."""

import re

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
