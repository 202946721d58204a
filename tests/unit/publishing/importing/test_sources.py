import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from reader.domain.errors import ReaderError
from reader.publishing.importing.kinds import Kind
from reader.publishing.importing.notices import LeftError
from reader.publishing.importing.sources import MAX_PAGE, Item, Left, open_source
from tests.unit.publishing.importing.old_sites import GIF, PNG, page

PAGE = page("题目", "<p>正文。</p>")


def read(path: Path) -> tuple[dict[str, Item], dict[str, str]]:
    """The items and, by their paths, why others were left."""
    items: dict[str, Item] = {}
    left: dict[str, str] = {}
    for source in open_source(path):
        for item in source.items():
            if isinstance(item, Left):
                left[item.path] = item.notice.code
            else:
                items[item.path] = item
    return items, left


def zipped(folder: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    file = folder / "site.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file


def test_a_folder_has_pages_and_assets_and_the_rest(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "1_files").mkdir()
    written = {"a/1.htm": PAGE, "a/b/p.jpg": PNG, "s.js": b"x", "Show.asp?id=1": PAGE}
    written |= {"a/1_files/frame.htm": PAGE}
    written |= {"captcha.asp": GIF, "noext": PAGE, "data": b"\x00\x01"}
    for name, raw in written.items():
        (tmp_path / name).write_bytes(raw)
    items, left = read(tmp_path)
    assert not left
    assert {name: item.kind for name, item in items.items()} == {
        "a/1.htm": Kind.PAGE, "a/b/p.jpg": Kind.ASSET, "s.js": Kind.OTHER,
        "Show.asp?id=1": Kind.PAGE, "captcha.asp": Kind.ASSET, "noext": Kind.PAGE,
        "data": Kind.OTHER, "a/1_files/frame.htm": Kind.OTHER,
    }  # fmt: skip
    assert items["a/1.htm"].raw == PAGE


def test_one_file_is_one_page_with_the_pictures_beside_it(tmp_path: Path) -> None:
    (tmp_path / "1.html").write_bytes(PAGE)
    (tmp_path / "2.html").write_bytes(PAGE)
    (tmp_path / "p.png").write_bytes(PNG)
    for folder in ("one_files", "other"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "q.png").write_bytes(PNG)
    (tmp_path / "1.html").write_bytes(page("题目", '<p>正文。</p><img src="one_files/q.png">'))
    items, _ = read(tmp_path / "1.html")
    kinds = {name: item.kind for name, item in items.items() if item.kind is not Kind.OTHER}
    assert kinds == {"1.html": Kind.PAGE, "p.png": Kind.ASSET, "one_files/q.png": Kind.ASSET}


def test_links_are_followed_inside_only_and_what_is_no_file_is_left(tmp_path: Path) -> None:
    root = tmp_path / "site"
    root.mkdir()
    (tmp_path / "secret.html").write_bytes(PAGE)
    (root / "1.html").write_bytes(PAGE)
    (root / "in.html").symlink_to("1.html")
    (root / "out.html").symlink_to("../secret.html")
    (root / "loop").symlink_to(".")
    (root / "circle.html").symlink_to("circle.html")
    (root / "null.html").symlink_to("/dev/null")
    os.mkfifo(root / "pipe.html")
    items, left = read(root)
    assert set(items) == {"1.html", "in.html"}
    assert left == {"out.html": "link", "loop": "link", "circle.html": "link", "null.html": "link",
                    "pipe.html": "special"}  # fmt: skip


def test_a_page_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "1.html").open("wb") as opened:
        opened.truncate(MAX_PAGE + 1)
    assert read(tmp_path)[1] == {"1.html": "too-large"}


def test_names_in_gbk_are_read_on_a_disk_and_in_a_zip(tmp_path: Path) -> None:
    name = "新闻中心/公告通知.html"
    folder = tmp_path / "disk"
    folder.mkdir()
    raw = "公告通知.html".encode("gbk")
    (Path(os.fsdecode(os.fsencode(folder) + b"/" + raw))).write_bytes(PAGE)
    assert set(read(folder)[0]) == {"公告通知.html"}
    file = tmp_path / "gbk.zip"
    file.write_bytes(_gbk_zip(name))
    assert set(read(file)[0]) == {name}


def _gbk_zip(name: str) -> bytes:
    """A zip as Windows makes it: the name in its code page, and no flag for UTF-8."""
    raw = name.encode("gbk")
    place_holder = "x" * len(raw)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(place_holder, PAGE)
    return buffer.getvalue().replace(place_holder.encode(), raw)


def test_names_that_lead_out_of_a_zip_are_left(tmp_path: Path) -> None:
    bad = ["../up.html", "a/../../up.html", "/etc/x.html", "C:/x.html", "C:\\x.html", "..\\x.html"]
    file = zipped(tmp_path, *((name, PAGE) for name in bad), ("ok.html", PAGE))
    items, left = read(file)
    assert set(items) == {"ok.html"}
    assert len(left) == len({name.replace("\\", "/") for name in bad})
    assert set(left.values()) == {"outside"}


def test_a_name_with_a_nul_is_left(tmp_path: Path) -> None:
    file = zipped(tmp_path, ("a_b.html", PAGE))
    file.write_bytes(file.read_bytes().replace(b"a_b.html", b"a\0b.html"))
    items, left = read(file)
    assert not items
    assert set(left.values()) == {"outside"}


def test_links_encrypted_members_and_archives_in_a_zip_are_left(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.html")
    link.external_attr = 0o120777 << 16
    file = zipped(tmp_path, (link, b"/etc/passwd"), ("x.warc", b"WARC/1.0"), ("e.html", PAGE))
    data = bytearray(file.read_bytes())
    at = data.rindex(b"e.html") - 46 + 8  # the flags in the list of members
    data[at] |= 1
    file.write_bytes(data)
    items, left = read(file)
    assert not items
    assert left == {"link.html": "link", "x.warc": "nested-archive", "e.html": "encrypted"}


def test_what_swells_in_a_zip_is_left_and_the_rest_is_taken(tmp_path: Path) -> None:
    file = zipped(tmp_path, ("big.html", b"a" * MAX_PAGE), ("ok.html", PAGE))
    items, left = read(file)
    assert set(items) == {"ok.html"}
    assert left == {"big.html": "ratio"}


def test_a_zip_that_lies_about_a_size_is_not_believed(tmp_path: Path) -> None:
    file = zipped(tmp_path, ("big.html", b"a" * 10_000_000))
    data = file.read_bytes().replace(
        (10_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little")
    )
    file.write_bytes(data)
    assert set(read(file)[1].values()) == {"damaged"}


def test_members_whose_names_differ_by_case_are_two(tmp_path: Path) -> None:
    items, _ = read(zipped(tmp_path, ("News.html", PAGE), ("news.html", PAGE)))
    assert set(items) == {"News.html", "news.html"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"Rar!\x1a\x07\x00"])
def test_what_is_no_zip_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)
    with pytest.raises(ReaderError, match="zip"):
        open_source(file)


def test_a_path_to_nothing_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="no such"):
        open_source(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReaderError, match="regular"):
        open_source(tmp_path / "pipe")


def warc_record(url: str, kind: str, body: bytes, status: str) -> bytes:
    """A response as crawlers keep it (ISO 28500)."""
    answer = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
        "Last-Modified: Mon, 12 Nov 2018 06:41:00 GMT\r\n\r\n"
    ).encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        "WARC-Date: 2026-01-01T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:7d9bb5e8-7a55-4f0e-93f4-7a4d4b2ec8bd>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


@pytest.mark.parametrize("is_compressed", [True, False])
def test_a_warc_has_its_pages_and_pictures(tmp_path: Path, is_compressed: bool) -> None:
    file = tmp_path / ("site.warc.gz" if is_compressed else "site.warc")
    answers = (
        ("http://a.cn/Item.asp?id=1", "text/html; charset=gb2312", PAGE, "200 OK"),
        ("http://a.cn/p.jpg", "image/jpeg", PNG, "200 OK"),
        ("http://a.cn/s.js", "text/javascript", b"x", "200 OK"),
        ("http://a.cn/gone", "text/html", PAGE, "404 Not Found"),
        ("http://a.cn/2", "text/html", PAGE, "200 OK"),
    )
    records = (warc_record(*answer) for answer in answers)
    file.write_bytes(b"".join(map(gzip.compress, records) if is_compressed else records))
    items, left = read(file)
    assert not left
    assert {url: item.kind for url, item in items.items()} == {
        "http://a.cn/Item.asp?id=1": Kind.PAGE, "http://a.cn/p.jpg": Kind.ASSET,
        "http://a.cn/s.js": Kind.OTHER, "http://a.cn/2": Kind.PAGE,
    }  # fmt: skip
    assert items["http://a.cn/2"].raw == PAGE
    assert items["http://a.cn/2"].modified == 1542004860
    (source,) = open_source(file)
    assert source.read(items["http://a.cn/p.jpg"].locator, 1000) == PNG
    with pytest.raises(LeftError):
        source.read(items["http://a.cn/p.jpg"].locator, 10)


def test_a_damaged_warc_gives_what_it_can(tmp_path: Path) -> None:
    file = tmp_path / "x.warc"
    file.write_bytes(b"WARC/1.0\r\nnonsense")
    items, left = read(file)
    assert not items
    assert set(left.values()) <= {"damaged"}
