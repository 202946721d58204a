"""Processes for hostile input: one that dies, hangs or swells takes only its task along."""

import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from reader.publishing.importing.notices import LeftError, Notice

SECONDS = 10.0  # for one task, by the clock
MEMORY = 192 * 2**20  # bytes that a worker may take beyond what it starts with
_BEGINNING = 30  # seconds a process may take to begin
_TASKS = 1000  # of one worker; then a fresh one takes over, so that nothing grows
_MODULES = [f"reader.publishing.importing.{name}" for name in ("work", "extraction", "markdown")]


class Task(Protocol):
    """What a worker is given; it and what it answers go through a pipe."""

    def do(self) -> Any:
        """Do it; raises LeftError for what cannot be done."""


Ticket = TypeVar("Ticket")


class Workers(Generic[Ticket]):
    """As many processes as asked for, each with one task at a time; close them after use."""

    def __init__(self, count: int, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(_MODULES)
        self._limits = seconds, memory
        self._idle = [_Worker(self._context, self._limits) for _ in range(count)]
        self._busy: dict[Connection, tuple[_Worker, Ticket]] = {}

    def each(self, tasks: Iterable[tuple[Ticket, Task]]) -> Iterator[tuple[Ticket, Any]]:
        """The answers as they come, each with its ticket; a Notice for what could not be done.

        No more tasks are taken than there are workers.
        """
        waiting = iter(tasks)
        more = True
        while True:
            while more and self._idle:
                taken = next(waiting, None)
                if taken is None:
                    more = False
                    break
                self._begin(*taken)
            if not self._busy:
                return
            yield from self._finished()

    def close(self) -> None:
        """End all of them."""
        for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
            worker.end()

    def _begin(self, ticket: Ticket, task: Task) -> None:
        worker = self._idle.pop()
        if not worker.give(task):  # it died while it was idle
            worker.end()
            worker = _Worker(self._context, self._limits)
            worker.give(task)
        self._busy[worker.pipe] = worker, ticket

    def _finished(self) -> Iterator[tuple[Ticket, Any]]:
        first = min(worker.deadline for worker, _ in self._busy.values())
        ready = wait(list(self._busy), max(0.0, first - time.monotonic()))
        for pipe in ready:
            assert isinstance(pipe, Connection)
            worker, ticket = self._busy.pop(pipe)
            answer = worker.answer()
            self._idle.append(worker if worker.is_fit else self._replaced(worker))
            yield ticket, answer
        now = time.monotonic()
        for pipe, (worker, ticket) in list(self._busy.items()):
            if worker.deadline <= now and not pipe.poll():
                del self._busy[pipe]
                self._idle.append(self._replaced(worker))
                yield ticket, Notice("too-slow", (f"{self._limits[0]:g}",))

    def _replaced(self, worker: "_Worker") -> "_Worker":
        worker.end()
        return _Worker(self._context, self._limits)


class _Worker:
    """One process, seen from the one that gives it tasks."""

    def __init__(self, context: Any, limits: tuple[float, int]) -> None:
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, *limits), daemon=True)
        self._process.start()
        theirs.close()
        self._seconds = limits[0]
        self._done = 0
        self._is_alive = True
        self._has_begun = False
        self.deadline = float("inf")

    def give(self, task: Task) -> bool:
        """Hand it a task; False when it is dead."""
        try:
            if not self._has_begun:
                self._has_begun = self.pipe.poll(_BEGINNING) and self.pipe.recv()
            self.pipe.send(task)
        except (EOFError, OSError):
            self._is_alive = False
        self.deadline = time.monotonic() + self._seconds
        return self._is_alive

    def answer(self) -> Any:
        """What it answers; a Notice when it is dead."""
        self._done += 1
        try:
            answer = self.pipe.recv()
        except (EOFError, OSError):
            self._is_alive = False
            self._process.join(1)
            return Notice("died", (_ending(self._process.exitcode),))
        self._is_alive = not _is_full(answer)
        return answer

    @property
    def is_fit(self) -> bool:
        """Whether it can go on."""
        return self._is_alive and self._done < _TASKS

    def end(self) -> None:
        """Kill it, whatever it does."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


def _is_full(answer: Any) -> bool:
    """Whether the worker that answers this ends itself, for its memory is in pieces."""
    return isinstance(answer, Notice) and answer.code == "memory"


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _work(pipe: Connection, seconds: float, memory: int) -> None:
    """A worker's life: it ends when its pipe does, and by itself when it hangs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit(memory)
    pipe.send(True)  # from now on its time counts
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + 5)  # should the parent be dead
        try:
            answer = task.do()
        except LeftError as error:
            answer = error.notice
        except MemoryError:
            answer = Notice("memory")
        except Exception as error:  # noqa: BLE001 - whatever a page does to a parser is its own fault
            answer = Notice("broken", (f"{type(error).__name__}: {error}"[:200],))
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            pipe.send(answer)
        except OSError:
            return
        if _is_full(answer):
            os._exit(0)


def _limit(memory: int) -> None:
    """Bound the data of this process (RLIMIT_DATA, setrlimit(2)); no core dumps."""
    own = 0
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm") as opened:  # noqa: PTH123
        own = int(opened.read().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (own + memory, own + memory))
