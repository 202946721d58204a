"""The command `qingdu`: parse, call, print."""

import gc

gc.disable()  # what is imported stays

import sys
from importlib import import_module

import click

from reader import __version__
from reader.cli.saying import is_json
from reader.domain.errors import ReaderError
from reader.observing.events import JSON, PLAIN, configure_events

gc.freeze()
gc.enable()


# Commands whose names are Python's own words: their modules and functions.
_OTHERS = {"import": ("importing", "import_pages")}


class _Commands(click.Group):
    """Commands that are imported when they are called: none waits for what another needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, each that of a module and a function but for `_OTHERS`."""
        del ctx
        return [
            "accounts",
            "audit",
            "check",
            "convert",
            "doctor",
            "export",
            "import",
            "index",
            "metrics",
            "new",
            "render",
            "serve",
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        gc.disable()
        try:
            module, function = _OTHERS.get(cmd_name, (cmd_name, cmd_name))
            command = getattr(import_module(f"reader.cli.{module}"), function)
        finally:
            gc.freeze()
            gc.enable()
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qingdu")
def commands() -> None:
    """清读: serve Chinese articles from a folder of files.

    The deployment is configured by the environment: QINGDU_CONTENT, QINGDU_STATE,
    QINGDU_SITE_URL, QINGDU_TRUSTED_HOSTS (docs/configuration.md).
    """
    configure_logging()


def configure_logging() -> None:
    """What a program of ours writes of what happens in it, as the environment says."""
    configure_events(JSON if is_json() else PLAIN)


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
