"""What is told of changes below a folder."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Signs:
    """How files came to be what they are, where that is known."""

    renamed: Set[str] = frozenset()  # they took their place at once, by a rename
    closed: Mapping[str, int] = field(default_factory=dict)  # how often after being written
    moves: Mapping[str, str] = field(default_factory=dict)  # files and folders: from where to where


NO_SIGNS = Signs()


class Changes(NamedTuple):
    """The paths below a folder that changed; an empty one stands for the whole folder."""

    places: set[str]
    signs: Signs


def nothing() -> Changes:
    """No change."""
    return Changes(set(), NO_SIGNS)


def everything() -> Changes:
    """Anything may have changed."""
    return Changes({""}, NO_SIGNS)
