"""What the Observatory's tests look at, and what they give."""

from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Point:
    """What one test of the Observatory gives: its name, result, points, whether it passes."""

    test: str
    result: str
    points: int
    is_passed: bool


class Answered:
    """One answer and its page, as the Observatory's tests look at them."""

    def __init__(self, headers: Headers, html: str, url: str) -> None:
        self._headers = [(name.lower(), value) for name, value in headers]
        self.tree = LexborHTMLParser(html)
        self.url = url

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self._headers if key == name]

    def first(self, name: str) -> str | None:
        """The first value of a header."""
        return next(iter(self.all(name)), None)

    def meta(self, name: str) -> list[str]:
        """What the page says in place of a header."""
        return [
            node.attributes.get("content") or ""
            for node in self.tree.css("meta[http-equiv]")
            if (node.attributes.get("http-equiv") or "").lower() == name
        ]

    @property
    def is_tls(self) -> bool:
        """Whether it came over TLS."""
        return self.url.startswith("https:")
