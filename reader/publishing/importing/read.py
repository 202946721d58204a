"""What came of reading a page: its fields, and what its body refers to."""

from dataclasses import dataclass

from reader.publishing.extraction.extracted import Extracted


@dataclass(frozen=True, slots=True)
class Read:
    """What was read out of a page, and the addresses of links and of pictures in its body."""

    extracted: Extracted
    links: tuple[str, ...]
    pictures: tuple[str, ...]
