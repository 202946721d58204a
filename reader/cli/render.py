"""`qingdu render`: one article file as safe HTML."""

import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.editions import EDITIONS
from reader.domain.errors import ArticleError, ReaderError
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import prepare
from reader.language.detection.scripts import detect_script
from reader.rendering.bodies import BodyRenderer
from reader.storage.article_files import FORMATS, parse_article
from reader.storage.scan import read_bytes


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--edition",
    default="zh-hans",
    type=click.Choice(list(EDITIONS)),
    help="The edition to show it in.",
)
def render(file: Path, edition: str) -> None:
    """Print an article's body as safe HTML, as an edition shows it."""
    if file.suffix.lower() not in FORMATS:
        raise ReaderError(f"{file}: an article's name ends in {', '.join(FORMATS)}.")
    site = load_site(file.parent)
    detect = partial(detect_script, default=site.script)
    try:
        parsed = parse_article(
            file.name, read_bytes(file), datetime.now(UTC), site.timezone, detect
        )
    except ArticleError as error:
        raise ReaderError(f"{file}: {error.message}.") from error
    dictionaries = prepare(Settings.from_environment(os.environ).state)
    converter = Converter.of_site(site, dictionaries)
    click.echo(BodyRenderer(converter).body(parsed.article, EDITIONS[edition]))
