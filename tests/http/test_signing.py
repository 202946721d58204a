"""Names, passphrases and recovery cards: who gets in, and what is kept from others."""

import re
from itertools import count
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, running
from tests.http.people import ME, OF_OURS, PASSPHRASE, Person, site

__all__ = ["site"]  # a fixture

_numbers = count()


@pytest.fixture
def name() -> str:
    return f"王大妈{next(_numbers)}"


@pytest.fixture
def wang(site: Client, name: str) -> Person:
    """Somebody with a name."""
    return Person(site).names_themselves(name)


def test_who_has_named_themselves_gets_in_elsewhere(site: Client, wang: Person, name: str) -> None:
    assert wang.is_in
    other = Person(site)
    assert not other.is_in
    assert other.signs_in(f" {name.replace('妈', ' 妈')}").status == 303
    assert name in other.page(f"{ME}/").text
    assert wang.is_in


def test_every_page_of_a_reader_is_private_and_whole(wang: Person) -> None:
    for place in ("", "name", "card", "devices", "delete", "sign-in", "recover"):
        page = wang.page(f"{ME}/{place}")
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in page.text
        assert "ETag" not in page.headers


def test_a_stranger_is_led_to_the_door(site: Client) -> None:
    for place in ("card", "devices", "delete"):
        answer = Person(site).get(f"{ME}/{place}")
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/")


def test_the_door_leads_to_the_readers_own_edition(site: Client) -> None:
    answer = site.get("/me/", {"Accept-Language": "zh-TW"})
    assert answer.status == 302
    assert answer.headers["Location"] == "/zh-hant-tw/me/"


def test_the_secret_changes_at_every_way_in_and_dies_at_the_way_out(
    site: Client, wang: Person, name: str
) -> None:
    before = wang.token
    assert wang.signs_in(name).status == 303
    assert wang.token != before
    assert not Person(site, {"me": before}).is_in
    inside = wang.token
    wang.does(f"{ME}/sign-out")
    assert wang.token == ""
    assert not Person(site, {"me": inside}).is_in


def test_a_secret_that_nobody_was_given_is_not_kept(site: Client) -> None:
    planted = "A" * 43
    victim = Person(site, {"me": planted})
    assert not victim.is_in
    victim.names_themselves(f"受害者{next(_numbers)}")
    assert victim.token not in {"", planted}
    for secret in ("", "x", "é" * 43, "A" * 43 + "; a=b", "A" * 5000, "%00" * 14 + "A"):
        assert Person(site, {"me": secret}).get(f"{ME}/").status == 200


def test_the_cookie_is_for_this_host_and_no_script(site: Client, tmp_path: Path, name: str) -> None:
    plain = Person(site).post(f"{ME}/name", name=name, new=PASSPHRASE).headers["Set-Cookie"]
    assert re.fullmatch(
        r"me=[\w-]{43}; Expires=.*; Max-Age=34560000; HttpOnly; Path=/; SameSite=Lax", plain
    )
    with running(tmp_path, ROOT / "content", SITE_URL="https://example.org/read") as client:
        answer = Person(client).post(f"/read{ME}/name", name=name, new=PASSPHRASE)
        cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-me=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


FOREIGN: list[dict[str, str]] = [
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://{host}"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Referer": "http://{host}/"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_another_site_sends_changes_nothing(
    site: Client, wang: Person, headers: dict[str, str]
) -> None:
    host = site.base.removeprefix("http://")
    sent = {key: value.replace("{host}", host) for key, value in headers.items()}
    for place in ("sign-out", "delete", "name", "card", "sign-in", "devices/sign-out-others"):
        assert wang.post(f"{ME}/{place}", sent).status == 403, place
    assert wang.is_in


def test_a_browser_without_fetch_metadata_is_known_by_its_origin(
    site: Client, wang: Person
) -> None:
    assert wang.post(f"{ME}/sign-out", {"Origin": site.base}).status == 303


# In the end a browser must stay on this site; `own_place` has its own test with more of them.
ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "https://evil.example",
    "http:evil.example", "https:/evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example",
    "\t//evil.example", " //evil.example", "//evil.example/%2f..", "//127.0.0.1@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
    "/ /evil.example", "/\x00/evil.example", "/\x0b/evil.example", "/\u2028/evil.example",
    "／／evil.example", "evil.example", "?next=//evil.example", "#//evil.example", "@evil.example",
    ":80//evil.example", "/zh-hans/\\evil", "//[::1]", "/\u200b\\evil.example", "/%5cevil\\x",
]  # fmt: skip


def test_signing_in_leads_nowhere_else(wang: Person, name: str) -> None:
    for address in ELSEWHERE:
        answer = wang.post(f"{ME}/sign-in", name=name, passphrase=PASSPHRASE, next=address)
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/?said=in"), address


def test_signing_in_leads_on_to_a_page_of_ours(wang: Person, name: str) -> None:
    place = "/zh-hans/articles/help/print?a=1#tools"
    answer = wang.post(f"{ME}/sign-in", name=name, passphrase=PASSPHRASE, next=place)
    assert answer.headers["Location"] == place


@pytest.mark.usefixtures("wang")
def test_known_and_unknown_names_are_answered_alike(site: Client, name: str) -> None:
    known = Person(site).signs_in(name, "不是这个密码啊啊")
    unknown = Person(site).signs_in(f"{name}没有", "不是这个密码啊啊")
    assert known.status == unknown.status == 422
    assert known.text.replace(name, "") == unknown.text.replace(f"{name}没有", "")
    one = Person(site).post(f"{ME}/recover", name=name, code="1" * 24, new=PASSPHRASE)
    two = Person(site).post(f"{ME}/recover", name=f"{name}没有", code="1" * 24, new=PASSPHRASE)
    assert one.status == two.status == 422
    assert one.text.replace(name, "") == two.text.replace(f"{name}没有", "")


BAD = [
    "",
    "1234567",
    "12345678",
    "password",
    "ＰＡＳＳＷＯＲＤ",
    "aaaaaaaaaa",
    "一" * 257,
    "x" * 60_000,
]


@pytest.mark.parametrize("passphrase", BAD, ids=range(len(BAD)))
def test_passphrases_that_are_guessed_are_refused(site: Client, passphrase: str, name: str) -> None:
    reader = Person(site)
    answer = reader.post(f"{ME}/name", name=name, new=passphrase)
    assert answer.status == 422
    assert 'aria-invalid="true"' in answer.text
    assert not passphrase or f'value="{passphrase}"' not in answer.text
    assert reader.token == ""


@pytest.mark.usefixtures("wang")
def test_the_name_is_no_passphrase_and_is_had_once(site: Client, name: str) -> None:
    assert (
        Person(site).post(f"{ME}/name", name="我的名字就是密码", new="我的名字就是密码").status
        == 422
    )
    assert Person(site).post(f"{ME}/name", name=name, new=PASSPHRASE).status == 422
    assert Person(site).post(f"{ME}/name", name="", new=PASSPHRASE).status == 422
    assert Person(site).post(f"{ME}/name", name="长" * 41, new=PASSPHRASE).status == 422


@pytest.mark.parametrize(
    "passphrase",
    ["correct horse battery", "😀😃😄😁😆😅😂🤣", " 空格 也 算 数 的 吧 ", "<script>'\"&"],
)
def test_everything_can_be_a_passphrase(site: Client, name: str, passphrase: str) -> None:
    Person(site).names_themselves(name, passphrase)
    assert Person(site).signs_in(name, passphrase).status == 303
    assert Person(site).signs_in(name, passphrase + "x").status == 422


def test_changing_a_passphrase_takes_the_old_one(site: Client, wang: Person, name: str) -> None:
    new = "另外一句谁也想不到的话"
    assert wang.post(f"{ME}/name", name=name, new=new).status == 422
    assert wang.post(f"{ME}/name", name=name, new=new, passphrase="不是这个密码").status == 422
    wang.does(f"{ME}/name", name=f"{name}新", new=new, passphrase=PASSPHRASE)
    assert Person(site).signs_in(name).status == 422
    assert Person(site).signs_in(f"{name}新", new).status == 303


def test_the_card_opens_once_and_lets_the_others_out(site: Client, wang: Person, name: str) -> None:
    card = wang.post(f"{ME}/card")
    assert card.status == 200
    assert card.headers["Cache-Control"] == "private, no-store"
    match = re.search(r'class="digits"[^>]*>([\d ]{29})<', card.text)
    assert match
    code = match[1]
    assert code not in wang.page(f"{ME}/card").text
    finder = Person(site)
    new = "另外一句谁也想不到的话"
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}).replace(" ", "-")
    assert finder.post(f"{ME}/recover", name=name, code=wide, new="短").status == 422
    finder.does(f"{ME}/recover", name=name, code=wide, new=new)
    assert finder.is_in
    assert not wang.is_in
    assert Person(site).signs_in(name).status == 422
    assert Person(site).signs_in(name, new).status == 303
    assert Person(site).post(f"{ME}/recover", name=name, code=code, new=new).status == 422


def test_devices_are_let_out_one_by_one_and_all_others_at_once(
    site: Client, wang: Person, name: str
) -> None:
    phone, tablet = Person(site), Person(site)
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 MicroMessenger/8.0 Safari/604"
    phone.post(f"{ME}/sign-in", OF_OURS | {"User-Agent": agent}, name=name, passphrase=PASSPHRASE)
    tablet.signs_in(name)
    page = wang.page(f"{ME}/devices").text
    assert "iPhone · 微信" in page
    outs = re.findall(r'action="([^"]*/devices/\d+/sign-out)"', page)
    assert len(outs) == 2
    wang.does(outs[1])
    assert [phone.is_in, tablet.is_in, wang.is_in].count(True) == 2
    wang.does(f"{ME}/devices/sign-out-others")
    assert [phone.is_in, tablet.is_in, wang.is_in] == [False, False, True]


def test_nobody_lets_out_another_readers_device(site: Client, wang: Person, name: str) -> None:
    Person(site).signs_in(name)
    outs = re.findall(r'action="([^"]*/devices/\d+/sign-out)"', wang.page(f"{ME}/devices").text)
    other = Person(site).names_themselves(f"李大爷{next(_numbers)}")
    assert {other.post(address).status for address in outs} == {404}
    assert other.post(f"{ME}/devices/999999999/sign-out").status == 404
    assert other.post(f"{ME}/devices/{10**30}/sign-out").status in {404, 405}
    assert wang.page(f"{ME}/devices").text.count("/sign-out") > 1


def test_everything_is_deleted_at_once(site: Client, wang: Person, name: str) -> None:
    other = Person(site)
    other.signs_in(name)
    wang.does(f"{ME}/delete")
    assert not wang.is_in
    assert not other.is_in
    assert Person(site).signs_in(name).status == 422
    Person(site).names_themselves(name)


def _from(address: str) -> dict[str, str]:
    return OF_OURS | {"X-Forwarded-For": address}


def test_the_eleventh_failure_for_a_name_waits_wherever_it_comes_from(
    site: Client, wang: Person, name: str
) -> None:
    wrong = {"name": name, "passphrase": "不是这个密码啊"}
    for number in range(10):
        assert Person(site).post(f"{ME}/sign-in", _from(f"192.0.2.{number}"), **wrong).status == 422
    answer = Person(site).post(f"{ME}/sign-in", _from("192.0.2.77"), **wrong)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert wang.is_in
    new = "另外一句谁也想不到的话"
    wang.does(f"{ME}/name", name=name, new=new, passphrase=PASSPHRASE)


def test_a_device_that_has_been_in_is_not_held_up_by_strangers(
    site: Client, wang: Person, name: str
) -> None:
    wang.does(f"{ME}/sign-out")
    for _ in range(12):
        status = Person(site).signs_in(name, "不是这个密码啊").status
    assert status == 429
    stranger = Person(site, {"known": wang.cookies["known"][::-1]})
    assert stranger.signs_in(name).status == 429
    for _ in range(3):
        assert wang.signs_in(name, "不是这个密码啊").status == 422
    assert wang.signs_in(name).status == 303
    wang.does(f"{ME}/sign-out")
    for _ in range(11):
        status = wang.signs_in(name, "不是这个密码啊").status
    assert status == 429
    other = Person(site).names_themselves(f"{name}二")
    other.does(f"{ME}/sign-out")
    assert other.signs_in(name).status == 429


NETWORKS = [
    ["198.51.100.7"] * 11,
    [f"2001:db8:1:2::{n:x}" for n in range(1, 12)],
    ["::ffff:198.51.100.8", "198.51.100.8"] * 6,
]


@pytest.mark.parametrize("addresses", NETWORKS, ids=["IPv4", "IPv6", "mapped"])
def test_the_eleventh_failure_from_a_network_waits(
    site: Client, name: str, addresses: list[str]
) -> None:
    tries = [
        Person(site).post(
            f"{ME}/sign-in", _from(f"203.0.113.9, {address}"), name=f"{name}{n}", passphrase="x"
        ).status
        for n, address in enumerate(addresses[:11])
    ]  # fmt: skip
    assert tries == [422] * 10 + [429]
    other = _from("203.0.113.200" if ":" not in addresses[0] else "2001:db8:1:3::1")
    assert Person(site).post(f"{ME}/sign-in", other, name=name, passphrase="x").status == 422


def test_it_can_be_switched_off_whole(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content", ACCOUNTS="off") as client:
        assert client.get("/zh-hans/me/").status == 404
        assert client.get("/me/").status == 404
        for place in ("", "articles/help/print", "preferences"):
            assert "/zh-hans/me" not in client.page(f"/zh-hans/{place}").text
    assert not list(tmp_path.rglob("accounts*"))


def test_nothing_is_lost_by_a_restart(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content") as client:
        before = Person(client).names_themselves("老王")
    with running(tmp_path, ROOT / "content") as client:
        assert Person(client, before.cookies).is_in


def test_a_reader_without_an_account_costs_the_database_nothing(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content") as client:
        for place in ("/zh-hans/me/", "/zh-hans/me/sign-in", "/zh-hans/articles/help/print"):
            assert client.page(place)
    assert not list(tmp_path.rglob("accounts*"))


def test_a_name_is_text_and_nothing_else(site: Client) -> None:
    name = f"<script>alert(1)</script>\"'&{{{{7*7}}}}王{next(_numbers)}"[:40]
    wang = Person(site).names_themselves(name)
    for edition in ("zh-hans", "en"):
        for place in ("", "name", "card", "data", "settings", "add", "pair"):
            text = wang.page(f"/{edition}/me/{place}").text
            assert "<script>alert" not in text, place
    assert "&lt;script&gt;alert(1)" in wang.page(f"{ME}/").text
