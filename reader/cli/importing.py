"""`qingdu import`: pages of an old site into article files."""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import TypeAlias

import click

from reader.cli.progress import progress
from reader.config.resources import rules_digest
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.errors import ReaderError
from reader.publishing.extraction.extracted import Extracted
from reader.publishing.importing.files import write_whole
from reader.publishing.importing.importer import gather, read_pages, settle
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.options import Options
from reader.publishing.importing.report import html_report, json_report
from reader.publishing.importing.sources import Item, Source, open_source
from reader.storage.scan import is_passed_over

Advance: TypeAlias = "Callable[[int], None]"

_REPORTS = {".html": html_report, ".htm": html_report, ".json": json_report}
# What decides what is read out of a page, and how it is written.
_RULES = ("publishing/extraction", "publishing/importing", "language/repairs", "storage")
_SHOWN = 20  # pages that were left are named on the terminal; the report names all
_STATUSES = (
    ("taken", "taken"), ("renewed", "renewed"), ("unchanged", "unchanged"), ("joined", "joined"),
    ("same", "the same as another"), ("edited", "edited since"), ("left", "left"),
)  # fmt: skip


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@click.option(
    "--into",
    default="",
    metavar="FOLDER",
    help="A folder of the content folder that all goes below.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=(
        "Write nothing; print what is read out of each page, one object for one page, a "
        "line for each of several: title, author, published, source, editor, column, "
        "tags, body (Markdown), encoding, doubts, repairs. It needs no content folder."
    ),
)
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report: a page in Chinese (.html), or data (.json).",
)  # fmt: skip
@click.option(
    "--keep-original",
    is_flag=True,
    help=("Keep the pages as they were in .originals/ of the content folder, which is not served."),
)
@click.option(
    "--no-repair",
    "off",
    multiple=True,
    metavar="KIND",
    help="Leave faults of this kind as they are; may be repeated.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; one a processor by default.")
@click.option("--dry-run", is_flag=True, help="Do all but write (the report is written).")
def import_pages(  # noqa: PLR0913 - one for each option
    paths: tuple[Path, ...],
    into: str,
    report: Path | None,
    off: tuple[str, ...],
    jobs: int | None,
    *,
    as_json: bool,
    keep_original: bool,
    dry_run: bool,
) -> None:
    """Turn saved pages of an old site into article files.

    PATH is a page, a folder, a mirror made by wget -m, a .zip archive or a WARC file. Exit code 1
    when something was left, 2 when the import cannot begin.
    """
    if report and report.suffix.lower() not in _REPORTS:
        raise ReaderError(f"{report}: a report's name ends in .html or .json.")
    sources = [source for path in paths for source in open_source(path)]
    jobs = jobs or len(os.sched_getaffinity(0))
    if as_json:
        sys.exit(_print(sources, frozenset(off), jobs))
    settings = Settings.from_environment(os.environ)
    site = load_site(settings.content)
    options = Options(
        content=settings.content,
        columns=site.columns,
        timezone=site.timezone,
        into=_folder(into),
        off=frozenset(off),
        keeps_originals=keep_original,
        is_dry=dry_run,
        rules=rules_digest(*_RULES),
    )
    with ExitStack() as stack, _told_as_sentences(), _stopping() as is_stopped:
        ledger = Ledger.of(settings.state, settings.content, is_dry=dry_run)
        stack.callback(ledger.close)
        with progress("Reading", sum(source.size() for source in sources)) as advance:
            others = gather(sources, ledger, options, jobs, is_stopped(advance))
        with progress("Writing", ledger.size()) as advance:
            settle(sources, ledger, options, jobs, is_stopped(advance))
        if report:
            written = _REPORTS[report.suffix.lower()](ledger, others)
            write_whole(report, written.encode("utf-8", "replace"))
        _say(ledger, others, is_dry=dry_run)
        sys.exit(1 if ledger.counts().get("left") else 0)


@contextmanager
def _stopping() -> Iterator[Callable[[Advance], Advance]]:
    """Has Ctrl-C end an import for sure.

    Python may raise KeyboardInterrupt where nothing can catch it (in a finalizer), so what shows
    the progress raises it once more.
    """
    asked: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        signal.default_int_handler(number, frame)

    def checked(advance: Advance) -> Advance:
        def go_on(count: int) -> None:
            if asked:
                raise KeyboardInterrupt
            advance(count)

        return go_on

    before = signal.signal(signal.SIGINT, note)
    try:
        yield checked
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _told_as_sentences() -> Iterator[None]:
    """A full disk or a broken ledger ends an import with a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", "") or error
        raise ReaderError(
            f"The import stopped: {reason}. Run it again when that is mended; it goes on where "
            "it was."
        ) from error


def _folder(into: str) -> str:
    """A folder below the content folder, as articles' paths have it."""
    parts = PurePosixPath(into.replace("\\", "/").strip("/")).parts
    if any(part == ".." or is_passed_over(part) for part in parts):
        raise ReaderError(
            f"--into {into}: name a folder inside the content folder, whose name does not begin "
            "with a dot, an underscore or a tilde."
        )
    return "/".join(parts)


def _say(ledger: Ledger, others: int, *, is_dry: bool) -> None:
    counts = ledger.counts()
    for number, outcome in enumerate(ledger.outcomes("edited", "left", "note")):
        if number == _SHOWN:
            click.echo("… and others; --report names all of them", err=True)
            break
        reasons = "; ".join(notice.english for notice in outcome.notices[:1])
        click.echo(f"{outcome.origin}: {reasons}", err=True)
    said = [f"{counts[status]} {words}" for status, words in _STATUSES if counts.get(status)]
    doubtful = ledger.doubtful()
    click.echo(
        ("Would be: " if is_dry else "")
        + (", ".join(said) or "nothing to import")
        + (f"; {doubtful} with doubts" if doubtful else "")
        + (f"; other files: {others}" if others else "")
    )


def _print(sources: list[Source], off: frozenset[str], jobs: int) -> int:
    """Print what is read out of each page: one object, or a line for each of several."""
    first: dict[str, object] | None = None
    count = left = 0
    for origin, item, what in read_pages(sources, off, jobs):
        if isinstance(what, Notice):
            click.echo(f"{origin}: {what.english}", err=True)
            left += 1
            continue
        assert item
        fields = _fields(origin, item, what)
        count += 1
        if count == 1:
            first = fields
            continue
        if first:
            click.echo(json.dumps(first, ensure_ascii=False))
            first = None
        click.echo(json.dumps(fields, ensure_ascii=False))
    if first:
        click.echo(json.dumps(first, ensure_ascii=False, indent=2))
    return 1 if left else 0


def _fields(origin: str, item: Item, read: Extracted) -> dict[str, object]:
    from reader.publishing.extraction.markdown import to_markdown  # noqa: PLC0415 - slow
    from reader.publishing.importing.links import absolute  # noqa: PLC0415

    base = item.url if item.url.startswith("http") else read.address
    return {
        "from": origin,
        "title": read.title,
        "author": read.author,
        "published": read.published,
        "source": read.source,
        "editor": read.editor,
        "column": read.column,
        "tags": list(read.tags),
        "summary": read.summary,
        "address": read.address,
        "body": to_markdown(read.body, lambda address: absolute(address, base)),
        "encoding": read.encoding,
        "doubts": [asdict(doubt) for doubt in read.doubts],
        "repairs": [asdict(repair) for repair in read.repairs],
    }
