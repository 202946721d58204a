"""Names of files that are not in UTF-8, as zip archives and disks of old sites have them."""

import os
import re

from reader.language.characters import HAN_CLASS
from reader.storage.encoding import decode

_ALL_HAN = re.compile(rf"[\x20-\x7e{HAN_CLASS}]+")
# Letters that people name files with: of western languages, Greek and Russian.
_LETTERS = re.compile(r"[\u00a0-\u00ff\u0386-\u03ce\u0400-\u045f\u0800-\U0010ffff]")


def decoded_name(raw: bytes) -> str:
    """A file's name as it was meant: UTF-8, else GBK or Big5 by evidence."""
    if raw.isascii():
        return raw.decode("ascii")
    return _mistaken(raw) or _by_evidence(raw)


def name_on_disk(name: str) -> str:
    """The name of a file as the system gives it, made readable if it is no UTF-8."""
    return name if name.isascii() else decoded_name(os.fsencode(name))


def _by_evidence(raw: bytes) -> str:
    try:
        return decode(raw).text
    except ValueError:
        return raw.decode("utf-8", "replace")


def _mistaken(raw: bytes) -> str:
    """What a name says in GBK that happens to be UTF-8 too: 图片 in GBK is ͼƬ in UTF-8."""
    try:
        if _LETTERS.search(raw.decode("utf-8")):
            return ""
        name = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return name if _ALL_HAN.fullmatch(name) else ""
