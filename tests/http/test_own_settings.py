"""Settings follow a reader from device to device, unless a device has its own."""

from collections.abc import Callable
from itertools import count
from urllib.parse import quote

import pytest

from tests.client import Client
from tests.http.people import ME, PASSPHRASE, Person, site

__all__ = ["site"]  # a fixture

_numbers = count()
Named = Callable[..., Person]


@pytest.fixture
def named(site: Client) -> Named:
    """Devices of one reader, with settings chosen before."""
    name = f"王大妈{next(_numbers)}"
    first = Person(site)

    def device(preferences: str | None = None) -> Person:
        person = Person(site) if first.token else first
        if preferences is not None:
            person.cookies["preferences"] = preferences
        if person is first:
            return person.names_themselves(name)
        assert person.signs_in(name).status == 303
        return person

    return device


def chooses(person: Person, form: str) -> None:
    """Change settings on a device, then open a private page."""
    key, _, value = form.partition("=")
    person.does("/preferences", **{key: value}, next="/zh-hans/")
    person.page(f"{ME}/")


def has(person: Person) -> str:
    """What a device has after a private page was opened on it."""
    person.page(f"{ME}/")
    return person.cookies.get("preferences", "")


def test_a_new_device_takes_what_the_account_has(named: Named) -> None:
    named("size=160&theme=dark")
    assert named("size=90").cookies["preferences"] == "size=160&theme=dark"
    assert named().cookies["preferences"] == "size=160&theme=dark"


def test_an_account_without_any_takes_those_of_a_device(named: Named) -> None:
    first = named()
    named("size=160")
    assert has(first) == "size=160"


def test_what_is_changed_on_one_device_changes_on_the_others(named: Named) -> None:
    phone, desk = named("size=160"), named()
    chooses(phone, "size=200")
    assert has(desk) == "size=200"
    chooses(desk, "theme=dark")
    phone.does("/preferences", line="200", next="/zh-hans/")  # meanwhile
    assert has(phone) == "size=200&theme=dark&line=200"
    assert has(desk) == "size=200&theme=dark&line=200"


def test_the_usual_settings_are_settings_too(named: Named) -> None:
    phone, desk = named("size=160"), named()
    chooses(phone, "reset=all")
    assert phone.cookies["preferences"] == ""
    assert has(desk) == ""


def test_a_browser_that_has_forgotten_is_told_again(named: Named) -> None:
    phone, desk = named("size=160&edition=zh-hant"), named()
    del phone.cookies["preferences"]
    assert has(phone) == "size=160&edition=zh-hant"
    phone.cookies["preferences"] = "x" * 300
    assert has(phone) == "size=160&edition=zh-hant"
    assert has(desk) == "size=160&edition=zh-hant"


def test_signing_in_leads_on_in_the_readers_own_edition(named: Named, site: Client) -> None:
    first = named("edition=zh-hant")
    name = first.page(f"{ME}/name").text.partition('value="王')[2].partition('"')[0]
    phone = Person(site)
    answer = phone.post(
        f"{ME}/sign-in", name=f"王{name}", passphrase=PASSPHRASE, next="/zh-hans/archive"
    )
    assert answer.headers["Location"] == "/zh-hant/archive"


def test_a_device_with_its_own_settings_keeps_to_itself(named: Named) -> None:
    phone, desk = named("size=160"), named()
    desk.does(f"{ME}/settings/own")
    chooses(desk, "theme=dark")
    chooses(phone, "size=200")
    assert has(desk) == "size=160&theme=dark"
    assert has(phone) == "size=200"
    page = desk.page(f"{ME}/settings").text
    assert "200%" in page
    assert "160%" in page
    desk.does(f"{ME}/settings/save")
    assert has(phone) == "size=160&theme=dark"
    chooses(phone, "size=250")
    answer = desk.does(f"{ME}/settings/follow")
    assert "preferences=size=250&theme=dark" in (answer.headers["Set-Cookie"] or "")
    chooses(desk, "line=200")
    assert has(phone) == "size=250&theme=dark&line=200"


def test_the_page_says_in_words_what_is_saved(named: Named) -> None:
    phone = named("size=160&theme=dark&edition=zh-hant-hk&keys=off")
    page = phone.page(f"{ME}/settings").text
    for words in ("字号", "160%", "深色", "繁體中文（香港）", "关"):
        assert words in page
    phone.does("/preferences", size="400", next="/zh-hans/")
    assert "400%" in phone.page(f"{ME}/settings").text
    assert "平常的设置" in Person(phone.client).names_themselves(f"新{next(_numbers)}").page(
        f"{ME}/settings"
    ).text  # fmt: skip


def test_nobody_changes_the_settings_of_another(named: Named, site: Client) -> None:
    mine = named("size=160")
    for place in ("own", "follow", "save"):
        answer = Person(site).post(f"{ME}/settings/{place}")
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/")
        assert mine.post(f"{ME}/settings/{place}", {"Sec-Fetch-Site": "cross-site"}).status == 403
    assert has(mine) == "size=160"


@pytest.mark.parametrize("odd", ["size=<b>", "~", quote("王"), "size=160; me=x", '"size=160"'])
def test_odd_cookies_do_no_harm(named: Named, odd: str) -> None:
    phone = named("theme=dark")
    phone.cookies["preferences"] = odd
    assert phone.get(f"{ME}/").status == 200
