"""The way past Flask leads to the very same pages."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st

from reader.app import create_app
from reader.config.settings import Settings
from reader.web import fillings
from reader.web.addresses import quoted
from reader.web.fillings import Fillings
from reader.web.page_cache import PAGE
from reader.web.page_store import Kept
from reader.web.services import Services
from reader.web.shortcut import Shortcut
from tests.conftest import ROOT, state_with_tables
from tests.http.sites import await_

Answer = tuple[str, dict[str, str], bytes, Kept | None]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return state_with_tables(tmp_path / "state")


@pytest.fixture(scope="module", params=["", "https://county.example/read"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = state_with_tables(tmp_path_factory.mktemp("state"))
    made = create_app(Settings(ROOT / "content", folder, site_url=request.param))
    await_(lambda: is_whole(made), 60, "an index of all")
    return made


def is_whole(app: Flask) -> bool:
    """Whether all articles are known; until then no page is kept."""
    with parts_of(app).live.view() as library:
        return library.is_complete


def parts_of(app: Flask) -> Services:
    parts = app.extensions["qingdu"]
    assert isinstance(parts, Services)
    return parts


def ask(app: Flask, path: str, *, shortcut: bool, **environ: str) -> Answer | None:
    """An answer of Flask, or of the shortcut; None where it leaves it to Flask."""
    base = parts_of(app).settings.base_path
    asked = app.test_request_context(path, base_url=f"http://localhost{base}").request.environ
    asked |= environ
    started: list[tuple[str, dict[str, str]]] = []

    def start(
        status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        started.append((status, dict(headers)))
        return bytes

    flask = type(app).wsgi_app.__get__(app)
    left: list[bytes] = []
    site = Shortcut(lambda *_: left, parts_of(app)) if shortcut else flask
    chunks = site(asked, start)
    if chunks is left:
        return None
    body = b"".join(chunks)
    ((status, headers),) = started
    assert (PAGE in asked) == (status == "200 OK")
    return status, headers, body, asked.get(PAGE)


def test_every_article_is_the_same_either_way(app: Flask) -> None:
    parts = parts_of(app)
    with parts.live.view() as library:
        listed = [library.sitemap_part(part.number) for part in library.sitemap_parts()]
    paths = [summary.path for part in listed for summary in part]
    assert len(paths) > 5
    for edition in parts.site.editions:
        for path in paths:
            address = f"/{edition.slug}/articles/{quoted(path)}"
            given = ask(app, address, shortcut=False)
            assert given is not None
            assert given[3] is not None
            assert given[3].digest
            assert ask(app, address, shortcut=True) == given


def test_thirty_two_threads_get_the_same_pages(app: Flask) -> None:
    addresses = [
        f"/{edition}/articles/help/{page}"
        for edition in ("zh-hans", "zh-hant", "en")
        for page in ("print", "share")
    ]
    given = {address: ask(app, address, shortcut=False) for address in addresses}
    with ThreadPoolExecutor(32) as readers:
        asked = [addresses[number % len(addresses)] for number in range(600)]
        answers = readers.map(lambda address: ask(app, address, shortcut=True), asked)
        assert all(answer == given[at] for at, answer in zip(asked, answers, strict=True))
    assert all(given.values())


def test_the_digest_of_a_page_names_its_bytes(app: Flask) -> None:
    names: dict[str, bytes] = {}
    for path in ("help/print", "help/share", "help/themes"):
        for edition in ("zh-hans", "zh-hant", "zh-hant-hk", "en", "zh-hans-pinyin"):
            answer = ask(app, f"/{edition}/articles/{path}", shortcut=False)
            assert answer is not None
            assert answer[3] is not None
            assert names.setdefault(answer[3].digest, answer[2]) == answer[2]
    assert len(names) == len(set(names.values())) == 15


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/zh-hans/articles/none", {}),
        ("/zh-hans/articles/", {}),
        ("/zh-hans/articles//help/print", {}),
        ("/zh-hans/articles/%ff", {}),
        ("/fr/articles/help/print", {}),
        ("/articles/help/print", {}),
        ("/", {}),
        ("/zh-hans/articles/help/print", {"QUERY_STRING": "page=2"}),
        ("/zh-hans/articles/help/print", {"REQUEST_METHOD": "POST"}),
        ("/zh-hans/articles/help/print", {"SCRIPT_NAME": "/elsewhere"}),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_flask(
    app: Flask, path: str, environ: dict[str, str]
) -> None:
    ask(app, "/zh-hans/articles/help/print", shortcut=False)
    assert ask(app, path, shortcut=True, **environ) is None


def is_there(parts: Services, path: str) -> bool:
    with parts.live.view() as library:
        return library.head(path) is not None


def test_a_page_follows_the_navigation(tmp_path: Path, state: Path) -> None:
    content = tmp_path / "content"
    (content / "news").mkdir(parents=True)
    (content / "news" / "a.md").write_text("# 甲\n\n文\n", "utf-8")
    app = create_app(Settings(content, state))
    client = app.test_client()
    assert "/columns/essays" not in client.get("/zh-hans/articles/news/a").text
    (content / "essays").mkdir()
    (content / "essays" / "b.md").write_text("# 乙\n\n文\n", "utf-8")
    while not is_there(parts_of(app), "essays/b"):
        time.sleep(0.05)
    assert ask(app, "/zh-hans/articles/news/a", shortcut=True) is None
    flask = ask(app, "/zh-hans/articles/news/a", shortcut=False)
    assert flask is not None
    assert b"/columns/essays" in flask[2]


def text_at(app: Flask, path: str) -> str:
    """What a reader gets, who comes by the shortcut wherever it knows the way."""
    answer = ask(app, path, shortcut=True) or ask(app, path, shortcut=False)
    assert answer is not None
    return answer[2].decode()


def test_a_page_follows_its_article_and_its_neighbours(tmp_path: Path, state: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name, title in (("a", "甲"), ("b", "乙"), ("c", "丙")):
        text = f"---\npublished: 2020-01-0{ord(name) - 96}\nauthor: 辛\n---\n# {title}\n\n文\n"
        (content / f"{name}.md").write_text(text, "utf-8")
    app = create_app(Settings(content, state))
    app.test_client().get("/zh-hans/articles/b")
    for _ in range(2):
        assert all(title in text_at(app, "/zh-hans/articles/b") for title in "甲乙丙")

    def change(name: str, old: str, new: str) -> None:
        file = content / f"{name}.md"
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        deadline = time.monotonic() + 20
        while new not in text_at(app, "/zh-hans/articles/b"):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    change("a", "甲", "丁")
    change("b", "乙", "戊")
    change("b", "文", "字")
    change("c", "丙", "己")
    change("b", "辛", "庚")
    text = text_at(app, "/zh-hans/articles/b")
    assert all(word in text for word in "丁戊字己庚")
    assert not any(word in text for word in "甲乙丙辛")


def test_the_first_view_of_an_article_is_left_to_flask(tmp_path: Path, state: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for name in "ab":
        (content / f"{name}.md").write_text(f"# {name}\0{name}\n\n文\n", "utf-8")
    for _ in range(2):  # the second one finds what is kept on disk
        app = create_app(Settings(content, state))
        made = ask(app, "/zh-hans/articles/a", shortcut=False)
        assert made is not None
        assert ask(app, "/zh-hans/articles/a", shortcut=True) == made
    app = create_app(Settings(content, state))
    ask(app, "/zh-hans/articles/a", shortcut=False)
    assert ask(app, "/zh-hans/articles/b", shortcut=True) is None
    assert ask(app, "/zh-hant/articles/a", shortcut=True) is None


@pytest.fixture(scope="module")
def in_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/zh-hans/"):
        yield


@pytest.mark.usefixtures("in_request")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_paths_are_quoted_as_flask_quotes_them(path: str) -> None:
    given = url_for("unprefixed.unprefixed", rest=path)
    assert given.endswith(f"/{quoted(path)}")


@pytest.mark.parametrize("path", ["/zh-hans/articles/help/print", "/zh-hans/search?q=字"])
def test_no_page_says_where_a_server_mounts_the_site(state: Path, path: str) -> None:
    app = create_app(Settings(ROOT / "content", state, page_cache=0))
    for environ in ({"SCRIPT_NAME": "/elsewhere"}, {}):
        answer = app.test_client().get(path, environ_overrides=environ)
        assert answer.status_code == 200
        assert "/elsewhere" not in answer.text


def test_what_is_kept_is_named_by_the_rules_at_the_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = parts_of(app)
    edition = parts.site.editions[0]
    made = Fillings(parts.bodies, parts.site, parts.settings, parts.assets.digest)
    monkeypatch.setattr(fillings, "rules_digest", lambda *_: "of another release")
    head = Services.__name__.encode()  # any version of an article
    later = Fillings(parts.bodies, parts.site, parts.settings, parts.assets.digest)
    assert made._key(head, edition) == parts.fillings._key(head, edition)
    assert later._key(head, edition) != made._key(head, edition)
