"""Requests that nobody sends in good faith, made at random, and what no answer to them may be."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.client import Client
from tests.hardening.judge import dangers_on_page
from tests.hardening.raw import PATIENCE, Reply, say
from tests.hardening.vectors import LINES

MARK = "zq9<\"'>qz"  # what must never come back as it is
TRACES = re.compile(
    r"Traceback \(most recent|File \"/|werkzeug|jinja2|sqlite3\.|psycopg|site-packages"
)
_SLUGS = ("zh-hans", "zh-hant", "en", "zh-hans-pinyin", "zh-hant-hk", "fr", "zh", "text/zh-hans")
_PLACES = (
    "", "articles/help/print", "articles", "columns", "columns/help", "columns/help/feed.xml",
    "columns/help/newest.epub", "columns/help/offline.json", "search", "archive", "archive/2026/03",
    "tags", "preferences", "preferences/give", "preferences/take", "print/help/print",
    "share/help/print", "save/help/print", "files/help/print.epub", "files/help/print.txt",
    "files/help/print.html", "feed.xml", "feed.json", "opensearch.xml", "offline",
    "manifest.webmanifest", "about/accessibility", "panels/settings", "me/", "me/sign-in",
    "me/favourites", "me/history", "me/devices", "me/pair", "me/pair/x", "me/recover", "me/data",
    "me/passkeys/options", "me/articles/help/print.css", "me/feeds/x.xml", "me/name", "me/add",
)  # fmt: skip
_ROOTS = (
    "/", "/sitemap.xml", "/sitemaps/1.xml", "/sitemaps/pages.xml", "/robots.txt",
    "/service-worker.js", "/preferences", "/preferences.css", "/media/essays/open-book.svg",
    "/qr/help/print.svg", "/static/x/js/tools.js", "/health/live", "/health/ready", "/metrics",
)  # fmt: skip
_PARAMETERS = ("q", "page", "column", "year", "after", "undo", "next", "p", "as", "said", "size")
_PIECES = (
    "%00", "%c0%ae%c0%ae", "%e0%80%af", "..", "%2e%2e", "..%2f", "%5c..", "\\", ";", ";x=1", "//",
    "/./", "%2f", "%252e", "%ff", "%ed%a0%80", "%f4%90%80%80", "%", "%zz", "%u0041", "~", ".git",
    ".env", "_draft", "*", "|", "^", "{}", "[", "@evil.example", "%0d%0aX-Evil:%201", "%e2%80%ae",
    "%f0%9f%98%80", "%E6%B1%89", "-1",
    "0", "999999999999999999999", "1e9", "NaN", "+1", "%20", "%09",
    "x" * 300, "a/" * 200, "%41" * 400,
)  # fmt: skip
_METHODS = (
    *["GET"] * 24, "HEAD", "HEAD", "POST", "POST", "POST", "POST", "PUT",
    "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "XYZZY", "PRI",
)  # fmt: skip
_HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Type", "Cookie",
    "Forwarded", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Origin", "Range",
    "Referer", "Script-Name", "Sec-Fetch-Site", "User-Agent", "Via", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-HTTP-Method-Override",
    "X-Original-URL", "X-Request-ID", "X-Rewrite-URL",
)  # fmt: skip
_VALUES = (
    "", "x", "*", "0", "-1", "\xff\xfe", "é", "a" * 3000, "bytes=0-0,1-1,2-2", "bytes=-0",
    "bytes=9-1", "bytes=" + ",".join(f"{n}-{n}" for n in range(300)), "W/\"x\"", '"' * 99,
    "gzip;q=x, br;q=9", ";" * 500, "zh-" * 400, "zh;q=0.00000000001", "Thu, 99 Foo 9999 99:99:99",
    "multipart/form-data", "multipart/form-data; boundary=" + "x" * 200, "application/json",
    "application/x-www-form-urlencoded; charset=utf-7", "/evil", "evil.example", "127.0.0.1",
    "for=\"[::1]:x\"", "a, b, c, d", "preferences=size=3", "me=" + "x" * 43, "a=b; a=c; a=d",
    "preferences=" + "%00" * 80, "__Host-me=\x80", "=; ==; ;;;", "same-origin", "null",
    "Basic eDp5", "\t", "a\tb",
)  # fmt: skip
_BODIES = (
    b"", b"x=1", b"q=" + b"%ff" * 200, b"\x00" * 500, b"{}", b"--x\r\n\r\n", b"&" * 5000,
    b"name=a&passphrase=b&next=//evil.example", b"p=" + b"a" * 60000, b"=" * 100, b"a" * 80000,
    b"size=3&next=https://evil.example/", b"next=/%0d%0aSet-Cookie:x=1", b"answer={\"a\":" * 50,
)  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request, and the bytes it is."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def raw(self) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", "Host: county.example"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join((*lines, "Connection: close", "", "")).encode("latin-1") + self.body


@dataclass
class Findings:
    """What was seen of so many requests; `faults` says what should not have been."""

    statuses: dict[int, int] = field(default_factory=dict)
    slowest: float = 0.0
    slowest_target: str = ""
    faults: list[str] = field(default_factory=list)


def requests(seed: int, count: int) -> Iterator[Request]:
    """So many, the same for a seed."""
    choice = random.Random(seed)
    for _ in range(count):
        yield _request(choice)


def examine(client: Client, asked: list[Request], longest: float = PATIENCE) -> Findings:
    """Send each on a connection of its own, and look at what comes back."""
    seen = Findings()
    for request in asked:
        reply = say(client, request.raw, patience=30.0)
        if reply.seconds > longest:  # once more: another process may have had the processor
            reply = say(client, request.raw, patience=30.0)
        seen.statuses[reply.status] = seen.statuses.get(reply.status, 0) + 1
        if reply.seconds > seen.slowest:
            seen.slowest, seen.slowest_target = reply.seconds, request.target[:200]
        seen.faults += [f"{what}: {request!r}"[:900] for what in faults(reply, longest)]
    return seen


def faults(reply: Reply, longest: float = PATIENCE) -> Iterator[str]:
    """What is wrong with an answer, if anything."""
    if reply.status >= 500:
        yield f"answered {reply.status}"
    if reply.seconds > longest or not reply.is_over:
        yield f"took {reply.seconds:.1f} s"
    text = reply.body.decode("utf-8", "replace")
    if found := TRACES.search(text):
        yield f"shows {found[0]}"
    if MARK in text or MARK in reply.head:
        yield "gives back what it was given"
    names = [line.partition(":")[0].lower() for line in reply.head.split("\r\n")[1:]]
    if any(name.startswith(("x-evil", "access-control")) for name in names):
        yield "has a header that it was given"
    location = re.search(r"(?im)^location: (.*?)\r?$", reply.head)
    if location and not re.match(r"/(?![/\\])", location[1].strip()):
        yield f"leads away: {location[1]}"
    head = reply.head.lower()
    is_file = "content-disposition: attachment" in head  # with a policy in itself
    if "content-type: text/html" in head and "<" in text and not is_file:
        yield from _dangers(reply, text)


def _dangers(reply: Reply, text: str) -> Iterator[str]:
    policy = re.search(r"(?im)^content-security-policy: (.*?)\r?$", reply.head)
    if not policy:
        yield "has no policy"
    else:
        yield from dangers_on_page(text, policy[1])


def _request(choice: random.Random) -> Request:
    headers = [(choice.choice(_HEADERS), _value(choice)) for _ in range(choice.randrange(4))]
    number = choice.randrange(1 << 16)
    headers.append(("X-Forwarded-For", f"2001:db8:0:{number:x}::1"))  # not to be limited
    method = choice.choice(_METHODS)
    body = choice.choice(_BODIES) if method in {"POST", "PUT", "PATCH"} else b""
    if body and choice.random() < 0.7:
        headers += [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Sec-Fetch-Site", "same-origin"),
        ]
    return Request(method, _target(choice), tuple(headers), body)


def _value(choice: random.Random) -> str:
    return choice.choice(_VALUES) if choice.random() < 0.9 else MARK


def _target(choice: random.Random) -> str:
    path = choice.choice(_ROOTS)
    if choice.random() < 0.8:
        path = f"/{choice.choice(_SLUGS)}/{choice.choice(_PLACES)}"
    for _ in range(choice.randrange(3)):
        parts = path.split("/")
        place = choice.randrange(1, len(parts) + 1)
        parts[place - 1 : place] = [choice.choice((*_PIECES, quote(MARK), *map(quote, LINES)))]
        path = "/" + "/".join(parts).removeprefix("/") if choice.random() < 0.9 else "/".join(parts)
    if choice.random() < 0.5:
        values = (*_PIECES, quote(MARK), quote(MARK), *map(quote, LINES), "%E6%89%93%E5%8D%B0", "a")
        pairs = (
            f"{choice.choice(_PARAMETERS)}={choice.choice(values)}"
            for _ in range(choice.randrange(1, 5))
        )
        path += "?" + choice.choice(("&", "&", ";", "&&")).join(pairs)
    return path.replace(" ", "%20") or "/"
