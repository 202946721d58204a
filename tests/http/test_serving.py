"""The command that serves: addresses, sentences when it cannot, the end."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, free_port


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
