"""One reader, one file or one odd request never stops the others."""

import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.client import Client, check_page
from tests.conftest import Serve


def test_readers_who_stall_stop_nobody(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n\n文\n", "utf-8")
    (tmp_path / "long.mp3").write_bytes(os.urandom(30_000_000))
    client = serve(tmp_path)
    address = urlsplit(client.base)
    stalled = []
    for request in (
        b"POST /preferences HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nsize=",
        b"GET /media/long.mp3 HTTP/1.1\r\nHost: x\r\n\r\n",
    ) * 4:
        connection = socket.create_connection((str(address.hostname), address.port or 0))
        connection.sendall(request)
        stalled.append(connection)
    time.sleep(0.5)
    try:
        for _ in range(5):
            assert client.get("/zh-hans/articles/a").status == 200
    finally:
        for connection in stalled:
            connection.close()


@pytest.mark.parametrize(
    "host", ["evil..com", "..", ".x", "a" * 64 + ".com", "a b", "x/y", "e.com:80:80", "<script>"]
)
def test_a_host_that_is_none_is_refused_with_a_page(sample: Client, host: str) -> None:
    for path in ("/", "/zh-hans/", "/zh-hans", "/preferences.css"):
        answer = sample.get(path, {"Host": host})
        assert answer.status == 400
        assert f">{host}" not in answer.text.partition("<body>")[2]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    check_page(answer)


@pytest.mark.parametrize("host", ["xn--fiqs8s", "county.example:8080", "[::1]:80", "10.0.0.1"])
def test_no_answer_repeats_the_host(sample: Client, host: str) -> None:
    for path in ("/", "/zh-hans", "/zh-hans/", "//zh-hans/", "/articles/help/print"):
        answer = sample.get(path, {"Host": host})
        assert answer.status < 400 or path == "//zh-hans/"
        assert host not in answer.text
        assert str(answer.headers.get("Location", "/")).startswith("/")


def test_an_alias_never_takes_the_place_of_a_page(serve: Serve, tmp_path: Path) -> None:
    aliases = ["/articles/a", "/articles/b", "/", "https://old.example.com/", "/preferences",
               "/zh-hans/", "/columns/x", "/old/甲.html", "/Item.asp?名=乙"]  # fmt: skip
    listed = "".join(f"  - {alias}\n" for alias in aliases)
    (tmp_path / "a.md").write_text(f"---\ntitle: 甲\naliases:\n{listed}---\n文\n", "utf-8")
    (tmp_path / "b.md").write_text("---\ntitle: 乙\naliases: /articles/a\n---\n文\n", "utf-8")
    client = serve(tmp_path)
    assert client.get("/").headers["Location"] == "/zh-hans/"
    assert client.get("/z.html").status == 404
    for path in ("articles/a", "articles/b", "preferences"):
        assert client.get(f"/{path}").headers["Location"] == f"/zh-hans/{path}"
    for old in ("/old/%E7%94%B2.html", "/Item.asp?%E5%90%8D=%E4%B9%99"):
        assert client.get(old).headers["Location"] == "/articles/a"
    assert client.get("/zh-hant/old/%E7%94%B2.html").headers["Location"] == "/zh-hant/articles/a"
    assert client.get("/nonsense/old/%E7%94%B2.html").status == 404


def test_a_file_that_becomes_readable_or_unreadable(serve: Serve, tmp_path: Path) -> None:
    """What outgrows the limit keeps its last good version; what shrinks again is read."""
    file = tmp_path / "a.md"
    file.write_text("# 题\n\n原来\n", "utf-8")
    client = serve(tmp_path)
    file.write_bytes(b"x" * (6 * 2**20))
    time.sleep(2.5)
    assert "原来" in client.page("/zh-hans/articles/a").text
    file.write_text("# 题\n\n后来\n", "utf-8")
    time.sleep(2.5)
    assert "后来" in client.page("/zh-hans/articles/a").text


@pytest.mark.parametrize("name", ["_drafts/a.png", "~$lock.docx", "a/_b/c.png"])
def test_files_that_are_left_out_are_not_served_either(tmp_path: Path, name: str) -> None:
    from reader.domain.errors import MediaNotFoundError
    from reader.storage.media import open_media

    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x")
    with pytest.raises(MediaNotFoundError):
        open_media(tmp_path, name)


@pytest.mark.parametrize("value", ["items=0-5", "bytes=0-1,3-4", "bytes=x", "nonsense", "bytes="])
def test_a_range_that_is_none_is_ignored(sample: Client, value: str) -> None:
    answer = sample.get("/media/essays/open-book.svg", {"Range": value})
    assert answer.status == 200


def test_saving_settings_chooses_no_edition_that_nobody_chose(sample: Client) -> None:
    form = "settings=all&size=140&theme=auto&edition=zh-hans&next=/zh-hans/preferences"
    answer = sample.post("/preferences", form, {"Sec-Fetch-Site": "same-origin"})
    assert answer.headers["Set-Cookie"].startswith("preferences=size=140;")
