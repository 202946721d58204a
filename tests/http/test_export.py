"""`qingdu export`: what is written, who can serve it, and that nothing of others is lost."""

import gzip
import json
import os
import re
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import brotli
import pytest

from tests.client import Client
from tests.commands import Command, run_command
from tests.conftest import CORPUS, ROOT, Serve, deployment, needs_corpus
from tests.exports import export, nginx, plain_server

URL = "https://www.example.gov.cn/read"
EXPORTED = ["zh-hans", "zh-hant-tw-zhuyin", "en"]

pytestmark = pytest.mark.xdist_group("export-http")

# What may lead somewhere in a page: attributes, and the address that a refresh goes to.
LINK = re.compile(
    r'(\s(?:href|src|action|data-(?:sheet|worker|list|address))="|\scontent="0;url=)([^"]*)"'
)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export")


@pytest.fixture(scope="module")
def content(state: Path) -> Path:
    """The sample site in three of its editions."""
    shutil.copytree(ROOT / "content", state / "content")
    site = state / "content" / "site.toml"
    given = re.sub(r"(?m)^editions = .*\n", "", site.read_text("utf-8"))
    site.write_text(f"editions = {json.dumps(EXPORTED)}\n{given}", "utf-8")
    return state / "content"


@pytest.fixture(scope="module")
def exported(state: Path, content: Path) -> Path:
    """The sample site as it is published below a path, by relative links."""
    export(state, content, state / "www" / "read", "--url", URL)
    return state / "www" / "read"


# -- The same bytes


# Whole pieces that a page has only where there is a server.
ONLY_SERVED = (
    re.compile(r' integrity="[^"]+"'),
    re.compile(r'<form class="find".*?</form>\n', re.DOTALL),  # nobody searches
    re.compile(r'<link rel="search"[^>]*>\n?'),
    re.compile(r"<div>\n<dt><kbd>/</kbd> </dt>\n<dd>[^<]*</dd>\n</div>\n"),  # its key
    re.compile(r'<p><a class="button" href="[^"]*/preferences/give">[^<]*</a></p>'),
    re.compile(r',"potentialAction":\{.*?"required name=search_term_string"\}'),
)
# And those that say how it is without one.
ONLY_EXPORTED = (
    re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>'),
    re.compile(r'\n<noscript><p class="note">[^<]*</p></noscript>\n'),
    re.compile(r' data-at-once(?=>\n<input[^>]*>\n<button name="images")'),
    re.compile(r"<p>[^<]*</p>(?=<h2>[^<]*</h2>\n<h3>)"),  # of the statement
)
PAGES = [
    "", "columns", "columns/help", "archive", "archive/2025/03", "tags", "preferences",
    "about/accessibility", "offline", "panels/images", "panels/keys", "panels/listen",
    "panels/settings", "articles/help/enlarge-text", "articles/publish/images-tables-footnotes",
    "articles/essays/from-woodblock-to-screen", "print/help/print", "print/help/print?size=large",
    "save/help/print", "share/help/print",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(serve: Serve, content: Path) -> Client:
    return serve(content, SITE_URL=URL, ACCOUNTS="off")  # an export knows nobody


@pytest.mark.parametrize("edition", EXPORTED)
def test_a_page_is_the_served_one_but_for_its_links_and_what_needs_a_server(
    served: Client, exported: Path, edition: str
) -> None:
    for name in PAGES:
        place = f"/{edition}/{name}"
        answer = served.get(f"/read{place}")
        assert answer.status == 200, place
        file = exported / file_of(place)
        before, after = answer.text, file.read_text("utf-8")
        policy = answer.headers["Content-Security-Policy"].replace(";frame-ancestors 'none'", "")
        assert f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" ' \
               f'content="{policy}">' in after  # fmt: skip
        after = at_places(after, f"/{file_of(place)}", "/")
        before = at_places(before, place, "/read/")
        for piece in ONLY_SERVED:
            before = piece.sub("", before)
        for piece in ONLY_EXPORTED:
            after = piece.sub("\n" if piece.pattern.startswith("\\n") else "", after)
        assert _squeezed(after) == _squeezed(before), place


def _squeezed(html: str) -> list[str]:
    """Lines, without those that held nothing but what was taken out."""
    return [line for line in html.split("\n") if line.strip()]


def at_places(html: str, here: str, base: str) -> str:
    """A page whose links, however they are written, are the places they lead to."""

    def whole(match: re.Match[str]) -> str:
        return f'{match[1]}{place_of(unescape(match[2]), here, base)}"'

    html = LINK.sub(whole, html)
    html = re.sub(rf'(content="|":"){re.escape(URL)}[^"]*', _public, html)
    return re.sub(rf"(>){re.escape(URL)}[^<]*", _public, html)


def _public(match: re.Match[str]) -> str:
    return match[1] + place_of(match[0][len(match[1]) :], "/", "/")


def place_of(href: str, here: str, base: str) -> str:
    """The place a link leads to, below the site's base path, as a server has it."""
    if href.startswith(URL):
        url, base = urlsplit(href.removeprefix(URL) or "/"), "/"
        url = urlsplit(urljoin("http://site/", url.geturl()))
    elif href.startswith("mailto:"):  # with the address of the article in it
        return href.replace(".html%0D%0A", "%0D%0A")
    elif href.startswith("#") or urlsplit(href).scheme:
        return href
    else:
        url = urlsplit(urljoin(f"http://site{base.rstrip('/')}{here}", href))
    path = "/" + url.path.removeprefix(base)
    if "/files/" not in path:
        path, _, variant = path.removesuffix(".html").partition("/~")
        path = re.sub("(^|/)index$", "/", path)
        query = "&".join(
            sorted([*filter(None, url.query.split("&")), *filter(None, variant.split("~"))])
        ).replace("=", "-")
        path += f"?{query}" if query else ""
    return path + (f"#{url.fragment}" if url.fragment else "")


def file_of(place: str) -> str:
    path, _, query = place.lstrip("/").partition("?")
    if query:
        return f"{path}/~{query.replace('=', '-')}.html"
    return f"{path}index.html" if path.endswith("/") else f"{path}.html"


def test_what_is_no_page_is_the_served_one(served: Client, exported: Path) -> None:
    static = next((exported / "static").iterdir()).name
    for place in ("robots.txt", f"static/{static}/js/tools.js", f"static/{static}/css/print.css"):
        assert served.get(f"/read/{place}").body == (exported / place).read_bytes(), place
    before = served.get("/read/zh-hans/files/help/print.txt").text  # but for addresses
    after = (exported / "zh-hans/files/help/print.txt").read_bytes().decode()
    assert "/read/articles/help/print.html" in after
    assert after.replace(".html", "") == before


# -- Nothing leads to nothing


def test_no_link_is_dead(exported: Path) -> None:
    assert dead_links(exported, "/elsewhere") == {}


@pytest.mark.thorough
def test_no_absolute_link_is_dead(content: Path, tmp_path: Path) -> None:
    """In two editions: that of the readings, which cost the most, has no links of its own."""
    shutil.copytree(content, tmp_path / "content")
    site = tmp_path / "content" / "site.toml"
    first, _, rest = site.read_text("utf-8").partition("\n")
    assert first == f"editions = {json.dumps(EXPORTED)}"
    site.write_text(f'editions = ["zh-hans", "en"]\n{rest}', "utf-8")
    root = tmp_path / "www" / "read"
    export(tmp_path, tmp_path / "content", root, "--links", "absolute", "--url", URL)
    assert dead_links(root, "/read") == {}


@pytest.mark.thorough
@needs_corpus
def test_in_the_corpus_those_links_are_dead_that_its_articles_have_wrong(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "hans").mkdir(parents=True)
    for file in sorted((CORPUS / "hans").iterdir())[::6]:
        shutil.copy(file, content / "hans")
    (content / "site.toml").write_text('editions = ["zh-hans", "zh-hant-tw"]')
    export(tmp_path, content, tmp_path / "www", "--url", "https://example.org")
    dead = dead_links(tmp_path / "www", "")
    assert all(re.search("/(media/hans|(articles|print)/(dishes|tips))/", link) for link in dead)


def dead_links(root: Path, base: str) -> dict[str, str]:
    """Links of an export's pages, feeds and lists to files that it has not, and where they are."""
    dead = {}
    files = {f"{base}/{file.relative_to(root).as_posix()}" for file in root.rglob("*")}
    for here in sorted(files):
        if not here.endswith((".html", ".xml", ".json", ".webmanifest")) or "/files/" in here:
            continue
        text = (root / here.removeprefix(f"{base}/")).read_text("utf-8")
        for href in _links(text, here):
            url = urlsplit(urljoin(f"http://site{here}", href.replace(URL, f"http://site{base}")))
            is_elsewhere = url.netloc != "site" or (here.endswith("404.html") and base != "/read")
            path = unquote(url.path)
            if is_elsewhere or path.removesuffix("/") == base:
                continue
            if path not in files or url.query:
                dead[f"{path}?{url.query}" if url.query else path] = here
    return dead


def _links(text: str, here: str) -> Iterator[str]:
    if here.endswith(".html"):
        yield from (unescape(match[2]) for match in LINK.finditer(text))
    elif here.endswith(".xml"):
        tree = ElementTree.fromstring(text)
        for element in tree.iter():
            if element.tag.endswith("}loc"):
                yield str(element.text)
            elif href := element.get("href"):
                yield href
    elif here.endswith("feed.json"):
        feed = json.loads(text)
        yield from (feed["home_page_url"], feed["feed_url"])
        for item in feed["items"]:
            yield item["url"]
            html = item.get("content_html", "")
            yield from (unescape(match[2]) for match in LINK.finditer(html))
    else:
        yield from re.findall(r'"((?:\.\./|/read/|https://www)[^"]*)"', text)


def test_it_is_found_at_the_addresses_of_the_server_too(
    exported: Path, tmp_path: Path, served: Client
) -> None:
    with nginx(tmp_path, exported, "/read") as client:
        for path, kind in (
            ("/read/zh-hans/articles/help/enlarge-text", "text/html"),
            ("/read/zh-hans/articles/help/enlarge-text.html", "text/html"),
            ("/read/zh-hans/", "text/html"),
            ("/read/zh-hans/columns/help", "text/html"),
            ("/read/zh-hans/manifest.webmanifest", "application/manifest+json"),
            ("/read/service-worker.js", "application/javascript"),
            ("/read/zh-hans/feed.xml", "text/xml"),
        ):
            answer = client.get(path)
            assert (answer.status, answer.headers.get_content_type()) == (200, kind), path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for old in ("/read/help/font-size.html", "/read/old/Item.asp?id=12"):
            answer = client.get(old)
            assert answer.status == 301
            assert answer.headers["Location"].endswith("/read/articles/help/enlarge-text.html")
            assert served.get(old).headers["Location"].endswith("/articles/help/enlarge-text")
        missing = client.get("/read/no")
        assert missing.status == 404
        assert "/read/zh-hans/index.html" in missing.text
        assert client.get("/read/.qingdu-export").status == 404
        assert client.get("/read/_redirects.nginx").status == 404


def test_a_server_that_knows_nothing_of_it_says_what_its_files_are(
    exported: Path, tmp_path: Path
) -> None:
    with plain_server(tmp_path, exported.parent) as client:
        page = client.page("/read/zh-hans/articles/help/enlarge-text.html")
        assert page.is_html
        assert client.get("/read/zh-hans/").status == 200


# -- What is written, and what is not


def small(folder: Path, count: int = 3) -> Path:
    """A site of a few articles in two editions."""
    content = folder / "content"
    content.mkdir()
    (content / "site.toml").write_text('name = "小站"\neditions = ["zh-hans", "zh-hant"]\n')
    for number in range(count):
        article(content, number)
    return content


def article(content: Path, number: int, text: str = "头发长了。", column: str = "news") -> None:
    file = content / column / f"a{number:03}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(
        f"---\ntitle: 第{number}篇\npublished: 2020-01-{1 + number % 28:02} 08:00\n"
        f"tags: [文字]\naliases: [/old/{number}]\n---\n{text}\n"
    )


@pytest.mark.thorough
def test_two_exports_are_the_same_to_the_byte_and_to_the_second(tmp_path: Path) -> None:
    content = small(tmp_path)
    for name in ("one", "other"):
        export(tmp_path, content, tmp_path / name, SITE_URL=URL)
    one, other = (seen(tmp_path / name) for name in ("one", "other"))
    assert one == other
    (time_of_article,) = {
        stamp for file, (_, stamp) in one.items() if file.endswith("articles/news/a002.html")
    }
    assert time.strftime("%Y-%m-%d", time.gmtime(time_of_article)) in {"2020-01-02", "2020-01-03"}


def seen(root: Path) -> dict[str, tuple[bytes, float]]:
    """Every file of an export but its manifest: its bytes and its time."""
    return {
        file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mtime)
        for file in root.rglob("*")
        if file.is_file() and not file.name.startswith(".qingdu-export")
    }


@pytest.mark.thorough
def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    content, root = small(tmp_path), tmp_path / "www"
    export(tmp_path, content, root)
    before = seen(root)
    assert " 0 files written" in export(tmp_path, content, root)
    assert seen(root) == before
    (content / "news" / "a000.md").unlink()
    article(content, 2, "头发剪了。")
    export(tmp_path, content, root)
    after = seen(root)
    assert not [file for file in after if "a000" in file or file.startswith("old/0/")]
    assert "頭髮剪了" in after["zh-hant/articles/news/a002.html"][0].decode()
    changed = {file for file in after if after[file] != before.get(file)}
    assert "zh-hans/articles/news/a002.html" in changed
    assert "zh-hans/about/accessibility.html" not in changed
    # Who copies by size and time sees that they are others.
    assert all(after[file][1] > before[file][1] for file in changed if file in before)
    fresh = tmp_path / "fresh"
    export(tmp_path, content, fresh)
    assert {f: b for f, (b, _) in seen(fresh).items()} == {f: b for f, (b, _) in after.items()}


@pytest.mark.thorough
def test_a_replaced_picture_is_exported_with_what_holds_it(tmp_path: Path) -> None:
    content, root = small(tmp_path), tmp_path / "www"
    picture = content / "news" / "p.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')
    article(content, 1, "![一条线](p.svg)")
    export(tmp_path, content, root)
    before = seen(root)
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    export(tmp_path, content, root)
    after = seen(root)
    for file in ("media/news/p.svg", "zh-hans/files/news/a001.html"):
        assert after[file][0] != before[file][0], file


@pytest.mark.thorough
def test_what_others_put_there_is_neither_changed_nor_removed(tmp_path: Path) -> None:
    content, root = small(tmp_path), tmp_path / "www"
    export(tmp_path, content, root)
    own = {"CNAME": "example.org", "zh-hans/articles/news/note.txt": "x", "old/9/index.html": "y"}
    for name, text in own.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    article(content, 9)  # whose alias is the last of them
    said = export(tmp_path, content, root)
    assert "old/9/index.html" in said
    for name, text in own.items():
        assert (root / name).read_text() == text
    # What was mended by hand in a file of the export is made as the site has it.
    home = root / "zh-hans" / "index.html"
    right = home.read_bytes()
    home.write_text("mended")
    export(tmp_path, content, root)
    assert home.read_bytes() == right


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    content = small(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.doc").write_text("mine")
    said = export(tmp_path, content, tmp_path / "full", expected=2)
    assert "no earlier export" in said
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["thesis.doc"]
    assert "beside" in export(tmp_path, content, content / "www", expected=2)
    assert not (content / "www").exists()


@pytest.mark.thorough
def test_a_killed_export_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    content, root, whole = small(tmp_path, 60), tmp_path / "www", tmp_path / "whole"
    command = ["export", str(root)]
    for least in (30, 400):
        process = Command(command, deployment(tmp_path, content), tmp_path / "log")
        _wait_for_pages(root, least, process)
        os.killpg(process.pid, signal.SIGKILL)  # and those it has made
        process.wait()
        assert all(b"</html>" in file.read_bytes() for file in root.rglob("*.html"))
    export(tmp_path, content, root)
    export(tmp_path, content, whole)
    assert seen(root) == seen(whole)
    assert not list(root.glob("*.part"))


@pytest.mark.thorough
def test_a_full_disk_is_told_of_and_breaks_nothing(tmp_path: Path) -> None:
    content, root = small(tmp_path), tmp_path / "www"
    export(tmp_path, content, root)
    before = seen(root)
    for number in range(3):
        article(content, number, "新的一段话，写得很长。" * 9000)
    export(tmp_path, content, tmp_path / "warm")  # so that the index and bodies are there
    done = run_command(["export", str(root)], deployment(tmp_path, content), little_room)
    assert done.returncode == 2, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    after = seen(root)
    assert before.keys() <= after.keys()
    pages = [body for file, (body, _) in after.items() if file.endswith(".html")]
    assert all(b"</html>" in body for body in pages)


def little_room() -> None:
    """No file may be larger; SQLite's own are smaller."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


@pytest.mark.thorough
def test_compressed_files_lie_beside_those_that_get_smaller(tmp_path: Path) -> None:
    content, root = small(tmp_path), tmp_path / "www"
    export(tmp_path, content, root, "--precompress")
    page = root / "zh-hans" / "articles" / "news" / "a001.html"
    assert gzip.decompress(page.with_name("a001.html.gz").read_bytes()) == page.read_bytes()
    packed = page.with_name("a001.html.br").read_bytes()
    assert brotli.decompress(packed) == page.read_bytes()
    assert len(packed) < 6.6 * 1024
    assert not list(root.rglob("*.epub.gz"))
    assert " 0 files written" in export(tmp_path, content, root, "--precompress")
    export(tmp_path, content, root)
    assert not list(root.rglob("*.br"))


def _wait_for_pages(root: Path, least: int, process: Command) -> None:
    """Until there are more pages than that, or all are there."""
    for _ in range(6000):
        if sum(1 for _ in root.rglob("*.html")) > least or process.poll() is not None:
            return
        time.sleep(0.005)
    pytest.fail("not within half a minute")
