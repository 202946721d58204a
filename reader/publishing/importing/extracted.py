"""What is read out of one saved page."""

from dataclasses import dataclass

from reader.language.repairs import Repair


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the importer was unsure of: the field, and a sentence for the operator."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """The fields of a page, empty where it shows none, and its body.

    `published` is "2018-11-12 14:41" as the page shows it, "2018-11-12" without a time. `body` is
    a well-formed, cleaned HTML fragment. `address` is the page's own if it says one, `next_page`
    the address of the following part of its article, as the page writes it.
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
