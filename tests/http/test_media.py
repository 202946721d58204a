"""Images and attachments beside the articles."""

import os
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import Serve

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f8"
    "0f00010501012718e3660000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def media(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").write_bytes(PNG)
    content = tmp_path_factory.mktemp("content")
    (content / "a.md").write_text("# 图\n\n![点](<图 片.png>)\n", "utf-8")
    (content / "图 片.png").write_bytes(PNG)
    (content / "声音.mp3").write_bytes(bytes(range(256)) * 40)
    (content / "表.xlsx").write_bytes(b"PK")
    (content / "page.html").write_text("<h1>页</h1><p>文</p>", "utf-8")
    (content / "evil.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    )
    (content / ".hidden.png").write_bytes(PNG)
    (content / "link.png").symlink_to(outside / "secret.png")
    (content / "dir").symlink_to(outside)
    os.mkfifo(content / "pipe.png")
    return serve(content)


def test_a_picture_beside_an_article_is_shown(media: Client) -> None:
    page = media.page("/zh-hans/articles/a").page
    (image,) = [e for e in page.iter("img") if e.get("alt") == "点"]
    assert image.get("src") == "../../media/%E5%9B%BE%20%E7%89%87.png"
    answer = media.get("/media/%E5%9B%BE%20%E7%89%87.png")
    assert (answer.status, answer.body) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"].startswith("public")
    again = media.get("/media/%E5%9B%BE%20%E7%89%87.png", {"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


def test_a_part_of_a_recording_can_be_asked_for(media: Client) -> None:
    path = "/media/%E5%A3%B0%E9%9F%B3.mp3"
    answer = media.get(path, {"Range": "bytes=256-259"})
    assert (answer.status, answer.body) == (206, bytes([0, 1, 2, 3]))
    assert answer.headers["Content-Range"] == "bytes 256-259/10240"
    assert media.get(path, {"Range": "bytes=99999-"}).status == 416
    head = media.request("HEAD", path)
    assert (head.status, head.headers["Content-Length"], head.body) == (200, "10240", b"")


def test_an_attachment_is_downloaded_under_its_name(media: Client) -> None:
    answer = media.get("/media/%E8%A1%A8.xlsx")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "%E8%A1%A8.xlsx" in answer.headers["Content-Disposition"]


def test_a_drawing_opened_by_itself_runs_nothing(media: Client) -> None:
    policy = media.get("/media/evil.svg").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "path",
    ["a.md", "page.html", ".hidden.png", "link.png", "dir/secret.png", "pipe.png", "none.png",
     "../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "a%00.png", "", "/etc/x.png", "%ff.png"],
)  # fmt: skip
def test_anything_else_is_not_to_be_found(media: Client, path: str) -> None:
    assert media.get(f"/media/{path}").status in {404, 308}


def test_media_are_found_again_after_the_folder_moved(tmp_path: Path) -> None:
    from reader.storage.media import open_media

    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "p.png").write_bytes(PNG)
    (tmp_path / "current").symlink_to(tmp_path / "v1")
    found = open_media(tmp_path / "current", "p.png")
    assert found.stream.read() == PNG
    found.stream.close()
