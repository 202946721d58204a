"""What operators want to know of an index: is it whole, how new, what is wrong with the files."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

from reader.storage.index.schema import IndexFiles, open_for_reading

_OF_ITS_INDEX = (1 << 32) - 1  # a generation says in its upper bits which index it is of
_UNKNOWN = "unreadable"


@dataclass(frozen=True, slots=True)
class Condition:
    """An index at this moment.

    `is_there`: it can be read; `is_whole`: everything was taken into it once. `changes` counts
    what changed since it was made, at the moment `made`; `scanned` is when the whole folder was
    looked at last (both in seconds since 1970, 0 where unknown), `outage` why it could not be taken
    in then. `faults` counts those of article files by severity and code.
    """

    is_there: bool = False
    is_whole: bool = False
    changes: int = 0
    made: float = 0.0
    scanned: float = 0.0
    outage: str = ""
    articles: int = 0
    files: int = 0
    faults: Mapping[tuple[str, str], int] = field(default_factory=dict)


def glimpse(files: IndexFiles) -> Condition:
    """Whether it is there and whole, and the last scan: in a third of a millisecond."""
    scanned, outage = _last_scan(files)
    try:
        with closing(open_for_reading(files)) as connection:
            generation, is_whole = connection.execute(
                "SELECT generation, is_complete FROM state"
            ).fetchone()
    except sqlite3.Error:
        return Condition(scanned=scanned, outage=outage)
    return Condition(
        True, bool(is_whole), generation & _OF_ITS_INDEX, _made(files), scanned, outage
    )


def examine(files: IndexFiles) -> Condition:
    """All of it: a look at every file that is known, a fraction of a microsecond each."""
    seen = glimpse(files)
    if not seen.is_there:
        return seen
    try:
        with closing(open_for_reading(files)) as connection:
            (articles,) = connection.execute(
                "SELECT count(*) FROM articles WHERE path IS NOT NULL"
            ).fetchone()
            (known,) = connection.execute("SELECT count(*) FROM files").fetchone()
            rows = connection.execute("SELECT faults FROM files WHERE faults != ''").fetchall()
    except sqlite3.Error:
        return Condition(scanned=seen.scanned, outage=seen.outage)
    faults = Counter(
        (fault[0], (fault[3] if len(fault) > 3 else "") or _UNKNOWN)
        for (text,) in rows
        for fault in json.loads(text)
    )
    return Condition(
        True, seen.is_whole, seen.changes, seen.made, seen.scanned, seen.outage,
        articles, known, faults,
    )  # fmt: skip


def _made(files: IndexFiles) -> float:
    try:
        return files.index.lstat().st_mtime  # of the link, which was made when it came into use
    except OSError:
        return 0.0


def _last_scan(files: IndexFiles) -> tuple[float, str]:
    try:
        return files.scanned.stat().st_mtime, files.scanned.read_text("utf-8", "replace")
    except OSError:
        return 0.0, ""
