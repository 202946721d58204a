"""A new article file: its name, its front matter, and the writing of it."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path, PurePosixPath
from unicodedata import normalize

import yaml

from reader.domain.article import Format
from reader.domain.errors import ReaderError
from reader.storage.article_files import FORMATS
from reader.storage.scan import is_passed_over

_LONGEST = 60  # characters of a slug
_FURTHER = re.compile(r"[^a-z0-9]+")
_ENDINGS = {Format.MARKDOWN: ".md", Format.HTML: ".html"}
_TOO_LONG_A_LINE = 1 << 20  # characters: a value is never folded
_NO_NAME = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")


def slug_of(title: str) -> str:
    """The title in pinyin and ASCII, fit for an address: `xian-li-xiu-qiao`.

    At most 60 characters; `article` for a title that has nothing to read.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 57 MB, which other commands need not

    syllables = lazy_pinyin(normalize("NFKC", title).replace("\u0000", ""))
    plain = normalize("NFKD", " ".join(syllables)).encode("ascii", "ignore").decode().lower()
    slug = ""
    for part in _FURTHER.split(plain):
        if part and len(slug) + len(part) < _LONGEST:
            slug += f"-{part}" if slug else part
        elif slug and part:
            break
    return slug or _FURTHER.sub("-", plain)[:_LONGEST].strip("-") or "article"


def checked_column(column: str) -> str:
    """The path of a column's folder, below the content folder.

    Raises ReaderError where it leads out of it, or would not be shown.
    """
    parts = [part for part in column.strip().strip("/").split("/") if part != "."]
    if column.strip().startswith("/") or ".." in parts or _NO_NAME.search(column):
        raise ReaderError(f"{column!r} is no column; name a folder below the content folder.")
    if hidden := [part for part in parts if is_passed_over(part)]:
        raise ReaderError(f"{hidden[0]} would not be shown: no column begins with . _ or ~.")
    return str(PurePosixPath(*parts)) if any(parts) else ""


def draft_text(values: Mapping[str, str], form: Format) -> str:
    """The text of an article that is still to be written. Its `values` are in the order given."""
    lines = []
    for key, value in values.items():
        words = " ".join(value.split())
        lines.append(_line(key, words) if words else f"{key}:\n")
    body = "<p></p>\n" if form is Format.HTML else ""
    return f"---\n{''.join(lines)}---\n\n{body}"


def _line(key: str, value: str) -> str:
    if value in {"true", "false"} or re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", value):
        return f"{key}: {value}\n"
    return yaml.safe_dump({key: value}, allow_unicode=True, width=_TOO_LONG_A_LINE)


def create(folder: Path, title: str, day: datetime, text: str, form: Format) -> Path:
    """Write a new file into a folder, which is made if need be, and answer where it is.

    Its name is the day and the title in pinyin, with a number if there is an article of that name
    already: no file is ever overwritten. Raises ReaderError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _names(f"{day:%Y-%m-%d}-{slug_of(title)}"):
            if any((folder / f"{name}{ending}").exists() for ending in FORMATS):
                continue
            file = folder / f"{name}{_ENDINGS[form]}"
            try:
                with file.open("x", encoding="utf-8", newline="\n") as new:
                    new.write(text)
            except FileExistsError:
                continue
            return file
    except OSError as error:
        raise ReaderError(f"{folder}: the article cannot be written: {error.strerror}.") from error
    raise AssertionError("there is always a further number")


def _names(name: str) -> Iterator[str]:
    yield name
    for number in count(2):
        yield f"{name}-{number}"
