"""The proxies of `deploy/` as shipped: only addresses, paths and certificates are replaced."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import ROOT, free_port
from tests.deploy.certificates import Certificate
from tests.deploy.readers import Front

DEPLOY = ROOT / "deploy"
_SECONDS = 30.0  # to start, on a busy machine
_IS_ROOT = os.geteuid() == 0


def shipped(file: str, here: Mapping[str, str]) -> str:
    """A file of `deploy/` with what is another on this machine; each must be in it."""
    text = (DEPLOY / file).read_text("utf-8")
    for written, meant in here.items():
        assert written in text, f"deploy/{file} has no {written}"
        text = text.replace(written, meant)
    return text


def _upstream(upstreams: Sequence[str]) -> str:
    servers = "".join(f"  server {upstream} max_fails=0;\n" for upstream in upstreams)
    here = {
        "  server 127.0.0.1:8000 max_fails=0;\n": servers,
        "  server [::1]:8000 max_fails=0;\n": "",
    }
    return shipped("nginx/upstream.conf", here)


def two_hosts(
    folder: Path, certificate: Certificate, upstreams: Sequence[str], base: str = ""
) -> AbstractContextManager[Front]:
    """nginx by `deploy/two-hosts/`."""
    hosts = dict(zip(("192.0.2.11:8000", "192.0.2.12:8000"), upstreams, strict=True))
    return nginx(folder, certificate, (), base, shipped("two-hosts/upstream.conf", hosts))


def nginx(
    folder: Path,
    certificate: Certificate,
    upstreams: Sequence[str],
    base: str = "",
    written: str = "",
) -> AbstractContextManager[Front]:
    """nginx by `deploy/nginx/`, within a minimal nginx.conf; `written` is its upstream."""
    front = Front("nginx", free_port(), free_port(), certificate.file, base)
    rules = folder / "rules"
    rules.mkdir()
    for page in (DEPLOY / "pages").iterdir():
        shutil.copy(page, rules)
    shutil.copy(DEPLOY / "nginx" / "headers.conf", rules)
    (rules / "upstream.conf").write_text(written or _upstream(upstreams))
    text = shipped(
        "nginx/qingdu.conf",
        _names(folder)
        | {
            "listen 80 ": f"listen 127.0.0.1:{front.http} ",
            "listen [::]:80 ": f"listen [::1]:{front.http} ",
            "listen 443 ": f"listen 127.0.0.1:{front.https} ",
            "listen [::]:443 ": f"listen [::1]:{front.https} ",
            "/etc/ssl/qingdu/fullchain.pem": str(certificate.file),
            "/etc/ssl/qingdu/privkey.pem": str(certificate.key),
            "/etc/nginx/qingdu": str(rules),
            "/var/cache/nginx": str(folder),
            "/var/log/nginx": str(folder),
        }
        | (
            {"location / {\n    proxy_pass": f"location {base}/ {{\n    proxy_pass"} if base else {}
        ),
    )
    user = "user www-data;" if _IS_ROOT else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off;\n{user}\nworker_processes 1;\npid {folder}/pid;\n"
        f"events {{ worker_connections 768; }}\nhttp {{\ngzip on;\n{temporary}\n{text}}}\n"
    )
    program = _program("nginx", "nginx-light")
    return _running([program, "-e", "stderr", "-p", folder, "-c", file], folder, front)


@contextmanager
def haproxy(
    folder: Path, certificate: Certificate, upstreams: Sequence[str], base: str = ""
) -> Iterator[Front]:
    """HAProxy by `deploy/haproxy/`, and what renews its certificate."""
    with _files(Path(_names(folder)["/var/www/acme"])) as certbot:
        text, front = _haproxy(certificate, upstreams, base, certbot)
        file = folder / "haproxy.cfg"
        file.write_text(text)
        with _running([_program("haproxy", "haproxy"), "-db", "-f", file], folder, front):
            yield front


def _haproxy(
    certificate: Certificate, upstreams: Sequence[str], base: str, certbot: int
) -> tuple[str, Front]:
    front = Front("haproxy", free_port(), free_port(), certificate.file, base)
    servers = "".join(
        f"  server s{number} {upstream.replace('unix:', 'unix@')}\n"
        for number, upstream in enumerate(upstreams)
    )
    below = f"  use_backend qingdu if {{ path {base} }} or {{ path_beg {base}/ }}\n"
    text = shipped(
        "haproxy/haproxy.cfg",
        {
            "log /dev/log local0": "log stdout format raw local0",
            "0.0.0.0:80\n": f"127.0.0.1:{front.http}\n",
            "[::]:80 ": f"[::1]:{front.http} ",
            "0.0.0.0:443 ": f"127.0.0.1:{front.https} ",
            "[::]:443 ": f"[::1]:{front.https} ",
            "/etc/haproxy/qingdu/site.pem": str(certificate.both),
            "/etc/haproxy/qingdu": str(DEPLOY / "pages"),
            "127.0.0.1:8888": f"127.0.0.1:{certbot}",
            "  server v4 127.0.0.1:8000\n": servers,
            "  server v6 [::1]:8000\n": "",
        }
        | ({} if _IS_ROOT else {"  user haproxy\n": "", "  group haproxy\n": ""})
        | ({"  default_backend qingdu\n": below, " uri /": f" uri {base}/"} if base else {}),
    )
    return text, front


def caddy(
    folder: Path, certificate: Certificate, upstreams: Sequence[str], base: str = ""
) -> AbstractContextManager[Front]:
    """Caddy by `deploy/caddy/`."""
    front = Front("caddy", free_port(), free_port(), certificate.file, base)
    servers = " ".join(
        upstream.replace("unix:", "unix/") if upstream.startswith("unix:") else upstream
        for upstream in upstreams
    )
    text = shipped(
        "caddy/Caddyfile",
        _names(folder)
        | {
            "/var/lib/caddy": str(folder),
            "default_bind [::]": "default_bind 127.0.0.1 [::1]",
            "	servers {": f"	http_port {front.http}\n	https_port {front.https}\n	servers {{",
            "/etc/ssl/qingdu/fullchain.pem": str(certificate.file),
            "/etc/ssl/qingdu/privkey.pem": str(certificate.key),
            "/etc/caddy/qingdu": str(DEPLOY / "pages"),
            "127.0.0.1:8000 [::1]:8000": servers,
        }
        | (
            {
                "	@site path /*": f"	@site path {base} {base}/*",
                "		health_uri /": f"		health_uri {base}/",
            }
            if base
            else {}
        ),
    )
    file = folder / "Caddyfile"
    file.write_text(text)
    program = _program("caddy", "caddy")
    command = [program, "run", "--adapter", "caddyfile", "--config", str(file)]
    return _running(command, folder, front)


_PROGRAMS: dict[str, Callable[..., AbstractContextManager[Front]]] = {
    "nginx": nginx,
    "haproxy": haproxy,
    "caddy": caddy,
    "nginx before two hosts": two_hosts,
}
PROGRAMS = ("nginx", "haproxy", "caddy")


@contextmanager
def proxy(
    name: str, certificate: Certificate, upstreams: Sequence[str], base: str = ""
) -> Iterator[Front]:
    """One of `PROGRAMS` before servers (`address:port`, `unix:path`) of a site below `base`."""
    # Not below pytest's folder: nginx and HAProxy give up being root, and read files afterwards.
    with tempfile.TemporaryDirectory(prefix="qingdu-proxy-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        with _PROGRAMS[name](folder, certificate, upstreams, base) as front:
            yield front


def _names(folder: Path) -> dict[str, str]:
    """Where the answers for a certificate's renewal lie, which nginx and Caddy read as files."""
    challenges = folder / "acme" / ".well-known" / "acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "token").write_text("answer")
    return {"/var/www/acme": str(folder / "acme")}


@contextmanager
def _files(folder: Path) -> Iterator[int]:
    """Files at a port of this machine."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def _program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    assert found, f"{name} is not here: make tools, or install {package}"
    return found


@contextmanager
def _running(command: Sequence[str | Path], folder: Path, front: Front) -> Iterator[Front]:
    """A proxy that answers on both ports, until the block ends; its words are in `folder`/log."""
    log = folder / "log"
    variables = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder / "data")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, cwd=folder, env=variables,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + _SECONDS
        while not all(_listens(port) for port in (front.http, front.https)):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{front.name} does not start: {log.read_text()}")
            time.sleep(0.05)
        yield front
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:  # a connection is still open
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    try:
        for address in ("127.0.0.1", "::1"):
            socket.create_connection((address, port), 1).close()
    except OSError:
        return False
    return True
