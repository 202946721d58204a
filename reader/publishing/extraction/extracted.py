"""What the importer found on one page, and what it was unsure of."""

from dataclasses import dataclass

from reader.language.repairs import Repair


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the importer was unsure of: the field, and a sentence in English and in Chinese."""

    field: str
    message: str
    chinese: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """One article as its page says it; what the page does not say is empty.

    `published` is `2018-11-12 14:41`, or the day alone where the page shows no time. `body` is a
    well-formed HTML fragment of blocks (`cleaning`), with the addresses the page wrote. `address`
    is the page's own address, if it says one, and `next_page` that of the part that follows.
    """

    title: str
    author: str
    published: str
    source: str
    editor: str
    column: str
    tags: tuple[str, ...]
    summary: str
    body: str
    address: str
    next_page: str
    encoding: str
    doubts: tuple[Doubt, ...]
    repairs: tuple[Repair, ...]
