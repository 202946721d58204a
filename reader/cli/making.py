"""Making the application while other processes answer readers."""

import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.config.settings import Settings
from reader.domain.errors import ReaderError

if TYPE_CHECKING:
    from flask import Flask

_NICENESS = 5


def make_gently(settings: Settings, wait: Callable[[int], None]) -> "Flask":
    """The application, made in a thread that gives way to readers of other processes.

    (A priority that is lowered cannot be raised again; what is forked later has that of the main
    thread.) `wait` is given what is ready to be read when it is made; raises what that raises,
    or ReaderError.
    """
    made: list[Flask | ReaderError] = []
    done, say = os.pipe()

    def make() -> None:
        try:
            _give_way()
            from reader.app import create_app  # noqa: PLC0415 - it takes longest to import

            made.append(create_app(settings, keeps_index=False))
        except ReaderError as error:
            made.append(error)
        finally:
            os.close(say)

    threading.Thread(target=make, daemon=True).start()
    wait(done)
    os.close(done)
    if not made:
        raise ReaderError("The site cannot be served; the reason is above.")
    if isinstance(made[0], ReaderError):
        raise made[0]
    return made[0]


def _give_way() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
