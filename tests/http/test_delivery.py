"""Caching, compression, security headers, weight."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.client import Client, links, words
from tests.conftest import Serve

PUBLIC_PAGES = (
    "/zh-hans/",
    "/zh-hant/",
    "/zh-hans/articles/help/print",
    "/zh-hant/articles/help/print",
)
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


@pytest.mark.parametrize("path", PUBLIC_PAGES)
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_page_is_public_and_validated_by_a_strong_etag(
    sample: Client, path: str, encoding: str
) -> None:
    accept = {"Accept-Encoding": encoding} if encoding else {}
    answer = sample.page(path, accept)
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    etag = answer.headers["ETag"]
    assert re.fullmatch(r'"[\w-]+"', etag)
    again = sample.get(path, accept | {"If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == etag
    head = sample.request("HEAD", path, accept)
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", etag)


def test_each_encoding_has_an_etag_of_its_own(sample: Client) -> None:
    etags = {
        sample.get("/zh-hans/", {"Accept-Encoding": encoding}).headers["ETag"]
        for encoding in ("", "gzip", "br")
    }
    assert len(etags) == 3


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("*;q=0", ""),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=nonsense", ""),
    ],
)
def test_the_encoding_is_one_the_browser_accepts(
    sample: Client, accepted: str, chosen: str
) -> None:
    answer = sample.get("/zh-hans/", {"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == chosen
    assert "清读" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/", "/zh-hans/", "/zh-hans/preferences", "/preferences.css", "/nothing", "/zh-hans",
     "/media/essays/open-book.svg", "/qr/help/print.svg"],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(sample: Client, path: str) -> None:
    headers = sample.get(path).headers
    for name, value in SECURITY.items():
        assert headers[name] == value, name
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-inline" not in headers["Content-Security-Policy"] or path.startswith("/media")


def test_static_files_are_immutable_compressed_and_secured(sample: Client) -> None:
    page = sample.page("/zh-hans/").page
    (script,) = [e.get("src") for e in page.iter("script") if e.get("src")]
    assert script
    answer = sample.get(script, {"Accept-Encoding": "br"})
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    for name, value in SECURITY.items():
        assert answer.headers[name] == value, name


def test_an_article_fits_the_first_round_trip(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("weight")
    (content / "news").mkdir()
    source = Path(__file__).parent.parent.parent / "content/essays/from-woodblock-to-screen.md"
    prose = re.findall(r"^[一-鿿][^\n]{60,}$", source.read_text("utf-8"), re.MULTILINE)
    text = re.sub(r"\[\^\w+\]", "", "\n\n".join(prose))[:1500]
    assert len(text) == 1500
    front = "title: 县里的一天\nauthor: 林晓月\npublished: 2026-01-02 03:04\nsource: 本站原创\n"
    (content / "news" / "day.md").write_text(f"---\n{front}---\n{text}\n", "utf-8")
    client = serve(content)
    accept = {"Accept-Encoding": "br"}
    for edition in ("zh-hans", "zh-hant"):
        answer = client.page(f"/{edition}/articles/news/day", accept)
        assert len(answer.body) <= 7450
        first = {e.get("src") for e in answer.page.iter() if e.get("src")}
        first |= {
            e.get("href")
            for e in answer.page.iter("link")
            if e.get("rel") in {"stylesheet", "icon", "manifest", "preload"}
        }
        files = [client.get(str(address), accept) for address in sorted(map(str, first))]
        assert all(file.status == 200 for file in files)
        unscripted = {e.get("href") for n in answer.page.iter("noscript") for e in n.iter("link")}
        assert len(files) + 1 - len(unscripted) <= 6
        assert len(answer.body) + sum(len(file.body) for file in files) <= 14 * 1024
        scripts = [f for f in files if f.headers.get_content_type() == "text/javascript"]
        assert 0 < sum(len(script.body) for script in scripts) <= 6 * 1024


@pytest.mark.parametrize("browser", [["w3m", "-dump", "-cols", "80"], ["lynx", "-dump", "-nolist"]])
def test_a_text_browser_reads_an_article_from_the_top(sample: Client, browser: list[str]) -> None:
    url = f"{sample.base}/zh-hans/articles/help/enlarge-text"
    arguments = [*browser, "-display_charset=utf-8"] if browser[0] == "lynx" else browser
    dump = subprocess.run([*arguments, url], capture_output=True, check=True, timeout=30).stdout
    lines = [line.strip() for line in dump.decode().splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("#")]  # lynx lists <link>s first
    assert "跳到正文" in lines[0]
    title = next(n for n, line in enumerate(lines) if line == "放大字号")
    assert title < 15
    assert any("字太小，不是您的错" in line for line in lines[title : title + 10])


def test_the_site_works_below_a_path(serve: Serve) -> None:
    client = serve(
        Path(__file__).parent.parent.parent / "content", SITE_URL="https://county.example/read"
    )
    answer = client.page("/read/zh-hans/articles/help/print")
    assert "https://county.example/read/zh-hant/articles/help/print" in answer.text
    local = [a for a in links(answer.page) if a.startswith("/")]
    assert local
    assert all(address.startswith("/read/") for address in local)
    for address in local:
        assert client.get(address).status in {200, 302}, address
    assert client.get("/read/").headers["Location"] == "/read/zh-hans/"
    changed = client.post("/read/preferences", "theme=dark&next=/read/zh-hans/tags")
    assert changed.headers["Location"] == "/read/zh-hans/tags"
    assert "Path=/read/" in changed.headers["Set-Cookie"]
    assert "Secure" in changed.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"]
    # A proxy that takes the prefix off reaches the same pages.
    assert words(client.page("/zh-hans/articles/help/print").page) == words(answer.page)
