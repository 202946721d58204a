"""The first process of `qingdu serve`: it holds the sockets, and starts and ends generations."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from reader.cli.children import name_of_end, started
from reader.cli.generation import CURRENT, ORDER, READY, run_generation
from reader.cli.listening import Listeners
from reader.cli.metrics import MetricsProcesses
from reader.cli.saying import say
from reader.cli.serving import Serving
from reader.cli.signals import RETIRE, STOP, Signals, signals_later
from reader.cli.systemd import READY as READY_TO_SYSTEMD
from reader.cli.systemd import STOPPING, Notice
from reader.domain.errors import SettingsError

_TOLD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_FIRST_INDEX = 20.0  # seconds to wait for a first index before saying that the site is open
_STILL_READING = "The articles are still being read in; the newest are there first."
_LOOK = 0.005  # seconds between two looks whether a process has ended
_LATE = 10.0  # seconds more than workers have to finish, until what is left is killed


@dataclass(eq=False, slots=True)
class _Generation:
    """A process that serves, or is about to; `exit_code` is None while it is there."""

    pid: int
    said: Connection  # at its end when the process has ended
    exit_code: Callable[[], int | None]

    def send(self, number: int) -> None:
        if self.exit_code() is None:
            os.kill(self.pid, number)

    def wait_for_end(self) -> int:
        while (code := self.exit_code()) is None:
            time.sleep(_LOOK)
        return code


class Supervisor:
    """Keeps a site served over any number of reloads; `address` is where readers open it."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it looks after
        self,
        listeners: Listeners,
        serving: Serving,
        notice: Notice,
        address: str,
        own_files: Sequence[Path],
        metrics: MetricsProcesses,
    ) -> None:
        self._listeners = listeners
        self._serving = serving
        self._notice = notice
        self._address = address
        self._own_files = own_files
        self._metrics = metrics
        self._signals = Signals(_TOLD)
        self._has_terminal = os.isatty(2)
        self._current: _Generation | None = None
        self._next: _Generation | None = None
        self._leaving: list[_Generation] = []  # told to end, for another has taken over
        self._is_to_reload = False  # once more, when `_next` is there
        self._opens_by = float("inf")  # when to say at last that the site is open
        self._is_open = False

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; SIGHUP reloads.

        Raises SettingsError, or exits, where the site cannot be served.
        """
        try:
            self._next = self._forked()
            while not self._is_told_to_stop():
                for generation in self._generations():
                    self._hear(generation)
                self._metrics.replace_ended(self._listeners)
                if time.monotonic() >= self._opens_by:
                    self._say_it_is_open(_STILL_READING)
        finally:
            self._stop()

    def _generations(self) -> list[_Generation]:
        chosen = (self._current, self._next, *self._leaving)
        return [generation for generation in chosen if generation]

    def _is_told_to_stop(self) -> bool:
        """Wait for whatever comes next; whether it is the order to stop."""
        seconds = max(0.0, self._opens_by - time.monotonic())
        said = [generation.said for generation in self._generations()]
        told = [self._signals, *said, *self._metrics.sentinels]
        wait(told, seconds if seconds != float("inf") else None)  # type: ignore[arg-type]
        for number in self._signals.taken():
            if number != signal.SIGHUP or self._has_lost_its_terminal():
                return True
            self._reload()
        return False

    def _has_lost_its_terminal(self) -> bool:
        """Whether SIGHUP means what it meant at first."""
        return self._has_terminal and not os.isatty(2)

    # Generations

    def _forked(self) -> _Generation:
        """The first, which shares what is imported here, and answers the sooner."""
        child = started(run_generation, self._listeners, self._serving, True, name="generation")
        return _Generation(child.pid, child.said, lambda: child.process.exitcode)

    def _executed(self, *, answers_early: bool) -> _Generation:
        """Another, of the code, the settings and the site that are there now."""
        said, say = Pipe(duplex=False)
        numbers = [listener.fileno() for listener in self._listeners.all()]
        told = {
            "listeners": self._listeners.numbers(),
            "tell": say.fileno(),
            "parent": os.getpid(),
            "answers_early": answers_early,
            "serving": self._serving.to_json(),
        }
        with signals_later():
            process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, *_path_options(), "-m", "reader.cli.generation"],
                env=os.environ | {ORDER: json.dumps(told)},
                pass_fds=[*numbers, say.fileno()],
            )
        say.close()
        return _Generation(process.pid, said, process.poll)

    def _reload(self) -> None:
        if self._next:
            self._is_to_reload = True
            return
        say("qingdu reloads: settings, site.toml and code.")
        self._notice.reloading()
        self._next = self._executed(answers_early=False)

    def _hear(self, generation: _Generation) -> None:
        """Take what a generation has said, if it has."""
        try:
            word = generation.said.recv_bytes() if generation.said.poll() else b""
        except (EOFError, OSError):
            self._has_ended(generation)
            return
        if word == READY and generation is self._next:
            self._take_over()
        elif word == CURRENT and generation is self._current:
            self._say_it_is_open()

    def _take_over(self) -> None:
        assert self._next
        if self._current:
            self._current.send(RETIRE)
            self._leaving.append(self._current)
        self._current, self._next = self._next, None
        if self._is_open:
            say(f"qingdu has reloaded: process {self._current.pid} serves now.")
        else:
            for place in self._listeners.shown():
                say(f"qingdu listens on {place}")
            self._opens_by = time.monotonic() + _FIRST_INDEX
        self._notice.tell(READY_TO_SYSTEMD)
        self._reload_once_more()

    def _reload_once_more(self) -> None:
        if self._is_to_reload:
            self._is_to_reload = False
            self._reload()

    def _say_it_is_open(self, first: str = "") -> None:
        self._opens_by = float("inf")
        if not self._is_open:
            self._is_open = True
            for line in filter(None, (first, f"Open {self._address}/")):
                say(line)

    def _has_ended(self, generation: _Generation) -> None:
        code = generation.wait_for_end()
        generation.said.close()
        if generation in self._leaving:
            self._leaving.remove(generation)
        elif generation is self._current:
            self._current = None
            say(f"Process {generation.pid} {name_of_end(code)}; starting it anew.")
            self._next = self._next or self._executed(answers_early=True)
        elif self._current:
            self._next = None
            say(
                "qingdu did not reload, for the reason above; it goes on serving as before.",
            )
            self._notice.tell(READY_TO_SYSTEMD)
            self._reload_once_more()
        else:
            self._next = None
            if code > 0:
                sys.exit(code)  # it has said why
            raise SettingsError(f"The server process {name_of_end(code)} before it answered.")

    # The end

    def _stop(self) -> None:
        """End all, and wait for it: so long at most as was granted."""
        self._notice.tell(STOPPING)
        for file in self._own_files:
            file.unlink(missing_ok=True)
        self._listeners.close()
        generations = self._generations()
        for generation in generations:
            generation.send(STOP)
        deadline = time.monotonic() + self._serving.grace + _LATE
        for generation in generations:
            while generation.exit_code() is None and time.monotonic() < deadline:
                time.sleep(_LOOK)
            generation.send(signal.SIGKILL)
            generation.wait_for_end()


def _path_options() -> list[str]:
    """`python -m` looks for modules where it is started; the installed command does not."""
    return [] if Path(sys.path[0] or ".").resolve() == Path.cwd() else ["-P"]
