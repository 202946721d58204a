"""Lines come out whole, in pieces that a pipe takes at once, and nobody waits for them."""

import json
import logging
import os
import sys
import time
from pathlib import Path

import pytest

from reader.observing import lines as module
from reader.observing.events import EventHandler, JsonEvents, PlainEvents, moment, request_id
from reader.observing.lines import LONGEST, Lines


def test_lines_of_processes_and_threads_stay_whole(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with file.open("ab") as log:
        pids = []
        for letter in "abcd":
            pid = os.fork()
            if not pid:
                lines = Lines(str, log.fileno())
                for number in range(500):
                    lines.add(lambda letter=letter, number=number: f"{letter * 60}{number}")  # type: ignore[misc]
                lines.write()
                os._exit(0)
            pids.append(pid)
        for pid in pids:
            os.waitpid(pid, 0)
    written = file.read_text().splitlines()
    assert sorted(written) == sorted(f"{x * 60}{n}" for x in "abcd" for n in range(500))


def test_a_piece_is_one_that_a_pipe_takes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces: list[bytes] = []

    def write(_file: int, piece: bytes) -> int:
        pieces.append(piece)
        return len(piece)

    lines = Lines(str)
    for number in range(300):
        lines._waiting.append(lambda number=number: f"line {number}")  # type: ignore[misc]
    monkeypatch.setattr("reader.observing.lines.os.write", write)
    lines.write()
    assert b"".join(pieces).decode() == "".join(f"line {number}\n" for number in range(300))
    assert all(len(piece) <= LONGEST and piece.endswith(b"\n") for piece in pieces)
    assert len(pieces) < 5


def test_lines_are_written_without_being_asked_for(tmp_path: Path) -> None:
    with (tmp_path / "log").open("ab") as log:
        lines = Lines(str, log.fileno())
        limit = time.monotonic() + 60
        for number in range(3):  # it sleeps between them
            lines.add(lambda number=number: f"{number}")  # type: ignore[misc]
            while f"{number}\n" not in (tmp_path / "log").read_text():
                assert time.monotonic() < limit
                time.sleep(0.02)
            while lines._is_awake:
                assert time.monotonic() < limit
                time.sleep(0.02)


def test_what_nobody_takes_is_dropped_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST", 10)
    monkeypatch.setattr(Lines, "_awake", lambda _self: None)
    with (tmp_path / "log").open("ab") as log:
        lines = Lines(lambda count: f"{count} dropped", log.fileno())
        for number in range(13):
            lines.add(lambda number=number: f"{number}")  # type: ignore[misc]
        lines.write()
    written = (tmp_path / "log").read_text().splitlines()
    assert written == [*map(str, range(10)), "3 dropped"]


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        lines = Lines(str, full.fileno())
        lines._waiting.append(lambda: "lost")
        lines.write()
        log = logging.Logger("test")
        log.addHandler(EventHandler(PlainEvents(), full.fileno()))
        log.error("lost")


def record(message: str, *, fails: bool = False) -> logging.LogRecord:
    found = None
    if fails:
        try:
            raise ValueError("a\nERROR forged: b\x1b[2J")
        except ValueError:
            found = sys.exc_info()
    return logging.LogRecord("county", logging.ERROR, __file__, 1, message, (), found)


def test_no_event_can_be_forged_in_a_plain_log() -> None:
    text = PlainEvents().format(record("no /a\r\nERROR forged: b\x1b[2J\u2028", fails=True))
    first, *others = text.split("\n")
    assert first[25:] == r"ERROR county: no /a\r\nERROR forged: b\x1b[2J\u2028"
    assert others
    assert all(line.startswith("  ") for line in others)
    assert not {"\x1b", "\r", "\u2028"} & set(text)


def test_an_event_is_one_line_of_json_with_its_traceback_and_request() -> None:
    token = request_id.set("abcdef0123456789")
    try:
        text = JsonEvents().format(record("no\n/a", fails=True))
        assert PlainEvents().format(record("no")).endswith("[request abcdef0123456789]")
    finally:
        request_id.reset(token)
    assert "\n" not in text
    event = json.loads(text)
    assert event["message"] == "no\n/a"
    assert event["id"] == "abcdef0123456789"
    assert event["level"] == "error"
    assert "ValueError: a\nERROR forged" in event["traceback"]


def test_an_event_is_written_in_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del tmp_path
    pieces: list[bytes] = []

    def write(_file: int, piece: bytes) -> int:
        pieces.append(piece)
        return len(piece)

    monkeypatch.setattr("reader.observing.events.os.write", write)
    log = logging.Logger("test")
    log.addHandler(EventHandler(PlainEvents()))
    log.error("清读 \udcff")
    (piece,) = pieces
    assert piece.decode()[25:] == "ERROR test: 清读 \\udcff\n"


def test_moments_are_of_utc_and_have_milliseconds() -> None:
    assert moment(0.0006) == "1970-01-01T00:00:00.000Z"
    assert moment(1_795_889_937.5999) == "2026-11-28T18:18:57.599Z"
