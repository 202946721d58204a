"""`qingdu new`: starts an article."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

import click

from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.article import Format
from reader.domain.errors import ReaderError
from reader.domain.site import Site
from reader.publishing.drafting import checked_column, create, draft_text
from reader.storage.scan import is_passed_over

_FIRST = ("title", "author", "published")  # the order in which people write them


@click.command()
@click.argument("title", required=False, default="")
@click.option(
    "--column",
    help=(
        "The folder it belongs in, such as news or news/2026: one that is there, or on "
        "a terminal a new one."
    ),
)
@click.option("--author", default="", help="Who wrote it.")
@click.option("--source", default="", help="Where it comes from.")
@click.option("--editor", default="", help="Who is responsible for it.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be repeated.")
@click.option("--html", "form", flag_value=Format.HTML, help="Write it in HTML.")
@click.option("--md", "form", flag_value=Format.MARKDOWN, help="Write it in Markdown (default).")
@click.option("--edit", is_flag=True, help="Open it in $VISUAL or $EDITOR.")
def new(  # noqa: PLR0913, PLR0917 - one for each option
    title: str,
    column: str | None,
    author: str,
    source: str,
    editor: str,
    tags: tuple[str, ...],
    form: Format | None,
    *,
    edit: bool,
) -> None:
    """Start an article: a draft with the front matter that this site asks for.

    Prints the path of the new file. On a terminal it asks for what is missing.
    """
    settings = Settings.from_environment(os.environ)
    site = load_site(settings.content)
    title = " ".join(title.split()) or _asked_title()
    folder = settings.content / _column(column, settings.content, site)
    given = {"title": title, "author": author, "source": source, "editor": editor,
             "tags": ", ".join(tags)}  # fmt: skip
    now = datetime.now(site.timezone)
    text = draft_text(_values(given, site, now), form or Format.MARKDOWN)
    file = create(folder, title, now, text, form or Format.MARKDOWN)
    click.echo(_shown(file))
    click.echo("Write it below the second ---, and take out draft: true to publish it.", err=True)
    if edit:
        try:
            click.edit(filename=str(file))
        except click.ClickException as error:
            raise ReaderError(f"{error.message}; set EDITOR to your editor.") from error


def _values(given: Mapping[str, str], site: Site, now: datetime) -> Mapping[str, str]:
    """The front matter: what is given, asked for, or left open."""
    known = {**given, "published": f"{now:%Y-%m-%d %H:%M}"}
    wanted = [*_FIRST, *(key for key in site.checks.required if key not in _FIRST)]
    wanted += [key for key, value in given.items() if value and key not in wanted]
    values = {}
    for key in wanted:
        is_asked = key in site.checks.required and not known.get(key) and _may_ask()
        values[key] = _asked(key, site) if is_asked else known.get(key, "")
    return {key: value for key, value in values.items() if value or _is_wanted(key, site)} | {
        "draft": "true"
    }


def _is_wanted(key: str, site: Site) -> bool:
    return key == "author" or key in site.checks.required


def _asked(key: str, site: Site) -> str:
    default = site.script.value if key == "script" else ""
    answer: str = click.prompt(key, default=default, show_default=bool(default), err=True)
    return answer


def _asked_title() -> str:
    if not _may_ask():
        raise click.UsageError('Give the title: qingdu new "县里修好了三座桥".')
    title = ""
    while not title:
        title = " ".join(click.prompt("title", default="", show_default=False, err=True).split())
    return title


def _column(wish: str | None, content: Path, site: Site) -> str:
    """The folder of the new article below the content folder."""
    known = _columns(content, site)
    if wish is None:
        if not (_may_ask() and known):
            return ""
        click.echo(f"Columns: {', '.join(known)}", err=True)
        wish = click.prompt("column", default="", show_default=False, err=True)
    column = checked_column(wish)
    if not column or column in known or (content / column).is_dir():
        if not (content / column).resolve().is_relative_to(content.resolve()):
            raise ReaderError(f"{column} leads out of the content folder.")
        return column
    near = get_close_matches(column, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known) or 'none'}."
    if not (_may_ask() and click.confirm(f"{column} is a new column. {hint} Make it?", err=True)):
        raise ReaderError(f"There is no column {column}. {hint} To make it, make its folder.")
    return column


def _columns(content: Path, site: Site) -> list[str]:
    """The columns of the site, and the folders beside them."""
    folders = [path.name for path in content.iterdir()
               if path.is_dir() and not is_passed_over(path.name)]  # fmt: skip
    return list(dict.fromkeys([*(column.path for column in site.columns), *sorted(folders)]))


def _may_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _shown(file: Path) -> str:
    return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)
