"""Exports of sites, and the servers that hand them out: nginx, and Python's own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

import pytest

from tests.client import Client
from tests.commands import run_command
from tests.conftest import ROOT, deployment, free_port

NGINX = which("nginx") or "/usr/sbin/nginx"

_CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {export}/_redirects.nginx;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        error_page 404 {base}/404.html;
        if ($qingdu_moved_query) {{ return 301 $qingdu_moved_query; }}
        if ($qingdu_moved) {{ return 301 $qingdu_moved; }}
        include {rules};
    }}
}}
"""


def export(
    state: Path, content: Path, root: Path, *options: str, expected: int = 0, **settings: str
) -> str:
    """Export a site; what the command said."""
    done = run_command(["export", str(root), *options], deployment(state, content, **settings))
    assert done.returncode == expected, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


@contextmanager
def nginx(folder: Path, export: Path, base: str = "") -> Iterator[Client]:
    """An export served by nginx by the rules in `deploy/`; `base` is its folder below the root."""
    port = free_port()
    root = Path(str(export).removesuffix(base)) if base else export
    rules = ROOT / "deploy" / "nginx-export.conf"
    file = folder / "nginx.conf"
    file.write_text(
        _CONFIGURATION.format(
            folder=folder,
            export=export,
            port=port,
            root=root,
            base=base,
            rules=rules,
            user="user root;" if os.getuid() == 0 else "",
        )
    )
    with _running([NGINX, "-e", "stderr", "-p", str(folder), "-c", str(file)], folder, port):
        yield Client(f"http://127.0.0.1:{port}{base}")


@contextmanager
def plain_server(folder: Path, root: Path, port: int = 0) -> Iterator[Client]:
    """A folder served by `python -m http.server`, which knows nothing of us."""
    port = port or free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d"]
    with _running([*command, str(root)], folder, port):
        yield Client(f"http://127.0.0.1:{port}")


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    log = folder / "static.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        for _ in range(200):
            try:
                Client(f"http://127.0.0.1:{port}").get("/robots.txt")
                break
            except ConnectionRefusedError:
                if process.poll() is not None:
                    break
                time.sleep(0.05)
        else:
            pytest.fail(f"{command[0]} does not answer: {log.read_text()}")
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(20)
