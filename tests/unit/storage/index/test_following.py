"""What is complete shows at once; what may still be written rests first."""

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
    beside = (content / name).with_name(".new")
    beside.write_text(text, "utf-8")
    beside.replace(content / name)


def await_later_change(folder: IndexedFolder) -> None:
    """Wait until a change shows that came after all others."""
    move(folder.content, "b.md", "# 后来\n\n新文。")
    await_(lambda: title(folder, "b") == "后来")


# What is complete


def in_place(content: Path) -> None:
    (content / "a.md").write_text("# 新\n\n新文。", "utf-8")


def deleted_and_made(content: Path) -> None:
    (content / "a.md").unlink()
    in_place(content)


def renamed_over(content: Path) -> None:
    move(content, "a.md", "# 新\n\n新文。")


@pytest.mark.parametrize("change", [renamed_over, in_place, deleted_and_made])
def test_a_new_version_shows_at_once(
    followed: IndexedFolder, change: Callable[[Path], None]
) -> None:
    change(followed.content)
    await_(lambda: title(followed, "a") == "新")


def test_a_new_file_shows_at_once_when_a_rename_puts_it_there(followed: IndexedFolder) -> None:
    move(followed.content, "c.md", "# 新\n\n新文。")
    await_(lambda: title(followed, "c") == "新")


def test_an_article_goes_with_its_file_to_another_name(followed: IndexedFolder) -> None:
    (followed.content / "a.md").rename(followed.content / "_a.md")
    (followed.content / "_a.md").rename(followed.content / "c.md")
    assert next_titles(followed, ["甲", ""], "a", "c") == ["", "甲"]


def test_the_articles_of_a_folder_go_with_it_at_once(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "content"
    write(content, "b.md", "# 乙\n\n旧文。")
    write(content, "old/inner/a.md", "# 甲\n\n旧文。")
    folder = index_of(content)
    monkeypatch.setattr(settling, "SETTLE", 1000.0)
    with following(folder):
        (content / "old").rename(content / "new")
        paths = ("old/inner/a", "new/inner/a")
        assert next_titles(folder, ["甲", ""], *paths) == ["", "甲"]
        move(content, "new/inner/a.md", "# 新\n\n新文。")
        await_(lambda: title(folder, "new/inner/a") == "新")


def next_titles(folder: IndexedFolder, before: list[str], *paths: str) -> list[str]:
    """The first titles at some paths that are others than those before."""
    found = before
    deadline = time.monotonic() + _PATIENCE
    while found == before:
        assert time.monotonic() < deadline
        with folder.reader.view() as library:
            articles = [library.get(path) for path in paths]
        found = [article.summary.title if article else "" for article in articles]
    return found


# What may still be written


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write(text)


def in_rounds(content: Path) -> None:
    (content / "a.md").write_text("# 新\n\n写到一半再写", "utf-8")
    append(content / "a.md", "。")


def in_slow_rounds(content: Path) -> None:
    (content / "a.md").write_text("# 新", "utf-8")
    time.sleep(0.1)
    append(content / "a.md", "\n\n写到一半再写")
    time.sleep(0.1)
    append(content / "a.md", "。")


def emptied(content: Path) -> None:
    (content / "a.md").write_text("", "utf-8")


def emptied_and_written(content: Path) -> None:
    emptied(content)
    time.sleep(0.1)
    in_place(content)


def deleted(content: Path) -> None:
    (content / "a.md").unlink()


def kept_aside(content: Path) -> None:
    (content / "a.md").rename(content / "a.md~")


def new_file(content: Path) -> None:
    write(content, "c.md", "# 新\n\n写到一")


@pytest.mark.parametrize(
    "change",
    [in_rounds, in_slow_rounds, emptied, emptied_and_written, deleted, kept_aside, new_file],
)
def test_what_may_still_be_written_rests_first(
    followed: IndexedFolder, change: Callable[[Path], None]
) -> None:
    change(followed.content)
    await_later_change(followed)
    assert (title(followed, "a"), title(followed, "c")) == ("甲", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_a_file_that_is_held_open_rests_until_it_is_closed(followed: IndexedFolder) -> None:
    with (followed.content / "a.md").open("w", encoding="utf-8") as file:
        for part in ("# 新\n\n", "写到一半", "，又写"):
            file.write(part)
            file.flush()
            time.sleep(0.05)
        await_later_change(followed)
        assert title(followed, "a") == "甲"
    await_(lambda: title(followed, "a") == "新")


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
