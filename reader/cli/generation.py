"""A generation of `qingdu serve`: workers and an indexer that were made of the same application.

Its process makes the application and forks the others, which share it. Where nobody else serves,
that is at first without what takes seconds to make, and then once more with it. The next
generation, at a reload, is a new program, so it has the settings, the site and the code of its
time.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from reader.cli import configure_logging
from reader.cli.children import Child, memory, name_of_end, started
from reader.cli.index_process import run_indexer
from reader.cli.listening import Listeners
from reader.cli.making import Gently, make_gently, warm_gently
from reader.cli.saying import say
from reader.cli.serving import Serving, environment_of
from reader.cli.signals import RETIRE, STOP, Signals, begin_process
from reader.cli.worker import Make, run_worker
from reader.config.settings import Settings
from reader.domain.errors import ReaderError
from reader.early import early_application, kept_pages

if TYPE_CHECKING:
    from flask import Flask

    from reader.web.mount import Application

READY = b"ready"  # said when the lasting workers are about to answer
ORDER = "GENERATION"  # the variable by which one that is a program is told what to serve
CURRENT = b"current"  # said when the index has caught up with the folder

_START = 60.0  # seconds that workers may take until they answer
_LOOK = 10.0  # seconds between two looks at the age and the memory of workers
_PAUSE = 0.2  # seconds until an indexer that ended is replaced
_SOON = 2.0  # seconds; a worker that ends sooner might do so again at once
_LATE = 5.0  # seconds more than a worker grants itself, until it is killed


class _ToldToEndError(Exception):
    """The generation was told to end while it began; `order` says how."""

    def __init__(self, order: int) -> None:
        super().__init__()
        self.order = order


def run_generation(
    listeners: Listeners,
    serving: Serving,
    answers_early: bool,
    tell: Connection,
    parent: int,
) -> None:
    """Serve until told to end, or `parent` is gone; exits with 2 where the site cannot be served.

    With `answers_early` nobody else serves: pages that were kept are answered at once.
    """
    begin_process(parent)
    try:
        environment = environment_of(serving)
        os.environ.update(environment)
        settings = Settings.from_environment(environment)
        Generation(listeners, serving, settings, tell).run(answers_early=answers_early)
    except ReaderError as error:
        say(f"qingdu: {error}")
        sys.exit(2)


class Generation:
    """Workers, early ones too where nobody else answers, and an indexer; replaced when they end."""

    def __init__(
        self,
        listeners: Listeners,
        serving: Serving,
        settings: Settings,
        tell: Connection,
    ) -> None:
        self._listeners = listeners
        self._serving = serving
        self._settings = settings
        self._tell = tell
        self._signals = Signals((STOP, RETIRE))
        self._workers: list[Child] = []
        self._leaving: list[Child] = []  # told to end: early workers, and those that were replaced
        self._indexer: Child | None = None
        self._warming: Gently | None = None
        self._cold: list[Child] = []  # children that are to be replaced when that has ended
        self._is_current = False  # the index has caught up with the folder
        self._looked = time.monotonic()

    def run(self, *, answers_early: bool) -> None:
        """Serve until told to end; raises ReaderError where that is impossible."""
        order: int = STOP
        try:
            early = self._start_early() if answers_early else []
            self._app = make_gently(
                self._settings, lambda done: self._wait([done]), is_urgent=answers_early
            )
            self._start_workers()
            self._tell.send_bytes(READY)
            self._retire(early)
            self._indexer = self._new_indexer()
            self._warming = warm_gently(self._app)
            self._cold = [*self._workers, self._indexer] if self._warming else []
            order = self._keep()
        except _ToldToEndError as told:
            order = told.order
        finally:
            self._end(order)

    # The beginning

    def _start_early(self) -> list[Child]:
        archive = kept_pages(self._settings)
        if archive is None:
            return []
        early = self._new_worker(None, partial(early_application, self._settings, archive))
        self._leaving.append(early)  # it is ended with the others whatever happens
        with suppress(ReaderError):  # the lasting ones may do better
            self._await([early])
        return [early]

    def _start_workers(self) -> None:
        self._workers = [self._lasting_worker(place) for place in range(self._serving.workers)]
        self._await(self._workers)

    def _await(self, workers: Sequence[Child]) -> None:
        """Wait until workers are about to answer; raises ReaderError where one ends instead."""
        left = list(workers)
        deadline = time.monotonic() + _START
        while left:
            self._wait([worker.said for worker in left], max(0.0, deadline - time.monotonic()))
            ready = [worker for worker in left if worker.said.poll()]
            if not ready or not all(worker.has_said_it() for worker in ready):
                raise ReaderError("A server process ended before it answered.")
            left = [worker for worker in left if worker not in ready]

    def _wait(self, things: Iterable[object], seconds: float | None = None) -> None:
        """Wait for one of them; raises _ToldToEndError where an order comes first."""
        wait([self._signals, *things], seconds)  # type: ignore[list-item]
        if orders := self._signals.taken():
            raise _ToldToEndError(orders[0])

    # Children

    def _lasting_worker(self, place: int) -> Child:
        self._await_warmth()
        return self._new_worker(place, partial(_counted, self._app))

    def _new_worker(self, place: int | None, make: Make) -> Child:
        return started(
            run_worker, self._listeners, place, make, self._serving,
            closes=[self._tell], name="worker",
        )  # fmt: skip

    def _new_indexer(self) -> Child:
        self._await_warmth()
        return started(run_indexer, self._listeners, self._app, closes=[self._tell], name="indexer")

    def _retire(self, workers: Iterable[Child]) -> None:
        for worker in workers:
            worker.send(RETIRE)

    # What goes on

    def _keep(self) -> int:
        """Replace what ends or has become too old or too large, until told to end; the order."""
        assert self._indexer
        while True:
            children = [*self._workers, *self._leaving, self._indexer]
            waited = [self._signals, *(child.process.sentinel for child in children)]
            if not self._is_current:
                waited.append(self._indexer.said)
            if self._warming:
                waited.append(self._warming.done)
            found = wait(waited, _LOOK)  # type: ignore[arg-type]
            if orders := self._signals.taken():
                return orders[0]
            if not self._is_current and self._indexer.has_said_it():
                self._is_current = True
                self._tell.send_bytes(CURRENT)
            if self._warming and self._warming.done in found:
                self._await_warmth()
            self._replace_ended()
            self._replace_cold()
            self._replace_grown()

    def _replace_ended(self) -> None:
        assert self._indexer
        self._leaving = [child for child in self._leaving if child.process.exitcode is None]
        for place, worker in enumerate(self._workers):
            if worker.process.exitcode is None:
                continue
            end = name_of_end(worker.process.exitcode)
            say(f"Worker {worker.pid} {end}; starting another.")
            if worker.age < _SOON:
                time.sleep(_SOON)
            self._workers[place] = self._lasting_worker(place)
        if self._indexer.process.exitcode is not None:
            say("The indexer ended; starting another.")
            time.sleep(_PAUSE)
            self._indexer = self._new_indexer()

    def _await_warmth(self) -> None:
        """Fork nothing meanwhile: a thread that is not in the fork would hold its locks there."""
        if self._warming:
            self._warming.end()
            self._warming = None

    def _replace_cold(self) -> None:
        """Replace what was forked to begin at once: others share what is made meanwhile.

        The indexer may take in the articles that are there first.
        """
        assert self._indexer
        if self._warming or not self._cold:
            return
        for place, worker in enumerate(self._workers):
            if worker in self._cold:
                self._replace(place)
        self._cold = [self._indexer] if self._indexer in self._cold else []
        if self._cold and self._is_current:
            self._cold = []
            self._indexer.send(STOP)
            self._indexer.end_by(time.monotonic() + _LATE)
            self._indexer = self._new_indexer()

    def _replace_grown(self) -> None:
        """Replace a worker that has become too old or too large, one at a time."""
        if time.monotonic() < self._looked + _LOOK:
            return
        self._looked = time.monotonic()
        for place, worker in enumerate(self._workers):
            if reason := self._reason_to_replace(worker):
                say(f"Worker {worker.pid} {reason}; another takes over.")
                self._replace(place)
                return

    def _replace(self, place: int) -> None:
        """Have another worker take the place of one when it answers; else that one goes on."""
        old, new = self._workers[place], self._lasting_worker(place)
        self._leaving.append(new)  # it is ended with the others whatever happens
        try:
            self._await([new])
        except ReaderError as error:
            say(f"qingdu: {error}")
            new.send(STOP)
            return
        self._workers[place] = new
        self._leaving = [*(child for child in self._leaving if child is not new), old]
        self._retire([old])

    def _reason_to_replace(self, worker: Child) -> str:
        most = self._serving.max_memory
        if most and (taken := memory(worker.pid)) > most:
            return f"takes {taken >> 20} MB of memory"
        if self._serving.max_age and worker.age > self._serving.max_age:
            return f"has served for {worker.age / 3600:.3g} hours"
        return ""

    # The end

    def _end(self, order: int) -> None:
        """End all; what is under way may be finished."""
        self._listeners.close()
        children = [*self._workers, *self._leaving, *([self._indexer] if self._indexer else [])]
        deadline = time.monotonic() + self._serving.grace + _LATE
        for child in children:
            child.send(STOP if child is self._indexer else order)
        for child in children:
            child.end_by(deadline)


def _counted(app: "Flask") -> "Application":
    """The application, in a process whose answers are counted from now on."""
    from reader.web.services import services  # noqa: PLC0415 - imported with the application

    with app.app_context():
        services().tallies.begin("server")
    return app


def main() -> None:
    """Run the generation that `reader.cli.supervisor` describes, in a program of its own."""
    configure_logging()
    told = json.loads(os.environ.pop(ORDER))
    listeners = Listeners.inherited(told["listeners"])
    tell = Connection(told["tell"], readable=False)
    os.set_inheritable(told["tell"], False)
    serving = Serving.from_json(told["serving"])
    run_generation(listeners, serving, told["answers_early"], tell, told["parent"])


if __name__ == "__main__":
    main()
