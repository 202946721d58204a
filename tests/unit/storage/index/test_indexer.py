"""The library while its folder is being edited: readers keep what could be read."""

import logging
import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reader.domain.article import Column, Label
from reader.domain.faults import Severity
from reader.language.detection.scripts import detect_script
from reader.storage.article_files import MAX_BYTES
from reader.storage.live import LiveLibrary
from reader.storage.scan import scan
from tests.unit.builders import make_site, write

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


def live(folder: Path, *columns: Column) -> LiveLibrary:
    """A library that is refreshed by the test alone: `current()` would start its thread."""
    return LiveLibrary(folder, make_site(columns), detect_script)


def paths(library: LiveLibrary) -> list[str]:
    return sorted(summary.path for summary in library._library.latest(1000))


def errors(library: LiveLibrary) -> dict[str, str]:
    faults = library._library.faults()
    return {fault.file: fault.message for fault in faults if fault.severity is Severity.ERROR}


def body(library: LiveLibrary, path: str) -> str:
    article = library._library.get(path)
    assert article, f"no article at {path}"
    return article.body


def test_every_article_is_there_from_the_start(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "news/b.txt", "题\n正文")
    library = live(tmp_path, Column("news", Label("要闻")))
    assert paths(library) == ["a", "news/b"]
    assert library._library.columns()[0].title == Label("要闻")
    assert library._library.generation == 1


def test_nothing_changes_while_nothing_is_edited(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    os.mkfifo(tmp_path / "pipe.md")
    library = live(tmp_path)
    before = library._library
    assert not library.refresh()
    assert library._library is before


def test_a_new_an_edited_and_a_deleted_file_are_seen(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    library = live(tmp_path)
    old = library._library
    write(tmp_path, "b.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["a", "b"]
    write(tmp_path, "a.md", "# 题目\n\n新的正文。\n")
    assert library.refresh()
    assert body(library, "a") == "新的正文。"
    (tmp_path / "b.md").unlink()
    assert library.refresh()
    assert paths(library) == ["a"]
    assert library._library.generation == 4
    article = old.get("a")
    assert article
    assert article.body == "好的正文。"


def test_an_edit_that_keeps_size_and_time_is_seen_when_the_file_was_replaced(
    tmp_path: Path,
) -> None:
    file = write(tmp_path, "a.md", "# 题\n\n甲。")
    os.utime(file, (1, 1))
    library = live(tmp_path)
    new = write(tmp_path, "_new", "# 题\n\n乙。")
    os.utime(new, (1, 1))
    new.rename(file)
    assert library.refresh()
    assert body(library, "a") == "乙。"


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_named_and_the_others_are_shown(tmp_path: Path, raw: bytes) -> None:
    write(tmp_path, "good.md", GOOD)
    write(tmp_path, "bad.md", raw)
    library = live(tmp_path)
    assert paths(library) == ["good"]
    assert errors(library).keys() == {"bad.md"}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
def test_a_file_that_turns_bad_keeps_its_last_good_version(tmp_path: Path, raw: bytes) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "good.md", GOOD)
    library = live(tmp_path)
    write(tmp_path, "a.md", raw)
    assert library.refresh()
    assert body(library, "a") == "好的正文。"
    assert "a.md" in errors(library)
    write(tmp_path, "a.md", raw + b"\xff")  # and still after another bad edit
    library.refresh()
    assert body(library, "a") == "好的正文。"
    write(tmp_path, "a.md", "# 题目\n\n修好了。\n")
    assert library.refresh()
    assert body(library, "a") == "修好了。"
    assert errors(library) == {}


def _become_pipe(file: Path) -> None:
    os.mkfifo(file)


def _become_link_out(file: Path) -> None:
    file.symlink_to("/etc/hostname")


def _become_broken_link(file: Path) -> None:
    file.symlink_to("gone.md")


@pytest.mark.parametrize("become", [_become_pipe, _become_link_out, _become_broken_link])
def test_a_file_that_can_no_longer_be_opened_keeps_its_last_good_version(
    tmp_path: Path, become: Callable[[Path], None]
) -> None:
    write(tmp_path, "good.md", GOOD)
    file = write(tmp_path, "a.md", GOOD)
    library = live(tmp_path)
    file.unlink()
    become(file)
    library.refresh()
    assert errors(library).keys() == {"a.md"}
    assert body(library, "a") == "好的正文。"


def test_a_file_that_turns_into_a_folder_is_gone_and_nothing_breaks(tmp_path: Path) -> None:
    write(tmp_path, "good.md", GOOD)
    file = write(tmp_path, "a.md", GOOD)
    library = live(tmp_path)
    file.unlink()
    write(tmp_path, "a.md/b.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["a.md/b", "good"]


def test_a_file_in_an_old_encoding_is_shown_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "# 国标\n\n这是用国标编码保存的文章。".encode("gbk"))
    write(tmp_path, "b.md", "# 大五碼\n\n這是用大五碼保存的文章，大家都看得見。".encode("big5"))
    library = live(tmp_path)
    assert body(library, "a") == "这是用国标编码保存的文章。"
    assert body(library, "b") == "這是用大五碼保存的文章，大家都看得見。"
    assert [fault.severity for fault in library._library.faults()] == [Severity.WARNING] * 2


def test_a_folder_full_of_hostile_names_shows_what_it_can(tmp_path: Path) -> None:
    write(tmp_path, "good.md", GOOD)
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "out.md").symlink_to("/etc/passwd")
    (tmp_path / "loop.md").symlink_to("loop.md")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.md")).write_text(GOOD)
    library = live(tmp_path)
    assert paths(library) == ["good"]
    assert errors(library).keys() == {"pipe.md", "out.md", "loop.md", "\ufffd.md"}


def test_a_folder_that_vanishes_keeps_the_library(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "content"
    write(folder, "a.md", GOOD)
    library = live(folder)
    folder.rename(tmp_path / "away")
    for _ in range(3):
        assert not library.refresh()
    assert paths(library) == ["a"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "the articles read before are kept" in caplog.text
    (tmp_path / "away").rename(folder)
    write(folder, "b.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["a", "b"]


def test_a_folder_that_runs_empty_keeps_the_library(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "news/b.md", GOOD)
    library = live(tmp_path)
    (tmp_path / "a.md").unlink()
    shutil.rmtree(tmp_path / "news")
    assert not library.refresh()
    assert not library.refresh()
    assert paths(library) == ["a", "news/b"]
    assert caplog.text.count("the content folder has become empty") == 1
    write(tmp_path, "c.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["c"]


def test_a_folder_that_was_always_empty_is_an_empty_library(tmp_path: Path) -> None:
    library = live(tmp_path)
    assert paths(library) == []
    write(tmp_path, "a.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["a"]


def test_a_folder_that_is_not_there_at_the_start_is_found_later(tmp_path: Path) -> None:
    library = live(tmp_path / "content")
    assert paths(library) == []
    write(tmp_path, "content/a.md", GOOD)
    assert library.refresh()
    assert paths(library) == ["a"]


def test_drafts_are_read_for_the_publisher_and_hidden_from_readers(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndraft: true\n---\n# 题\n\n正文")
    write(tmp_path, "b.md", GOOD)
    library = live(tmp_path)
    assert paths(library) == ["b"]
    assert [article.file for article in library.all_articles()] == ["a.md", "b.md"]


def test_an_article_that_becomes_a_draft_disappears(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    library = live(tmp_path)
    write(tmp_path, "a.md", f"---\ndraft: true\n---\n{GOOD}")
    assert library.refresh()
    assert paths(library) == []


def test_a_scheduled_article_becomes_visible_when_its_time_comes(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    later = due + timedelta(days=1)
    write(tmp_path, "b.md", f"---\npublished: {due.isoformat()}\n---\n{GOOD}")
    write(tmp_path, "c.md", f"---\npublished: {later.isoformat()}\n---\n{GOOD}")
    library = live(tmp_path)
    assert paths(library) == ["a"]
    assert not library.refresh()
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 0.01)
    assert library.refresh()
    assert paths(library) == ["a", "b"]
    assert not library.refresh()


def test_one_edit_after_the_other_is_noticed_without_anybody_asking(tmp_path: Path) -> None:
    write(tmp_path, "a.md", GOOD)
    library = live(tmp_path)
    for path in ("b", "c"):
        assert library.current().get(path) is None
        write(tmp_path, f"{path}.md", GOOD)
        limit = time.monotonic() + 10
        while library.current().get(path) is None and time.monotonic() < limit:
            time.sleep(0.02)
        assert library.current().get(path)


def test_each_error_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    write(tmp_path, "bad.md", BAD["broken front matter"])
    write(tmp_path, "odd.md", f"---\nscript: x\n---\n{GOOD}")
    library = live(tmp_path)
    write(tmp_path, "new.md", GOOD)
    assert library.refresh()
    assert caplog.text.count(": error: the front matter") == 1
    assert caplog.text.count("1 new warnings") == 1


def test_a_hundred_files_are_told_apart_in_one_scan(tmp_path: Path) -> None:
    for number in range(100):
        write(tmp_path, f"{number % 7}/{number}.md", f"# 第{number}篇\n\n正文{number}。\n")
    library = live(tmp_path)
    assert len(list(scan(tmp_path))) == len(paths(library)) == 100
    assert body(library, "2/9") == "正文9。"
