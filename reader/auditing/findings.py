"""What an audit says: checks, and what came of each."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path

from reader.domain.article import Label

FILE = Path(__file__).with_name("checks.toml")
MOST_EVIDENCE = 20  # places named for each check
_NOTHING = Label("")
_SNIPPET = 160  # characters


class Outcome(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"
    UNKNOWN = "could not be judged"


@dataclass(frozen=True, slots=True)
class Theme:
    """Checks that stand together in the report."""

    id: str
    name: Label


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at: what it asks for, which norm asks, and how a fault is mended.

    `criteria` are those of WCAG 2.2 that the check touches, by number; `norm` names the others.
    `about` selects the elements it is about: a site without any has nothing to be judged.
    """

    id: str
    theme: str
    name: Label
    advice: Label
    norm: str = ""
    criteria: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where something is wrong, or what was measured."""

    address: str = ""
    snippet: str = ""
    said: Label = _NOTHING


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check: in words, with at most `MOST_EVIDENCE` of `count` places.

    `blamed` are the criteria that its faults are of, where that is not all that the check touches.
    """

    check: Check
    outcome: Outcome
    said: Label = _NOTHING
    evidence: tuple[Evidence, ...] = ()
    count: int = 0
    blamed: tuple[str, ...] | None = None

    @property
    def failing(self) -> tuple[str, ...]:
        """The criteria of WCAG 2.2 that it shows not to be met."""
        if self.outcome is not Outcome.FAILED:
            return ()
        return self.check.criteria if self.blamed is None else self.blamed


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All checks, by id, and the themes in their order."""

    themes: tuple[Theme, ...]
    checks: Mapping[str, Check]


@cache
def load_catalogue() -> Catalogue:
    """The checks of `checks.toml`."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    themes = tuple(
        Theme(entry["id"], Label(entry["name"], entry["name_en"])) for entry in table["themes"]
    )
    checks = {entry["id"]: _check(entry) for entry in table["checks"]}
    return Catalogue(themes, checks)


def _check(entry: Mapping[str, str]) -> Check:
    return Check(
        id=entry["id"],
        theme=entry["theme"],
        name=Label(entry["name"], entry["name_en"]),
        advice=Label(entry["advice"], entry["advice_en"]),
        norm=entry.get("norm", ""),
        criteria=tuple(entry.get("criteria", "").split()),
        about=entry.get("about", ""),
    )


def check(name: str) -> Check:
    """A check by its id; raises KeyError where there is none."""
    return load_catalogue().checks[name]


def judged(name: str, faults: Iterable[Evidence], said: Label = _NOTHING) -> Finding:
    """Failed where there is any fault, else passed; `said` is what was measured."""
    rest = iter(faults)
    shown = tuple(islice(rest, MOST_EVIDENCE))
    count = len(shown) + sum(1 for _ in rest)
    outcome = Outcome.FAILED if count else Outcome.PASSED
    return Finding(check(name), outcome, said, shown, count)


def passed(name: str, said: Label = _NOTHING) -> Finding:
    """Nothing is wrong."""
    return Finding(check(name), Outcome.PASSED, said)


def failed(name: str, said: Label, *evidence: Evidence) -> Finding:
    """Something is wrong, as `said` says."""
    return Finding(
        check(name), Outcome.FAILED, said, evidence[:MOST_EVIDENCE], max(1, len(evidence))
    )


def not_applicable(name: str, said: Label = _NOTHING) -> Finding:
    """The site has nothing that the check is about."""
    return Finding(check(name), Outcome.NOT_APPLICABLE, said)


def unknown(name: str, said: Label) -> Finding:
    """It could not be judged, for the reason said."""
    return Finding(check(name), Outcome.UNKNOWN, said)


def cut(text: str, most: int = _SNIPPET) -> str:
    """A piece of a page on one line, shortened, without characters that a terminal would obey."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
