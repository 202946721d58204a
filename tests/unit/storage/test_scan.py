"""The walk over the content folder: everything odd is named, nothing odd is opened."""

import os
import socket
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reader.domain.errors import ArticleError
from reader.storage.article_files import MAX_BYTES
from reader.storage.scan import FoundFile, RefusedFile, read_bytes, scan
from tests.unit.builders import write

not_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def found(root: Path) -> list[str]:
    return [item.file for item in scan(root) if isinstance(item, FoundFile)]


def refused(root: Path) -> dict[str, str]:
    return {item.file: item.reason for item in scan(root) if isinstance(item, RefusedFile)}


def test_articles_are_found_folder_by_folder_in_order_of_names(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", "c/b.html", "c/a.htm", "c/d/x.markdown", "B.MD"):
        write(tmp_path, name)
    assert found(tmp_path) == ["B.MD", "a.txt", "b.md", "c/a.htm", "c/b.html", "c/d/x.markdown"]
    assert refused(tmp_path) == {}


def test_other_files_and_hidden_ones_are_passed_over_in_silence(tmp_path: Path) -> None:
    for name in (
        "a.jpg",
        "site.toml",
        "README",
        ".a.md",
        "_a.md",
        "~a.md",
        ".git/a.md",
        "_old/a.md",
    ):
        write(tmp_path, name)
    assert list(scan(tmp_path)) == []


def test_a_name_like_a_hidden_one_is_found(tmp_path: Path) -> None:
    write(tmp_path, "a_.~b.md")
    assert found(tmp_path) == ["a_.~b.md"]


def test_a_file_is_found_with_what_changes_when_it_does(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", "abc")
    os.utime(file, ns=(0, 1_542_004_860_000_000_007))
    (item,) = scan(tmp_path)
    assert isinstance(item, FoundFile)
    assert item.path == file
    status = file.stat()
    assert item.stamp == (3, 1_542_004_860_000_000_007, status.st_ctime_ns, status.st_ino)
    assert item.modified == datetime(2018, 11, 12, 6, 41, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "year"), [(-(10**9), 1970), (0, 1970), (1_542_004_860, 2018)])
def test_a_time_before_the_calendar_is_kept_inside(seconds: int, year: int) -> None:
    item = FoundFile("a.md", Path("a.md"), (1, seconds * 10**9, 1))
    assert item.modified.year == year
    assert item.modified.astimezone(timezone(timedelta(hours=14)))


@pytest.mark.parametrize("seconds", [2**33, 253_402_300_800, 2**62])
def test_a_file_from_the_future_is_from_now(seconds: int) -> None:
    """Clocks differ; a file is no article scheduled for later because of that."""
    item = FoundFile("a.md", Path("a.md"), (1, seconds * 10**9, 1))
    assert item.modified <= datetime.now(UTC)


def test_a_link_to_a_file_inside_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "a/b.md", "abc")
    (tmp_path / "c.md").symlink_to("a/b.md")
    assert sorted(found(tmp_path)) == ["a/b.md", "c.md"]
    assert read_bytes(tmp_path / "c.md") == b"abc"


@pytest.mark.parametrize("target", ["../outside.md", "../outside.txt", "..", "/etc/passwd", "/"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, target: str) -> None:
    write(tmp_path, "outside.md")
    root = tmp_path / "content"
    root.mkdir()
    (root / "a.md").symlink_to(target)
    assert found(root) == []
    assert "out of the content folder" in refused(root)["a.md"]


def test_a_link_to_a_neighbour_whose_name_begins_alike_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "content-private/a.md")
    root = tmp_path / "content"
    root.mkdir()
    (root / "a.md").symlink_to("../content-private/a.md")
    assert found(root) == []
    assert list(refused(root)) == ["a.md"]


def test_a_chain_of_links_is_judged_by_its_end(tmp_path: Path) -> None:
    write(tmp_path, "outside.md")
    root = tmp_path / "content"
    root.mkdir()
    (root / "_hop.md").symlink_to("../outside.md")
    (root / "a.md").symlink_to("_hop.md")
    assert list(refused(root)) == ["a.md"]


def test_links_that_lead_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "picture.png").symlink_to("picture.png")
    write(tmp_path, "good.md")
    assert found(tmp_path) == ["good.md"]
    assert {"a.md", "b.md", "self.md"} <= refused(tmp_path).keys()


def test_a_link_to_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("gone.md")
    assert "a symbolic link to nothing" in refused(tmp_path)["a.md"]


def test_a_link_to_a_folder_is_refused_even_inside(tmp_path: Path) -> None:
    write(tmp_path, "a/b.md")
    (tmp_path / "c").symlink_to("a")
    (tmp_path / "a/up").symlink_to("..")
    assert found(tmp_path) == ["a/b.md"]
    assert refused(tmp_path).keys() == {"c", "a/up"}


def test_the_content_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, "real/a.md")
    (tmp_path / "real/b.md").symlink_to("a.md")
    (tmp_path / "content").symlink_to("real")
    assert found(tmp_path / "content") == ["a.md", "b.md"]


def test_a_pipe_and_a_socket_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.md")
        assert {*refused(tmp_path).values()} == {
            "this is no regular file; remove it from the content folder"
        }
        assert refused(tmp_path).keys() == {"pipe.md", "socket.md"}


def test_a_folder_with_the_name_of_an_article_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.md/b.md")
    (tmp_path / "empty.md").mkdir()
    assert found(tmp_path) == ["a.md/b.md"]
    assert refused(tmp_path) == {}


def test_a_file_of_five_megabytes_is_found_and_a_larger_one_refused(tmp_path: Path) -> None:
    write(tmp_path, "just.md", b"a" * MAX_BYTES)
    write(tmp_path, "over.md", b"a" * (MAX_BYTES + 1))
    assert found(tmp_path) == ["just.md"]
    assert "larger than 5 MB" in refused(tmp_path)["over.md"]
    assert len(read_bytes(tmp_path / "just.md")) == MAX_BYTES


@pytest.mark.parametrize(
    "name", [b"\xff\xfe.md", b"\xed\xa0\x80.md", "旬阳.md".encode("gbk"), b"a\nb.md", b"\x1b[1m.md"]
)
def test_a_name_that_cannot_be_an_address_is_refused_in_words_that_can_be_printed(
    tmp_path: Path, name: bytes
) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("# 题\n\n正文")
    ((file, reason),) = refused(tmp_path).items()
    assert found(tmp_path) == []
    assert file.isprintable()
    assert file.encode("utf-8")
    assert "rename" in reason


def test_files_in_a_folder_whose_name_is_no_text_are_refused(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(bytes(tmp_path) + b"/\xd0\xc2"))
    folder.mkdir()
    (folder / "a.md").write_text("# 题\n\n正文")
    (file,) = refused(tmp_path)
    assert file.encode("utf-8").endswith(b"/a.md")


def test_folders_within_folders_are_walked_however_deep(tmp_path: Path) -> None:
    """A copy that went into itself; the deepest part may be refused, the rest is found."""
    write(tmp_path, "good.md")
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        assert found(tmp_path) == ["good.md"]
    finally:
        _remove_deep(tmp_path)


def _remove_deep(folder: Path) -> None:
    """Take the chain of folders `d` down from its top, since its paths are too long to name."""
    while (folder / "d").is_dir():
        below = folder / "d/d"
        if below.is_dir():
            below.rename(folder / "next")
        (folder / "d").rmdir()
        if (folder / "next").is_dir():
            (folder / "next").rename(folder / "d")


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        list(scan(tmp_path / "gone"))
    write(tmp_path, "file")
    with pytest.raises(OSError, match="Not a directory"):
        list(scan(tmp_path / "file"))


@not_root
def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "good.md")
    write(tmp_path, "locked/a.md")
    (tmp_path / "locked").chmod(0)
    try:
        assert found(tmp_path) == ["good.md"]
        assert "cannot be read" in refused(tmp_path)["locked"]
    finally:
        (tmp_path / "locked").chmod(0o700)


@not_root
def test_a_file_that_may_not_be_read_is_an_article_error(tmp_path: Path) -> None:
    write(tmp_path, "a.md").chmod(0)
    with pytest.raises(ArticleError, match="cannot be read"):
        read_bytes(tmp_path / "a.md")


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(ArticleError, match="no regular file"):
        read_bytes(tmp_path / "pipe.md")


def test_a_device_is_not_read() -> None:
    with pytest.raises(ArticleError, match="no regular file"):
        read_bytes(Path("/dev/zero"))


def test_a_file_that_is_gone_is_an_article_error(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="cannot be read: No such file"):
        read_bytes(tmp_path / "gone.md")


def test_a_folder_is_read_as_an_article_error(tmp_path: Path) -> None:
    """A file can turn into a folder between the walk and the reading."""
    with pytest.raises(ArticleError):
        read_bytes(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux's /proc")
def test_a_file_whose_reading_fails_is_an_article_error() -> None:
    """`/proc/self/mem` is a regular file that answers EIO, as a failing disk does."""
    with pytest.raises(ArticleError, match="cannot be read"):
        read_bytes(Path("/proc/self/mem"))


def test_a_file_that_grew_too_large_is_an_article_error(tmp_path: Path) -> None:
    write(tmp_path, "a.md", b"a" * (MAX_BYTES + 1))
    with pytest.raises(ArticleError, match="larger than 5 MB"):
        read_bytes(tmp_path / "a.md")
