"""The points that Mozilla's HTTP Observatory gives each kind of answer: 150 at least."""

import re

import pytest

from tests.client import Answer, Client
from tests.hardening.conftest import COSTLY, GROUP, within_a_minute
from tests.http.people import ME, OF_OURS, Person
from tests.observatory import points_of, score_of

pytestmark = GROUP

LEAST = 150
EDITIONS = ("zh-hans", "zh-hant", "en", "zh-hans-pinyin")
PAGES = [
    f"/{edition}{place}"
    for edition in EDITIONS
    for place in ("/", "/columns/help", "/articles/help/print")
] + [
    "/zh-hans/archive", "/zh-hans/archive/2020/01", "/zh-hans/tags", "/zh-hans/columns",
    "/zh-hans/search?q=%E6%89%93%E5%8D%B0", "/zh-hans/search", "/zh-hans/preferences",
    "/zh-hans/about/accessibility", "/zh-hans/print/help/print", "/zh-hans/share/help/print",
    "/zh-hans/save/help/print", "/zh-hans/preferences/give",
    "/zh-hans/preferences/take", "/zh-hans/offline",
    "/zh-hans/panels/settings", f"{ME}/", f"{ME}/sign-in", f"{ME}/recover", f"{ME}/pair",
    "/text/zh-hans/", "/text/zh-hans/articles/help/print",
]  # fmt: skip
FILES = [
    "/", "/zh-hans", "/articles/help/print", "/preferences.css", "/service-worker.js",
    "/zh-hans/feed.xml", "/zh-hans/feed.json", "/sitemap.xml", "/sitemaps/pages.xml",
    "/robots.txt", "/zh-hans/manifest.webmanifest", "/zh-hans/opensearch.xml",
    "/media/essays/open-book.svg", "/media/xss/sheet.csv", "/qr/help/print.svg",
    "/zh-hans/files/help/print.txt", "/zh-hans/files/help/print.html",
    "/zh-hans/files/help/print.epub", "/zh-hans/columns/help/offline.json",
]  # fmt: skip
ERRORS = {
    "/nothing": 404, "/zh-hans/nothing": 404, "/media/none.png": 404, "/static/none.js": 404,
    "/zh-hans/columns/help?page=x": 400, "/zh-hans/" + "x" * 9000: 414,
    "/zh-hans/articles/%00": 404,
}  # fmt: skip


def examine(answer: Answer, least: int = LEAST) -> None:
    """It has that many points and what every answer has."""
    found = points_of(answer)
    assert score_of(answer) >= least, f"{answer.path} {answer.status}: {found}"
    assert found["x-content-type-options"] == 0
    for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Frame-Options"):
        assert len(answer.headers.get_all(name) or []) == 1, (answer.path, name)


@pytest.fixture(scope="module")
def li(fortress: Client) -> Person:
    """Somebody who is signed in."""
    return Person(fortress).names_themselves("李大爷")


def test_every_page_of_a_reader(fortress: Client) -> None:
    stranger = Person(fortress)
    for place in PAGES:
        answer = stranger.page(place)
        examine(answer, 155)
        for script in answer.page.iter("script"):
            assert not script.get("src") or script.get("integrity"), place
        for link in answer.page.iter("link"):
            is_ours = str(link.get("href")).startswith("/static/")
            assert link.get("rel") != "stylesheet" or not is_ours or link.get("integrity"), place


def test_every_page_of_who_is_signed_in(li: Person) -> None:
    for place in (
        "",
        "favourites",
        "history",
        "devices",
        "name",
        "data",
        "card",
        "add",
        "passkeys",
    ):
        examine(li.page(f"{ME}/{place}"), 155)


def test_answers_that_set_cookies_have_five_more(fortress: Client) -> None:
    mei = Person(fortress)
    named = mei.does(f"{ME}/favourites", add="/articles/help/print")
    chosen = mei.post("/preferences", OF_OURS, size="3", next="/zh-hans/")
    mei.names_themselves("梅大妈")
    left = mei.does(f"{ME}/sign-out")
    for answer in (named, chosen, left):
        assert answer.status == 303
        assert answer.headers.get_all("Set-Cookie"), answer.path
        assert points_of(answer)["cookies"] == 5
        examine(answer, 155)


def test_every_file(fortress: Client) -> None:
    page = fortress.page("/zh-hans/articles/help/print").text
    statics = re.findall(r'"(/static/[^"]+)"', page)
    assert len(statics) >= 4
    for place in (*FILES, *statics):
        answer = fortress.get(place, {"X-Forwarded-For": "203.0.113.77"})
        assert answer.status in {200, 302, 308}, place
        examine(answer)


def test_every_error(fortress: Client, li: Person) -> None:
    for place, status in ERRORS.items():
        answer = fortress.get(place)
        assert answer.status == status, place
        examine(answer)
    for method, place, status in (
        ("DELETE", "/zh-hans/", 405), ("POST", "/zh-hans/articles/help/print", 405),
        ("OPTIONS", "/zh-hans/", 200), ("TRACE", "/zh-hans/", 405), ("HEAD", "/zh-hans/", 200),
    ):  # fmt: skip
        answer = fortress.request(method, place)
        assert answer.status == status, (method, place)
        examine(answer)
    examine(fortress.get("/zh-hans/", {"Host": "evil.example"}))
    examine(fortress.post("/preferences", "x=" + "y" * 200_000, OF_OURS))  # 413
    examine(li.post(f"{ME}/sign-out", {"Origin": "https://evil.example"}))  # 403
    ranged = fortress.get("/media/essays/open-book.svg", {"Range": "bytes=9999999-"})
    assert ranged.status == 416
    examine(ranged)
    within_a_minute()
    asker = {"X-Forwarded-For": "203.0.113.66"}
    answers = [fortress.get(f"/zh-hans/search?q=x{n}", asker) for n in range(COSTLY + 1)]
    assert answers[-1].status == 429
    examine(answers[-1])
