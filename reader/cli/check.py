"""`qingdu check`: every fault of the content folder."""

import json
import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial

import click

from reader.config.settings import SITE_FILE, Settings
from reader.config.site import load_site
from reader.domain.article import Article
from reader.domain.faults import Severity
from reader.language.detection.scripts import detect_script
from reader.publishing.check import check_articles
from reader.publishing.glossaries import glossary_faults
from reader.publishing.scripts import script_faults
from reader.rendering.bodies import raw_html
from reader.rendering.safety import findings
from reader.storage.encoding import decode
from reader.storage.folder import read_folder
from reader.storage.scan import read_bytes


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the faults as one JSON list.")
def check(as_json: bool) -> None:
    """Name every fault of the content folder; exit code 1 when there is an error."""
    logging.disable()
    settings = Settings.from_environment(os.environ)
    site = load_site(settings.content)
    folder = read_folder(settings.content, site, partial(detect_script, default=site.script))
    articles = folder.articles
    scripts = script_faults(articles, lambda file: decode(read_bytes(settings.content / file)).text)
    glossaries = glossary_faults(articles, site.glossary, SITE_FILE)
    known = [*folder.faults, *scripts, *glossaries]
    faults = check_articles(known, articles, _examine)
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=2))
    else:
        for fault in faults:
            click.echo(fault)
        click.echo(
            f"{len(articles)} articles, {errors} errors, {len(faults) - errors} warnings", err=True
        )
    sys.exit(1 if errors else 0)


def _examine(article: Article) -> Iterable[str]:
    return findings(raw_html(article))
