"""The points that the Observatory gives an answer of ours, by the product's own count."""

from reader.auditing.observatory import points, score
from tests.client import Answer

_URL = "https://county.example/"


def points_of(answer: Answer) -> dict[str, int]:
    """What each test gives it."""
    text = answer.text if answer.is_html else ""
    return {one.test: one.points for one in points(answer.headers.items(), text, _URL)}


def score_of(answer: Answer) -> int:
    """All of them together."""
    text = answer.text if answer.is_html else ""
    return score(points(answer.headers.items(), text, _URL))
