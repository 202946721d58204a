"""A worker that dies, hangs or swells takes its own task along and no other."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.workers import Workers


@dataclass(frozen=True)
class Doing:
    """A task that does one bad thing, or answers."""

    what: str

    def do(self) -> Any:
        if self.what == "die":
            os.abort()
        if self.what == "hang":
            time.sleep(1000)
        if self.what == "swell":
            return len(bytes(10**9))
        if self.what == "raise":
            raise RecursionError("deep")
        if self.what == "refuse":
            raise LeftError("empty")
        return os.getpid()


@pytest.fixture(name="workers")
def make_workers() -> Iterator[Workers[int]]:
    workers: Workers[int] = Workers(2, seconds=3)
    yield workers
    workers.close()


def test_all_tasks_are_answered_whatever_some_of_them_do(workers: Workers[int]) -> None:
    done = ["ok", "die", "ok", "hang", "swell", "raise", "refuse", "ok", "die", "ok"]
    answers = dict(workers.each((n, Doing(what)) for n, what in enumerate(done)))
    assert answers.keys() == set(range(len(done)))
    codes = [a.code if isinstance(a, Notice) else "ok" for _, a in sorted(answers.items())]
    assert codes == [
        "ok",
        "died",
        "ok",
        "too-slow",
        "memory",
        "broken",
        "empty",
        "ok",
        "died",
        "ok",
    ]


def test_no_more_tasks_are_taken_than_there_are_workers(workers: Workers[int]) -> None:
    taken = 0

    def tasks() -> Iterator[tuple[int, Doing]]:
        nonlocal taken
        for number in range(20):
            taken += 1
            yield number, Doing("ok")

    for done, _ in enumerate(workers.each(tasks()), 1):
        assert taken <= done + 2
