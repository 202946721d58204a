"""The columns of one generation, as nearly every page needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from reader.domain.article import Column, Label
from reader.domain.site import Site


class Sections(tuple[Column, ...]):
    """The columns that navigation shows. They know their hash: pages are looked up by them."""

    _hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one generation, and those of them that navigation shows."""

    by_path: dict[str, Column]
    sections: Sections


class ColumnMemory:
    """The columns of the generation that was asked last: nearly every page needs them."""

    def __init__(self) -> None:
        self._kept: tuple[int, Columns] = (-1, Columns({}, Sections()))

    def at(self, generation: int) -> Columns | None:
        """The columns of a generation, None where they are not known."""
        known, columns = self._kept
        return columns if known == generation else None

    def keep(self, generation: int, columns: Columns) -> Columns:
        """Remember them."""
        self._kept = (generation, columns)
        return columns


def columns_of(site: Site, sizes: Mapping[str, int]) -> Columns:
    """The site's columns and those that folders make, with the numbers of their articles."""
    found = {column.path: replace(column, size=0) for column in site.columns}
    for path, size in sizes.items():
        known = found.get(path) or Column(path, Label(PurePosixPath(path).name))
        found[path] = replace(known, size=size)
    shown = (column for column in found.values() if column.size and "/" not in column.path)
    return Columns(found, Sections(shown))
