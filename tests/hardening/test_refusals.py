"""What is refused, in front of everything: hosts of others, too many requests, files that run."""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog

from tests.client import Client, check_page
from tests.conftest import Serve
from tests.hardening.conftest import COSTLY, GROUP, within_a_minute
from tests.hardening.judge import dangers_in
from tests.http.people import ME, OF_OURS, Person
from tests.services import Redis

pytestmark = GROUP

HOSTS = ["evil.example", "county.example.evil.example", "xcounty.example", "<b>x</b>", "10.0.0.1",
         "county.example@evil.example", "localhost", "[::1]"]  # fmt: skip
PLACES = ["/", "/zh-hans/", "/zh-hans/articles/help/print", "/static/x/js/tools.js", f"{ME}/",
          "/media/essays/open-book.svg", "/zh-hans/nothing", "/robots.txt"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_of_another_gets_a_page_that_stands_by_itself(fortress: Client, host: str) -> None:
    for place in PLACES:
        assert fortress.get(place, {"Host": "county.example"}).status < 500  # it may be kept
        answer = fortress.get(place, {"Host": host})
        assert answer.status == 400, place
        check_page(answer)
        assert dangers_in(answer) == []
        assert host not in answer.text
        assert "https://county.example/" in answer.text
        assert {e.get("lang") for e in answer.page.iter("section")} == {"zh-Hans", "zh-Hant", "en"}
        assert "no-store" in answer.headers["Cache-Control"]
    assert fortress.request("HEAD", "/", {"Host": host}).body == b""
    assert fortress.request("POST", "/preferences", {"Host": host}, b"size=3").status == 400


@pytest.mark.parametrize("host", ["county.example", "County.Example:443", "www.county.example"])
def test_a_host_of_ours_is_answered(fortress: Client, host: str) -> None:
    assert fortress.get("/zh-hans/", {"Host": host}).status == 200


def test_no_header_says_where_the_site_is(fortress: Client) -> None:
    plain = fortress.get("/zh-hans/").text
    for name, value in {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "Script-Name": "/evil",
        "X-Script-Name": "/evil", "X-Forwarded-Proto": "http", "Forwarded": "host=evil.example",
        "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil", "X-HTTP-Method-Override": "DELETE",
        "X-Forwarded-Port": "1", "X-Host": "evil.example",
    }.items():  # fmt: skip
        assert fortress.get("/zh-hans/", {name: value}).text == plain, name
        moved = fortress.get("/zh-hans", {name: value}).headers["Location"]
        assert moved in {"/zh-hans/", "https://county.example/zh-hans/"}, name


def test_a_redirect_names_no_host_at_all(fortress: Client) -> None:
    for place in ("/zh-hans", "/zh-hans/columns/", "/text/zh-hans"):
        answer = fortress.get(place)
        assert answer.status in {301, 302, 308, 404}, place
        assert "localhost" not in answer.text + str(answer.headers)


def search(site: Client, word: str, came_from: str = "") -> int:
    """What a search is answered."""
    headers = {"X-Forwarded-For": came_from} if came_from else {}
    return site.get(f"/zh-hans/search?q={word}", headers).status


def test_a_network_may_ask_for_so_much_and_others_go_on(fortress: Client) -> None:
    within_a_minute()
    mine, other = "2001:db8:aaaa:1::", "2001:db8:aaaa:2::1"
    assert [search(fortress, f"a{n}", f"{mine}{n + 1}") for n in range(COSTLY)] == [200] * COSTLY
    answer = fortress.get("/zh-hans/search?q=b", {"X-Forwarded-For": f"{mine}99"})
    assert answer.status == 429
    check_page(answer)
    assert 1 <= int(str(answer.headers["Retry-After"])) <= 60
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.h1 == "操作太频繁"
    for place in ("files/help/print.epub", "files/help/print.html", "columns/help/newest.epub"):
        assert fortress.get(f"/zh-hans/{place}", {"X-Forwarded-For": mine + "7"}).status == 429
    for place in ("/zh-hans/", "/zh-hans/articles/help/print", "/en/articles/help/read-aloud"):
        assert fortress.get(place, {"X-Forwarded-For": mine + "7"}).status == 200
    assert search(fortress, "c", other) == 200


def test_only_the_last_proxy_says_where_a_request_comes_from(fortress: Client) -> None:
    within_a_minute()
    for number in range(COSTLY):
        assert search(fortress, f"d{number}", f"198.51.100.{number}, 203.0.113.5") == 200
    assert search(fortress, "e", "198.51.100.200, 203.0.113.5") == 429
    assert search(fortress, "e", "203.0.113.5, 198.51.100.201") == 200


def test_without_the_header_of_a_proxy_all_are_one(fortress: Client) -> None:
    """Who goes round the proxy cannot choose whom his requests count against."""
    within_a_minute()
    answers = [search(fortress, f"f{number}") for number in range(COSTLY + 1)]
    assert answers[-1] == 429


def test_a_proxy_that_we_have_not_been_told_of_is_not_limited(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 甲\n\n文。\n", "utf-8")
    site = serve(tmp_path, COSTLY_PER_MINUTE="2")
    assert [search(site, f"x{n}", "203.0.113.9") for n in range(5)] == [200] * 5


@pytest.mark.parametrize("name", ["page.xhtml", "page.shtml", "run.js", "run.swf", "x.mht"])
def test_a_file_of_another_type_is_not_served(fortress: Client, name: str) -> None:
    assert fortress.get(f"/media/xss/{name}").status == 404


def test_files_are_what_their_names_say_and_may_do_nothing(fortress: Client) -> None:
    for name, kind in {"loud.png": "image/png", "sheet.csv": "text/csv"}.items():
        answer = fortress.get(f"/media/xss/{name}")
        assert answer.headers.get_content_type() == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = str(answer.headers["Content-Security-Policy"])
        assert policy.startswith("default-src 'none'; ")
        assert policy.endswith("; sandbox")
        assert "unsafe" not in policy
    assert "attachment" in str(fortress.get("/media/xss/sheet.csv").headers["Content-Disposition"])


def test_a_drawing_is_painted_and_runs_nothing(fortress: Client, browser: Browser) -> None:
    page = browser.new_page()
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    answer = page.goto(f"{fortress.base}/media/xss/drawing.svg")
    assert answer
    assert answer.status == 200
    painted = page.locator("rect").evaluate("e => getComputedStyle(e).fill")
    assert painted == "rgb(0, 128, 0)"
    assert ran == []
    page.close()


def test_what_a_page_loads_is_what_it_says(fortress: Client, browser: Browser) -> None:
    html = fortress.get("/zh-hans/").text
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"[^>]* integrity="sha256-([^"]+)"', html)
    assert len(named) == 2
    for place, digest in named:
        body = fortress.get(place).body
        assert b64encode(hashlib.sha256(body).digest()).decode() == digest, place
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{fortress.base}/zh-hans/articles/help/print")
    page.wait_for_load_state("networkidle")
    assert [text for text in said if "integrity" in text or "Content Security" in text] == []
    page.close()


def test_nobody_reads_an_answer_from_another_origin(fortress: Client) -> None:
    mei = Person(fortress).names_themselves("梅奶奶")
    for place in ("/zh-hans/", "/zh-hans/feed.xml", f"{ME}/data/my-data.json", "/preferences.css"):
        answer = mei.get(place, Origin="https://evil.example")
        names = [name.lower() for name in answer.headers]
        assert not [name for name in names if name.startswith("access-control")], place
    assert mei.post("/preferences", {"Origin": "https://evil.example"}, size="3").status == 403
    assert mei.post("/preferences", OF_OURS, size="3").status == 303


def test_redis_counts_for_all_processes_and_each_for_itself_without(redis: Redis) -> None:
    from reader.web.allowance import SharedAllowance, allowance_of

    first, second = (allowance_of(3, redis.url) for _ in range(2))
    assert isinstance(first, SharedAllowance)
    assert [first.take("a"), second.take("a"), first.take("a")] == [0, 0, 0]
    assert 1 <= second.take("a") <= 60
    assert second.take("b") == 0
    away = allowance_of(2, "redis://127.0.0.1:1/0")
    assert [away.take("a"), away.take("a"), away.take("a") > 0] == [0, 0, True]
