"""`make bench`: measures everything that docs/performance.md states, and writes it there."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from benchmarks import (
    accounts,
    conversion,
    growth,
    importing,
    index,
    lighthouse,
    observing,
    pages,
    peers,
    weights,
)
from benchmarks.library import CORPUS, ROOT, Library
from benchmarks.measure import CORES, MissingError
from benchmarks.plan import DOCUMENT, FULL_SIZES, Plan, say
from benchmarks.report import Row, filled, missing, table

PARTS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "index": index.rows,
    "pages": pages.rows,
    "peers": peers.rows,
    "growth": growth.rows,
    "importing": importing.rows,
    "accounts": accounts.rows,
    "observing": observing.rows,
}
TABLES: dict[str, Callable[[], dict[str, str]]] = {
    "weights": weights.sections,
    "conversion": conversion.sections,
    "lighthouse": lighthouse.sections,
}


@click.command()
@click.option("--sizes", default=" ".join(map(str, FULL_SIZES)), help="Numbers of articles.")
@click.option("--parts", default=" ".join([*PARTS, *TABLES]), help="What to measure.")
@click.option("--quick", is_flag=True, help="Fewer and shorter rounds.")
def main(sizes: str, parts: str, quick: bool) -> None:
    """Measure; a full run writes docs/performance.md, any other prints only."""
    if not CORPUS.is_dir():
        say("../shared/corpus is not here: libraries are made from content/")
    numbers = sorted({int(size) for size in sizes.split()})
    chosen = parts.split()
    plan = Plan.of(numbers, ROOT / "var" / "bench", quick=quick)
    sections = {"run": _run(plan)}
    if set(chosen) & PARTS.keys():
        _index_all(plan, plan.large if "index" in chosen else None)
    for part in chosen:
        if part in TABLES:
            say(part)
            sections |= TABLES[part]()
        else:
            sections[part] = table(_rows(PARTS[part], plan))
    print("\n\n".join(f"## {name}\n\n{text}" for name, text in sections.items()))
    if tuple(numbers) == FULL_SIZES and set(chosen) == {*PARTS, *TABLES} and not quick:
        DOCUMENT.write_text(filled(DOCUMENT.read_text("utf-8"), sections), "utf-8")
        say(f"written: {DOCUMENT.relative_to(ROOT)}")
    else:
        say("docs/performance.md is written by a full run only")


def _index_all(plan: Plan, but: Library | None) -> None:
    """Give every library but one an index that is up to date before anything is measured."""
    for library in plan.libraries:
        if library != but:
            try:
                index.brought_up_to_date(plan, library)
            except MissingError as reason:
                say(f"{reason}; the server will have to make it")


def _rows(part: Callable[[Plan], Iterator[Row]], plan: Plan) -> list[Row]:
    """A part's rows, told as they come; what fails is a row that says so."""
    found: list[Row] = []
    try:
        for row in part(plan):
            found.append(row)
            say(str(row))
    except (
        MissingError,
        RuntimeError,
        OSError,
        HTTPException,
        subprocess.SubprocessError,
    ) as reason:
        found.append(missing("the rest", reason))
        say(str(found[-1]))
    return found


def _run(plan: Plan) -> str:
    """What was measured with, in one sentence."""
    sizes = ", ".join(f"{library.size:,}" for library in plan.libraries)
    source = "the corpus" if CORPUS.is_dir() else "content/"
    programs = [
        f"Python {platform.python_version()}",
        f"Granian {version('granian')}",
        f"Flask {version('flask')}",
        _flatpages(),
        _told("nginx", "-v"),
        _told("wrk", "-v"),
        _told("hugo", "version"),
    ]
    return (
        f"{len(CORES)} cores, {_processor()}; libraries of {sizes} articles made from {source}; "
        f"{plan.rounds} rounds of {plan.seconds} s; {', '.join(programs)}."
    )


def _flatpages() -> str:
    try:
        return f"Flask-FlatPages {version('flask-flatpages')}"
    except PackageNotFoundError:
        return "no Flask-FlatPages"


def _told(program: str, question: str) -> str:
    """The version a program tells, in its own first words."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        return f"no {program}"
    done = subprocess.run([found, question], capture_output=True, text=True, check=False)
    number = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return f"{program} {number.group()}" if number else program


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    main()
