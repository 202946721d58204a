"""How faults are printed: for people, for programs, for GitHub."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import click

from reader.domain.faults import Fault, Severity

VERSION = 1  # of the JSON report; see docs/check.schema.json

Shown = Callable[[str], str]  # the name of a file as it is printed
Report = Callable[[Sequence[Fault], int, Shown], None]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def print_text(faults: Sequence[Fault], articles: int, shown: Shown) -> None:
    """A line for each fault, an empty one between files; in colour on a terminal."""
    del articles
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    groups = [list(group) for _, group in groupby(faults, key=lambda fault: fault.file)]
    for number, group in enumerate(groups):
        if number:
            click.echo()
        for fault in group:
            kind = f"{fault.severity.value} {fault.code}"
            if is_coloured:
                kind = click.style(kind, fg=_COLOURS[fault.severity], bold=True)
            click.echo(f"{shown(fault.place)}: {kind}: {fault.message}")


def print_json(faults: Sequence[Fault], articles: int, shown: Shown) -> None:
    """One object, as docs/check.schema.json describes it; files are those of the folder."""
    del shown
    counts = Counter(fault.severity.value for fault in faults)
    report = {
        "version": VERSION,
        "articles": articles,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "infos": counts["info"],
        "faults": [_entry(fault) for fault in faults],
    }
    click.echo(json.dumps(report, ensure_ascii=False, indent=2))


def _entry(fault: Fault) -> Mapping[str, object]:
    return {
        "severity": fault.severity.value,
        "code": fault.code,
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "message": fault.message,
        "fixable": bool(fault.mends),
    }


def print_github(faults: Sequence[Fault], articles: int, shown: Shown) -> None:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    del articles
    for fault in faults:
        place = f"file={_property(shown(fault.file))}"
        if fault.line:
            place += f",line={fault.line}"
        if fault.column:
            place += f",col={fault.column}"
        command = f"::{_GITHUB[fault.severity]} {place},title={fault.code}"
        click.echo(f"{command}::{_escaped(fault.message)}")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def summary_line(faults: Sequence[Fault], articles: int) -> str:
    """How many there are of each kind."""
    counts = Counter(fault.severity for fault in faults)
    fixable = sum(bool(fault.mends) for fault in faults)
    hint = f"; --fix mends {fixable} of them" if fixable else ""
    numbers = (
        _number(articles, "article"),
        _number(counts[Severity.ERROR], "error"),
        _number(counts[Severity.WARNING], "warning"),
        f"{counts[Severity.INFO]} to know of",
    )
    return ", ".join(numbers) + hint


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


REPORTS: Mapping[str, Report] = {"text": print_text, "json": print_json, "github": print_github}
