"""The command `qingdu`: parse, call, print."""

import gc

gc.disable()  # what is imported stays

import logging
import sys

import click

from reader import __version__
from reader.cli.check import check
from reader.cli.convert import convert
from reader.cli.index import index
from reader.cli.render import render
from reader.cli.serve import serve
from reader.domain.errors import ReaderError

gc.freeze()
gc.enable()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qingdu")
def commands() -> None:
    """清读: serve Chinese articles from a folder of files.

    The deployment is configured by the environment: QINGDU_CONTENT, QINGDU_STATE,
    QINGDU_SITE_URL, QINGDU_TRUSTED_HOSTS (docs/configuration.md).
    """
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts every change


commands.add_command(check)
commands.add_command(convert)
commands.add_command(index)
commands.add_command(render)
commands.add_command(serve)


def main() -> None:
    """Run the command; an error of ours is one sentence and exit code 2."""
    try:
        commands.main(prog_name="qingdu", standalone_mode=False)
    except ReaderError as error:
        click.echo(f"qingdu: {error}", err=True)
        sys.exit(2)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
