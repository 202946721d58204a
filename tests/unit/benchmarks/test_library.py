"""Synthetic libraries: as many distinct articles as asked for, none with a fault."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import library
from reader.domain.editions import Script
from reader.storage.article_files import ParsedFile, parse_article

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _from_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the corpus, as on a machine that has only the repository."""
    monkeypatch.setattr(library, "CORPUS", tmp_path / "nothing")


def parsed(made: library.Library) -> list[ParsedFile]:
    return [
        parse_article(
            file.relative_to(made.folder).as_posix(), file.read_bytes(), NOW, UTC,
            lambda _text: Script.HANS,
        )
        for file in made.files
    ]  # fmt: skip


def test_the_articles_are_distinct_and_without_fault(tmp_path: Path) -> None:
    found = parsed(library.library(60, tmp_path))
    assert len({item.article.digest for item in found}) == 60
    assert not any(item.faults for item in found)
    assert all(item.article.summary.published < NOW for item in found)


def test_the_same_size_gives_the_same_files(tmp_path: Path) -> None:
    one, two = (library.library(12, tmp_path / name) for name in ("one", "two"))
    assert [file.read_bytes() for file in one.files] == [file.read_bytes() for file in two.files]


def test_a_library_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    file = library.library(3, tmp_path).files[0]
    file.write_text("changed")
    assert library.library(3, tmp_path).files[0].read_text() == "changed"
