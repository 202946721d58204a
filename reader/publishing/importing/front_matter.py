"""Writes an article file: YAML that the project's own reader understands, then the body."""

import json
import re
from collections.abc import Mapping

ORDER = ("title", "author", "published", "source", "editor", "column", "tags", "summary", "aliases",
         "imported")  # fmt: skip
_PLAIN = re.compile(r"/?[^\W_](?:[^\n:#]|:(?=\S)|(?<=\S)#)*")
_UNSAFE = re.compile(r"[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def write_article(values: Mapping[str, str | tuple[str, ...]], body: str) -> str:
    """The text of an article file: the keys that have a value, in one order, and the body.

    A body that begins with what is no text of its own (`---`) begins below an empty line all the
    same, for the front matter is closed before it.
    """
    lines = ["---"]
    for key in ORDER:
        value = values.get(key)
        if isinstance(value, str) and value:
            lines.append(f"{key}: {scalar(value)}")
        elif value:
            lines.append(f"{key}:")
            lines.extend(f"  - {scalar(item)}" for item in value)
    return "\n".join([*lines, "---", "", body.strip("\n"), ""])


def scalar(text: str) -> str:
    """A value as YAML: plain where nothing in it means anything, else in double quotes.

    JSON's strings are YAML's double-quoted ones (YAML 1.2, 1.3), but for characters that YAML does
    not print, which are escaped.
    """
    if _PLAIN.fullmatch(text) and text == text.strip() and not _UNSAFE.search(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: json.dumps(match[0])[1:-1], quoted)
