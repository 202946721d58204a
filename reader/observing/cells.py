"""The cells that a process counts in: which one stands for what.

A request is one cell: its route, what the page cache did, its status. The first two statuses are
the page cache's own, 200 and 304, so that it finds their cells by adding.
"""

from bisect import bisect_left
from hashlib import blake2b

from reader.observing.routes import ROUTES

STATUSES = (
    200, 304, 201, 204, 206, 301, 302, 303, 308, 400, 401, 403, 404, 405, 406, 408, 410, 412, 413,
    414, 415, 416, 421, 422, 429, 431, 500, 501, 502, 503, 504, 0,
)  # fmt: skip
OTHER_STATUS = 0
OUTCOMES = ("hit", "miss", "none")  # of the page cache; none: it keeps no such page
HIT, MISS, NONE = (place * len(STATUSES) for place in range(len(OUTCOMES)))  # offsets of cells
NOT_MODIFIED = 1  # the offset of 304

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds
TIMED = (*ROUTES, "index search")  # what is timed: what is made for a request, and searching alone
_TIMES = len(BOUNDS) + 2  # cells of each: those up to a bound, longer ones, microseconds in all

_OF_A_ROUTE = len(OUTCOMES) * len(STATUSES)
_FIRST_TIME = len(ROUTES) * _OF_A_ROUTE
SIZE = _FIRST_TIME + len(TIMED) * _TIMES

_PLACES = {status: place for place, status in enumerate(STATUSES)}

# Counts of another release mean something else.
LAYOUT = blake2b(
    repr((ROUTES, STATUSES, OUTCOMES, BOUNDS, TIMED)).encode(), digest_size=8
).hexdigest()


def cell_of(route: int) -> int:
    """The first cell of a route: add the offsets of an outcome and of a status."""
    return route * _OF_A_ROUTE


def status_offset(status: int) -> int:
    """The offset of a status; one that we never give counts as 0."""
    return _PLACES.get(status, _PLACES[OTHER_STATUS])


def time_cells(timed: int, seconds: float) -> tuple[int, int]:
    """The cell to count a time in, and the one to add its microseconds to."""
    first = _FIRST_TIME + timed * _TIMES
    return first + bisect_left(BOUNDS, seconds), first + _TIMES - 1


def times_of(timed: int, cells: list[int]) -> tuple[list[int], int]:
    """How many took up to each bound and longer than the last, and microseconds in all."""
    first = _FIRST_TIME + timed * _TIMES
    return cells[first : first + _TIMES - 1], cells[first + _TIMES - 1]
