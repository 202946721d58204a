"""What is meant to bring an import down is refused soon, in little memory, with a sentence."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from tests.unit.publishing.importing.old_sites import files, page, prose, qingdu
from tests.unit.publishing.importing.watched import Watched, watched

MEMORY = 300  # MB
SECONDS = 10
GOOD = page("好人好事天天有", prose())


def refused(folder: Path, source: Path, *reasons: str) -> Watched:
    """A run over what is bad; the good page beside it is imported all the same."""
    run = watched(folder, "import", source)
    assert run.code == 1, run.err
    for reason in reasons:
        assert reason in run.err
    assert "Traceback" not in run.err
    assert run.memory < MEMORY, f"{run.memory:.0f} MB"
    assert run.seconds < SECONDS, f"{run.seconds:.1f} s"
    return run


def test_a_zip_of_a_gigabyte(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("1.html", "w") as member:
            for _ in range(1024):
                member.write(bytes(2**20))
        archive.writestr("2.html", GOOD)
    refused(tmp_path, file, "unzips to more than")
    assert len(files(tmp_path)) == 1


def test_a_zip_of_a_gigabyte_in_small_files(tmp_path: Path) -> None:
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(1024):
            archive.writestr(f"{number}.html", b"<p>" + b"a" * 2**20)
    refused(tmp_path, file, "unzips to more than")


def test_zips_in_zips(tmp_path: Path) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(2**26))
    file = tmp_path / "outer.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(100):
            archive.write(inner, f"{number}.zip")
    refused(tmp_path, file, "archive inside an archive")


@pytest.mark.parametrize("content", ["record", "line"])
def test_a_warc_of_a_gigabyte(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bomb.warc.gz"
    size = 2**30
    with gzip.open(file, "wb", 1) as opened:
        if content == "record":
            opened.write(
                b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/\r\n"
                b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
                b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n"
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" % size
            )
        for _ in range(1024):
            opened.write(b"a" * 2**20)
    refused(tmp_path, file)


def test_pages_that_are_nested_without_end_or_huge_or_swell(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "deep.html").write_bytes(b"<html><title>x</title>" + b"<div>" * 10**6)
    (site / "closed.html").write_bytes(b"<div>" * 600_000 + b"</div>" * 600_000)
    with (site / "huge.html").open("wb") as opened:
        opened.truncate(200 * 2**20)
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (n, (b"&l%d;" % (n - 1) if n else b"lol") * 10) for n in range(12)
    )
    laugh = b'<?xml version="1.0"?><!DOCTYPE html [%s]><html><title>x</title><p>&l11;</p></html>'
    (site / "laugh.xhtml").write_bytes(laugh % entities)
    (site / "good.html").write_bytes(GOOD)
    refused(tmp_path, site, "lie one within another", "larger than 8 MB")
    assert "2018-11-12-good.md" in files(tmp_path)
    assert all(len(raw) < 100_000 for raw in files(tmp_path).values())


def test_links_devices_and_pipes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "passwd.html").symlink_to("/etc/passwd")
    (site / "root").symlink_to("/")
    (site / "loop").symlink_to("loop")
    (site / "zero.html").symlink_to("/dev/zero")
    os.mkfifo(site / "pipe.html")
    (site / "good.html").write_bytes(page("好人好事天天有", prose('<img src="root/etc/passwd">')))
    run = refused(tmp_path, site, "symbolic link", "no regular file")
    assert "5 left" in run.out
    assert set(files(tmp_path)) == {"2018-11-12-good.md"}


def test_a_link_out_of_the_folder_copies_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (site / "1.html").write_bytes(
        page("好人好事天天有", prose('<img src="../secret.png"><img src="file:///etc/passwd">'))
    )
    assert qingdu(tmp_path, "import", site).code == 0
    assert set(files(tmp_path)) == {"2018-11-12-1.md"}
