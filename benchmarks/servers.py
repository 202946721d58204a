"""Starting and stopping what is measured: our own server, and others with the same answers."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.library import ROOT, Library
from benchmarks.measure import SERVER_CORE, Load, MissingError, Target, cpu_seconds, load

_PROXY = ROOT / "deploy" / "nginx"
_TIMEOUT = 1800.0  # seconds; what keeps everything in memory reads 100,000 articles first
_NOT_PASSED_ON = {"date", "server", "connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer: headers that are part of it, and its bytes."""

    headers: list[tuple[str, str]]
    body: bytes

    def write(self, file: Path) -> Path:
        """Keep the answer in a file, for `benchmarks.bare`."""
        file.write_text(json.dumps({"headers": self.headers, "body": self.body.decode("latin-1")}))
        return file


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at a port of this machine; `started` is when it was told to start."""

    port: int
    pid: int
    started: float  # time.monotonic()

    @property
    def target(self) -> Target:
        """What load is put on."""
        return Target(self.port, (self.pid,))

    @property
    def cpu(self) -> float:
        """Processor seconds that its processes have used."""
        return cpu_seconds([self.pid])

    def get(self, path: str, encoding: str = "identity") -> Answer:
        """One answer over a connection of its own; raises RuntimeError unless it is 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        with closing(connection):
            connection.request("GET", path, headers={"Accept-Encoding": encoding})
            response = connection.getresponse()
            body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answers {response.status}")
        headers = [item for item in response.getheaders() if item[0].lower() not in _NOT_PASSED_ON]
        return Answer(headers, body)

    def milliseconds(self, paths: Sequence[str]) -> list[float]:
        """How long each page takes, asked for one after the other over one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        found = []
        with closing(connection):
            for path in paths:
                began = time.perf_counter()
                connection.request("GET", path)
                response = connection.getresponse()
                response.read()
                found.append((time.perf_counter() - began) * 1000)
                if response.status != 200:
                    raise RuntimeError(f"{path} answers {response.status}")
        return found

    def seconds_to_first(self, path: str) -> float:
        """Seconds from the start of the process to its first answer 200 for the path."""
        while time.monotonic() < self.started + _TIMEOUT:
            try:
                self.get(path)
            except (OSError, http.client.HTTPException, RuntimeError):
                time.sleep(0.005)
            else:
                return time.monotonic() - self.started
        raise RuntimeError(f"no answer for {path} in {_TIMEOUT:.0f} s")

    def load(self, paths: Sequence[str], seconds: int, encoding: str = "") -> Load:
        """The load this server bears."""
        return load(self.target, paths, seconds, encoding=encoding)

    def light_load(self, paths: Sequence[str], seconds: int) -> Load:
        """The same with few connections: for slow pages, of which some are cut off at the end."""
        return load(self.target, paths, seconds, connections=2)


@contextmanager
def qingdu(library: Library, state: Path, **settings: str) -> Iterator[Server]:
    """Our server, by its command, over a library; `settings` are those of `QINGDU_…`."""
    port = _free_port()
    command = [sys.executable, "-m", "reader", "serve", "--port", str(port)]
    with _running(command, port, state, environment(library, state, **settings)) as server:
        yield server


def environment(library: Library, state: Path, **settings: str) -> dict[str, str]:
    """The environment of a `qingdu` command over a library."""
    state.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("QINGDU_")}
    given = {"CONTENT": str(library.folder), "STATE": str(state), **settings}
    return kept | {f"QINGDU_{key}": value for key, value in given.items()}


@contextmanager
def other(target: str, folder: Path, **variables: str) -> Iterator[Server]:
    """Another application, served exactly as `qingdu serve` serves ours."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.other", target, str(port)]
    with _running(command, port, folder, os.environ | variables) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Nginx:
    """One nginx with one worker: a server of files, and one in front of another server."""

    files: Server
    front: Server


@contextmanager
def nginx(folder: Path, answers: dict[str, Answer], upstream: Server) -> Iterator[Nginx]:
    """nginx with each answer as a file under its name, and as a proxy with a cache."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        raise MissingError("nginx is not installed: apt-get install nginx-light")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, answer in answers.items():
        (folder / name).write_bytes(answer.body)
    port, front = _free_port(), _free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        nginx_configuration(folder, _nginx_files(folder, port, answers))
        + nginx_proxy(folder, front, upstream.port)
        + "}\n"
    )
    command = [program, "-p", str(folder), "-e", "error.log", "-c", str(configuration)]
    with _running(command, port, folder, dict(os.environ)) as server:
        yield Nginx(server, replace(server, port=front))


def nginx_configuration(folder: Path, servers: str) -> str:
    """Debian's own choices, up to the end of its `http`."""
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "\n".join(
        f"  {kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return f"""daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 768; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
{temporary}
{servers}
"""


def nginx_proxy(folder: Path, port: int, upstream: int) -> str:
    """The site's server of deploy/nginx/, at one plain address: TLS is not what is measured."""
    text = (_PROXY / "qingdu.conf").read_text("utf-8")
    settings, *_others, site = re.split(r"^server {$", text, flags=re.MULTILINE)
    site = re.sub(
        r"^  (ssl_|http2_|server_name |access_log |listen \[::\]).*\n", "", site, flags=re.M
    )
    text = f"{settings}server {{{site}"
    upstreams = (_PROXY / "upstream.conf").read_text("utf-8").replace(":8000 ", f":{upstream} ")
    for recommended, here in (
        ("include /etc/nginx/qingdu/upstream.conf;", upstreams),
        ("/var/cache/nginx/qingdu", f"{folder}/cache"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("/etc/nginx/qingdu/headers.conf", f"{_PROXY}/headers.conf"),
    ):
        if recommended not in text:
            raise RuntimeError(f"deploy/nginx/qingdu.conf has no {recommended}")
        text = text.replace(recommended, here)
    return text


def _nginx_files(folder: Path, port: int, answers: dict[str, Answer]) -> str:
    files = "\n".join(_nginx_file(name, answer) for name, answer in answers.items())
    return f"""  server {{
    listen 127.0.0.1:{port};
    root {folder};
{files}
  }}"""


def _nginx_file(name: str, answer: Answer) -> str:
    kind = dict(answer.headers)["content-type"]
    others = "\n".join(
        f"      add_header {key} {json.dumps(value)};"
        for key, value in answer.headers
        if key != "content-type"
    )
    return f"""    location = /{name} {{
      types {{ }}
      default_type "{kind}";
      etag off;
{others}
    }}"""


@contextmanager
def _running(
    command: Sequence[str], port: int, folder: Path, variables: dict[str, str]
) -> Iterator[Server]:
    """A server on its own core until the block ends; its words are in `folder`/server.log."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CORE), *command],
            cwd=ROOT, env=variables, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        _await(process, port, log)
        yield Server(port, process.pid, started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _TIMEOUT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise MissingError(f"{process.args!r} ended: {log.read_text()[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise MissingError(f"{process.args!r} does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
