"""What goes wrong is told to the operator, but not whose secret was asked for."""

from pathlib import Path

import pytest

from reader.app import create_app
from reader.config.settings import Settings
from tests.conftest import ROOT, state_with_tables

SECRET = "x" * 43


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
