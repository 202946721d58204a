"""Favourites, reading history and one's own data: over HTTP, each reader's own alone."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
from flask import Flask

from reader.app import create_app
from reader.config.settings import Settings
from tests.client import Answer, Client, words
from tests.conftest import ROOT, running
from tests.http.people import ME, OF_OURS, Person, site
from tests.http.sites import await_

__all__ = ["site"]  # a fixture

PRINT, ENLARGE = "/articles/help/print", "/articles/help/enlarge-text"
FAVOURITES, HISTORY = f"{ME}/favourites", f"{ME}/history"
READ = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def li(site: Client) -> Person:
    """Somebody with two favourites, the second added last, one removed, and a history."""
    li = Person(site)
    for place in (PRINT, ENLARGE, "/articles/help/share"):
        li.does(FAVOURITES, add=place)
    li.does(FAVOURITES, remove="/articles/help/share")
    li.does(HISTORY, keep="on")
    li.get(f"{ME}{PRINT}.json", **READ)
    return li


def ids(person: Person, place: str = FAVOURITES) -> dict[str, int]:
    """The numbers of what a list shows, by title."""
    page = person.page(place).page
    found = {}
    for item in page.iter("li"):
        forms = [form.get("action", "") for form in item.iter("form")]
        number = next((m[1] for each in forms if (m := re.search(r"/(\d+)/", each))), "")
        if heading := next((e for e in item.iter() if e.tag in {"h2", "h3"}), None):
            found[words(heading)] = int(number)
    return found


def titles(person: Person, query: str = "") -> list[str]:
    page = person.page(f"{FAVOURITES}{query}").page
    return [words(e) for e in page.iter("h2")]


def state(person: Person, place: str, **headers: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(person.get(f"{ME}{place}.json", **headers).text)
    return found


def test_the_first_favourite_makes_a_profile_and_asks_nothing(site: Client) -> None:
    li = Person(site)
    answer = li.does(FAVOURITES, add=PRINT)
    assert answer.headers["Location"] == f"/zh-hans{PRINT}"
    assert li.token
    assert titles(li) == ["打印一篇文章"]
    assert titles(li, "?order=own") == ["打印一篇文章"]
    li.does(FAVOURITES, add=PRINT)
    assert len(titles(li)) == 1
    li.does(FAVOURITES, remove=PRINT)
    assert titles(li) == []


def test_who_removes_without_a_profile_gets_none(site: Client) -> None:
    li = Person(site)
    assert li.post(FAVOURITES, remove=PRINT).status == 303
    assert not li.token


@pytest.mark.parametrize(
    "place",
    ["", "/articles/", "/articles/nothing", "//evil.example/articles/help/print", "help/print",
     "https://evil.example/", "/articles/../help/print", "/articles//help/print",
     "/articles/help/print/", "/articles/help/print\x00", "/articles/help/print%00",
     "/articles/%ff", "/zh-hans/articles/help/print"],
)  # fmt: skip
def test_what_is_no_article_is_no_favourite(site: Client, place: str) -> None:
    li = Person(site)
    assert li.post(FAVOURITES, add=place).status == 404
    assert not li.token


def test_the_pages_of_articles_say_nothing_of_their_readers(li: Person) -> None:
    stranger, own = li.client.get(f"/zh-hans{PRINT}"), li.get(f"/zh-hans{PRINT}")
    assert stranger.body == own.body
    assert own.headers["Cache-Control"].startswith("public")
    assert own.text.count('name="add"') == own.text.count('name="remove"') == 1
    (sheet,) = [a for a in re.findall(r'<noscript><link[^>]*href="([^"]+)"', own.text) if ME in a]
    assert sheet == f"{ME}{PRINT}.css"


def test_the_private_sheet_shows_the_other_button(li: Person) -> None:
    for place, shows in ((PRINT, True), ("/articles/help/share", False), ("/articles/no", False)):
        answer = li.get(f"{ME}{place}.css")
        assert (answer.status, answer.headers.get_content_type()) == (200, "text/css")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert ("[name=remove]{display:inline-flex}" in answer.text) is shows
    assert Person(li.client).get(f"{ME}{PRINT}.css").text == ""


def test_the_script_is_told_the_same(li: Person) -> None:
    assert state(Person(li.client), PRINT) == {"known": False}
    assert state(li, PRINT)["favourite"] is True
    assert state(li, "/articles/help/share")["favourite"] is False
    assert state(li, "/articles/no") == {"known": True}
    asked = {**OF_OURS, "Accept": "application/json"}
    added = li.post(FAVOURITES, asked, add="/articles/help/share")
    assert (added.status, json.loads(added.text)["favourite"]) == (200, True)
    removed = li.post(FAVOURITES, asked, remove="/articles/help/share")
    assert (removed.status, json.loads(removed.text)["favourite"]) == (200, False)


def test_removal_can_be_undone(li: Person) -> None:
    number = ids(li)["打印一篇文章"]
    answer = li.does(f"{FAVOURITES}/{number}/remove?order=own")
    assert answer.headers["Location"] == f"{FAVOURITES}?order=own&removed={number}"
    page = li.page(answer.headers["Location"])
    assert "已移出：打印一篇文章" in words(page.page)
    assert titles(li) == ["放大字号"]
    li.does(f"{FAVOURITES}/{number}/restore")
    assert titles(li, "?order=own") == ["放大字号", "打印一篇文章"]


def test_the_removed_have_a_page_until_they_are_deleted(li: Person) -> None:
    place = f"{FAVOURITES}/removed"
    assert len(ids(li, place)) == 1
    number = ids(li)["打印一篇文章"]
    assert li.post(f"{place}/{number}/forget").status == 404  # it is in the list
    li.does(f"{FAVOURITES}/{number}/remove")
    li.does(f"{place}/{number}/forget")
    assert li.post(f"{FAVOURITES}/{number}/restore").status == 404
    li.does(f"{place}/forget")
    assert ids(li, place) == {}
    assert titles(li) == ["放大字号"]


def test_the_list_is_ordered_and_searched_in_both_scripts(li: Person) -> None:
    assert titles(li, "?order=title") == ["打印一篇文章", "放大字号"]  # da before fang
    assert titles(li, "?order=nonsense") == titles(li)
    li.does(f"{FAVOURITES}/{ids(li)['打印一篇文章']}/note", note="給奶奶的 Grandma\r\n第二行")
    for query, found in (("字号", 1), ("字號", 1), ("给奶奶", 1), ("grandma 打印", 1), ("没有", 0)):
        assert len(titles(li, f"?q={quote(query)}")) == found, query
    hant = words(li.page(f"/zh-hant/me/favourites?q={quote('字号')}").page)
    assert "放大字號" in hant
    assert "給奶奶的" in words(li.page(FAVOURITES).page)


def test_the_own_order_is_changed_by_buttons(li: Person) -> None:
    first, second = ids(li, f"{FAVOURITES}?order=own").values()
    answer = li.does(f"{FAVOURITES}/{second}/up?order=own")
    assert answer.headers["Location"] == f"{FAVOURITES}?order=own#f{second}"
    assert [*ids(li, f"{FAVOURITES}?order=own").values()] == [second, first]
    li.does(f"{FAVOURITES}/{second}/down")
    li.does(f"{FAVOURITES}/{second}/top")
    assert [*ids(li, f"{FAVOURITES}?order=own").values()] == [second, first]
    assert li.post(f"{FAVOURITES}/{second}/sideways").status in {404, 405}


def test_files_hold_everything(li: Person) -> None:
    li.does(f"{FAVOURITES}/{ids(li)['打印一篇文章']}/note", note="<b>给奶奶</b>")
    answer = li.get(f"{FAVOURITES}/favourites.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.text)
    assert (data["format"], data["version"]) == ("qingdu/favourites", 1)
    assert [each["path"] for each in data["favourites"]] == ["help/enlarge-text", "help/print"]
    assert data["favourites"][1]["note"] == "<b>给奶奶</b>"
    page = li.page(f"{FAVOURITES}/favourites.html")
    assert "attachment" in page.headers["Content-Disposition"]
    assert "<b>" not in page.text
    assert "给奶奶" in words(page.page)
    whole = li.get(f"{ME}/data/my-data.json")
    assert whole.headers["Cache-Control"] == "private, no-store"
    data = json.loads(whole.text)
    assert data["format"] == "qingdu/my-data"
    assert len(data["favourites"]) == 3
    assert [each["path"] for each in data["history"]] == ["help/print"]
    assert data["account"]["keeps_history"] is True
    assert len(data["devices"]) == 1
    assert li.token not in whole.text


def test_nothing_is_kept_of_reading_until_it_is_switched_on(site: Client) -> None:
    li = Person(site)
    assert "关着" in words(li.page(HISTORY).page)
    assert not li.token
    li.does(FAVOURITES, add=PRINT)
    li.get(f"{ME}{PRINT}.css", **READ)
    assert (
        li.post(f"{HISTORY}/place", article=PRINT, block="3", part="0.5", percent="40").status
        == 204
    )
    assert ids(li, HISTORY) == {}
    li.does(HISTORY, keep="on")
    li.get(f"{ME}{PRINT}.css", **READ)
    assert [*ids(li, HISTORY)] == ["打印一篇文章"]
    li.does(HISTORY, keep="off")
    li.get(f"{ME}{ENLARGE}.css", **READ)
    assert [*ids(li, HISTORY)] == ["打印一篇文章"]  # until it is cleared


@pytest.mark.parametrize(
    ("headers", "is_noted"),
    [
        ({}, True), (READ, True), ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False), ({"Sec-Fetch-Site": "none"}, False),
        ({**READ, "Sec-Purpose": "prefetch"}, False),
    ],
)  # fmt: skip
def test_only_reading_is_noted(site: Client, headers: dict[str, str], is_noted: bool) -> None:
    li = Person(site)
    li.does(HISTORY, keep="on")
    assert li.token  # nothing was asked
    li.get(f"{ME}{PRINT}.css", **headers)
    assert bool(ids(li, HISTORY)) is is_noted


def test_a_place_is_kept_for_all_devices(li: Person) -> None:
    sent = {"article": PRINT, "block": "3", "part": "0.250", "percent": "40"}
    assert li.post(f"{HISTORY}/place", **sent).status == 204
    place = state(li, PRINT)["place"]
    assert isinstance(place, list)
    assert place[:3] == [3, 0.25, 40]
    page = li.page(HISTORY)
    assert f"/zh-hans{PRINT}#continue" in page.text
    assert "从上次读到的地方继续" in words(page.page)
    li.post(f"{HISTORY}/place", **{**sent, "percent": "100"})
    assert "已读完" in words(li.page(HISTORY).page)
    assert "#continue" not in li.page(HISTORY).text


@pytest.mark.parametrize(
    ("name", "value"),
    [("block", "-1"), ("block", "x"), ("block", ""), ("part", "nan"), ("part", "1e9"),
     ("percent", "9" * 40), ("article", "/articles/no")],
)  # fmt: skip
def test_a_place_that_is_none_is_refused(li: Person, name: str, value: str) -> None:
    sent = {"article": PRINT, "block": "3", "part": "0.25", "percent": "40", name: value}
    assert li.post(f"{HISTORY}/place", **sent).status in {400, 404}
    assert state(li, PRINT)["place"] is None


def test_history_is_cleared_by_one_by_day_and_whole(li: Person) -> None:
    li.get(f"{ME}{ENLARGE}.json", **READ)
    found = ids(li, HISTORY)
    assert len(found) == 2
    li.does(f"{HISTORY}/{found['打印一篇文章']}/clear")
    assert [*ids(li, HISTORY)] == ["放大字号"]
    page = li.page(HISTORY).text
    day = re.search(r'name="day" value="([\d-]+)"', page)
    assert day
    li.does(f"{HISTORY}/clear-day", day="2001-01-01")
    assert len(ids(li, HISTORY)) == 1
    li.does(f"{HISTORY}/clear-day", day=day[1])
    assert ids(li, HISTORY) == {}
    for odd in ("", "x", "2026-13-01", "9999-12-31", "0001-01-01"):
        assert li.post(f"{HISTORY}/clear-day", day=odd).status in {303, 400}, odd
    li.get(f"{ME}{ENLARGE}.json", **READ)
    li.does(f"{HISTORY}/clear")
    assert ids(li, HISTORY) == {}


def places_of_rows(app: Flask) -> list[str]:
    """Every address of ours that names a row, with a hole for its number."""
    ours = [
        r for r in app.url_map.iter_rules() if r.endpoint.startswith(("favourites.", "history."))
    ]
    texts = [str(r).replace("<edition:edition>", "zh-hans") for r in ours]
    texts = [re.sub(r"<any\(.*?\):way>", "top", text) for text in texts]
    return [re.sub(r"<row:\w+>", "{}", text) for text in texts if "<row:" in text]


def test_nobody_reads_or_changes_what_is_anothers(li: Person, tmp_path: Path) -> None:
    places = places_of_rows(create_app(Settings(ROOT / "content", tmp_path), keeps_index=False))
    assert len(places) == 6
    other = Person(li.client)
    other.does(FAVOURITES, add=PRINT)
    before = li.get(f"{ME}/data/my-data.json").text
    numbers = {
        *ids(li).values(),
        *ids(li, f"{FAVOURITES}/removed").values(),
        *ids(li, HISTORY).values(),
    }
    numbers -= set(ids(other).values())
    for place in places:
        unknown = other.post(place.format(987654321), note="看到了")
        assert unknown.status == 404
        for number in numbers:
            answer = other.post(place.format(number), note="看到了")
            assert (answer.status, same(answer)) == (404, same(unknown)), place
        assert Person(li.client).post(place.format(min(numbers))).status == 303  # to the door
    after = li.get(f"{ME}/data/my-data.json").text
    assert without_times(after) == without_times(before)
    for place in ("favourites", "favourites/removed", "favourites?q=%E6%94%BE", "history", "data",
                  "favourites/favourites.json", "favourites/favourites.html", "data/my-data.json",
                  f"favourites?removed={min(numbers)}"):  # fmt: skip
        shown = other.get(f"{ME}/{place}")
        assert shown.status == 200
        assert "enlarge-text" not in shown.text, place
    assert state(other, ENLARGE)["favourite"] is False


def same(answer: Answer) -> str:
    """The page without the address that was asked for."""
    return re.sub(r"/\d+/", "/", answer.text)


def without_times(text: str) -> str:
    return re.sub(r'"(made|used)": "[^"]+"', "", text)


FOREIGN: list[dict[str, str]] = [
    {}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_changes_nothing(li: Person, headers: dict[str, str]) -> None:
    number = min(ids(li).values())
    before = li.get(f"{ME}/data/my-data.json").text
    for place in ("favourites", f"favourites/{number}/remove", f"favourites/{number}/note", "feed",
                  f"favourites/{number}/top", "favourites/removed/forget", "history",
                  "feed/close", "history/clear", "history/clear-day", "history/place"):  # fmt: skip
        answer = li.post(f"{ME}/{place}", headers, add="/articles/help/share")
        assert answer.status == 403, place
    assert without_times(li.get(f"{ME}/data/my-data.json").text) == without_times(before)


def test_pages_for_members_are_closed_to_strangers(site: Client) -> None:
    assert titles(Person(site)) == []
    for place in ("favourites/removed", "data", "data/my-data.json",
                  "favourites/favourites.json", "favourites/favourites.html"):  # fmt: skip
        answer = Person(site).get(f"{ME}/{place}")
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/"), place
        assert answer.headers["Cache-Control"] == "private, no-store"


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path]]:
    """A site with a public address, and its content."""
    content = tmp_path_factory.mktemp("content")
    for name, title in (("a", "老街"), ("b", "樟树"), ("中文 & +", "名字难写")):
        (content / f"{name}.md").write_text(f"---\ntitle: {title}\n---\n正文。\n", "utf-8")
    for number in range(55):
        (content / f"n{number:02}.md").write_text(f"# 第{number:02}篇\n\n正文。\n", "utf-8")
    folder = tmp_path_factory.mktemp("public")
    with running(folder, content, SITE_URL="http://example.org/read") as client:
        yield client, content


def test_a_feed_is_read_by_who_knows_its_address(public: tuple[Client, Path]) -> None:
    client, _ = public
    me = f"/read{ME}"
    li, other = Person(client), Person(client)
    for person, place in ((li, "/articles/a"), (li, "/articles/b"), (other, "/articles/a")):
        person.does(f"{me}/favourites", add=place)
    li.does(f"{me}/favourites/{min(ids(li, f'{me}/favourites').values())}/note", note="秘密的备注")
    assert "/feed/" not in re.sub(r'action="[^"]*"', "", li.page(f"{me}/favourites").text)
    li.does(f"{me}/feed")
    address = re.search(
        r"http://example.org(/read/zh-hans/me/feed/[\w-]{43}.xml)", li.page(f"{me}/favourites").text
    )
    assert address
    answer = client.get(address[1])
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    feed = ElementTree.fromstring(answer.text)
    assert [e.findtext(f"{ATOM}title") for e in feed.iter(f"{ATOM}entry")] == ["樟树", "老街"]
    assert "秘密" not in answer.text
    assert client.get(address[1].replace("zh-hans", "zh-hant")).text.count("樟樹") >= 1
    li.does(f"{me}/feed")
    assert client.get(address[1]).status == 404
    li.does(f"{me}/feed/close")
    assert client.get(f"{me}/feed/{'A' * 43}.xml").status == 404
    assert client.get(f"{me}/feed/.xml").status == 404


def test_names_that_are_hard_to_write_and_articles_that_go_away(
    public: tuple[Client, Path],
) -> None:
    client, content = public
    me = f"/read{ME}"
    li = Person(client)
    page = client.page("/read/zh-hans/articles/%E4%B8%AD%E6%96%87%20&%20+")
    (add,) = [e for e in page.page.iter("button") if e.get("name") == "add"]
    answer = li.does(f"{me}/favourites", add=str(add.get("value")))
    assert unquote(answer.headers["Location"]) == "/read/zh-hans/articles/中文 & +"
    (sheet,) = re.findall(rf'href="({me}/[^"]+\.css)"', page.text)
    assert "inline-flex" in li.get(sheet.replace("&amp;", "&")).text
    li.does(f"{me}/favourites", add="/articles/b")
    (content / "中文 & +.md").unlink()
    gone = "/read/zh-hans/articles/%E4%B8%AD%E6%96%87%20&%20+"
    await_(lambda: client.get(gone).status == 404, 15, "an article gone")
    shown = words(li.page(f"{me}/favourites").page)
    assert "名字难写 （文章已不在本站）" in shown
    assert "名字難寫" in words(li.page("/read/zh-hant/me/favourites").page)


def test_an_article_that_moves_stays_a_favourite_and_keeps_its_place(
    public: tuple[Client, Path],
) -> None:
    client, content = public
    me = f"/read{ME}"
    li = Person(client)
    (content / "street.md").write_text("---\ntitle: 老街\n---\n正文。\n", "utf-8")
    old, new = "/read/zh-hans/articles/street", "/read/zh-hans/articles/town/street"
    await_(lambda: client.get(old).status == 200, 15, "an article")
    li.does(f"{me}/history", keep="on")
    li.does(f"{me}/favourites", add="/articles/street")
    sent = {"article": "/articles/street", "block": "0", "part": "0.5", "percent": "50"}
    assert li.post(f"{me}/history/place", **sent).status == 204
    (content / "town").mkdir()
    (content / "town/street.md").write_text(
        "---\ntitle: 老街\naliases: [/articles/street]\n---\n正文。\n", "utf-8"
    )
    (content / "street.md").unlink()
    await_(lambda: client.get(new).status == 200 and client.get(old).status != 200, 15, "a move")
    for _ in range(2):  # the second visit is one to the new place
        own = json.loads(li.get(f"{me}/articles/town/street.json", **READ).text)
        assert own["favourite"] is True
        assert own["place"][:3] == [0, 0.5, 50]
    li.does(f"{me}/favourites", remove="/articles/town/street")
    assert "老街" not in words(li.page(f"{me}/favourites").page)


def test_where_it_is_switched_off_nothing_is_there(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content", ACCOUNTS="off") as client:
        page = client.page(f"/zh-hans{PRINT}").text
        assert "/me/" not in page
        assert "favourite" not in page
        assert "收藏" not in page
        for place in ("favourites", "history", "data", f"{PRINT[1:]}.css"):
            assert client.get(f"{ME}/{place}").status == 404


def test_text_pages_have_the_button_too(li: Person) -> None:
    page = li.client.page(f"/text/zh-hans{PRINT}")
    assert f'action="/text{FAVOURITES}"' in page.text
    answer = li.does(f"/text{FAVOURITES}", remove=PRINT)
    assert answer.headers["Location"] == f"/text/zh-hans{PRINT}"
    assert titles(li) == ["放大字号"]


def test_a_long_list_has_pages_that_keep_the_question(public: tuple[Client, Path]) -> None:
    client, _ = public
    me = f"/read{ME}"
    li = Person(client)
    for number in range(55):
        li.does(f"{me}/favourites", add=f"/articles/n{number:02}")
    first = li.page(f"{me}/favourites?order=title&q=%E7%AC%AC")
    assert len(ids(li, f"{me}/favourites?order=title")) == 50
    (further,) = [e.get("href") for e in first.page.iter("a") if e.get("rel") == "next"]
    assert further == f"{me}/favourites?q=%E7%AC%AC&order=title&page=2"
    assert [*ids(li, further)] == [f"第{number}篇" for number in range(50, 55)]
    assert len(ids(li, f"{me}/favourites?page=999")) == 5
    assert li.get(f"{me}/favourites?page=x").status == 400
    last = ids(li, f"{me}/favourites?order=own&page=2")["第00篇"]
    moved = li.does(f"{me}/favourites/{last}/top?order=own&page=2").headers["Location"]
    assert moved == f"{me}/favourites?order=own#f{last}"
    removed = li.does(f"{me}/favourites/{last}/remove?page=2").headers["Location"]
    assert removed == f"{me}/favourites?page=2&removed={last}"
