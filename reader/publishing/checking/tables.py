"""Tables that cannot be followed by ear (WCAG 2.2 SC 1.3.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reader.domain.faults import Remark
from reader.language.markup.parts import Part, Tag, Text

_FEWEST = 2  # rows and columns of a table that deserves the name


@dataclass(slots=True)
class _Table:
    line: int
    column: int
    rows: int = 0
    columns: int = 0  # of the widest row
    cells: int = 0  # of this row so far
    headers: int = 0  # header cells with words in them
    is_nested: bool = False


def table_remarks(parts: Sequence[Part]) -> Iterator[Remark]:
    """Tables without header cells, and those that only arrange things."""
    tables: list[_Table] = []
    is_header = False
    for part in parts:
        if isinstance(part, Text):
            if is_header and tables and part.text.strip():
                tables[-1].headers += 1
        elif part.name == "table":
            is_header = False
            if not part.is_closing:
                if tables:
                    tables[-1].is_nested = True
                tables.append(_Table(part.line, part.column))
            elif tables:
                yield from _judged(tables.pop(), is_inner=bool(tables))
        elif tables:
            is_header = (part.name == "th" and not part.is_closing) or (
                is_header and part.name not in {"th", "td", "tr"}
            )
            if not part.is_closing:
                _count(tables[-1], part)


def _count(table: _Table, tag: Tag) -> None:
    if tag.name == "tr":
        table.rows += 1
        table.cells = 0
    elif tag.name in {"td", "th"}:
        span = tag.attributes.get("colspan", "1")
        table.cells += min(int(span), 1000) if span.isascii() and span.isdigit() else 1
        table.columns = max(table.columns, table.cells)


def _judged(table: _Table, *, is_inner: bool) -> Iterator[Remark]:
    if not table.columns or is_inner:
        return
    is_small = table.rows < _FEWEST or table.columns < _FEWEST
    if table.is_nested or (is_small and not table.headers):
        message = (
            "this table only arranges what is in it, and reads in an order of its own; write "
            "paragraphs, a list or pictures one below the other"
        )
        yield Remark("table-layout", message, table.line, table.column)
    elif not table.headers:
        message = (
            "this table has no header cells, so that nobody who listens knows what a cell is of; "
            "write what the columns are in its first row (in HTML with <th>)"
        )
        yield Remark("table-header", message, table.line, table.column)
