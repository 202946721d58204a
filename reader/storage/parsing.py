"""Reads and parses one file that was found, whatever is in it."""

import logging
from datetime import tzinfo

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
        return parse_article(found.file, raw, found.modified, timezone, detect)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        log.exception("%s cannot be parsed", found.file)
        raise ArticleError(
            f"the file cannot be parsed ({type(error).__name__}); please report this with "
            "the file, and save it in a simpler form meanwhile"
        ) from error
