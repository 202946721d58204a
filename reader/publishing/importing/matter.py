"""What the front matter of an article says, and what is doubtful about it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath

from reader.publishing.extraction.dates import day_in_address
from reader.publishing.extraction.extracted import Extracted
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.places import Place, place_of
from reader.publishing.importing.read import Read
from reader.publishing.importing.records import Page
from reader.storage.addresses import is_own_place
from reader.storage.encoding import cleaned

_LONGEST = 500  # characters of a value
_MOST_TAGS = 50
_MOST_ALIASES = 6000  # bytes of them all

Values = dict[str, str | tuple[str, ...]]


def values_of(head: Page, read: Extracted, aliases: Iterable[str]) -> Values:
    """The values of front matter, by the first page of an article."""
    stem = PurePosixPath(head.path.partition("?")[0]).stem
    return {
        "title": one_line(read.title) or one_line(stem) or "无题",
        "author": one_line(read.author),
        "published": published_of(head, read),
        "source": one_line(read.source),
        "editor": one_line(read.editor),
        "column": one_line(read.column),
        "tags": tuple(dict.fromkeys(filter(None, map(one_line, read.tags))))[:_MOST_TAGS],
        "aliases": _fitting(dict.fromkeys(map(one_line, aliases))),
        "imported": one_line(head.origin),
    }


def published_of(page: Page, read: Extracted) -> str:
    """The time that a page shows, else the day that its address bears, empty for neither."""
    return one_line(read.published) or day_in_address(page.url or page.path)


def aliases_of(page: Page, read: Read, ledger: Ledger) -> list[str]:
    """Where a page was on the old site: by its source, else by what it says itself."""
    own = place_of(page.url)
    claim = place_of(read.extracted.address, page.url) if read.extracted.address else None
    if claim and ledger.is_claimed_by_others(claim.name, page.key):
        claim = None
    is_sure = page.url.startswith("http") or not claim
    places: list[Place | None] = [own, claim] if is_sure and own else [claim]
    return [place.alias for place in places if place and not is_own_place(place.alias)]


def doubts_about(head: Page, read: Extracted, missing: Sequence[int]) -> list[Notice]:
    """What the operator should look at; `missing` are parts of the article, counted from 1."""
    notices = []
    fields = {doubt.field for doubt in read.doubts}
    if not read.title and "title" not in fields:
        notices.append(Notice("no-title"))
    if not read.published and "published" not in fields:
        day = published_of(head, read)
        notices.append(Notice("date-of-address", (day,)) if day else Notice("no-date"))
    if read.published[:10] > datetime.now(UTC).date().isoformat():
        notices.append(Notice("future-date", (read.published,)))
    return notices + [Notice("missing-part", (str(number),)) for number in missing]


def one_line(text: str) -> str:
    """One line without what no page may hold, as the reader of front matter has it."""
    return " ".join(cleaned(text)[0].split())[:_LONGEST].strip()


def _fitting(aliases: Iterable[str]) -> tuple[str, ...]:
    """As many as front matter has room for."""
    chosen: list[str] = []
    room = _MOST_ALIASES
    for alias in aliases:
        room -= len(alias.encode("utf-8", "replace")) + 8
        if room < 0:
            break
        chosen.append(alias)
    return tuple(chosen)
