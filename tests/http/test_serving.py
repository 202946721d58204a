"""The command that serves: addresses, sentences when it cannot, the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, free_port, new_deployment
from tests.http.sites import await_


def refused(*options: str, **settings: str) -> str:
    """What `qingdu serve` says when it cannot serve; it ends at once, with exit code 2."""
    environment = {key: value for key, value in os.environ.items() if "QINGDU" not in key}
    environment |= {f"QINGDU_{key}": value for key, value in settings.items()}
    run = subprocess.run(
        [sys.executable, "-m", "reader", "serve", "--port", str(free_port()), *options],
        env=environment, cwd=ROOT, capture_output=True, timeout=20, check=False,
    )  # fmt: skip
    message = run.stderr.decode()
    assert run.returncode == 2, message
    assert "Traceback" not in message
    assert message.startswith("qingdu: ")
    return message


def test_it_answers_on_both_loopback_addresses(sample: Client) -> None:
    port = sample.base.rpartition(":")[2]
    for host in ("127.0.0.1", "[::1]", "localhost"):
        assert Client(f"http://{host}:{port}").page("/zh-hans/").h1 == "清读"


def test_a_port_in_use_is_said_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"port {port}" in refused("--port", port)


def test_a_missing_content_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    assert missing in refused(CONTENT=missing)


def test_a_slip_in_a_setting_is_said_in_a_sentence() -> None:
    assert "QINGDU_CONTENTS is not a setting" in refused(CONTENTS="x")
    assert "QINGDU_SITE_URL" in refused(SITE_URL="www.example.gov.cn")


@pytest.mark.parametrize(
    "text", ["name = 清读", 'nam = "x"', 'editions = ["zh"]', "page_size = 0", 'timezone = "Mars"']
)
def test_a_faulty_site_toml_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.toml").write_text(text, "utf-8")
    assert "site.toml" in refused(CONTENT=str(tmp_path))


def test_any_wsgi_server_can_serve_it() -> None:
    code = "import wsgi; c = wsgi.app.test_client(); print(c.get('/zh-hant/').status_code)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=30, check=True
    )
    assert run.stdout.split() == [b"200"]


@pytest.mark.parametrize("seconds", [0.3, 0.8, 2.0])
def test_it_ends_however_often_it_is_told(tmp_path: Path, seconds: float) -> None:
    environment = new_deployment(tmp_path, ROOT / "content")
    command = [sys.executable, "-m", "reader", "serve", "--port", str(free_port())]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        for _ in range(4):  # as a supervisor of a whole group of processes does
            os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)
    await_(lambda: not is_there(server.pid), 10, "the end of all its processes")


def is_there(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
