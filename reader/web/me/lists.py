"""Lists of the user centre: their pages, and the way back to where a button was pressed."""

from collections.abc import Sequence
from typing import TypeVar

from flask import request

from reader.domain.library import Page

PAGE = 50  # items
_LONGEST = 100  # characters of what is looked for

Item = TypeVar("Item")


def page_of(items: Sequence[Item], number: int) -> Page[Item]:
    """A page of a list; a number past its end gives the last one, which may have become shorter."""
    last = max(1, -(-len(items) // PAGE))
    number = min(number, last)
    return Page(tuple(items[(number - 1) * PAGE : number * PAGE]), number, PAGE, len(items))


def asked(name: str) -> str:
    """A parameter of the query, with single spaces."""
    return " ".join(request.args.get(name, "").split())[:_LONGEST]


def here(**changes: str | int) -> dict[str, str | int]:
    """The parameters of the list that is shown, with some of them changed; empty ones left out."""
    found: dict[str, str | int] = {name: asked(name) for name in ("q", "order", "page")}
    return {name: value for name, value in (found | changes).items() if value}
