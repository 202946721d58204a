"""What goes wrong beside the articles: locks, lost texts, upgrades, clocks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reader.domain.errors import LibraryUnavailableError
from reader.storage.index import intake
from reader.storage.scan import FoundFile, RefusedFile, scan_below
from tests.unit.builders import write
from tests.unit.storage.index.conftest import MakeIndex

GOOD = "# 题目\n\n好的正文。\n"


def test_a_view_that_cannot_begin_spoils_no_later_one(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    assert index.paths == ["a"]
    with closing(sqlite3.connect(index.files.index, isolation_level=None)) as other:
        other.execute("ALTER TABLE state RENAME TO away")
        for _ in range(6):
            with pytest.raises(LibraryUnavailableError), index.reader.view():
                pass
        other.execute("ALTER TABLE away RENAME TO state")
    for _ in range(6):
        assert index.paths == ["a"]


def test_a_lost_text_is_read_again(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    write(tmp_path, "b.md", GOOD)
    index = index_of(tmp_path)
    with closing(sqlite3.connect(index.files.texts)) as texts, texts:
        texts.execute("DELETE FROM texts")
    index.indexer.update()
    assert index.body("a") == index.body("b") == "好的正文。"


def test_an_upgrade_while_the_folder_is_away_keeps_the_old_index(
    tmp_path: Path, index_of: MakeIndex
) -> None:
    content = tmp_path / "content"
    write(content, "a.md", GOOD)
    index = index_of(content)
    content.rename(tmp_path / "away")
    with pytest.raises(OSError, match="cannot be read"):
        index.make_indexer("other rules").update()
    assert index.paths == ["a"]
    assert len(list(index.files.folder.glob("index-*.sqlite3"))) == 1
    (tmp_path / "away").rename(content)
    assert index.make_indexer("other rules").update()
    assert index.paths == ["a"]


def test_a_folder_that_cannot_be_read_takes_no_article_away(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in ("a.md", "closed/b.md", "open/c.md"):
        write(tmp_path, file, GOOD)
    index = index_of(tmp_path)

    def closed(root: Path, place: str) -> Iterator[FoundFile | RefusedFile]:
        for item in scan_below(root, place):
            if not item.file.startswith("closed/"):
                yield item
        yield RefusedFile("closed", "the folder cannot be read")

    with monkeypatch.context() as patch:
        patch.setattr(intake, "scan_below", closed)
        for _ in range(3):
            index.refresh()
        assert index.paths == ["a", "closed/b", "open/c"]
        assert index.errors.keys() == {"closed"}
    index.refresh()
    assert index.paths == ["a", "closed/b", "open/c"]
    assert index.errors == {}


def test_a_clock_that_is_set_back_stops_nothing(
    tmp_path: Path, index_of: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=4000)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "datetime", Earlier)
    write(tmp_path, "b.md", f"---\npublished: 2001-01-01\n---\n{GOOD}")
    write(tmp_path, "a.md", "# 题目\n\n改过的正文。\n")
    index.refresh()
    assert index.paths[-1] == "b"
    monkeypatch.undo()
    index.refresh()
    assert index.paths == ["a", "b"]
    assert index.body("a") == "改过的正文。"


def test_a_name_that_came_and_went_is_not_waited_for(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    index = index_of(tmp_path)
    waiting = index.indexer._intake
    waiting.waiting.add("gone.md")
    index.refresh()
    assert waiting.waiting == set()


def test_characters_that_are_none_stop_nobody(tmp_path: Path, index_of: MakeIndex) -> None:
    write(tmp_path, "a.md", GOOD)
    for number, text in enumerate(('title: "\\ud800"', 'tags: ["\\udfff甲"]', 'author: "\\x00"')):
        write(tmp_path, f"odd{number}.md", f"---\n{text}\n---\n{GOOD}")
    write(tmp_path, "z.md", GOOD)
    index = index_of(tmp_path)
    assert {"a", "z"} <= set(index.paths)
