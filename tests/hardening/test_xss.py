"""More than a hundred ways to run a script: none survives, wherever text is given."""

import json
import re
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from reader.config.site import load_site
from reader.domain.editions import EDITIONS
from reader.language.conversion.converter import Converter
from reader.language.detection.scripts import detect_script
from reader.rendering.bodies import BodyRenderer
from reader.storage.article_files import parse_article
from tests.client import Client
from tests.conftest import conversion_tables
from tests.hardening.conftest import GROUP
from tests.hardening.judge import dangers_in, dangers_in_text
from tests.hardening.vectors import BODIES, CLASSES, DORMANT, LINES
from tests.http.people import ME, Person

pytestmark = GROUP

FIRE = """
for (const element of document.querySelectorAll("*"))
  for (const kind of ["click", "mouseover", "focus", "toggle", "error", "load", "animationstart"])
    element.dispatchEvent(new Event(kind, {bubbles: true}));
"""


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the article renderer makes of each vector, in Markdown and in HTML, in two editions."""
    site = load_site(tmp_path_factory.mktemp("bodies"))
    renderer = BodyRenderer(Converter.of_site(site, conversion_tables()))
    detect = partial(detect_script, default=site.script)
    made = {}
    for vector in BODIES:
        for name in ("a.md", "a.html"):
            raw = f"<h1>题</h1>\n\n{vector}\n" if name == "a.html" else f"# 题\n\n{vector}\n"
            parsed = parse_article(name, raw.encode(), datetime.now(UTC), site.timezone, detect)
            for edition in ("zh-hant", "zh-hans-pinyin"):
                made[f"{vector} {name} {edition}"] = renderer.body(
                    parsed.article, EDITIONS[edition]
                )
    return made


def test_there_are_many_of_each_class() -> None:
    assert len(set(BODIES)) == len(BODIES) >= 150
    assert all(len(vectors) >= 8 for vectors in CLASSES.values())


def test_the_judge_finds_planted_ones() -> None:
    planted = [v for name, vs in CLASSES.items() if name != "markdown" for v in vs]
    assert {vector for vector in planted if not dangers_in_text(vector)} == DORMANT
    assert len(planted) - len(DORMANT) > 130
    assert dangers_in_text("<p>文<b lang=zh>字</b><a href='/x'>链</a></p>") == []


def test_no_vector_survives_the_renderer(bodies: dict[str, str]) -> None:
    survivors = {
        vector: found for vector, body in bodies.items() if (found := dangers_in_text(body))
    }
    assert survivors == {}


def test_chromium_runs_none_of_them_even_without_a_policy(
    browser: Browser, bodies: dict[str, str]
) -> None:
    fired = {}
    for name, html in (
        ("ours", "".join(f"<div>{body}</div>" for body in bodies.values())),
        ("planted", "<div>文</div><img src=x onerror=alert(1)><p onclick=alert(1)>点</p>"),
    ):
        page = browser.new_page()
        page.add_init_script("window.fired = 0; window.alert = () => { window.fired++ }")
        page.goto("about:blank")
        page.set_content(html, wait_until="domcontentloaded")
        page.evaluate(FIRE)
        fired[name] = page.evaluate("window.fired")
        page.close()
    assert fired["ours"] == 0
    assert fired["planted"] > 0


def test_no_field_of_an_article_runs_on_any_page(fortress: Client) -> None:
    """Titles, authors, sources, tags, summaries, names of files: wherever they are shown."""
    column = fortress.page("/zh-hans/columns/xss")
    places = {"/zh-hans/", "/zh-hans/columns/xss", "/zh-hans/archive", "/zh-hans/tags"}
    places |= {f"/zh-hans/columns/xss?page={number}" for number in range(2, 6)}
    for number in range(len(LINES)):
        places |= {
            f"/zh-hans/articles/xss/line-{number:03}",
            f"/zh-hant/articles/xss/line-{number:03}",
        }
        places |= {f"/zh-hans/{kind}/xss/line-{number:03}" for kind in ("print", "save", "share")}
    places |= set(re.findall(r'"(/zh-hans/(?:tags|articles)/[^"?]+)"', column.text))
    places |= set(re.findall(r'"(/zh-hans/tags/[^"?]+)"', fortress.page("/zh-hans/tags").text))
    assert len(places) > 100
    for place in sorted(places):
        answer = fortress.get(place.replace("&#39;", "'").replace("&amp;", "&"))
        assert answer.status == 200, place
        assert dangers_in(answer) == [], place
        assert "49" not in re.findall(r"<h1[^>]*>(.*?)</h1>", answer.text, re.S), place


def test_no_given_text_runs(fortress: Client) -> None:
    """Search words, parameters, paths, cookies: what a link can bring a reader to send."""
    for number, line in enumerate((*LINES, *BODIES[::12])):
        asker = {"X-Forwarded-For": f"203.0.113.{number}"}
        word = quote(line)
        for place in (
            f"/zh-hans/search?q={word}", f"/en/search?q=x&column={word}&year={word}&after={word}",
            f"/zh-hans/{word}", f"/{word}", f"/zh-hans/articles/{word}", f"/zh-hans/tags/{word}",
            f"/zh-hans/preferences?undo={word}&next={word}", f"/zh-hans/preferences/take?p={word}",
            f"/zh-hans/preferences/give?as={word}", f"/zh-hans/columns/{word}?page={word}",
        ):  # fmt: skip
            answer = fortress.get(place, asker)
            assert answer.status < 500, place
            if answer.is_html:
                assert dangers_in(answer) == [], place
    for line in LINES:
        sent = {"Cookie": f"preferences=size={quote(line, safe='= ()<>')}; __Host-me={quote(line)}"}
        for place in ("/zh-hans/preferences", "/zh-hans/me/", "/zh-hans/"):
            assert dangers_in(fortress.get(place, sent)) == []
        assert "alert" not in fortress.get("/preferences.css", sent).text


def test_nothing_a_reader_keeps_runs(fortress: Client) -> None:
    """Names, notes and labels of favourites, names of devices."""
    mei = Person(fortress)
    mei.names_themselves("梅<img src=x onerror=alert(1)>")
    mei.does(f"{ME}/favourites", add="/articles/help/print")
    page = mei.page(f"{ME}/favourites")
    (row,) = set(re.findall(rf"{ME}/favourites/(\d+)", page.text)) or {""}
    for number, line in enumerate(LINES):
        mei.does(f"{ME}/favourites/{row}/note", note=f"{line}\r\n{BODIES[number]}")
        agent = {"User-Agent": f"{line} Firefox/1".encode().decode("latin-1")}
        Person(fortress, dict(mei.cookies)).get(f"{ME}/", **agent)
        for place in ("favourites", "devices", "data"):
            assert dangers_in(mei.get(f"{ME}/{place}")) == [], (line, place)


def test_feeds_carry_none(fortress: Client) -> None:
    feed = json.loads(fortress.get("/zh-hans/columns/xss/feed.json").text)
    assert len(feed["items"]) == 20
    for item in feed["items"]:
        assert dangers_in_text(item.get("content_html", "")) == []
