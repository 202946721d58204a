"""Pictures and attachments: a short list of types, from inside the folder, and nothing else."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import MediaNotFoundError
from reader.storage.media import DOWNLOAD_TYPES, INLINE_TYPES, open_media
from tests.unit.builders import write


def test_a_picture_is_opened_with_all_a_browser_needs(tmp_path: Path) -> None:
    file = write(tmp_path, "news/旬 阳.JPG", b"picture")
    media = open_media(tmp_path, "news/旬 阳.JPG")
    with media.stream as stream:
        assert stream.read() == b"picture"
    assert (media.name, media.type, media.is_download) == ("旬 阳.JPG", "image/jpeg", False)
    assert media.size == 7
    assert media.modified == file.stat().st_mtime


@pytest.mark.parametrize("ending", INLINE_TYPES)
def test_what_browsers_show_is_shown(tmp_path: Path, ending: str) -> None:
    write(tmp_path, f"a{ending}", b"x")
    media = open_media(tmp_path, f"a{ending}")
    media.stream.close()
    assert not media.is_download
    assert media.type.split("/")[0] in {"image", "audio", "video", "application"}
    assert "html" not in media.type


@pytest.mark.parametrize("ending", DOWNLOAD_TYPES)
def test_documents_are_downloaded(tmp_path: Path, ending: str) -> None:
    write(tmp_path, f"a{ending}", b"x")
    media = open_media(tmp_path, f"a{ending}")
    media.stream.close()
    assert media.is_download


def test_the_etag_changes_with_the_file(tmp_path: Path) -> None:
    etags = set()
    for content in (b"a", b"ab"):
        write(tmp_path, "a.png", content)
        for time in (1_000_000_000, 2_000_000_000):
            os.utime(tmp_path / "a.png", ns=(time, time))
            media = open_media(tmp_path, "a.png")
            media.stream.close()
            etags.add(media.etag)
    assert len(etags) == 4


@pytest.mark.parametrize(
    "name", ["a.md", "a.html", "a.txt", "site.toml", "a.svgz", "a.js", "a", "png"]
)
def test_other_files_are_not_served(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path, name)


@pytest.mark.parametrize(
    "path",
    ["../a.png", "news/../../a.png", "/a.png", "//a.png", "{outside}", "", ".", "..", ".png",
     ".hidden/a.png", "news/.a.png", "a.png\0", "\0.png", "a\0/b.png", "\ud800.png",
     "x" * 5000 + ".png", "x/" * 3000 + "a.png", "gone.png", "..\\a.png"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_not_found(tmp_path: Path, path: str) -> None:
    outside = write(tmp_path, "a.png", b"secret")
    root = tmp_path / "content"
    write(root, ".hidden/a.png", b"secret")
    write(root, "news/.a.png", b"secret")
    with pytest.raises(MediaNotFoundError):
        open_media(root, path.format(outside=outside))


@given(st.lists(st.sampled_from(["..", ".", "/", "a", ".png", "\0", "\\", "~", "%2e", "*"])))
def test_no_path_leads_out_of_the_folder(pieces: list[str]) -> None:
    with pytest.raises(MediaNotFoundError):
        open_media(Path(__file__).parent, "".join(pieces))


def test_a_link_inside_is_followed_and_one_that_leads_out_is_not(tmp_path: Path) -> None:
    write(tmp_path, "secret.png", b"secret")
    root = tmp_path / "content"
    write(root, "a.png", b"x")
    (root / "in.png").symlink_to("a.png")
    (root / "out.png").symlink_to("../secret.png")
    (root / "folder").symlink_to("..")
    open_media(root, "in.png").stream.close()
    for path in ("out.png", "folder/secret.png"):
        with pytest.raises(MediaNotFoundError):
            open_media(root, path)


def test_links_in_a_circle_are_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.png").symlink_to("b.png")
    (tmp_path / "b.png").symlink_to("a.png")
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path, "a.png")


def test_a_folder_with_the_name_of_a_picture_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path, "a.png")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path, "a.png")


def test_nothing_is_found_when_the_content_folder_is_gone(tmp_path: Path) -> None:
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path / "gone", "a.png")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's /proc")
def test_nothing_stays_open_after_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    os.mkfifo(tmp_path / "b.png")
    for name in ("a.png", "b.png", "c.png"):
        with pytest.raises((MediaNotFoundError, OSError)):
            open_media(tmp_path, name)
    descriptors = [os.path.realpath(link) for link in Path("/proc/self/fd").iterdir()]
    assert [name for name in descriptors if name.startswith(str(tmp_path))] == []
