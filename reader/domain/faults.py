"""Faults: what is wrong with the publisher's files, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps something from being shown as it should; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file; `line` is 1-based, 0 when no line is to blame.

    `file` is relative to the content folder. `message` says what is wrong and how to mend it.
    """

    severity: Severity
    file: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.severity.value}: {self.message}"
