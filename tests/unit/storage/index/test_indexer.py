"""The index while its folder is being edited: readers keep what could be read."""

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.domain.article import Column, Label
from reader.domain.faults import Severity
from reader.storage.article_files import MAX_BYTES
from reader.storage.index import following, indexer
from reader.storage.index.writer import IndexWriter
from reader.storage.scan import scan
from tests.unit.builders import write
from tests.unit.storage.index.conftest import MakeIndex
from tests.unit.storage.index.folders import IndexedFolder

GOOD = "# 题目\n\n好的正文。\n"
BAD = {
    "broken front matter": b"---\ntitle: [x\n---\nx",
    "front matter that never closes": b"---\ntitle: x\n",
    "a draft flag not understood": b"---\ndraft: maybe\n---\nx",
    "a time not understood": b"---\npublished: soon\n---\nx",
    "no bytes": b"",
    "binary": bytes(range(256)) * 8,
    "no known encoding": b"\xff\xff\xff\xff",
    "anchors": b"---\na: &a [x, x]\nb: [*a, *a]\n---\nx",
    "a character that is none": b'---\ntitle: "\\UFFFFFFFF"\n---\nx',
    "an endless number": b"---\n%YAML 1." + b"9" * 5000 + b"\n---\nx",
    "too many bytes": b"a" * (MAX_BYTES + 1),
}


def test_every_article_is_there_from_the_start(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "news/b.txt", "题\n正文")
    index = index_of(tmp_path, Column("news", Label("要闻")))
    assert index.paths == ["a", "news/b"]
    with index.reader.view() as library:
        assert library.columns()[0].title == Label("要闻")
        assert library.is_complete


def test_nothing_changes_while_nothing_is_edited(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    os.mkfifo(tmp_path / "pipe.md")
    index = index_of(tmp_path)
    assert not index.refresh()


def test_a_new_an_edited_and_a_deleted_file_are_seen(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    with index.reader.view() as old:
        write(tmp_path, "b.md", GOOD)
        assert index.refresh()
        assert index.paths == ["a", "b"]
        write(tmp_path, "a.md", "# 题目\n\n新的正文。\n")
        assert index.refresh()
        assert index.body("a") == "新的正文。"
        (tmp_path / "b.md").unlink()
        assert index.refresh()
        assert index.paths == ["a"]
        article = old.get("a")
        assert article
        assert article.body == "好的正文。"
        assert [summary.path for summary in old.latest(9)] == ["a"]
    assert index.reader.generation() == old.generation + 3


def test_an_edit_that_keeps_size_and_time_is_seen_when_the_file_was_replaced(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    file = write(tmp_path, "a.md", "# 题\n\n甲。")
    os.utime(file, (1, 1))
    index = index_of(tmp_path)
    new = write(tmp_path, "_new", "# 题\n\n乙。")
    os.utime(new, (1, 1))
    new.rename(file)
    assert index.refresh()
    assert index.body("a") == "乙。"


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_named_and_the_others_are_shown(
    tmp_path: Path, index_of: MakeIndex, raw: bytes
) -> None:
    write(tmp_path, "good.md", GOOD)
    write(tmp_path, "bad.md", raw)
    index = index_of(tmp_path)
    assert index.paths == ["good"]
    assert index.errors.keys() == {"bad.md"}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_file_that_turns_bad_keeps_its_last_good_version(
    tmp_path: Path, index_of: MakeIndex, raw: bytes
) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "good.md", GOOD)
    index = index_of(tmp_path)
    write(tmp_path, "a.md", raw)
    assert not index.refresh()  # nothing that readers see has changed
    assert index.body("a") == "好的正文。"
    assert "a.md" in index.errors
    write(tmp_path, "a.md", raw + b"\xff")  # and still after another bad edit
    index.refresh()
    assert index.body("a") == "好的正文。"
    write(tmp_path, "a.md", "# 题目\n\n修好了。\n")
    assert index.refresh()
    assert index.body("a") == "修好了。"
    assert index.errors == {}


def _become_pipe(file: Path) -> None:
    os.mkfifo(file)


def _become_link_out(file: Path) -> None:
    file.symlink_to("/etc/hostname")


def _become_broken_link(file: Path) -> None:
    file.symlink_to("gone.md")


@pytest.mark.parametrize("become", [_become_pipe, _become_link_out, _become_broken_link])
def test_a_file_that_can_no_longer_be_opened_keeps_its_last_good_version(
    tmp_path: Path, index_of: MakeIndex, become: Callable[[Path], None]
) -> None:
    write(tmp_path, "good.md", GOOD)
    file = write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    file.unlink()
    become(file)
    index.refresh()
    assert index.errors.keys() == {"a.md"}
    assert index.body("a") == "好的正文。"


def test_a_file_that_turns_into_a_folder_is_gone_and_nothing_breaks(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    write(tmp_path, "good.md", GOOD)
    file = write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    file.unlink()
    write(tmp_path, "a.md/b.md", GOOD)
    assert index.refresh()
    assert index.paths == ["a.md/b", "good"]


def test_a_file_in_an_old_encoding_is_shown_with_a_warning(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    write(tmp_path, "a.md", "# 国标\n\n这是用国标编码保存的文章。".encode("gbk"))
    write(tmp_path, "b.md", "# 大五碼\n\n這是用大五碼保存的文章，大家都看得見。".encode("big5"))
    index = index_of(tmp_path)
    assert index.body("a") == "这是用国标编码保存的文章。"
    assert index.body("b") == "這是用大五碼保存的文章，大家都看得見。"
    assert [fault.severity for fault in index.faults] == [Severity.WARNING] * 2


def test_a_folder_full_of_hostile_names_shows_what_it_can(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    write(tmp_path, "good.md", GOOD)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "out.md").symlink_to("/etc/passwd")
    (tmp_path / "loop.md").symlink_to("loop.md")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.md")).write_text(GOOD)
    index = index_of(tmp_path)
    assert index.paths == ["good"]
    assert index.errors.keys() == {"pipe.md", "out.md", "loop.md", "\ufffd.md"}


def test_a_folder_that_vanishes_keeps_the_library(
    tmp_path: Path, index_of: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "content"
    write(folder, "a.md", GOOD)
    index = index_of(folder)
    folder.rename(tmp_path / "away")
    for _ in range(3):
        assert not index.refresh()
    assert index.paths == ["a"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the articles read before are kept" in caplog.text
    (tmp_path / "away").rename(folder)
    write(folder, "b.md", GOOD)
    assert index.refresh()
    assert index.paths == ["a", "b"]


def test_a_folder_that_runs_empty_keeps_the_library(
    tmp_path: Path, index_of: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "news/b.md", GOOD)
    index = index_of(tmp_path)
    (tmp_path / "a.md").unlink()
    shutil.rmtree(tmp_path / "news")
    assert not index.refresh()
    assert not index.refresh()
    assert index.paths == ["a", "news/b"]
    assert caplog.text.count("the content folder has become empty") == 1
    write(tmp_path, "c.md", GOOD)
    assert index.refresh()
    assert index.paths == ["c"]


def test_a_folder_that_was_always_empty_is_an_empty_library(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    index = index_of(tmp_path)
    assert index.paths == []
    write(tmp_path, "a.md", GOOD)
    assert index.refresh()
    assert index.paths == ["a"]


def test_a_folder_that_is_not_there_at_the_start_is_found_later(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_FIRST_WAIT", 0.0)
    index = index_of(tmp_path / "content")
    with index.reader.view() as library:
        assert not library.is_complete
        assert list(library.latest(9)) == []
    write(tmp_path, "content/a.md", GOOD)
    assert index.refresh()
    with index.reader.view() as library:
        assert library.is_complete
    assert index.paths == ["a"]


def test_drafts_are_hidden_from_readers_and_come_to_light(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    write(tmp_path, "a.md", "---\ndraft: true\n---\n# 题\n\n正文")
    write(tmp_path, "b.md", GOOD)
    index = index_of(tmp_path)
    assert index.paths == ["b"]
    write(tmp_path, "a.md", "# 题\n\n正文")
    assert index.refresh()
    assert index.paths == ["a", "b"]


def test_an_article_that_becomes_a_draft_disappears(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    write(tmp_path, "a.md", f"---\ndraft: true\n---\n{GOOD}")
    assert index.refresh()
    assert index.paths == []


def test_a_scheduled_article_becomes_visible_when_its_time_comes(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    write(tmp_path, "a.md", GOOD)
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    later = due + timedelta(days=1)
    write(tmp_path, "b.md", f"---\npublished: {due.isoformat()}\n---\n{GOOD}")
    write(tmp_path, "c.md", f"---\npublished: {later.isoformat()}\n---\n{GOOD}")
    index = index_of(tmp_path)
    assert index.paths == ["a"]
    assert not index.refresh()
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 0.01)
    assert index.refresh()
    assert index.paths == ["a", "b"]
    assert not index.refresh()


def soon(condition: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 10
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def running(index_of: MakeIndex, tmp_path: Path) -> Iterator[IndexedFolder]:
    """An index that a thread keeps up to date."""
    write(tmp_path, "content/a.md", GOOD)
    index = index_of(tmp_path / "content")
    thread = threading.Thread(target=index.indexer.run)
    thread.start()
    yield index
    index.indexer.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_one_edit_after_the_other_is_noticed_without_anybody_asking(
    running: IndexedFolder,
) -> None:
    for path in ("b", "c"):
        write(running.content, f"{path}.md", GOOD)
        assert soon(lambda path=path: path in running.paths)  # type: ignore[misc]
    (running.content / "b.md").unlink()
    assert soon(lambda: running.paths == ["a", "c"])


def test_what_nobody_foresaw_stops_the_indexer_for_a_moment_only(
    running: IndexedFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr(indexer, "_RETRY", 0.05)
    with monkeypatch.context() as patch:
        patch.setattr(IndexWriter, "keep", fail)
        write(running.content, "b.md", GOOD)
        assert soon(lambda: "not foreseen" in caplog.text)
        time.sleep(0.3)
    assert soon(lambda: running.paths == ["a", "b"])
    assert caplog.text.count("cannot be kept up to date (not foreseen)") == 1


def test_a_folder_that_was_away_is_watched_again(
    running: IndexedFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "_UNWATCHED", (60.0, 20))
    away = tmp_path / "away"
    running.content.rename(away)
    time.sleep(0.5)
    running.content.mkdir()
    time.sleep(0.5)
    running.content.rmdir()
    away.rename(running.content)
    time.sleep(0.5)
    write(running.content, "b.md", GOOD)
    assert soon(lambda: running.paths == ["a", "b"])


def test_each_error_is_logged_once(
    tmp_path: Path, index_of: MakeIndex, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    write(tmp_path, "bad.md", BAD["broken front matter"])
    write(tmp_path, "odd.md", f"---\nscript: x\n---\n{GOOD}")
    index = index_of(tmp_path)
    write(tmp_path, "new.md", GOOD)
    assert index.refresh()
    assert caplog.text.count(": error front-matter: the front matter") == 1
    assert caplog.text.count("1 warnings") == 1


def test_a_hundred_files_are_told_apart_in_one_scan(tmp_path: Path, index_of: MakeIndex) -> None:
    for number in range(100):
        write(tmp_path, f"{number % 7}/{number}.md", f"# 第{number}篇\n\n正文{number}。\n")
    index = index_of(tmp_path)
    assert len(list(scan(tmp_path))) == len(index.paths) == 100
    assert index.body("2/9") == "正文9。"
