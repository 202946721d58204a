"""An article, its neighbours and the generation they are of, by one statement."""

import sqlite3
from collections.abc import Sequence
from datetime import tzinfo
from hashlib import blake2b
from typing import Any

from reader.domain.article import ArticleSummary
from reader.domain.library import Glance, Neighbours
from reader.storage.index.columns import ColumnMemory
from reader.storage.index.records import SUMMARY, summary_of


def _summary(table: str) -> str:
    return ", ".join(f"{table}.{column}" for column in SUMMARY.split(", "))


_BESIDE = (
    "(SELECT article FROM entries WHERE list = l.id"
    " AND (published, article) {0} (a.published, a.id)"
    " ORDER BY published {1}, article {1} LIMIT 1)"
)

# By a parameter, the path of an article: generation and whether all is read in; then, each by its
# summary, the articles before and after it in its column and itself, and its digest.
GLANCE = (
    f"SELECT generation, is_complete, {_summary('p')}, {_summary('n')}, {_summary('a')}, a.digest"
    " FROM articles a CROSS JOIN state"
    " LEFT JOIN lists l ON l.kind = 'folder' AND l.key = json_extract(a.record, '$[0]')"
    f" LEFT JOIN articles p ON p.id = {_BESIDE.format('<', 'DESC')}"
    f" LEFT JOIN articles n ON n.id = {_BESIDE.format('>', 'ASC')}"
    " WHERE a.path = ?"
)


def glance(connection: sqlite3.Connection, path: str, memory: ColumnMemory) -> Glance | None:
    """What there is at a path; None where it takes a `Library` to know.

    That is where there is no article, the index is not complete, or nobody has asked for the
    columns of this generation yet. Raises sqlite3.Error.
    """
    row = connection.execute(GLANCE, (path,)).fetchone()
    if row is None:
        return None
    generation, is_complete = row[:2]
    columns = memory.at(generation)
    if not is_complete or columns is None:
        return None
    touched = frozenset((f"article:{path}", "frame"))
    return Glance(generation, version_of(row), columns.sections, touched)


def version_of(row: Sequence[Any]) -> bytes:
    """A name for what a row of `GLANCE` says of articles."""
    return blake2b(repr(row[2:]).encode(), digest_size=16).digest()


def neighbours_of(row: Sequence[Any], timezone: tzinfo) -> Neighbours:
    """The neighbours in a row of `GLANCE`; raises sqlite3.DatabaseError when it is damaged."""
    return Neighbours(_neighbour(row[2:6], timezone), _neighbour(row[6:10], timezone))


def _neighbour(columns: Sequence[Any], timezone: tzinfo) -> ArticleSummary | None:
    path, published, title, record = columns
    return summary_of(path, published, title, record, timezone) if path is not None else None
