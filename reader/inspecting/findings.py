"""What a check of the deployment finds."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from reader.config.settings import Settings
from reader.domain.site import Site
from reader.storage.index.schema import IndexFiles


class Level(StrEnum):
    """A fault keeps something from working; a warning will, or makes it worse; else all is well."""

    FAULT = "fault"
    WARNING = "warning"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence or two of a check: what is, and what to do."""

    level: Level
    says: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is looked at: settings, the publisher's site, and this machine.

    `url` is a public address to ask, empty for none; `proc` is where Linux tells of itself.
    """

    settings: Settings
    site: Site
    files: IndexFiles
    url: str = ""
    proc: Path = Path("/proc")
    now: float = field(default_factory=time.time)


Check = Callable[[Deployment], Iterable[Finding]]


def fault(says: str) -> Finding:
    """Something that does not work."""
    return Finding(Level.FAULT, says)


def warning(says: str) -> Finding:
    """Something that is worth a change."""
    return Finding(Level.WARNING, says)


def well(says: str) -> Finding:
    """Something that is as it should be."""
    return Finding(Level.WELL, says)


def examined(deployment: Deployment, checks: Mapping[str, Check]) -> Iterator[tuple[str, Finding]]:
    """The findings of all checks, each with the name of its check."""
    for name, check in checks.items():
        for finding in check(deployment):
            yield name, finding
