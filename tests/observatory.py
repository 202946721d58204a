"""The points that the Observatory gives an answer of ours, by the product's own count."""

from reader.auditing.marks import Point
from reader.auditing.observatory import points, score
from tests.client import Answer

_URL = "https://county.example/"


def points_of(answer: Answer) -> dict[str, int]:
    """What each test gives it."""
    return {one.test: one.points for one in _counted(answer)}


def score_of(answer: Answer) -> int:
    """All of them together."""
    return score(_counted(answer))


def _counted(answer: Answer) -> list[Point]:
    text = answer.text if answer.is_html else ""
    return points(answer.headers.items(), text, _URL)
