"""`qingdu audit`: the operator's proof, against the site as it is served."""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from reader.auditing.answers import Fetcher, Resolver, at, resolve, split
from reader.auditing.audit import Audit, Options, run
from reader.auditing.browsing import MOST_PAGES, Browsing, NoBrowser
from reader.auditing.crawling import open_site, other_peoples
from reader.auditing.findings import Outcome, cut, load_catalogue
from reader.auditing.report import html_report
from reader.auditing.report_data import json_report
from reader.auditing.site import is_local
from reader.auditing.statement import statement as draft
from reader.cli.progress import progress
from reader.config.variables import PREFIX
from reader.domain.editions import Script, Variant
from reader.domain.errors import AuditError
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import prepare

_LINE = 400  # characters of what a site said
_COLOURS = {Outcome.FAILED: "red", Outcome.UNKNOWN: "yellow", Outcome.PASSED: "green"}


@click.command()
@click.argument("url", required=False)
@click.option("--pages", type=click.IntRange(1, 5000), default=100, show_default=True,
              help="How many pages to read, at least one of each kind.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="Write report.html and report.json into this folder.")  # fmt: skip
@click.option("--statement", type=click.Path(path_type=Path, dir_okay=False),
              help="Write a drafted accessibility statement (Markdown) to this file.")  # fmt: skip
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the report as JSON, described by docs/audit.schema.json.",
)
@click.option("--external", is_flag=True, help="Follow links to other sites too, 100 at most.")
@click.option("--address", multiple=True, metavar="IP",
              help=(
        "Ask this IP address in place of those of the name (not the browser): a server "
        "behind the proxy, or before the name leads to it; may be repeated, for IPv4 "
        "and IPv6."
    ))  # fmt: skip
@click.option("--government/--no-government", default=None,
              help="Judge it as a government's website, or not; found out without it.")  # fmt: skip
@click.option("--browser/--no-browser", default=True, show_default=True,
              help="Look at a page of each kind in a browser, if there is one.")  # fmt: skip
@click.option(
    "--skip", multiple=True, metavar="ID", help="Leave a check out, by its id; may be repeated."
)
def audit(  # noqa: PLR0913 - one for each option
    url: str | None,
    pages: int,
    out: Path | None,
    statement: Path | None,
    *,
    skip: tuple[str, ...],
    address: tuple[str, ...],
    as_json: bool,
    external: bool,
    government: bool | None,
    browser: bool,
) -> None:
    """Judge the site at URL (or QINGDU_SITE_URL) as readers and inspectors meet it.

    Exit code 1 when a check failed, 2 when the site cannot be audited.
    """
    own = os.environ.get(f"{PREFIX}SITE_URL", "").strip()
    start = _start(url or own)
    skipped = _known(skip)
    fetcher = Fetcher(_resolver(start, address))
    is_own = _is_own(start, own)
    if not is_own:
        fetcher = other_peoples(fetcher)
    site = open_site(start, fetcher, is_own=is_own, is_government=government)
    began = datetime.now(UTC).astimezone()
    with progress("Auditing", pages + MOST_PAGES * browser) as advance:
        looking = Browsing(advance) if browser else NoBrowser()
        found = run(site, Options(pages, external, skipped), began, looking, advance)
    _write(found, out, statement)
    if as_json:
        click.echo(json_report(found), nl=False)
    else:
        _say(found)
    sys.exit(1 if found.of(Outcome.FAILED) else 0)


def _resolver(start: str, addresses: tuple[str, ...]) -> Resolver:
    try:
        return at(urlsplit(start).hostname or "", addresses) if addresses else resolve
    except ValueError as error:
        raise AuditError(f"--address: {error}.") from error


def _start(given: str) -> str:
    if not given:
        raise AuditError(f"Say which site: qingdu audit URL, or set {PREFIX}SITE_URL.")
    address = given if "://" in given else f"https://{given}"
    if split(address) is None:
        raise AuditError(f"{given} is no address of a site, such as https://www.example.gov.cn")
    return address


def _known(skipped: tuple[str, ...]) -> frozenset[str]:
    unknown = sorted(set(skipped) - load_catalogue().checks.keys())
    if unknown:
        raise AuditError(f"There is no check {unknown[0]}; docs/auditing.md lists them.")
    return frozenset(skipped)


def _is_own(address: str, own: str) -> bool:
    """Whether who asks answers for the site: then its robots.txt is for others."""
    host = urlsplit(address).hostname or ""
    return is_local(host) or host == (urlsplit(own).hostname or "")


def _write(found: Audit, out: Path | None, statement: Path | None) -> None:
    try:
        if out:
            out.mkdir(parents=True, exist_ok=True)
            (out / "report.html").write_text(html_report(found), "utf-8")
            (out / "report.json").write_text(json_report(found), "utf-8")
            click.echo(f"{out / 'report.html'} and report.json are written.", err=True)
        if statement:
            statement.write_text(draft(found, _traditional), "utf-8")
            click.echo(f"{statement} is a draft: fill in what stands in brackets.", err=True)
    except OSError as error:
        raise AuditError(f"The report cannot be written: {error}.") from error


def _traditional(text: str) -> str:
    with tempfile.TemporaryDirectory() as state:  # an audit needs no deployment
        return Converter(prepare(Path(state))).convert(text, Script.HANS, Variant.HANT)


def _say(found: Audit) -> None:
    """Every check that failed or could not be judged, then how many there are of each."""
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for outcome in (Outcome.UNKNOWN, Outcome.FAILED):
        for finding in found.of(outcome):
            mark = outcome.value
            if is_coloured:
                mark = click.style(mark, fg=_COLOURS[outcome], bold=True)
            said = cut(f"{finding.check.name.english}. {finding.said.english}", _LINE)
            click.echo(f"{finding.check.id}: {mark}: {said}")
            for one in finding.evidence[:3]:
                words = " ".join(filter(None, (one.said.english or one.said.chinese, one.snippet)))
                click.echo(f"  {cut(f'{one.address} {words}', _LINE)}")
            if finding.count > 3:
                click.echo(f"  and {finding.count - 3} more")
    counts = ", ".join(f"{len(found.of(outcome))} {outcome.value}" for outcome in Outcome)
    click.echo(f"{found.url}: {len(found.pages)} pages; {counts}.", err=True)
