"""What is put in place by a rename shows at once; what may still be written rests first."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reader.storage.index import indexer, settling
from tests.unit.builders import write
from tests.unit.storage.index.conftest import MakeIndex
from tests.unit.storage.index.folders import IndexedFolder

_PATIENCE = 20.0  # seconds


@pytest.fixture
def followed(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> Iterator[IndexedFolder]:
    """A folder that is followed; nothing rests for as short a time as a test takes."""
    content = tmp_path / "content"
    write(content, "a.md", "# 甲\n\n旧文。")
    write(content, "b.md", "# 乙\n\n旧文。")
    folder = index_of(content)
    monkeypatch.setattr(settling, "SETTLE", 1000.0)
    monkeypatch.setattr(settling, "_OLD", 1000.0)
    with following(folder):
        yield folder


@contextmanager
def following(folder: IndexedFolder) -> Iterator[IndexedFolder]:
    is_current = threading.Event()
    thread = threading.Thread(target=folder.indexer.run, args=(is_current.set,))
    thread.start()
    try:
        assert is_current.wait(_PATIENCE)
        yield folder
    finally:
        folder.indexer.stop()
        thread.join()


def await_(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def title(folder: IndexedFolder, path: str) -> str:
    with folder.reader.view() as library:
        found = library.get(path)
    return found.summary.title if found else ""


def move(content: Path, name: str, text: str) -> None:
    beside = content / f".{name}.new"
    beside.write_text(text, "utf-8")
    beside.replace(content / name)


def await_later_change(folder: IndexedFolder) -> None:
    """Wait until a change shows that came after all others."""
    move(folder.content, "b.md", "# 后来\n\n新文。")
    await_(lambda: title(folder, "b") == "后来")


def in_place(content: Path) -> None:
    (content / "a.md").write_text("# 新\n\n写到一", "utf-8")


def deleted_and_made(content: Path) -> None:
    (content / "a.md").unlink()
    in_place(content)


def new_file(content: Path) -> None:
    write(content, "c.md", "# 新\n\n写到一")


def test_a_file_that_replaces_another_shows_at_once(followed: IndexedFolder) -> None:
    move(followed.content, "a.md", "# 新\n\n新文。")
    await_later_change(followed)
    assert title(followed, "a") == "新"


@pytest.mark.parametrize("change", [in_place, deleted_and_made, new_file])
def test_a_file_that_is_written_in_its_place_rests_first(
    followed: IndexedFolder, change: Callable[[Path], None]
) -> None:
    change(followed.content)
    await_later_change(followed)
    assert (title(followed, "a"), title(followed, "c")) == ("甲", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_a_file_that_somebody_writes_to_rests_whatever_its_name(followed: IndexedFolder) -> None:
    beside = followed.content / ".a.md.new"
    with beside.open("w", encoding="utf-8") as file:
        file.write("# 新\n\n写到一")
        file.flush()
        beside.replace(followed.content / "a.md")
        await_later_change(followed)
        assert title(followed, "a") == "甲"


def test_a_folder_whose_name_is_no_text_is_followed_by_scans(
    tmp_path: Path,
    index_of: MakeIndex,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)  # pytest-xdist cannot pass on what names the folder
    monkeypatch.setattr(indexer, "_UNWATCHED", (0.0, 0))
    content = tmp_path / "content\udcff"
    write(content, "a.md", "# 甲\n\n旧文。")
    with following(index_of(content)) as folder:
        write(content, "a.md", "# 新\n\n新文。")
        await_(lambda: title(folder, "a") == "新")
