"""Reads and parses one file that was found, whatever is in it."""

import logging
from dataclasses import replace
from datetime import tzinfo
from pathlib import PurePosixPath

from reader.domain.errors import ArticleError
from reader.storage.article_files import DetectScript, ParsedFile, parse_article
from reader.storage.scan import FoundFile, read_bytes

log = logging.getLogger(__name__)


def parse_file(found: FoundFile, timezone: tzinfo, detect: DetectScript) -> ParsedFile:
    """The article of a file; what a parser was not made for is that file's fault and no other's.

    Raises ArticleError when it cannot be shown.
    """
    raw = read_bytes(found.path)
    try:
        parsed = parse_article(found.file, raw, found.modified, timezone, detect)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        log.exception("%s cannot be parsed", found.file)
        raise ArticleError(
            f"the file cannot be parsed ({type(error).__name__}); please report this with "
            "the file, and save it in a simpler form meanwhile"
        ) from error
    return _with_recordings(parsed, found) if found.recordings else parsed


def _with_recordings(parsed: ParsedFile, found: FoundFile) -> ParsedFile:
    """The same with the recordings that lie beside the file."""
    article, file = parsed.article, PurePosixPath(found.file)
    paths = tuple(str(file.with_suffix(ending)) for ending in found.recordings)
    summary = replace(article.summary, recordings=paths)
    return replace(parsed, article=replace(article, summary=summary))
