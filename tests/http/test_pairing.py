"""Another device joins by a link or by digits: once, in time, and only when somebody says so."""

import re
import sqlite3
import threading
from itertools import count
from pathlib import Path

import pytest

from reader.accounts.pairing import GOOD
from tests.client import Client
from tests.conftest import ROOT, running
from tests.http.people import ME, OF_OURS, Person, site

__all__ = ["site"]  # a fixture

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 Version/18.0 Safari/604.1"
_numbers = count()


@pytest.fixture
def wang(site: Client) -> Person:
    """Somebody with a name."""
    return Person(site).names_themselves(f"王大妈{next(_numbers)}")


def shows(person: Person) -> tuple[str, str]:
    """The path of the link and the digits that a device shows from now on."""
    person.does(f"{ME}/add")
    page = person.page(f"{ME}/add")
    digits = re.search(r'class="digits"[^>]*>([\d ]{9})<', page.text)
    assert digits
    token, dot, code = person.cookies["pairing"].partition(".")
    assert (len(token), dot, code) == (43, ".", digits[1].replace(" ", ""))
    return f"{ME}/pair/{token}", digits[1]


def state(person: Person) -> str:
    found = re.search(r'data-state="(\w+)"', person.page(f"{ME}/add").text)
    assert found
    return found[1]


def is_of(person: Person, owner: Person) -> bool:
    """Whether both see the same devices."""
    return devices(person) == devices(owner)


def devices(person: Person) -> int:
    return person.page(f"{ME}/devices").text.count('class="note"')


def test_a_link_asks_and_then_lets_in_once(site: Client, wang: Person) -> None:
    link, _ = shows(wang)
    phone = Person(site)
    page = phone.page(link)
    assert "把这台设备加到“王大妈" in page.text
    assert page.text.count('<form method="post">') == 1
    assert "me" not in phone.cookies
    answer = phone.post(link, OF_OURS | {"User-Agent": PHONE})
    assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/?said=in")
    assert phone.is_in
    assert "王大妈" in phone.page(f"{ME}/").text
    assert devices(wang) == 2
    late = Person(site)
    assert late.post(link).status == 404
    assert late.get(link).status == 404
    assert not late.is_in


def test_looking_at_a_link_uses_nothing_up(site: Client, wang: Person) -> None:
    link, _ = shows(wang)
    for method in ("GET", "HEAD", "OPTIONS"):
        for agent in ("WhatsApp/2", "facebookexternalhit/1.1", "MicroMessenger", "curl"):
            answer = site.request(method, link, {"User-Agent": agent})
            assert answer.status == 200
            assert not answer.headers.get_all("Set-Cookie")
    assert state(wang) == "open"
    assert Person(site).post(link).status == 303


@pytest.mark.parametrize("between", [" ", "", "-", "　"])
@pytest.mark.parametrize("zero", ["0", "０"])
def test_digits_let_in_as_people_type_them(
    site: Client, wang: Person, between: str, zero: str
) -> None:
    _, digits = shows(wang)
    typed = digits.translate({ord(str(n)): chr(ord(zero) + n) for n in range(10)})
    computer = Person(site)
    assert computer.page(f"{ME}/pair").text.count('inputmode="numeric"') == 1
    computer.does(f"{ME}/pair", code=typed.replace(" ", between))
    assert is_of(computer, wang)
    assert Person(site).post(f"{ME}/pair", code=digits).status == 422


def test_the_showing_device_says_what_became_of_it(site: Client, wang: Person) -> None:
    assert state(wang) == "none"
    link, _ = shows(wang)
    assert state(wang) == "open"
    Person(site).post(link, OF_OURS | {"User-Agent": PHONE})
    page = wang.page(f"{ME}/add")
    assert "已添加：iPhone · Safari" in page.text
    assert "digits" not in re.sub(r"<style>.*?</style>", "", page.text)
    link, _ = shows(wang)
    wang.does(f"{ME}/add/cancel")
    assert state(wang) == "none"
    assert Person(site).get(link).status == 404
    assert Person(site).post(link).status == 404


def test_showing_it_again_makes_the_last_one_worthless(site: Client, wang: Person) -> None:
    first, _ = shows(wang)
    second, _ = shows(wang)
    assert Person(site).get(first).status == 404
    assert Person(site).get(second).status == 200


def test_the_same_device_does_not_join_itself(wang: Person) -> None:
    link, digits = shows(wang)
    assert '<form method="post">' not in wang.page(link).text
    wang.does(link)
    wang.does(f"{ME}/pair", code=digits)
    assert state(wang) == "open"
    assert devices(wang) == 1


def test_who_has_a_name_already_is_told_and_moves_alone(site: Client, wang: Person) -> None:
    li = Person(site).names_themselves(f"李大爷{next(_numbers)}")
    phone = Person(site)
    phone.does(shows(li)[0])
    assert devices(li) == 2
    link, _ = shows(wang)
    assert "离开“李大爷" in phone.page(link).text
    phone.does(link)
    assert is_of(phone, wang)
    assert devices(li) == 1


def test_what_a_device_has_kept_without_a_name_comes_along(site: Client, wang: Person) -> None:
    phone = Person(site)
    phone.does(f"{ME}/favourites", add="/articles/help/print")
    assert not phone.page(f"{ME}/").text.count("您在这里的名字")
    link, _ = shows(wang)
    assert "一起带过去" in phone.page(link).text
    phone.does(link)
    assert "/articles/help/print" in wang.page(f"{ME}/favourites").text


def test_what_two_devices_have_kept_stays_with_the_other(site: Client, wang: Person) -> None:
    phone, tablet = Person(site), Person(site)
    phone.does(f"{ME}/favourites", add="/articles/help/print")
    tablet.does(shows(phone)[0])  # two devices, neither of which has a name
    assert "/articles/help/print" in tablet.page(f"{ME}/favourites").text
    link, _ = shows(wang)
    assert "留在原处" in tablet.page(link).text
    tablet.does(link)
    assert "/articles/help/print" not in wang.page(f"{ME}/favourites").text
    assert "/articles/help/print" in phone.page(f"{ME}/favourites").text
    assert (devices(phone), devices(wang)) == (1, 2)


def test_of_two_at_once_one_gets_in(site: Client, wang: Person) -> None:
    link, _ = shows(wang)
    together = threading.Barrier(4)
    found: list[int] = []

    def run() -> None:
        person = Person(site)
        together.wait(10)
        found.append(person.post(link).status)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [303, 404, 404, 404]
    assert devices(wang) == 2


def test_what_another_site_sends_joins_nothing(site: Client, wang: Person) -> None:
    link, digits = shows(wang)
    for headers in ({}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        for place in (link, f"{ME}/pair", f"{ME}/add", f"{ME}/add/cancel"):
            assert wang.post(place, headers, code=digits).status == 403
            assert Person(site).post(place, headers, code=digits).status == 403
    assert state(wang) == "open"


def test_nobody_sees_or_ends_another_readers_pairing(site: Client, wang: Person) -> None:
    link, _ = shows(wang)
    other = Person(site).names_themselves(f"别人{next(_numbers)}")
    other.cookies["pairing"] = wang.cookies["pairing"]
    page = other.page(f"{ME}/add").text
    assert 'data-state="over"' in page
    other.does(f"{ME}/add/cancel")
    assert state(wang) == "open"
    assert Person(site).get(link).status == 200
    for place in ("add", "settings"):
        answer = Person(site).get(f"{ME}/{place}")
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/")


@pytest.mark.parametrize(
    "token", ["x", "x" * 43, "-" * 43, "%00", "%E7%8E%8B" * 43, "%ff", "a" * 3000]
)
def test_other_links_lead_to_a_page_that_says_so(site: Client, token: str) -> None:
    path = f"{ME}/pair/{token}"
    assert site.get(path).status == 404
    assert site.post(path, "", OF_OURS).status == 404


def test_the_eleventh_wrong_code_waits(site: Client, wang: Person) -> None:
    _, digits = shows(wang)
    guesser = Person(site)
    wrong = str((int(digits.replace(" ", "")) + 1) % 10**8)
    assert [guesser.post(f"{ME}/pair", code=wrong).status for _ in range(11)] == [422] * 10 + [429]
    assert guesser.post(f"{ME}/pair", code=digits).status == 429
    Person(site).does(f"{ME}/pair", code=digits)


def test_right_codes_are_no_failures(site: Client, wang: Person) -> None:
    phone = Person(site)
    for _ in range(11):
        phone.does(f"{ME}/pair", code=shows(wang)[1])


def test_the_secret_cookie_is_out_of_reach(wang: Person) -> None:
    answer = wang.does(f"{ME}/add")
    (cookie,) = [c for c in answer.headers.get_all("Set-Cookie") or [] if c.startswith("pairing=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Location"] == f"{ME}/add"
    page = wang.page(f"{ME}/add")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert wang.cookies["pairing"].partition(".")[0] not in page.text  # the picture holds it


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content", SITE_URL="https://reader.example") as client:
        wang = Person(client).names_themselves("王大妈")
        answer = wang.does(f"{ME}/add")
        cookies = " ".join(answer.headers.get_all("Set-Cookie") or [])
        assert re.search(r"__Host-pairing=[^;]+; Secure; HttpOnly; .*Path=/;", cookies) or (
            "__Host-pairing=" in cookies and "Secure" in cookies and "Path=/;" in cookies
        )


def test_its_time_ends_and_no_secret_is_in_the_log_or_the_database(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content") as client:
        wang = Person(client).names_themselves("王大妈")
        link, digits = shows(wang)
        Person(client).get(link)
        Person(client).post(f"{ME}/pair", code="1" * 8)
        with sqlite3.connect(tmp_path / "state" / "accounts.sqlite3", timeout=10) as database:
            database.execute("UPDATE pairings SET expires = expires - ?", (GOOD,))
        database.close()
        assert state(wang) == "over"
        assert Person(client).get(link).status == 404
        assert Person(client).post(link).status == 404
        assert Person(client).post(f"{ME}/pair", code=digits).status == 422
        used, digits_too = shows(wang)
        Person(client).does(used)
        secrets = [path.rpartition("/")[2] for path in (link, used)]
        secrets += [wang.token, *(code.replace(" ", "") for code in (digits, digits_too))]
        log = Path(client.log).read_text()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "state").glob("accounts*"))
    for secret in secrets:
        assert secret not in log
        assert secret.encode() not in kept


def test_a_restart_in_between_loses_nothing(tmp_path: Path) -> None:
    with running(tmp_path, ROOT / "content") as client:
        wang = Person(client).names_themselves("王大妈")
        link, _ = shows(wang)
        phone = Person(client)
        phone.page(link)
    with running(tmp_path, ROOT / "content") as client:
        wang, phone = Person(client, wang.cookies), Person(client, phone.cookies)
        assert state(wang) == "open"
        phone.does(link)
        assert state(wang) == "joined"
