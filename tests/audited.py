"""A small site without a fault that an audit would find, served locally, and to be spoilt."""

import gzip
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socket import AF_INET, AF_INET6

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from reader.auditing.answers import Fetcher, Place

HOST = "www.example.gov.cn"
SECURE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=63072000",
}
_TEXTS = {
    "zh-Hans": "县政府发布关于道路维修的通知，请广大居民绕行。学校将于周一开学，请准时到校。",
    "zh-Hant": "縣政府發布關於道路維修的通知，請廣大居民繞行。學校將於週一開學，請準時到校。",
}
_BARS = {
    "zh-Hans": """<a href="/">首页</a> <a href="/c/news">新闻</a> <a href="/a/1">通知</a>
<button type="button">长者版</button>
<form role="search"><label>搜索 <input name="q"></label><button>搜索</button></form>""",
    "zh-Hant": """<a href="/zh-hant/">首頁</a> <a href="/zh-hant/c/news">新聞</a>
<form role="search"><label>搜尋 <input name="q"></label><button>搜尋</button></form>""",
}
_FOOT = """<footer>主办单位：某县人民政府办公室 联系电话：0915-7202345 政府网站标识码：6109280001
<a href="https://beian.miit.gov.cn/">陕ICP备05001234号</a>
<a href="https://beian.mps.gov.cn/#/query?code=1">陕公网安备 61092802000001号</a>
<a href="https://bszs.conac.cn/sitename?method=show&amp;id=1">党政机关</a>
<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=6109280001">我为政府网站找错</a>
<a href="/map">网站地图</a> <a href="/map">无障碍声明</a> 本网站支持 IPv6</footer>"""


_NOBODY = ssl.create_default_context(cadata=None)  # made once: it reads a long list


@dataclass
class File:
    """One answer; `headers` are sent beside those of the site, or in their place."""

    body: str = ""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_packed: bool = True
    has_tag: bool = True


@dataclass
class Files:
    """All answers of a site, by path; `v6` in their place over IPv6."""

    by_path: dict[str, File]
    headers: dict[str, str] = field(default_factory=lambda: dict(SECURE))
    missing: File = field(default_factory=lambda: File("<p>没有这一页", status=404))
    v6: dict[str, File] = field(default_factory=dict)

    def spoil(self, old: str, new: str, path: str = "/") -> None:
        """Replace words of a page, which must be there."""
        body = self.by_path[path].body
        assert old in body, old
        self.by_path[path].body = body.replace(old, new, 1)

    def add(self, markup: str, path: str = "/") -> None:
        """Put markup at the end of what is the page's own."""
        self.spoil("</main>", f"{markup}</main>", path)


def page(
    path: str, lang: str = "zh-Hans", title: str = "首页", head: str = "", main: str = ""
) -> File:
    """A page of the small site."""
    other, base = ("zh-Hant", "/zh-hant") if lang == "zh-Hans" else ("zh-Hans", "")
    bare = path.removeprefix("/zh-hant")
    there = f"{base}{bare}"
    return File(f"""<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="SiteName" content="某县人民政府"><meta name="SiteDomain" content="{HOST}">
<meta name="SiteIDCode" content="6109280001">{head}
<link rel="alternate" hreflang="zh-Hans" href="{bare}">
<link rel="alternate" hreflang="zh-Hant" href="/zh-hant{bare}">
<link rel="canonical" href="{path}"><link rel="stylesheet" href="/s.css">
<link rel="manifest" href="/manifest.json"><script src="/s.js"></script>
<link rel="alternate" type="application/atom+xml" href="/feed.xml"></head><body>
<a href="#main">跳到正文</a> <a href="{there}" lang="{other}" hreflang="{other}">{other}</a>
{_BARS[lang]}
<main id="main"><h1>{title}</h1><p>{_TEXTS[lang]}</p><img src="/p.png" alt="新桥">{main}</main>
{_FOOT if lang == "zh-Hans" else ""}</body></html>""")


def small_site() -> Files:
    """Front page, column and article in both scripts, and all that belongs to them."""
    column = "".join(
        f'<meta name="{name}" content="新闻">'
        for name in ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
    )
    article = (
        '<meta name="ArticleTitle" content="通知"><meta name="PubDate" content="2026-03-01 08:00">'
        '<meta name="ContentSource" content="县政府办">'
    )
    files = {
        "/": page("/"), "/c/news": page("/c/news", title="新闻", head=column),
        "/a/1": page("/a/1", title="通知", head=article), "/map": page("/map", title="网站地图"),
    }  # fmt: skip
    for path in tuple(files):
        head = {"/c/news": column, "/a/1": article}.get(path, "")
        files[f"/zh-hant{path}"] = page(f"/zh-hant{path}", "zh-Hant", "網站", head)
    keep = {"Cache-Control": "max-age=31536000"}
    files |= {
        "/s.css": File("body { color: #000 }", "text/css", headers=dict(keep)),
        "/s.js": File("console.info(1)", "text/javascript", headers=dict(keep)),
        "/p.png": File("png", "image/png", headers=dict(keep)),
        "/robots.txt": File("User-agent: *\nDisallow:\n", "text/plain"),
        "/sitemap.xml": File("", "application/xml"),
        "/feed.xml": File(
            '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>新闻</title>'
            "<updated>2026-03-01T00:00:00Z</updated></feed>", "application/atom+xml",
        ),
        "/manifest.json": File(
            '{"name": "某县", "start_url": "/", "icons": [{"src": "/p.png"}]}',
            "application/manifest+json",
        ),
    }  # fmt: skip
    return Files(files)


class Server:
    """Answers for `files` on 127.0.0.1 and ::1, by TLS where it is given a certificate."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.files = small_site()
        self.port = 0
        self._servers = []
        for address in ("127.0.0.1", "::1"):
            kind = _Server6 if ":" in address else ThreadingHTTPServer
            server = kind((address, self.port), self._handler(address == "::1"))
            if context:
                server.socket = context.wrap_socket(server.socket, server_side=True)
            self.port = server.server_address[1]
            self._servers.append(server)
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        self.scheme = "https" if context else "http"

    @property
    def base(self) -> str:
        """Its address, by the name that only `fetcher` knows."""
        return f"{self.scheme}://{HOST}:{self.port}/"

    def fetcher(self, *, context: ssl.SSLContext | None = None, has_v6: bool = True) -> Fetcher:
        """A fetcher that finds it; no other name is found."""
        places = [Place(AF_INET, "127.0.0.1")] + [Place(AF_INET6, "::1")] * has_v6
        trusted = context or _NOBODY
        return Fetcher(
            lambda host, port: places if (host, port) == (HOST, self.port) else (),
            seconds=5, deadline=10, context=trusted,
        )  # fmt: skip

    def close(self) -> None:
        """Stop."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _handler(self, is_v6: bool) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                files, path = outer.files, self.path.partition("?")[0]
                known = files.by_path | files.v6 if is_v6 else files.by_path
                file = known.get(path, files.missing)
                if path == "/sitemap.xml" and not file.body:
                    file = File(_sitemap(outer.base, known), "application/xml")
                self.answer(file, files.headers | {"Content-Type": file.type} | file.headers)

            do_HEAD = do_GET  # noqa: N815 - as the library asks for it

            def answer(self, file: File, headers: dict[str, str]) -> None:
                body = file.body.encode("utf-8", "surrogateescape")
                tag = f'"{sha256(body).hexdigest()[:8]}"'
                is_same = file.has_tag and self.headers.get("If-None-Match") == tag
                packs = "gzip" in self.headers.get("Accept-Encoding", "")
                if file.is_packed and packs and len(body) > 1000:
                    body, headers = gzip.compress(body), headers | {"Content-Encoding": "gzip"}
                self.send_response_only(304 if is_same else file.status)
                if file.has_tag:
                    headers = headers | {"ETag": tag}
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    if value and not (is_same and name == "Content-Length"):
                        self.send_header(name, value)
                self.end_headers()
                if self.command == "GET" and not is_same:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                del format, args

        return Handler


class _Server6(ThreadingHTTPServer):
    address_family = AF_INET6


def _sitemap(base: str, files: dict[str, File]) -> str:
    pages = [path for path, file in files.items() if file.type.startswith("text/html")]
    listed = "".join(f"<url><loc>{base.rstrip('/')}{path}</loc></url>" for path in pages)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


@contextmanager
def certified(folder: Path, days: int = 90) -> Iterator[tuple[ssl.SSLContext, ssl.SSLContext]]:
    """The contexts of a server and of a client that trusts it: a certificate of so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(days))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("::1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"certificate-{days}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    client = ssl.create_default_context(cafile=str(file))
    yield server, client
