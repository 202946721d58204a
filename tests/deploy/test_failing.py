"""A server of the site dies, or all do: what readers see through each proxy."""

import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import free_port
from tests.deploy.certificates import Certificate
from tests.deploy.programs import PROGRAMS, proxy
from tests.deploy.readers import BOTH, Front
from tests.deploy.sites import Site
from tests.deploy.test_refusing import assert_is_page_of_proxy

pytestmark = pytest.mark.xdist_group("proxies")


def test_nobody_notices_that_a_server_is_killed(
    fronts: dict[tuple[str, str], Front], at_root: list[Site], tls: Certificate
) -> None:
    hosts = [f"127.0.0.1:{one.port}" for one in at_root]
    with proxy("nginx before two hosts", tls, hosts) as two_hosts:
        readers = [Readers(each) for each in (*(fronts[name, ""] for name in PROGRAMS), two_hosts)]
        for each in readers:
            each.await_more(40)
        at_root[1].kill()
        for each in readers:
            each.await_more(80)
        for each in readers:
            each.stop()
    assert [each.wrong for each in readers] == [[]] * len(readers)


class Readers:
    """Two who read pages that no cache has, one after the other."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._over = threading.Event()
        self.wrong: list[str] = []
        self.count = 0
        self._threads = [threading.Thread(target=self._read, args=(BOTH[n],)) for n in range(2)]
        for thread in self._threads:
            thread.start()

    def _read(self, address: str) -> None:
        while not self._over.is_set():
            self.count += 1
            path = f"/zh-hans/articles/help/share?{address}{self.count}"
            try:
                answer = self._front.reader(address).get(path)
                if answer.status != 200 or "</html>" not in answer.text:
                    self.wrong.append(f"{self._front.name} answered {answer.status}")
            except OSError as error:
                self.wrong.append(f"{self._front.name}: {error!r}")

    def await_more(self, number: int) -> None:
        """Wait until so many more pages have been read."""
        until = self.count + number
        for _ in range(1200):
            if self.count >= until:
                return
            self._over.wait(0.05)
        pytest.fail(f"{self._front.name} answers no more: {self.wrong[:5]}")

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(30)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_site_at_a_unix_socket_is_read(name: str, tls: Certificate, at_root: list[Site]) -> None:
    with TemporaryDirectory(prefix="qingdu-socket-") as place:
        Path(place).chmod(0o755)
        path = Path(place) / "site"
        with _socket(path, at_root[0].port), proxy(name, tls, [f"unix:{path}"]) as front:
            answer = front.reader("::1").get("/zh-hans/")
            assert answer.body == at_root[0].get("/zh-hans/").body


@contextmanager
def _socket(path: Path, port: int) -> Iterator[None]:
    """A Unix socket that leads to a port of this machine."""

    class Passing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as there:
                pair = {self.connection: there, there: self.connection}
                while True:
                    for one in select.select([*pair], [], [])[0]:
                        part = one.recv(65536)
                        if not part:
                            return
                        pair[one].sendall(part)

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    with Server(str(path), Passing) as server:
        path.chmod(0o666)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        try:
            yield
        finally:
            server.shutdown()


@pytest.fixture(params=PROGRAMS)
def alone(request: pytest.FixtureRequest, tls: Certificate) -> Iterator[Front]:
    """A proxy that has no site behind it."""
    places = [f"127.0.0.1:{free_port()}", f"[::1]:{free_port()}"]
    with proxy(request.param, tls, places) as front:
        yield front


def test_a_site_that_is_away_is_said_in_a_page(alone: Front, at_root: list[Site]) -> None:
    for address, method, body in zip(BOTH, ("GET", "POST"), (None, b""), strict=True):
        answer = alone.reader(address).request(method, "/zh-hans/", body=body)
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert_is_page_of_proxy(answer)
        assert "请过一两分钟再试" in answer.text
    for name, value in at_root[0].get("/zh-hans/nothing").headers.items():
        is_secure = name.startswith(("X-", "Cross-", "Referrer", "Permissions", "Strict"))
        assert not is_secure or answer.headers.get_all(name) == [value], name
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
