"""Requests over a chosen address family, bounded in time and bytes: nothing here raises."""

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from threading import Timer
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import brotli

from reader import __version__

AGENT = f"qingdu-audit/{__version__}"
MOST_BYTES = 2_000_000  # of one answer, unpacked
_SECONDS = 10.0  # without a byte
_DEADLINE = 30.0  # for a whole answer
_MOST_HOPS = 10
_CHUNK = 65_536
_SAFE = "/?#[]@!$&'()*+,;=:%~"
_TROUBLE = (OSError, http.client.HTTPException, ValueError, zlib.error, brotli.error)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Place:
    """An address that a name stands for."""

    family: socket.AddressFamily
    address: str


Resolver = Callable[[str, int], Sequence[Place]]


def resolve(host: str, port: int) -> tuple[Place, ...]:
    """All addresses of a host by the machine's own resolver, none where there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(Place(info[0], str(info[4][0])) for info in found))


def at(name: str, addresses: Iterable[str]) -> Resolver:
    """Finds one name at these addresses; raises ValueError where one is none."""
    known = [ip_address(address.strip("[]")) for address in addresses]
    families = {4: socket.AF_INET, 6: socket.AF_INET6}
    places = tuple(Place(families[one.version], str(one)) for one in known)
    return lambda host, port: places if host == name else resolve(host, port)


@dataclass(frozen=True, slots=True)
class Answer:
    """One response, or why there is none: then `status` is 0 and `fault` says it.

    `headers` are as they came, names in lower case; `body` is unpacked, at most `MOST_BYTES`
    (`is_cut` says that there was more); `wire` is how many bytes of body came; `first_byte` is the
    seconds until the status line. `is_verified` is False where the certificate is not trusted.
    """

    url: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    wire: int = 0
    first_byte: float = 0.0
    fault: str = ""
    is_cut: bool = False
    is_verified: bool = True

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str:
        """The first value of a header, empty where there is none."""
        return next(iter(self.all(name)), "")

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether it is a page, and not one to be saved as a file."""
        is_file = self.header("content-disposition").lower().startswith("attachment")
        return self.type in {"text/html", "application/xhtml+xml"} and not is_file

    @property
    def target(self) -> str:
        """Where a redirect leads, absolute; empty for any other answer."""
        location = self.header("location") if self.status in _REDIRECTS else ""
        return joined(self.url, location) if location else ""


Chain = tuple[Answer, ...]  # through redirects, the first asked for first


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Sends requests. `resolve` and `context` may be replaced; `pause` is the seconds before each.

    Where the certificate of a host is not trusted the answer is taken all the same, and says so:
    nothing secret is sent.
    """

    resolve: Resolver = resolve
    agent: str = AGENT
    pause: float = 0.0
    seconds: float = _SECONDS
    deadline: float = _DEADLINE
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(
        self,
        url: str,
        *,
        method: str = "GET",
        family: socket.AddressFamily | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = MOST_BYTES,
    ) -> Answer:
        """The answer to one request, over IPv4 or IPv6 alone where `family` says so."""
        if self.pause:
            time.sleep(self.pause)
        parts = split(url)
        if parts is None:
            return Answer(url, fault="no address of the web")
        places = [
            place
            for place in self.resolve(parts.hostname or "", _port(parts))
            if family in {None, place.family}
        ]
        if not places:
            return Answer(url, fault="the name has no such address")
        request = _Request(url, parts, method, headers or {}, most)
        answer = Answer(url, fault="no connection")
        for place in places[:4]:
            answer = self._ask(place, request)
            if answer.status:
                break
        return answer

    def follow(self, url: str, may_go: Callable[[str], bool], *, method: str = "GET") -> Chain:
        """The answers on the way through redirects, at most ten, while `may_go` to the next."""
        chain: list[Answer] = []
        while len(chain) < _MOST_HOPS:
            chain.append(self.get(url, method=method))
            url = chain[-1].target
            if not url or any(url == passed.url for passed in chain) or not may_go(url):
                break
        return tuple(chain)

    def _ask(self, place: Place, request: "_Request") -> Answer:
        try:
            return self._exchange(place, request, self.context)
        except ssl.SSLCertVerificationError as error:
            reason = error.verify_message
        except _TROUBLE as error:
            return Answer(request.url, fault=_reason(error))
        try:
            return replace(
                self._exchange(place, request, _trusting()), is_verified=False, fault=reason
            )
        except _TROUBLE as error:
            return Answer(request.url, fault=_reason(error), is_verified=False)

    def _exchange(self, place: Place, request: "_Request", context: ssl.SSLContext) -> Answer:
        host, port = request.parts.hostname or "", _port(request.parts)
        began = time.monotonic()
        plain = socket.create_connection((place.address, port), self.seconds)
        watch = Timer(self.deadline, _cut_off, (plain,))
        watch.daemon = True
        watch.start()
        try:
            is_tls = _is_tls(request.parts)
            connection = http.client.HTTPConnection(host, port, timeout=self.seconds)
            connection.sock = context.wrap_socket(plain, server_hostname=host) if is_tls else plain
            request.send(connection, self.agent)
            response = connection.getresponse()
            first = time.monotonic() - began
            if first >= self.deadline:
                raise TimeoutError("the head of the answer had no end")
            fields = tuple((name.lower(), value) for name, value in response.getheaders())
            body, wire, is_cut = _read(response, request.most, began + self.deadline)
            return Answer(request.url, response.status, fields, body, wire, first, "", is_cut)
        finally:
            watch.cancel()
            plain.close()


@dataclass(frozen=True, slots=True)
class _Request:
    url: str
    parts: SplitResult
    method: str
    headers: Mapping[str, str]
    most: int

    def send(self, connection: http.client.HTTPConnection, agent: str) -> None:
        connection.putrequest(
            self.method, _path(self.parts), skip_host=True, skip_accept_encoding=True
        )
        given = {
            "Host": self.parts.netloc.rpartition("@")[2], "User-Agent": agent, "Accept": "*/*",
            "Accept-Encoding": "br, gzip", "Connection": "close",
        }  # fmt: skip
        for name, value in (given | dict(self.headers)).items():
            connection.putheader(name, value)
        connection.endheaders()


def split(url: str) -> SplitResult | None:
    """The parts of an address of the web, None where it is none."""
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_good else None


def joined(base: str, link: str) -> str:
    """A link made absolute, without a fragment; empty where it is malformed."""
    try:
        whole = urljoin(base, link.strip())
    except ValueError:
        return ""
    return quote(whole.partition("#")[0], safe=_SAFE)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if _is_tls(parts) else 80)


def _is_tls(parts: SplitResult) -> bool:
    return parts.scheme == "https"


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _cut_off(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _read(response: http.client.HTTPResponse, most: int, until: float) -> tuple[bytes, int, bool]:
    """The body unpacked, the bytes that came, and whether there was more than may be kept."""
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    body, wire = bytearray(), 0
    while chunk := response.read1(_CHUNK):
        wire += len(chunk)
        body += unpack(chunk, most + 1 - len(body))
        if len(body) > most or wire > most or time.monotonic() > until:
            return bytes(body[:most]), wire, True
    return bytes(body), wire, bool(response.length)


def _unpacker(coding: str) -> Callable[[bytes, int], bytes]:
    if coding == "gzip":
        return zlib.decompressobj(31).decompress
    if coding == "br":
        return _brotli()
    return lambda chunk, _: chunk


def _brotli() -> Callable[[bytes, int], bytes]:
    """Unpacks no more than there is room for, however small the bytes were that came."""
    stream = brotli.Decompressor()

    def unpack(chunk: bytes, room: int) -> bytes:
        found = bytearray(stream.process(chunk, output_buffer_limit=room))
        while not stream.can_accept_more_data() and len(found) < room:
            found += stream.process(b"", output_buffer_limit=room - len(found))
        return bytes(found)

    return unpack
