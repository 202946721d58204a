"""Recordings of articles."""

from pathlib import Path

import pytest

from reader.storage.recordings import recordings_beside
from reader.storage.scan import FoundFile, scan, scan_below


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "2026.1.md").write_text("甲")
    for name in ("2026.1.ogg", "2026.1.MP3", "2026.mp3", "2026.1.wav"):
        (tmp_path / name).write_bytes(b"sound")
    return tmp_path


def test_a_recording_has_the_name_of_its_article(content: Path) -> None:
    article = content / "2026.1.md"
    assert recordings_beside(article, content, None) == (".ogg", ".MP3")
    assert recordings_beside(article, content, {"2026.1.ogg"}) == (".ogg",)


def test_nothing_else_is_a_recording(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.mp3").write_bytes(b"sound")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.mp3").symlink_to(tmp_path / "outside" / "b.mp3")
    (root / "a.m4a").mkdir()
    (root / "a.ogg").touch()
    assert recordings_beside(root / "a.md", root, None) == ()
    (root / "b.ogg").write_bytes(b"sound")
    (root / "a.ogg").unlink()
    (root / "a.ogg").symlink_to("b.ogg")
    assert recordings_beside(root / "a.md", root, None) == (".ogg",)


def test_an_article_is_another_with_a_recording(content: Path) -> None:
    """However it is come upon: all together, by its own name, or by the recording's."""
    (whole,) = scan(content)
    assert isinstance(whole, FoundFile)
    assert whole.stamp_text.endswith(" .ogg .MP3")
    assert list(scan_below(content, "2026.1.md")) == [whole]
    assert list(scan_below(content, "2026.1.ogg")) == [whole]
    assert list(scan_below(content, "2026.mp3")) == []
    (content / "2026.1.ogg").unlink()
    (other,) = scan_below(content, "2026.1.ogg")
    assert isinstance(other, FoundFile)
    assert other.stamp_text != whole.stamp_text
