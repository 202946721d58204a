"""A serving process follows the content folder, whatever it is asked first."""

import threading
from collections.abc import Callable
from typing import cast

import pytest

from reader.storage.index.indexer import Indexer
from reader.storage.index.live import LiveIndex
from tests.unit.storage.index.conftest import MakeIndex

_QUESTIONS: list[Callable[[LiveIndex], object]] = [
    lambda live: live.view().__enter__(),
    lambda live: live.glance("a"),
    lambda live: live.generation(),
    lambda live: live.changed_since(0),
    lambda live: live.still_shows(0, ["frame"]),
]


class _Indexer:
    """Notes that it runs."""

    def __init__(self) -> None:
        self.runs = threading.Event()

    def run(self) -> None:
        self.runs.set()


@pytest.mark.parametrize("ask", _QUESTIONS, ids=["view", "glance", "new", "changes", "kept"])
def test_the_first_question_starts_the_indexer(
    tmp_path_factory: pytest.TempPathFactory,
    index_of: MakeIndex,
    ask: Callable[[LiveIndex], object],
) -> None:
    indexer = _Indexer()
    reader = index_of(tmp_path_factory.mktemp("content")).reader
    ask(LiveIndex(reader, lambda: cast(Indexer, indexer)))
    assert indexer.runs.wait(5)
