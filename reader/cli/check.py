"""`qingdu check`: every fault of the content folder, and the mending of some."""

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import click

from reader.cli.reports import REPORTS, summary_line
from reader.config.settings import SITE_FILE, Settings
from reader.config.site import load_site
from reader.domain.errors import ArticleError, SettingsError
from reader.domain.faults import Fault, Severity
from reader.domain.site import Site
from reader.language.conversion.dictionaries import prepare
from reader.language.search.folding import Folding
from reader.publishing.checking.check import Checked
from reader.publishing.checking.check import check as check_folder
from reader.publishing.checking.examination import Examined, Examiner
from reader.publishing.checking.fixing import fixed, write_whole
from reader.rendering.anatomy import anatomy
from reader.rendering.safety import objections
from reader.storage.scan import FoundFile, scan_below

_MANY = 300  # files that are worth a second process
_CHUNK = 20


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(sorted(REPORTS)), default="text",
              help="How to print the faults; `github` are annotations.")  # fmt: skip
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=("The same as --format json: one object, described by docs/check.schema.json."),
)
@click.option("--strict", is_flag=True, help="Warnings count as errors do.")
@click.option(
    "--fix",
    "fixes",
    is_flag=True,
    help="Mend what can be mended without a doubt, and print each change.",
)
@click.option("--dry-run", is_flag=True, help="With --fix: print a diff, and change nothing.")
def check(  # noqa: PLR0913 - one for each option
    paths: tuple[Path, ...], form: str, *, as_json: bool, strict: bool, fixes: bool, dry_run: bool
) -> None:
    """Name every fault of the content folder, or of PATHS in it.

    Exit code 1 when there is an error, with --strict also when there is a warning; 2 when the
    check cannot run.
    """
    if dry_run and not fixes:
        raise click.UsageError("--dry-run goes with --fix.")
    logging.disable()  # what it would say is said in words for publishers
    click.get_current_context().call_on_close(partial(logging.disable, logging.NOTSET))
    settings = Settings.from_environment(os.environ)
    site = load_site(settings.content)
    chosen = _chosen(paths, settings.content)
    examiner = _examiner(site)
    checked = _checked(settings, site, examiner)
    if fixes and _fix(checked.faults, chosen, settings.content, examiner, is_trial=dry_run):
        checked = _checked(settings, site, examiner)
    faults = [fault for fault in checked.faults if _is_chosen(fault.file, chosen)]
    report = REPORTS["json" if as_json else form]
    if not dry_run:
        report(faults, checked.articles, _shown(settings.content))
    click.echo(summary_line(faults, checked.articles), err=True)
    counted = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    sys.exit(1 if any(fault.severity in counted for fault in faults) else 0)


def _examiner(site: Site) -> Examiner:
    return Examiner(
        site.checks, site.timezone, site.script, datetime.now(UTC), anatomy, objections,
        site.glossary.words(),
    )  # fmt: skip


def _checked(settings: Settings, site: Site, examiner: Examiner) -> Checked:
    try:
        return check_folder(
            settings.content, site, examiner, site_file=SITE_FILE, site_url=settings.site_url,
            fold=lambda text: _folding(settings.state).fold(text), walk=_walk,
        )  # fmt: skip
    except OSError as error:
        raise SettingsError(f"{settings.content} cannot be read: {error.strerror}.") from error


@cache
def _folding(state: Path) -> Folding:
    """What makes tags equal that the site shows on one page."""
    return Folding(prepare(state))


def _walk(
    examine: Callable[[FoundFile], Examined], files: Sequence[FoundFile]
) -> Iterable[Examined]:
    """Examine the files on all processors, with a progress bar on a terminal."""
    if len(files) < _MANY:
        yield from map(examine, files)
        return
    with (
        get_context("fork").Pool() as pool,
        click.progressbar(
            pool.imap(examine, files, _CHUNK), len(files), "Checking",
            file=sys.stderr, hidden=not sys.stderr.isatty(),
        ) as results,
    ):  # fmt: skip
        yield from results


def _chosen(paths: Iterable[Path], content: Path) -> frozenset[str]:
    """The paths below the content folder that were asked for, none for all."""
    chosen = set()
    for path in paths:
        options = [Path.cwd() / path, content / path]
        place = next((option for option in options if option.exists()), None)
        if place is None:
            raise SettingsError(f"{path} does not exist; name a file or folder of {content}")
        inside = Path(os.path.normpath(place))
        if not inside.is_relative_to(content):
            inside, content = inside.resolve(), content.resolve()
        if not inside.is_relative_to(content):
            raise SettingsError(f"{path} is not in the content folder {content}")
        chosen.add(inside.relative_to(content).as_posix())
    return frozenset(chosen)


def _is_chosen(file: str, chosen: frozenset[str]) -> bool:
    return not chosen or any(
        place in {file, "."} or file.startswith(f"{place}/") for place in chosen
    )


def _shown(content: Path) -> Callable[[str], str]:
    """How a file of the content folder is named, so that a terminal can open it."""
    try:
        prefix = content.relative_to(Path.cwd()).as_posix()
    except ValueError:
        prefix = str(content)
    return lambda file: file if prefix == "." else f"{prefix}/{file}"


def _fix(
    faults: Sequence[Fault],
    chosen: frozenset[str],
    content: Path,
    examiner: Examiner,
    *,
    is_trial: bool,
) -> bool:
    """Mend the faults that can be, and print how; answers whether any file has changed."""
    shown = _shown(content)
    has_changed = False
    for file, of_file in _by_file(fault for fault in faults if fault.mends):
        if not _is_chosen(file, chosen):
            continue
        try:
            found = next(one for one in scan_below(content, file) if isinstance(one, FoundFile))
            change = fixed(found, of_file, examiner)
            if change and not is_trial:
                write_whole(found, change)
        except (ArticleError, OSError, StopIteration) as error:
            click.echo(f"{shown(file)}: not mended: {error}", err=True)
            continue
        if change and is_trial:
            click.echo(change.diff(file))
        elif change:
            has_changed = True
            for fault in change.faults:
                click.echo(
                    f"{shown(fault.place)}: mended {fault.code}: {_changes(fault)}", err=True
                )
    return has_changed


def _by_file(faults: Iterable[Fault]) -> Iterator[tuple[str, list[Fault]]]:
    files: dict[str, list[Fault]] = {}
    for fault in faults:
        files.setdefault(fault.file, []).append(fault)
    yield from files.items()


def _changes(fault: Fault) -> str:
    return "; ".join(
        f"{mend.before.strip()} → {'(taken out)' if mend.after is None else mend.after}"
        for mend in fault.mends
    )
