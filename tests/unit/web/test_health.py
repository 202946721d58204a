"""What load balancers are told is true, short, and no secret."""

import json
import logging
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.types import WSGIEnvironment

import pytest

from reader.storage.index.schema import IndexFiles, make_index
from reader.web import health as module
from reader.web.health import Health, Readiness


def files_in(folder: Path, *, is_whole: bool = True) -> IndexFiles:
    """An index without articles."""
    files = IndexFiles(folder)
    made = files.new()
    make_index(made, "rules")
    files.put_in_use(made)
    if is_whole:
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(made)) as connection, connection:
            connection.execute("UPDATE state SET is_complete = 1")
    files.scanned.write_text("")
    return files


def asked(
    readiness: Readiness, path: str = "/health/ready", method: str = "GET", **more: str
) -> tuple[int, dict[str, str], str]:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def site(_environ: WSGIEnvironment, start: Callable[..., object]) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"the site"]

    def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> object:
        started.append((status, headers))
        return None

    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_HOST": "10.0.0.7:80", **more}
    body = b"".join(Health(site, readiness, is_https=True)(environ, start))  # type: ignore[arg-type]
    ((status, headers),) = started
    return int(status[:3]), dict(headers), body.decode()


def test_a_whole_index_is_ready(tmp_path: Path) -> None:
    status, headers, body = asked(Readiness(files_in(tmp_path)))
    assert (status, json.loads(body)) == (200, {"status": "ready", "troubles": []})
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Length"] == str(len(body))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in headers


def test_without_a_whole_index_nothing_is_ready(tmp_path: Path) -> None:
    for files in (IndexFiles(tmp_path), files_in(tmp_path / "a", is_whole=False)):
        status, _, body = asked(Readiness(files))
        assert status == 503
        assert json.loads(body)["status"] == "not ready"
        assert str(tmp_path) not in body
        assert asked(Readiness(files), "/health/live")[0] == 200


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()


def test_readers_go_on_without_the_database(tmp_path: Path) -> None:
    status, _, body = asked(Readiness(files_in(tmp_path), lambda: False))
    said = json.loads(body)
    assert (status, said["status"], said["troubles"][0]["part"]) == (200, "degraded", "accounts")


def test_an_outage_of_the_content_and_a_silent_indexer_are_told(tmp_path: Path) -> None:
    files = files_in(tmp_path)
    files.scanned.write_text(f"the content folder has become empty: {tmp_path}")
    os.utime(files.scanned, (time.time() - 7200,) * 2)
    status, _, body = asked(Readiness(files))
    parts = [one["part"] for one in json.loads(body)["troubles"]]
    assert (status, parts) == (200, ["indexer", "content"])
    assert str(tmp_path) not in body


def test_a_change_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_INTERVAL", 0)
    caplog.set_level(logging.INFO)
    answers = iter((False, False, True, True))
    readiness = Readiness(files_in(tmp_path), lambda: next(answers))
    for _ in range(4):
        asked(readiness)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_it_says_how_many_proxies_told_of_themselves(tmp_path: Path) -> None:
    readiness = Readiness(files_in(tmp_path))
    for given, number in (("", 0), ("192.0.2.1", 1), ("192.0.2.1, 10.0.0.1", 2)):
        body = asked(readiness, "/health/live", HTTP_X_FORWARDED_FOR=given)[2]
        assert json.loads(body) == {"status": "live", "forwarded": number}


def test_other_methods_and_paths(tmp_path: Path) -> None:
    readiness = Readiness(files_in(tmp_path))
    status, headers, _ = asked(readiness, method="POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert asked(readiness, method="HEAD")[2] == ""
    assert asked(readiness, "/health/liver")[2] == "the site"
