"""What is told of changes below a folder."""

import ctypes
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reader.storage.index.news import Changes, Signs
from reader.storage.index.portable import PortableNews
from reader.storage.index.watching import News, Watcher

_PATIENCE = 20.0  # seconds

if sys.platform != "linux":
    pytest.skip("inotify is Linux's", allow_module_level=True)

from inotify_simple import Event, flags  # noqa: E402

from reader.storage.index.inotify import InotifyNews  # noqa: E402


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "news" / "old").mkdir(parents=True)
    (folder / "news" / "a.md").write_text("甲")
    return folder


@pytest.fixture
def news(content: Path) -> Iterator[InotifyNews]:
    with closing(InotifyNews(content)) as news:
        yield news


def next_changes(news: News) -> Changes:
    """The next changes that there are."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := news.changes(1.0)).places:
        assert time.monotonic() < deadline
    return found


def assert_silent(news: News, content: Path) -> None:
    """Nothing is told but what happens now."""
    (content / "last.md").write_text("末")
    assert next_changes(news).places == {"last.md"}


def test_a_file_that_is_written_is_told_of_once_it_is_closed(
    news: InotifyNews, content: Path
) -> None:
    (content / "news" / "a.md").write_text("乙")
    assert next_changes(news) == Changes({"news/a.md"}, Signs(closed={"news/a.md": 1}))


def test_how_often_a_file_was_closed_is_counted(news: InotifyNews, content: Path) -> None:
    for text in "甲乙丙":
        with (content / "news" / "a.md").open("a") as file:
            file.write(text)
    assert next_changes(news).signs.closed == {"news/a.md": 3}


def test_a_file_that_is_written_after_a_rename_is_not_told_of_as_renamed(
    news: InotifyNews, content: Path
) -> None:
    (content / "news" / "a.md").rename(content / "b.md")
    (content / "b.md").write_text("乙")
    found = next_changes(news).signs
    assert (found.renamed, found.closed) == (set(), {"b.md": 1})


def test_a_rename_over_a_file_says_so(news: InotifyNews, content: Path) -> None:
    (content / ".new").write_text("乙")
    (content / ".new").rename(content / "news" / "a.md")
    assert next_changes(news) == Changes(
        {"news/a.md"}, Signs(renamed={"news/a.md"}, moves={".new": "news/a.md"})
    )


def test_where_something_went_is_known_over_several_names(news: InotifyNews, content: Path) -> None:
    (content / "news" / "a.md").rename(content / "_b.md")
    (content / "_b.md").rename(content / "c.md")
    found = next_changes(news)
    assert found.places == {"news/a.md", "c.md"}
    assert found.signs.moves == {"news/a.md": "c.md", "_b.md": "c.md"}


def test_new_folders_and_those_in_them_are_watched(news: InotifyNews, content: Path) -> None:
    (content / "x" / "y").mkdir(parents=True)
    assert "x" in next_changes(news).places
    (content / "x" / "y" / "b.md").write_text("乙")
    assert next_changes(news).places == {"x/y/b.md"}


def test_a_renamed_folder_is_watched_under_its_new_name(news: InotifyNews, content: Path) -> None:
    (content / "news").rename(content / "olds")
    assert next_changes(news).places == {"news", "olds"}
    (content / "olds" / "old" / "b.md").write_text("乙")
    assert next_changes(news).places == {"olds/old/b.md"}


def test_a_folder_that_left_is_watched_again_when_it_is_back(
    news: InotifyNews, content: Path, tmp_path: Path
) -> None:
    (content / "news").rename(tmp_path / "away")
    assert next_changes(news).places == {"news"}
    (tmp_path / "away" / "a.md").write_text("乙")
    assert_silent(news, content)
    (tmp_path / "away").rename(content / "news")
    assert next_changes(news).places == {"news"}
    (content / "news" / "old" / "b.md").write_text("乙")
    assert next_changes(news).places == {"news/old/b.md"}


def test_a_folder_that_left_and_was_deleted_is_forgotten(
    news: InotifyNews, content: Path, tmp_path: Path
) -> None:
    (content / "news").rename(tmp_path / "away")
    shutil.rmtree(tmp_path / "away")
    assert next_changes(news).places == {"news"}
    assert_silent(news, content)


def test_a_folder_that_cannot_be_read_is_watched_when_it_can(
    news: InotifyNews, content: Path
) -> None:
    (content / "x").mkdir(mode=0)
    (content / "x").chmod(0o700)
    assert next_changes(news).places == {"x"}
    (content / "x" / "b.md").write_text("乙")
    assert next_changes(news).places == {"x/b.md"}


def test_a_folder_that_is_deleted_and_made_again_is_watched(
    news: InotifyNews, content: Path
) -> None:
    shutil.rmtree(content / "news")
    (content / "news").mkdir()
    assert "news" in next_changes(news).places
    (content / "news" / "a.md").write_text("乙")
    assert next_changes(news).places == {"news/a.md"}


def hidden_files(content: Path) -> None:
    for name in (".a.md.swp", "_draft.md", "~a.md"):
        (content / name).write_text("稿")


def hidden_folders(content: Path) -> None:
    (content / ".git" / "objects").mkdir(parents=True)
    time.sleep(0.1)
    (content / ".git" / "objects" / "a.md").write_text("稿")


def names_that_are_no_text(content: Path) -> None:
    (content / "a\udcff.md").write_text("稿")
    (content / "folder\udcff").mkdir()


def links_to_folders(content: Path) -> None:
    (content / "_link").symlink_to(content / "news")


@pytest.mark.parametrize(
    "change", [hidden_files, hidden_folders, names_that_are_no_text, links_to_folders]
)
def test_what_is_passed_over_is_not_told_of(
    news: InotifyNews, content: Path, change: Callable[[Path], None]
) -> None:
    change(content)
    assert_silent(news, content)


def test_a_picture_that_is_being_written_is_told_of_once(news: InotifyNews, content: Path) -> None:
    with (content / "a.jpg").open("wb", buffering=0) as file:
        assert next_changes(news).places == {"a.jpg"}
        file.write(b"picture")
    assert_silent(news, content)


def test_a_folder_of_any_name_is_watched(tmp_path: Path) -> None:
    content = tmp_path / "content\udcff"
    content.mkdir()
    with closing(InotifyNews(content)) as news:
        (content / "a.md").write_text("甲")
        assert next_changes(news).places == {"a.md"}


def test_after_lost_events_everything_is_looked_at_and_watched(
    news: InotifyNews, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Event(-1, flags.Q_OVERFLOW, 0, "")
    monkeypatch.setattr(type(news._inotify), "read", lambda *_: [lost])
    (content / "x").mkdir()
    found = news.changes(1.0)
    monkeypatch.undo()
    assert found.places == {""}
    (content / "x" / "b.md").write_text("乙")
    assert next_changes(news).places == {"x/b.md"}


def test_a_folder_that_is_away_for_a_while_is_watched_when_it_is_back(content: Path) -> None:
    watcher = Watcher(content, threading.Event())
    with closing(watcher):
        away = content.rename(content.with_name("away"))
        assert watcher.changes(0.01).places == {""}
        assert not watcher.is_watching
        assert not watcher.changes(0.01).places
        away.rename(content)
        assert watcher.changes(0.01).places == {""}
        assert watcher.is_watching
        (content / "news" / "a.md").write_text("乙")
        assert next_changes(watcher).places == {"news/a.md"}


def test_where_the_system_watches_no_more_folders_it_says_so(
    content: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inotify_simple.INotify.add_watch", refuse)
    with closing(Watcher(content, threading.Event())) as watcher:
        assert not watcher.is_watching
    assert "it is scanned instead" in caplog.text


def test_other_systems_tell_of_writes_and_renames(content: Path) -> None:
    with closing(PortableNews(content)) as news:
        (content / "news" / "a.md").write_text("乙")
        assert "news/a.md" in next_changes(news).places
        (content / ".new").write_text("乙")
        (content / ".new").rename(content / "news" / "a.md")
        found = next_changes(news)
        assert found.signs.closed["news/a.md"] == 1


def test_folders_that_change_places_are_both_watched(news: InotifyNews, content: Path) -> None:
    other = content / "other"
    other.mkdir()
    (other / "b.md").write_text("甲")
    next_changes(news)
    _exchange(content / "news", other)
    while news.changes(0.1).places:
        pass
    for file in ("news/b.md", "other/a.md"):
        (content / file).write_text("乙")
        assert next_changes(news).places == {file}


def _exchange(one: Path, other: Path) -> None:
    """Have two folders change places at once (renameat2(2), RENAME_EXCHANGE)."""
    here, exchange = -100, 2
    done = ctypes.CDLL(None).renameat2(here, bytes(one), here, bytes(other), exchange)
    if done:
        pytest.skip("this file system cannot exchange two folders")
