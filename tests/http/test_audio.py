"""Recordings beside the articles."""

import time
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from tests.client import Client
from tests.conftest import Serve

SOUND = bytes(range(256)) * 40
PAGE = "/zh-hans/articles/news/%E6%A1%A5"
FEED = "/zh-hans/feed.xml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "桥.md").write_text("# 三座桥\n\n通车了。\n", "utf-8")
    return tmp_path


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds."""
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.05)
    return False


def players(client: Client, path: str = PAGE) -> list[Element]:
    return list(client.page(path).page.iter("audio"))


def has_button(client: Client) -> bool:
    """Whether the page offers to be read by the device's voices."""
    return any(e.get("data-feature") == "listen" for e in client.page(PAGE).page.iter("button"))


def test_a_recording_takes_the_place_of_the_voices(serve: Serve, content: Path) -> None:
    for ending in ("ogg", "mp3", "m4a", "wav"):
        (content / "news" / f"桥.{ending}").write_bytes(SOUND)
    client = serve(content, SITE_URL="https://county.example")
    (player,) = players(client)
    assert player.get("controls") is not None
    assert player.get("preload") == "none"
    assert player.get("autoplay") is None
    assert player.get("aria-label") == "这篇文章的录音"
    assert [(e.get("src"), e.get("type")) for e in player.iter("source")] == [
        ("/media/news/%E6%A1%A5.mp3", "audio/mpeg"),
        ("/media/news/%E6%A1%A5.m4a", "audio/mp4"),
        ("/media/news/%E6%A1%A5.ogg", "audio/ogg"),
    ]
    for source in player.iter("source"):
        answer = client.get(str(source.get("src")))
        assert (answer.status, answer.body) == (200, SOUND)
        assert answer.headers["Content-Type"] == source.get("type")
    (link,) = [e for e in client.page(PAGE).page.iter("a") if e.get("download") is not None]
    assert link.get("href") == "/media/news/%E6%A1%A5.mp3"
    assert not has_button(client)
    assert "media-src 'self'" in client.page(PAGE).headers["Content-Security-Policy"]
    feed = client.get(FEED).text
    assert (
        '<link rel="enclosure" type="audio/mpeg" '
        'href="https://county.example/media/news/%E6%A1%A5.mp3"' in feed
    )


def test_without_a_recording_there_is_no_player(serve: Serve, content: Path) -> None:
    (content / "news" / "桥2.mp3").write_bytes(SOUND)
    (content / "news" / "桥.mp3").touch()  # empty: it is still to come
    (content / "news" / "桥.ogg").symlink_to("/etc/hostname")
    (content / "news" / "桥.m4a").mkdir()
    client = serve(content)
    assert players(client) == []
    assert has_button(client)


def test_a_recording_appears_and_vanishes_with_its_file(serve: Serve, content: Path) -> None:
    client = serve(content)
    before = client.page(PAGE)
    recording = content / "news" / "桥.mp3"
    recording.write_bytes(SOUND)
    assert soon(lambda: len(players(client)) == 1)
    after = client.page(PAGE)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert client.get(PAGE, {"If-None-Match": before.headers["ETag"]}).status == 200
    recording.rename(content / "news" / "别的.mp3")
    assert soon(lambda: not players(client))
    assert client.page(PAGE).headers["ETag"] == before.headers["ETag"]


def test_a_recording_that_is_being_written_is_waited_for(serve: Serve, content: Path) -> None:
    client = serve(content)
    assert players(client) == []
    with (content / "news" / "桥.mp3").open("wb", buffering=0) as file:
        for _ in range(8):
            file.write(SOUND)
            time.sleep(0.1)
            assert players(client) == []
    assert soon(lambda: len(players(client)) == 1)


@pytest.mark.parametrize(
    ("asked", "status", "body", "said"),
    [
        ("bytes=0-3", 206, SOUND[:4], "bytes 0-3/10240"),
        ("bytes=10000-", 206, SOUND[10000:], "bytes 10000-10239/10240"),
        ("bytes=-5", 206, SOUND[-5:], "bytes 10235-10239/10240"),
        ("bytes=0-99999", 206, SOUND, "bytes 0-10239/10240"),
        ("bytes=10240-", 416, None, "bytes */10240"),
        ("bytes=0-1,5-6", 200, SOUND, None),
        ("lines=0-3", 200, SOUND, None),
    ],
)
def test_a_player_asks_for_parts(
    parts: Client, asked: str, status: int, body: bytes | None, said: str | None
) -> None:
    answer = parts.get("/media/news/a.mp3", {"Range": asked})
    assert answer.status == status
    assert body is None or answer.body == body
    assert answer.headers["Content-Range"] == said
    assert status == 416 or answer.headers["Accept-Ranges"] == "bytes"
    assert "Content-Encoding" not in answer.headers


def test_a_part_is_of_the_recording_that_the_player_knows(parts: Client) -> None:
    head = parts.request("HEAD", "/media/news/a.mp3")
    assert (head.status, head.headers["Content-Length"], head.body) == (200, "10240", b"")
    assert head.headers["Accept-Ranges"] == "bytes"
    for known in (head.headers["ETag"], head.headers["Last-Modified"]):
        part = parts.get("/media/news/a.mp3", {"Range": "bytes=0-3", "If-Range": known})
        assert (part.status, part.body) == (206, SOUND[:4])
    for other in ('"another"', "Thu, 01 Jan 1970 00:00:00 GMT"):
        whole = parts.get("/media/news/a.mp3", {"Range": "bytes=0-3", "If-Range": other})
        assert (whole.status, whole.body) == (200, SOUND)


@pytest.fixture(scope="module")
def parts(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("parts")
    (content / "news").mkdir()
    (content / "news" / "a.md").write_text("# 有录音\n\n文。\n", "utf-8")
    (content / "news" / "a.mp3").write_bytes(SOUND)
    return serve(content)


def test_recordings_alone_may_play_by_themselves(parts: Client) -> None:
    policy = parts.page("/zh-hans/articles/news/a").headers["Permissions-Policy"].split(",")
    assert "autoplay=(self)" in policy
    assert "microphone=()" in policy
