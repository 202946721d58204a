"""Passkeys over HTTP, with an authenticator of software."""

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.authenticator import Authenticator
from tests.client import Answer, Client
from tests.conftest import ROOT, running
from tests.http.people import ME, OF_OURS, ON_EITHER, PASSPHRASE, Person, site_of_members

ORIGIN = "https://read.example.gov.cn"
_numbers = count()


@pytest.fixture(scope="module", params=ON_EITHER)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    """The sample site at a public address."""
    folder = tmp_path_factory.mktemp("passkeys")
    with site_of_members(request, folder, SITE_URL=ORIGIN) as client:
        yield client


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator(ORIGIN)


@pytest.fixture
def wang(site: Client, phone: Authenticator) -> Person:
    """Somebody with a passkey and nothing else."""
    person = Person(site)
    assert adds(person, phone).status == 303
    return person


def adds(person: Person, phone: Authenticator, **lies: Any) -> Answer:
    """Add a passkey of a telephone."""
    options = person.post(f"{ME}/passkeys/options")
    assert options.status == 200
    assert options.headers["Cache-Control"] == "private, no-store"
    answer = json.dumps(phone.create(options.text, **lies))
    return person.post(f"{ME}/passkeys", answer=answer)


def enters(person: Person, phone: Authenticator, next_: str = "", **lies: Any) -> Answer:
    """Try to sign in with the newest passkey of a telephone."""
    options = person.post(f"{ME}/passkeys/sign-in/options")
    assert options.status == 200
    answer = json.dumps(phone.get(options.text, **lies))
    return person.post(f"{ME}/passkeys/sign-in", answer=answer, next=next_)


def ids(person: Person) -> list[str]:
    """The ids of the passkeys that a person is shown."""
    return re.findall(r"/me/passkeys/([\w-]{20,})\"", person.page(f"{ME}/passkeys").text)


def test_a_passkey_lets_its_reader_in_elsewhere(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    assert wang.is_in
    other = Person(site)
    answer = enters(other, phone)
    assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/?said=in")
    assert other.is_in
    assert wang.is_in
    assert ids(other) == ids(wang)


def test_the_secret_changes_and_the_old_one_is_worth_nothing(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    before = wang.token
    assert enters(wang, phone).status == 303
    assert wang.token not in {"", before}
    assert not Person(site, {"__Host-me": before}).is_in


def test_what_a_device_kept_without_a_name_comes_along(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    other = Person(site)
    assert other.post(f"{ME}/passkeys/options").status == 200  # has an account from now on
    first = other.token
    assert first
    assert enters(other, phone).status == 303
    assert ids(other) == ids(wang)
    assert not Person(site, {"__Host-me": first}).is_in


def test_an_answer_is_good_once(site: Client, wang: Person, phone: Authenticator) -> None:
    assert wang.is_in
    other = Person(site)
    options = other.post(f"{ME}/passkeys/sign-in/options").text
    answer = json.dumps(phone.get(options))
    assert other.post(f"{ME}/passkeys/sign-in", answer=answer).status == 303
    assert other.is_in
    thief = Person(site)
    assert thief.post(f"{ME}/passkeys/sign-in", answer=answer).status == 422
    assert not thief.is_in


@pytest.mark.parametrize(
    "lies",
    [{"origin": "https://evil.example"}, {"party": "evil.example"}, {"count": 0}, {"user": b"x"}],
    ids=str,
)
@pytest.mark.usefixtures("wang")
def test_what_is_not_right_lets_nobody_in(
    site: Client, phone: Authenticator, lies: dict[str, Any]
) -> None:
    assert enters(Person(site), phone).status == 303
    stranger = Person(site)
    answer = enters(stranger, phone, **lies)
    assert answer.status == 422
    assert "没有成功" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert stranger.token == ""


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "x", '{"response":{}}', "\0", "é" * 9])
def test_garbage_is_refused(site: Client, wang: Person, answer: str) -> None:
    assert Person(site).post(f"{ME}/passkeys/sign-in", answer=answer).status == 422
    refused = wang.post(f"{ME}/passkeys", answer=answer)
    assert refused.status == 422
    assert 'role="alert">没有成功' in refused.text


@pytest.mark.usefixtures("wang")
def test_the_eleventh_failure_from_a_network_waits(site: Client, phone: Authenticator) -> None:
    person = Person(site)
    assert [enters(person, phone, user=b"x").status for _ in range(10)] == [422] * 10
    answer = enters(person, phone)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert enters(Person(site), phone).status == 303


def test_who_gets_in_has_not_failed(site: Client, wang: Person, phone: Authenticator) -> None:
    assert [enters(wang, phone).status for _ in range(12)] == [303] * 12
    assert Person(site).get(f"{ME}/sign-in").status == 200


def test_nobody_sees_or_changes_anothers_passkey(site: Client, wang: Person) -> None:
    (key,) = ids(wang)
    for other in (
        Person(site).names_themselves(f"李大爷{next(_numbers)}"),
        Person(site),
    ):
        expected = 404 if other.token else 303
        assert other.get(f"{ME}/passkeys/{key}").status == expected
        assert other.post(f"{ME}/passkeys/{key}/rename", label="x").status == expected
        assert other.post(f"{ME}/passkeys/{key}/remove").status == expected
    for nobodys in ("x", "x" * 2000, "%00", "%ed%a0%80", "a%20b", "%c3%a9"):
        assert wang.get(f"{ME}/passkeys/{nobodys}").status == 404
        assert wang.post(f"{ME}/passkeys/{nobodys}/remove").status == 404
        assert wang.post(f"{ME}/passkeys/{nobodys}/rename", label="x").status == 404
    assert ids(wang) == [key]


def test_options_for_one_account_add_nothing_to_another(
    wang: Person, site: Client, phone: Authenticator
) -> None:
    options = wang.post(f"{ME}/passkeys/options").text
    other = Person(site).names_themselves(f"李大爷{next(_numbers)}")
    answer = json.dumps(phone.create(options))
    assert other.post(f"{ME}/passkeys", answer=answer).status == 422
    assert ids(other) == []


def test_a_passkey_is_called_something_else_and_removed(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    (key,) = ids(wang)
    wang.does(f"{ME}/passkeys/{key}/rename", label="<b>红色 手机\r\n")
    assert "&lt;b&gt;红色 手机</b>" in wang.page(f"{ME}/passkeys").text
    assert "您只有这一种登录办法" in wang.page(f"{ME}/passkeys/{key}").text
    wang.does(f"{ME}/name", name=f"王大妈{next(_numbers)}", new=PASSPHRASE)
    assert "您只有这一种登录办法" not in wang.page(f"{ME}/passkeys/{key}").text
    wang.does(f"{ME}/passkeys/{key}/remove")
    assert ids(wang) == []
    assert enters(Person(site), phone).status == 422
    assert wang.is_in


def test_an_account_with_a_passkey_is_left_without_a_warning(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    wang.does(f"{ME}/sign-out")
    assert not wang.is_in
    assert enters(wang, phone).status == 303
    left = Person(site)
    left.post(f"{ME}/passkeys/options")
    assert left.post(f"{ME}/sign-out").status == 200  # is asked first


def test_deleting_everything_deletes_passkeys(
    site: Client, wang: Person, phone: Authenticator
) -> None:
    wang.does(f"{ME}/delete")
    assert enters(Person(site), phone).status == 422


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_what_another_site_sends_changes_nothing(wang: Person, headers: dict[str, str]) -> None:
    (key,) = ids(wang)
    for place in (
        "",
        "/options",
        "/sign-in",
        "/sign-in/options",
        f"/{key}/rename",
        f"/{key}/remove",
    ):
        assert wang.post(f"{ME}/passkeys{place}", headers).status == 403, place
    assert ids(wang) == [key]


@pytest.mark.usefixtures("wang")
def test_signing_in_leads_on_within_the_site(site: Client, phone: Authenticator) -> None:
    onward = enters(Person(site), phone, "/zh-hans/archive")
    assert onward.headers["Location"] == "/zh-hans/archive"
    for elsewhere in (
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
    ):
        answer = enters(Person(site), phone, elsewhere)
        assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/?said=in")


def test_the_pages_say_what_they_need_and_offer_passkeys_in_the_field(
    site: Client, wang: Person
) -> None:
    stranger = Person(site)
    for page in (
        stranger.page(f"{ME}/sign-in"),
        stranger.page(f"{ME}/passkeys"),
        wang.page(ME + "/"),
    ):
        assert page.headers["Cache-Control"] == "private, no-store"
    form = stranger.page(f"{ME}/sign-in").text
    assert 'autocomplete="username webauthn"' in form
    assert f'data-origin="{ORIGIN}"' in form
    assert "打开 JavaScript" in form
    assert f'href="{ME}/passkeys"' in wang.page(f"{ME}/").text
    answer = stranger.get(f"{ME}/passkeys/sign-in")
    assert (answer.status, answer.headers["Location"]) == (303, f"{ME}/sign-in")


@pytest.mark.parametrize("address", ["http://www.example.gov.cn", "https://192.0.2.1"])
def test_a_site_that_can_have_none_offers_none(tmp_path: Path, address: str) -> None:
    with running(tmp_path, ROOT / "content", SITE_URL=address) as client:
        person = Person(client).names_themselves("老王")
        assert "passkeys" not in person.page(f"{ME}/sign-in").text
        assert "passkeys" not in person.page(f"{ME}/").text
        assert "不能添加通行密钥" in person.page(f"{ME}/passkeys").text
        for place in ("", "/options", "/sign-in", "/sign-in/options"):
            assert person.post(f"{ME}/passkeys{place}", OF_OURS).status == 404


def test_a_restart_in_between_loses_nothing(tmp_path: Path, phone: Authenticator) -> None:
    with running(tmp_path, ROOT / "content", SITE_URL=ORIGIN) as client:
        before = Person(client)
        options = before.post(f"{ME}/passkeys/options").text
    with running(tmp_path, ROOT / "content", SITE_URL=ORIGIN) as client:
        same = Person(client, before.cookies)
        same.does(f"{ME}/passkeys", answer=json.dumps(phone.create(options)))
        answer = json.dumps(phone.get(same.post(f"{ME}/passkeys/sign-in/options").text))
        Person(client).does(f"{ME}/passkeys/sign-in", answer=answer)
    with running(tmp_path, ROOT / "content", SITE_URL=ORIGIN) as client:
        assert Person(client).post(f"{ME}/passkeys/sign-in", answer=answer).status == 422
        assert enters(Person(client), phone).status == 303
