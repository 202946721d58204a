"""`qingdu serve` over its years: reloads, processes that are killed, slow readers, the end."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, deployment, free_port, running
from tests.http.serving import Place, children, reading, seen

pytestmark = pytest.mark.xdist_group("reloading")

ARTICLE = "# 题目\n\n" + "县里的第一件事，已经写好了。\n\n" * 20
LARGE = 24 * 1024 * 1024  # bytes of a file, which no buffer between a server and a reader holds


@dataclass
class Server:
    """A server with two workers at all kinds of addresses."""

    folder: Path
    process: subprocess.Popen[bytes]
    notices: socket.socket
    port: int
    first: frozenset[int] = frozenset()  # the workers it began with

    @property
    def places(self) -> list[Place]:
        path = str(self.folder / "socket")
        return [Place("127.0.0.1", self.port), Place("::1", self.port), Place(path)]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def site(self) -> Path:
        return self.folder / "content" / "site.toml"

    @property
    def generation(self) -> int:
        """The process that has forked the workers."""
        (found,) = children(self.process.pid)
        return found

    @property
    def workers(self) -> list[int]:
        return [pid for pid in children(self.generation) if _listens(pid)]

    def reload(self) -> None:
        """Reload, and wait for the end of that."""
        before = self.log.count("has reloaded")
        self.process.send_signal(signal.SIGHUP)
        seen(lambda: self.log.count("has reloaded") > before, "a reload")

    def heard(self) -> list[str]:
        """What systemd was told since the last time."""
        found = []
        while True:
            try:
                found.append(self.notices.recv(4096).decode().split("\n")[0])
            except BlockingIOError:
                return found

    def has_begun(self) -> bool:
        """Whether its first two workers are there; they are noted."""
        found = [pid for parent in children(self.process.pid) for pid in children(parent)]
        self.first = frozenset(pid for pid in found if _listens(pid))
        return len(self.first) == 2

    def is_calm(self) -> bool:
        """Whether there are two workers and an indexer, and nothing that is leaving."""
        found = children(self.process.pid)
        return len(found) == 1 and len(self.workers) == 2 and len(children(found[0])) == 3


def _listens(pid: int) -> bool:
    """Whether a process has the threads of a server."""
    try:
        return len(list(Path(f"/proc/{pid}/task").iterdir())) > 3
    except OSError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("reloading")
    content = folder / "content"
    content.mkdir()
    (content / "a.md").write_text(ARTICLE, "utf-8")
    (content / "site.toml").write_text('name = "第一"', "utf-8")
    with (content / "large.zip").open("wb") as large:
        large.truncate(LARGE)
    (folder / "environment").write_text("# none yet\n")
    port = free_port()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
        notices.bind(str(folder / "notices"))
        notices.setblocking(False)
        command = [
            sys.executable, "-m", "reader", "serve", "--port", str(port), "--host", "127.0.0.1",
            "--host", "::1", "--socket", str(folder / "socket"), "--workers", "2",
            "--environment", str(folder / "environment"), "--head-seconds", "2", "--grace", "20",
        ]  # fmt: skip
        environment = deployment(folder, content, ACCOUNTS="off")
        environment["NOTIFY_SOCKET"] = str(folder / "notices")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        server = Server(folder, process, notices, port)
        try:
            seen(lambda: server.has_begun() or process.poll() is not None, "a server")
            assert process.poll() is None, server.log
            seen(lambda: "listens on" in server.log, "a server that answers")
            with reading(server.places):
                seen(lambda: "Open http" in server.log, "a server that is open")
                seen(lambda: not server.first & set(server.workers), "other workers")
                seen(server.is_calm, "the end of the first")
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert "Traceback" not in server.log, server.log
    assert "ERROR" not in server.log, server.log


def test_it_answers_at_every_address_and_tells_systemd(server: Server) -> None:
    assert all("第一" in place.get() for place in server.places)
    assert server.heard() == ["READY=1"]
    assert (server.folder / "socket").stat().st_mode & 0o777 == 0o660


def test_what_takes_seconds_to_make_is_made_once_for_all(server: Server) -> None:
    """The first to answer did without, and others took over from them while it was read."""
    assert len(server.first) == len(server.workers) == 2
    assert not server.first & set(server.workers)


def test_reloads_take_up_what_has_changed_and_lose_no_request(server: Server) -> None:
    with reading(server.places):
        server.site.write_text('name = "第二"', "utf-8")
        server.reload()
        seen(server.is_calm, "the end of what served before")
        assert all("第二" in place.get() for place in server.places)
        (server.folder / "environment").write_text("QINGDU_SITE_URL='https://read.example.gov.cn'")
        server.reload()
        seen(server.is_calm, "the end of what served before")
        assert "https://read.example.gov.cn/zh-hans/" in server.places[0].get()
    assert server.heard() == ["RELOADING=1", "READY=1"] * 2


def test_a_faulty_site_or_setting_is_not_taken_up(server: Server) -> None:
    good = server.site.read_text()
    environment = (server.folder / "environment").read_text()
    seen(server.is_calm, "one generation")
    before = server.generation
    with reading(server.places[:1]):
        server.site.write_text("page_size = 0", "utf-8")
        server.process.send_signal(signal.SIGHUP)
        seen(lambda: "did not reload" in server.log, "a refusal")
        assert "page_size" in server.log
        server.site.write_text(good, "utf-8")
        (server.folder / "environment").write_text(environment + "\nQINGDU_OFLINE=off")
        server.process.send_signal(signal.SIGHUP)
        seen(lambda: server.log.count("did not reload") == 2, "a refusal")
        assert "QINGDU_OFLINE is not a setting" in server.log
    (server.folder / "environment").write_text(environment)
    assert server.generation == before
    assert server.heard() == ["RELOADING=1", "READY=1"] * 2


def test_killed_workers_are_replaced_and_lose_only_what_they_held(server: Server) -> None:
    with reading(server.places, retries=True) as readers:
        for _ in range(3):
            seen(server.is_calm, "two workers")
            victim = server.workers[0]
            os.kill(victim, signal.SIGKILL)
            seen(lambda: f"Worker {victim} was ended by SIGKILL" in server.log, "what is said")  # noqa: B023
            time.sleep(0.3)
    assert readers.retried < 3 * len(server.places) * 2 + 1
    seen(server.is_calm, "two workers")


def test_a_killed_generation_is_replaced(server: Server) -> None:
    victim = server.generation
    with reading(server.places, retries=True):
        os.kill(victim, signal.SIGKILL)
        seen(lambda: f"Process {victim} was ended by SIGKILL" in server.log, "what is said")
        seen(server.is_calm, "another")
    assert server.generation != victim


def test_slow_connections_of_all_kinds_keep_no_reader_waiting(server: Server) -> None:
    head = b"GET /zh-hans/ HTTP/1.1\r\nHost: localhost\r\n"
    form = b"POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\nnext="
    file = b"GET /media/large.zip HTTP/1.1\r\nHost: localhost\r\n\r\n"
    place = server.places[0]
    with ExitStack() as stack:
        for beginning in (head, form, file):
            for _ in range(60):
                connection = stack.enter_context(closing(place.connect()))
                connection.sendall(beginning)
        for _ in range(20):
            began = time.monotonic()
            place.get()
            assert time.monotonic() - began < 10.0
    seen(lambda: place.get() != "", "an answer")


def test_an_unfinished_head_is_not_waited_for(server: Server) -> None:
    with closing(server.places[0].connect()) as connection:
        connection.sendall(b"GET /zh-hans/ HTTP/1.1\r\nHost: loc")
        assert connection.recv(100) == b""


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 300_000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: x\r\n" * 120 + b"\r\n", b"431"),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
        (b"POST /preferences HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n"
         b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + b"x" * 99_999, b"413"),
    ],
    ids=["head", "headers", "address", "body"],
)  # fmt: skip
def test_what_is_too_large_is_refused(server: Server, request_: bytes, status: bytes) -> None:
    with closing(server.places[0].connect()) as connection:
        connection.sendall(request_)
        assert connection.recv(100).split()[1] == status


def test_a_stop_finishes_what_is_under_way_and_refuses_what_is_new(server: Server) -> None:
    with closing(server.places[0].connect()) as slow:
        slow.sendall(b"GET /media/large.zip HTTP/1.1\r\nHost: localhost\r\n\r\n")
        got = len(slow.recv(1000))
        server.process.send_signal(signal.SIGTERM)
        seen(lambda: not _is_open(server.places[0]), "no new connection")
        assert server.process.poll() is None
        while piece := slow.recv(1 << 20):
            got += len(piece)
        assert got > LARGE
    assert server.process.wait(30) == 0
    assert server.heard()[-1] == "STOPPING=1"
    assert not (server.folder / "socket").exists()


def _is_open(place: Place) -> bool:
    try:
        place.connect().close()
    except OSError:
        return False
    return True


def test_workers_that_are_old_are_replaced_and_lose_no_request(tmp_path: Path) -> None:
    with ExitStack() as stack:
        options = ("--max-hours", "0.0005", "--workers", "2")
        client = stack.enter_context(running(tmp_path, ROOT / "content", *options))
        place = Place("127.0.0.1", int(client.base.rpartition(":")[2]))
        stack.enter_context(reading([place]))
        log = Path(client.log)
        seen(lambda: log.read_text().count("hours; another takes over.") > 2, "replacements")


def test_nothing_is_left_when_the_first_process_is_killed(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "reader", "serve", "--port", str(free_port())],
            env=deployment(tmp_path, ROOT / "content"), cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    seen(lambda: "Open http" in (tmp_path / "log").read_text(), "a server")
    (generation,) = children(process.pid)
    started = [generation, *children(generation)]
    process.kill()
    process.wait()
    seen(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), "the end of all")
