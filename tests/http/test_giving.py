"""Settings in a link: shown first, taken by one button, stored nowhere."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from reader.domain.preferences import CHOICES, Preferences
from reader.web.wording import WORDS
from tests.client import Client, words
from tests.conftest import ROOT, running

SAME = {"Sec-Fetch-Site": "same-origin"}


def link_of(client: Client, wanted: str, cookie: str = "") -> str:
    """The link that is offered, without the site's own address."""
    page = client.page(
        f"/zh-hans/preferences/give?as={wanted}", {"Cookie": f"preferences={cookie}"}
    )
    found = re.search(r'<p class="address"[^>]*><a href="http://localhost:\d+([^"]*)"', page.text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("wanted", "cookie", "link"),
    [
        ("elder", "", "/preferences/take?p=elder=on"),
        ("", "size=90", "/preferences/take?p=elder=on"),
        ("mine", "size=160&theme=dark", "/preferences/take?p=size=160.theme=dark"),
        ("mine", "size=160&edition=zh-hant",
         "/zh-hant/preferences/take?p=size=160.edition=zh-hant"),
        ("mine", "own=112233-ffeedd&theme=own",
         "/preferences/take?p=theme=own.own=112233-ffeedd"),
        ("%3Cb%3E", "", "/preferences/take?p=elder=on"),
    ],
)  # fmt: skip
def test_a_link_holds_settings_and_nothing_else(
    sample: Client, wanted: str, cookie: str, link: str
) -> None:
    assert link_of(sample, wanted, cookie) == link


def test_every_setting_goes_through_a_link(sample: Client) -> None:
    chosen = Preferences(**{key: values[-1] for key, values in CHOICES.items()}).changed(
        {"own": "112233-ffeedd", "theme": "own"}
    )
    link = link_of(sample, "mine", chosen.format())
    page = sample.page(link)
    given = re.search(r'name="p" value="([^"]*)"', page.text)
    assert given
    assert Preferences.parse(unescape(given[1])) == chosen


def test_every_setting_has_words() -> None:
    assert WORDS.keys() == CHOICES.keys() - {"size", "edition", "own"}
    for key, (_, values) in WORDS.items():
        assert tuple(values) == CHOICES[key][1:], key


def test_a_link_is_followed_in_the_edition_of_who_opens_it(sample: Client) -> None:
    link = link_of(sample, "elder")
    answer = sample.get(link, {"Accept-Language": "zh-TW"})
    assert answer.status == 302
    assert answer.headers["Location"] == "/zh-hant-tw/preferences/take?p=elder=on"


def test_nothing_changes_before_the_button(sample: Client) -> None:
    page = sample.page("/zh-hans/preferences/take?p=size=200.theme=dark")
    assert page.headers.get_all("Set-Cookie") is None
    assert page.headers["Cache-Control"] == "private, no-store"
    text = words(next(page.page.iter("main")))
    assert "字号200%" in text
    assert "主题深色" in text
    taken = sample.post("/zh-hans/preferences/take", "p=size%3D200.theme%3Ddark", SAME)
    assert (taken.status, taken.headers["Location"]) == (303, "/zh-hans/")
    assert "preferences=size=200&theme=dark" in taken.headers["Set-Cookie"].replace('"', "")


def test_it_leads_home_in_the_edition_that_was_given(sample: Client) -> None:
    form = "p=" + quote("edition=zh-hant-hk.elder=on")
    answer = sample.post("/zh-hans/preferences/take", form, SAME)
    assert answer.headers["Location"] == "/zh-hant-hk/"
    kept = {"Cookie": "preferences=edition=zh-hant"}
    answer = sample.post("/zh-hans/preferences/take", "p=elder%3Don", SAME | kept)
    assert answer.headers["Location"] == "/zh-hant/"
    assert "edition=zh-hant" in answer.headers["Set-Cookie"]


def test_the_page_shows_a_new_device_how_it_will_look(sample: Client) -> None:
    page = sample.page("/zh-hans/preferences/take?p=size=200.images=off.flow=down")
    assert "--text-scale: 2" in page.text
    assert page.headers["Content-Security-Policy"].count("'sha256-") == 3
    changed = {"Cookie": "preferences=theme=dark"}
    page = sample.page("/zh-hans/preferences/take?p=size=200", changed)
    assert "--text-scale: 2;" not in page.text.partition("</head>")[0]
    assert "深色" in words(next(page.page.iter("main")))


def test_who_has_them_already_is_told(sample: Client) -> None:
    page = sample.page("/zh-hans/preferences/take?p=size=200", {"Cookie": "preferences=size=200"})
    assert '<form method="post" action="/zh-hans/preferences/take"' not in page.text


@pytest.mark.parametrize(
    "text", ["", "%3Cscript%3E", "%00", "size=161", "x" * 300, "%ff", "size=200%26"]
)
def test_odd_links_are_read_leniently(sample: Client, text: str) -> None:
    page = sample.page(f"/zh-hans/preferences/take?p={text}")
    assert "<script>" not in page.text.partition("<main")[2]
    assert sample.post("/zh-hans/preferences/take", f"p={text}", SAME).status == 303


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_another_site_cannot_give_settings(sample: Client, headers: dict[str, str]) -> None:
    assert sample.post("/zh-hans/preferences/take", "p=theme%3Ddark", headers).status == 403


def test_it_needs_no_user_centre(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content", ACCOUNTS="off") as client:
        assert "/zh-hans/preferences/give" in client.page("/zh-hans/preferences").text
        assert client.page(link_of(client, "elder").replace("/pref", "/en/pref", 1))
