"""`qingdu doctor`: what is wrong with a deployment, and what to do."""

import json
import os
import pwd
import sys
from collections.abc import Iterator

import click

from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.errors import ReaderError, SettingsError
from reader.inspecting.checks.all import CHECKS
from reader.inspecting.findings import Deployment, Finding, Level, examined, fault, well
from reader.storage.index.schema import IndexFiles

_OURS = (json.__file__, __file__)  # a file of Python, and one of ours
_COLOURS = {Level.FAULT: "red", Level.WARNING: "yellow", Level.WELL: "green"}


@click.command()
@click.option(
    "--url",
    default="",
    help=(
        "The public address: ask the site by it, over IPv4 and IPv6, and count the "
        "proxies on the way."
    ),
)
@click.option(
    "--user",
    default="",
    help="Look with the eyes of the user that the site runs as; for root alone.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=("Print a list of objects with check, level (fault, warning, well) and says."),
)
def doctor(url: str, user: str, *, as_json: bool) -> None:
    """Say what is wrong with this deployment and what to do; exit code 1 where a fault is found."""
    if user:
        _become(user)
    found = list(_found(url))
    if as_json:
        said = [{"check": name, "level": one.level.value, "says": one.says} for name, one in found]
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _print(found)
    if any(one.level is Level.FAULT for _, one in found):
        sys.exit(1)


def _found(url: str) -> Iterator[tuple[str, Finding]]:
    """Findings as they come; where settings are wrong nothing else can be looked at."""
    try:
        settings = Settings.from_environment(os.environ)
        site = load_site(settings.content)
    except SettingsError as error:
        yield "settings", fault(str(error))
        return
    yield "settings", well("The settings and site.toml can be understood.")
    files = IndexFiles.at(settings.state, settings.content)
    yield from examined(Deployment(settings, site, files, url), CHECKS)


def _print(found: list[tuple[str, Finding]]) -> None:
    is_coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for name, one in found:
        level = f"{one.level.value:7}"
        shown = click.style(level, fg=_COLOURS[one.level], bold=True) if is_coloured else level
        click.echo(f"{shown} {name}: {one.says}")


def _become(name: str) -> None:
    """Give up root for another user; raises ReaderError."""
    try:
        user = pwd.getpwnam(name)
        os.initgroups(name, user.pw_gid)
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    except KeyError as error:
        raise ReaderError(f"--user {name}: there is no such user.") from error
    except PermissionError as error:
        raise ReaderError(f"--user {name}: only root may look with another's eyes.") from error
    if hidden := [file for file in _OURS if not os.access(file, os.R_OK)]:
        raise ReaderError(
            f"The site cannot run as {name}, who may not read {hidden[0]}: install Python and "
            "qingdu where that user can read them, not below another's home."
        )
