"""`qingdu export`: the whole site as files for any web server."""

import os
import sys
from pathlib import Path

import click

from reader.cli.index import bring_up_to_date
from reader.cli.progress import progress
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.errors import ReaderError
from reader.exporting.export import Options
from reader.exporting.export import export as write_export
from reader.exporting.work import Report
from reader.language.conversion.dictionaries import prepare
from reader.language.search.terms import SearchTerms
from reader.storage.index.reading import IndexReader
from reader.storage.index.schema import IndexFiles

_MOST_SAID = 20  # lines of one kind


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--links", type=click.Choice(["relative", "absolute"]), default="relative", show_default=True,
    help="Relative links hold below any path; absolute ones begin at the root of the host.",
)  # fmt: skip
@click.option("--url", help="The public address of the export, in place of QINGDU_SITE_URL.")
@click.option("--precompress", is_flag=True, help="Write .gz and .br beside every text file.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes; as many as processors, if not given."
)
def export(
    folder: Path, links: str, url: str | None, jobs: int | None, *, precompress: bool
) -> None:
    """Write the site into DIR as files that any web server can hand out."""
    environment = dict(os.environ)
    if url is not None:
        environment["QINGDU_SITE_URL"] = url
    settings = Settings.from_environment(environment)
    root = folder.absolute()
    if _overlap(root, settings.content) or _overlap(root, settings.state):
        raise ReaderError(f"{root}: an export goes beside the folders of articles and of state.")
    site = load_site(settings.content)
    files = IndexFiles.of(settings.state, settings.content)
    terms = SearchTerms(prepare(settings.state))
    bring_up_to_date(settings, site, files, terms)
    reader = IndexReader(files, site, terms)
    options = Options(root, links == "relative", precompress, jobs or 0)
    with reader.view() as library:
        total = library.size()
    reader.close()
    with progress("Exporting", total) as advance:
        report = write_export(settings, site, reader, options, advance)
    _say(report, root)
    if report.faults:
        sys.exit(1)


def _overlap(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents


def _say(report: Report, root: Path) -> None:
    click.echo(
        f"{root}: {report.written} files written, {report.same} unchanged,"
        f" {report.removed} removed."
    )
    _list("left as they are, for no export wrote them", report.foreign)
    _list("not exported", report.faults)


def _list(what: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"{len(lines)} {what}:", err=True)
    for line in lines[:_MOST_SAID]:
        click.echo(f"  {line}", err=True)
    if len(lines) > _MOST_SAID:
        click.echo("  …", err=True)
