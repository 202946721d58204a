"""What was made of the index in a generation: whether it still holds."""

from pathlib import Path

import pytest

from reader.domain.errors import LibraryUnavailableError
from reader.storage.index import following
from reader.storage.index.following import IndexFollower
from tests.unit.builders import write
from tests.unit.storage.index.conftest import MakeIndex


def test_what_no_change_concerns_still_holds(tmp_path: Path, index_of: MakeIndex) -> None:
    content = tmp_path / "content"
    write(content, "a.md", "# 甲\n\n旧文。")
    folder = index_of(content)
    with folder.reader.view() as library:
        before = library.generation
    write(content, "a.md", "# 甲\n\n新文。")
    folder.refresh()
    fresh = IndexFollower(folder.files)  # of a process that has asked nothing yet
    assert fresh.still_shows(before, ["article:c"])
    assert not fresh.still_shows(before, ["article:c", "article:a"])
    with folder.reader.view() as library:
        assert fresh.generation() == library.generation
        assert fresh.still_shows(library.generation, ["article:a"])
        assert not fresh.still_shows(library.generation + 1, ["article:a"])  # of another index
    fresh.close()


def test_nothing_holds_while_there_is_no_index(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = index_of(tmp_path)
    with folder.reader.view() as library:
        generation = library.generation
    monkeypatch.setattr(following, "_FIRST_WAIT", 0.1)
    folder.files.index.rename(tmp_path / "elsewhere")
    try:
        assert not IndexFollower(folder.files).still_shows(generation, [])
    finally:
        (tmp_path / "elsewhere").rename(folder.files.index)


def test_an_index_is_whole_once_everything_was_taken_in(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    folder = index_of(tmp_path)
    assert following.has_whole_index(folder.files)
    folder.files.index.rename(tmp_path / "elsewhere")
    assert not following.has_whole_index(folder.files)
    (tmp_path / "elsewhere").rename(folder.files.index)


def test_changes_that_cannot_be_asked_for_are_not_none(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = index_of(tmp_path)
    monkeypatch.setattr(following, "_FIRST_WAIT", 0.1)
    folder.files.index.rename(tmp_path / "elsewhere")
    try:
        with pytest.raises(LibraryUnavailableError):
            IndexFollower(folder.files).changed_since(1)
    finally:
        (tmp_path / "elsewhere").rename(folder.files.index)
