"""Readers who come through a proxy: by TLS, to its host by name, at an address of this machine."""

import http.client
import json
import socket
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.client import Answer, Client

HOST = "www.example.gov.cn"
BOTH = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Front:
    """A proxy at its two ports, the site below `base` behind it."""

    name: str
    http: int
    https: int
    authority: Path
    base: str = ""

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authority)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        return context

    def connection(
        self, address: str = "127.0.0.1", source: str = "", timeout: float = 20, name: str = HOST
    ) -> ssl.SSLSocket:
        """A connection by TLS to that name."""
        place = (address, self.https)
        plain = socket.create_connection(place, timeout, (source, 0) if source else None)
        return self._context.wrap_socket(plain, server_hostname=name)

    def reader(self, address: str = "127.0.0.1", source: str = "", timeout: float = 20) -> Client:
        """Who comes to that address of the proxy, from `source` where it matters."""
        return _Reader(f"https://{HOST}{self.base}", "", self, address, source, timeout)

    def raw(self, text: bytes, address: str = "127.0.0.1") -> bytes:
        """All that is answered to bytes over TLS, until the proxy closes or is silent."""
        with self.connection(address, timeout=8) as connection:
            connection.sendall(text)
            return _until_silence(connection)

    def plain(self, path: str, address: str = "127.0.0.1", host: str = HOST) -> Answer:
        """An answer over plain HTTP."""
        connection = http.client.HTTPConnection(address, self.http, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": host})
            response = connection.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            connection.close()

    def over_http2(self, path: str, address: str, *options: str) -> dict[str, object]:
        """What curl says of an answer over HTTP/2."""
        target = f"[{address}]" if ":" in address else address
        done = subprocess.run(
            [
                "curl", "--silent", "--show-error", "--http2", "--cacert", self.authority,
                "--resolve", f"{HOST}:{self.https}:{target}", "--write-out", "%{stderr}%{json}",
                *options, f"https://{HOST}:{self.https}{self.base}{path}",
            ],
            capture_output=True, timeout=30, check=True,
        )  # fmt: skip
        said: dict[str, object] = json.loads(done.stderr)
        return said | {"body": done.stdout}


@dataclass(frozen=True)
class _Reader(Client):
    """The same as a client of tests; paths are those below the base."""

    front: Front | None = None
    address: str = "127.0.0.1"
    source: str = ""
    timeout: float = 20

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | bytes] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        assert self.front
        given = {name.lower(): value for name, value in (headers or {}).items()}
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.front.connection(self.address, self.source, self.timeout)
        try:
            connection.putrequest(
                method, self.front.base + path, skip_host=True, skip_accept_encoding=True
            )
            connection.putheader("Host", given.pop("host", HOST))
            for name, value in given.items():
                connection.putheader(name, value)
            if body is not None and "transfer-encoding" not in given:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(path, response.status, response.headers, response.read())
        finally:
            connection.close()


def _until_silence(connection: ssl.SSLSocket) -> bytes:
    answered = b""
    try:
        while part := connection.recv(65536):
            answered += part
            connection.settimeout(0.4)
    except (TimeoutError, ConnectionError, ssl.SSLError):
        pass
    return answered
