"""An index over a folder, brought up to date by the test alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from reader.domain.article import Column
from reader.language.search.terms import SearchTerms
from reader.storage.index import indexer, settling
from tests.unit.storage.index.folders import IndexedFolder

MakeIndex = Callable[..., IndexedFolder]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is being written by anybody else, so none is waited for."""
    monkeypatch.setattr(settling, "SETTLE", 0.0)
    monkeypatch.setattr(settling, "_OLD", -1e9)
    monkeypatch.setattr(indexer, "_PAUSE", 0.0)


@pytest.fixture
def index_of(tmp_path: Path, search_terms: SearchTerms) -> Iterator[MakeIndex]:
    """Index a folder, with columns that its publisher describes; at the end the index is whole."""
    with ExitStack() as stack:

        def make(content: Path, *columns: Column) -> IndexedFolder:
            made = IndexedFolder(content, tmp_path / "_state", search_terms, columns)
            stack.callback(made.close)
            made.indexer.update()
            return made

        yield make
