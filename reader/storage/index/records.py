"""Articles as rows of the index, and back."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import Any

from zstandard import ZstdError

from reader.domain.article import Article, ArticleSummary, Format
from reader.domain.editions import Script, Variant
from reader.domain.glossary import NO_GLOSSARY, Glossary
from reader.storage.packing import packed, unpacked

# Two bytes for nearly every character: packed they take less room, and a third less time to read,
# than three of UTF-8. Characters that are none are kept too.
_ENCODING = ("utf-16-le", "surrogatepass")

# The columns a summary is made of, in the order `summary_of` takes them.
SUMMARY = "path, published, title, record"


def record_of(article: Article) -> str:
    """What a summary holds beside path, time and title, as JSON, with the body's format."""
    summary = article.summary
    updated = summary.updated.timestamp() if summary.updated else None
    values = (
        summary.column, summary.script, updated, summary.author, summary.source, summary.editor,
        summary.summary, summary.tags, summary.cover, int(summary.pinned),
        _glossary_values(summary.glossary), article.format, *summary.recordings,
    )  # fmt: skip
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def summary_of(
    path: str, published: int, title: str, record: str, timezone: tzinfo
) -> ArticleSummary:
    """The summary a row holds; raises sqlite3.DatabaseError when it is damaged."""
    with _whole(path):
        return _summary(path, published, title, json.loads(record), timezone)


def article_of(row: Sequence[Any], text: str, timezone: tzinfo) -> Article:
    """The article of a row (path, published, title, record, file, digest) and its text.

    Raises sqlite3.DatabaseError when it is damaged.
    """
    path, published, title, record, file, digest = row
    with _whole(file):
        values = json.loads(record)
        summary = _summary(path, published, title, values, timezone)
        return Article(summary, text, _FORMATS[values[11]], file, digest)


def packed_text(text: str) -> bytes:
    """A text as it is kept."""
    return packed(text.encode(*_ENCODING))


def text_of(file: str, kept: bytes | None) -> str:
    """A file's kept text; raises sqlite3.DatabaseError when it is damaged, or lost (None)."""
    if kept is None:
        raise sqlite3.DatabaseError(f"the text of {file} is lost")
    with _whole(file):
        return unpacked(kept).decode(*_ENCODING)


@contextmanager
def _whole(name: str) -> Iterator[None]:
    """What cannot be understood here was not written here: the file of the index is damaged."""
    try:
        yield
    except (ZstdError, ValueError, LookupError, TypeError, ArithmeticError) as error:
        raise sqlite3.DatabaseError(f"{name} is damaged in the index") from error


def _summary(
    path: str, published: int, title: str, values: list[Any], timezone: tzinfo
) -> ArticleSummary:
    (column, script, updated, author, source, editor, summary, tags, cover, pinned,
     glossary, _, *recordings) = values  # fmt: skip
    return ArticleSummary(
        path=path,
        column=column,
        title=title,
        published=datetime.fromtimestamp(published, timezone),
        script=_SCRIPTS[script],
        updated=datetime.fromtimestamp(updated, timezone) if updated is not None else None,
        author=author,
        source=source,
        editor=editor,
        summary=summary,
        tags=tuple(tags),
        cover=cover,
        pinned=bool(pinned),
        glossary=_glossary(glossary) if glossary else NO_GLOSSARY,
        recordings=tuple(recordings),
    )


_SCRIPTS = {script.value: script for script in Script}
_FORMATS = {form.value: form for form in Format}


def _glossary_values(glossary: Glossary) -> list[Any]:
    if not glossary.digest:
        return []
    only = [[variant, _glossary_values(own)] for variant, own in glossary.only]
    return [glossary.keep, glossary.replace, glossary.readings, only]


def _glossary(values: list[Any]) -> Glossary:
    keep, replace, readings, only = values
    return Glossary(
        keep=tuple(keep),
        replace=tuple((word, new) for word, new in replace),
        readings=tuple((word, reading) for word, reading in readings),
        only=tuple((Variant(variant), _glossary(own)) for variant, own in only),
    )
