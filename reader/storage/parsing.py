"""Reads and parses one file that was found, whatever is in it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import tzinfo
from pathlib import PurePosixPath

from reader.domain.errors import ArticleError
from reader.storage.article_files import (
    DetectScript,
    ParsedFile,
    Source,
    parse_source,
    read_source,
)
from reader.storage.scan import FoundFile, read_bytes

log = logging.getLogger(__name__)


def parse_file(found: FoundFile, timezone: tzinfo, detect: DetectScript) -> ParsedFile:
    """The article of a file; what a parser was not made for is that file's fault and no other's.

    Raises ArticleError when it cannot be shown.
    """
    return parse_found(found, open_source(found), timezone, detect)


def open_source(found: FoundFile, raw: bytes | None = None) -> Source:
    """The text of a file, or of `raw` in its place. Raises ArticleError, as `parse_file` does."""
    with _blaming(found.file):
        return read_source(read_bytes(found.path) if raw is None else raw)


def parse_found(
    found: FoundFile, source: Source, timezone: tzinfo, detect: DetectScript
) -> ParsedFile:
    """The article of a file whose text this is. Raises ArticleError, as `parse_file` does."""
    with _blaming(found.file):
        parsed = parse_source(found.file, source, found.modified, timezone, detect)
    return _with_recordings(parsed, found) if found.recordings else parsed


@contextmanager
def _blaming(file: str) -> Iterator[None]:
    try:
        yield
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        log.exception("%s cannot be parsed", file)
        raise ArticleError(
            f"the file cannot be parsed ({type(error).__name__}); please report this with "
            "the file, and save it in a simpler form meanwhile"
        ) from error


def _with_recordings(parsed: ParsedFile, found: FoundFile) -> ParsedFile:
    """The same with the recordings that lie beside the file."""
    article, file = parsed.article, PurePosixPath(found.file)
    paths = tuple(str(file.with_suffix(ending)) for ending in found.recordings)
    summary = replace(article.summary, recordings=paths)
    return replace(parsed, article=replace(article, summary=summary))
