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


class Gently:
    """Work in a thread that gives way to readers of other processes.

    (A priority that is lowered cannot be raised again; what is forked later has that of the main
    thread.) `done` can be read when it has ended.
    """

    def __init__(self, work: Callable[[], None]) -> None:
        self.done, say = os.pipe()

        def run() -> None:
            try:
                _give_way()
                work()
            finally:
                os.close(say)

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Wait for the end."""
        self._thread.join()
        os.close(self.done)


def make_gently(settings: Settings, wait: Callable[[int], None], *, is_urgent: bool) -> "Flask":
    """The application; warm, unless it `is_urgent` and that takes long.

    `wait` is given what is ready to be read when it is made; raises what that raises, or
    ReaderError.
    """
    made: list[Flask | ReaderError] = []

    def make() -> None:
        try:
            from reader.app import create_app, is_warm, warm  # noqa: PLC0415 - takes longest

            app = create_app(settings, keeps_index=False)
            if is_warm() or not is_urgent:
                warm(app)
            made.append(app)
        except ReaderError as error:
            made.append(error)

    making = Gently(make)
    wait(making.done)
    making.end()
    if not made:
        raise ReaderError("The site cannot be served; the reason is above.")
    if isinstance(made[0], ReaderError):
        raise made[0]
    return made[0]


def warm_gently(app: "Flask") -> Gently | None:
    """The application becoming warm; None where it is."""
    from reader.app import is_warm, warm  # noqa: PLC0415 - imported with the application

    return None if is_warm() else Gently(lambda: warm(app))


def _give_way() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
