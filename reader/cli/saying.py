"""What a server says of itself: a line on the terminal, an event in a log of JSON."""

import logging
import os

import click

from reader.config.variables import PREFIX
from reader.observing.events import JSON

_log = logging.getLogger("qingdu")


def is_json() -> bool:
    """Whether the log is one of JSON, as far as the environment says."""
    return os.environ.get(f"{PREFIX}LOG", "").strip() == JSON


def say(sentence: str) -> None:
    """Tell the operator what happens."""
    if is_json():
        _log.info("%s", sentence)
    else:
        click.echo(sentence, err=True)
