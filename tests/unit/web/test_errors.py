"""What goes wrong is told to the operator, but not whose secret was asked for."""

import json
import logging
from pathlib import Path

import pytest

from reader.app import create_app
from reader.config.settings import Settings
from reader.observing.events import EventHandler, JsonEvents
from tests.conftest import ROOT, state_with_tables

SECRET = "x" * 43


@pytest.fixture(autouse=True)
def _has_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody makes an index here, so nobody waits for one."""
    monkeypatch.setattr("reader.storage.index.following._FIRST_WAIT", 0.0)


def test_the_log_of_a_failure_holds_no_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(Settings(ROOT / "content", state_with_tables(tmp_path)))

    def fails(token: str) -> str:
        raise RuntimeError(f"no page of {len(token)}")

    app.view_functions["pairing.invited"] = fails
    path = f"/zh-hans/me/pair/{SECRET}"
    assert app.test_client().get(path).status_code in {500, 503}
    assert "/zh-hans/me/pair/…" in caplog.text
    assert "no page of 43" in caplog.text
    assert SECRET not in caplog.text


def test_a_secret_that_was_not_kept_is_not_given(tmp_path: Path) -> None:
    app = create_app(Settings(ROOT / "content", state_with_tables(tmp_path)))

    def fails() -> str:
        from flask import g

        g.token = SECRET
        raise RuntimeError("after a secret was made")

    app.view_functions["me.centre"] = fails
    answer = app.test_client().get("/zh-hans/me/")
    assert answer.status_code in {500, 503}
    assert "Set-Cookie" not in answer.headers


def test_a_traceback_holds_nothing_that_the_reader_sent_in_confidence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is found again by the name that the answer carries."""
    app = create_app(Settings(ROOT / "content", state_with_tables(tmp_path)), keeps_index=False)

    def fails() -> str:
        from flask import request

        raise RuntimeError(f"{request.form['passphrase']} of {request.cookies['me']}")

    app.view_functions["signing.sign_in"] = fails
    log, handler = logging.getLogger(), EventHandler(JsonEvents())
    log.addHandler(handler)
    try:
        client = app.test_client()
        client.set_cookie("me", SECRET)
        answer = client.post(
            "/zh-hans/me/sign-in",
            data={"passphrase": "correct horse battery"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
    finally:
        log.removeHandler(handler)
    events = [json.loads(line) for line in capfd.readouterr().err.splitlines() if line[:1] == "{"]
    (event,) = [event for event in events if "traceback" in event]
    assert answer.status_code in {500, 503}
    assert event["id"] == answer.headers["X-Request-Id"]
    assert "RuntimeError: … of …" in event["traceback"]
    assert "horse" not in json.dumps(events)
    assert SECRET not in json.dumps(events)
