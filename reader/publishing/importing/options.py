"""How an import is to be done."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from reader.domain.article import Column


@dataclass(frozen=True, slots=True)
class Options:
    """`into` is a folder below `content`, empty for its top; `off` the repairs not to be made.

    `rules` is a digest of the code that reads pages: what was read by others is read anew.
    """

    content: Path
    columns: tuple[Column, ...]
    timezone: tzinfo
    into: str = ""
    off: frozenset[str] = frozenset()
    keeps_originals: bool = False
    is_dry: bool = False
    rules: str = ""
