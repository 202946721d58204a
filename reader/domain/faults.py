"""Faults: what is wrong with the publisher's files, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps something from being shown as it should; a warning makes it harder to read
    or to find; an information is to be known.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Mend:
    """Words of one line that can be replaced without losing anything.

    `before` stands at `column` (1-based) or after it; line 0 is the whole file, whose encoding
    `before` becomes `after`. An `after` of None takes the whole line out.
    """

    line: int
    before: str
    after: str | None
    column: int = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a text, before it is known which file it is in and how much it matters.

    `code` is one of `reader.domain.checks.CODES`; `key` names the key of the front matter that is
    to blame; `line` and `column` are 1-based, 0 where unknown. All `mends` together mend it.
    """

    code: str
    message: str
    line: int = 0
    column: int = 0
    key: str = ""
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file; `line` and `column` are 1-based, 0 when none is to blame.

    `file` is relative to the content folder. `message` says what is wrong and how to mend it,
    `code` names its kind for good, and `mends`, all together, are what `--fix` does.
    """

    severity: Severity
    file: str
    message: str
    line: int = 0
    column: int = 0
    code: str = ""
    mends: tuple[Mend, ...] = ()

    @property
    def place(self) -> str:
        """The file, with its line and column where they are known: `a.md:3:5`."""
        numbers = [self.line, self.column] if self.column else [self.line]
        return ":".join([self.file, *(str(number) for number in numbers if self.line)])

    def __str__(self) -> str:
        return f"{self.place}: {f'{self.severity.value} {self.code}'.rstrip()}: {self.message}"
