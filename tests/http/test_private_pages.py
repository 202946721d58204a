"""Every address of the user centre that there is: private, guarded, and its reader's alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from reader.app import create_app
from reader.config.settings import Settings
from tests.client import Client
from tests.conftest import ROOT
from tests.http.people import ME, OF_OURS, Person, site

__all__ = ["site"]  # a fixture

# What a stranger is shown; all else leads to the door, or is not there.
OPEN = {
    f"{ME}/", f"{ME}/sign-in", f"{ME}/name", f"{ME}/recover", f"{ME}/pair",
    f"{ME}/articles/help/print.css", f"{ME}/articles/help/print.json",
    f"{ME}/history", f"{ME}/favourites", f"{ME}/pair/x", f"{ME}/passkeys",
}  # fmt: skip
FOREIGN: list[dict[str, str]] = [
    {},
    {"Origin": "null"},
    {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]
# Where who has no account gets one; a favourite and a name need a form that is filled in.
BEGINNINGS = {"add", "passkeys/options"}
# What stands for the parameters of routes.
FILLED = {"path": "help/print", "token": "x", "passkey": "x", "way": "up"}


def routes(folder: Path, method: str) -> Iterator[str]:
    """The addresses below /zh-hans/me for a method; numbers of rows stay open."""
    app = create_app(Settings(ROOT / "content", folder), keeps_index=False)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/<edition:edition>/me") and method in (rule.methods or ()):
            place = rule.rule.replace("/<edition:edition>", "/zh-hans")
            yield re.sub(r"<(?:[^:<>]*:)?(?!row)(\w+)>", _filled, place)


def _filled(match: re.Match[str]) -> str:
    is_row = match[0].startswith("<row:")
    return "{row}" if is_row else FILLED[match[1]]


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return sorted(routes(tmp_path_factory.mktemp("routes"), "POST"))


@pytest.fixture(scope="module")
def gets(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return sorted(routes(tmp_path_factory.mktemp("routes"), "GET"))


@pytest.fixture(scope="module")
def wang(site: Client) -> Person:
    """Somebody who has something in every room."""
    wang = Person(site).names_themselves("王大妈")
    for path in ("help/print", "essays/good-typesetting"):
        wang.does(f"{ME}/favourites", add=f"/articles/{path}")
    wang.does(f"{ME}/favourites", remove="/articles/help/print")
    wang.does(f"{ME}/history", keep="on")
    wang.get(f"{ME}/articles/help/print.css", **OF_OURS)
    wang.post(f"{ME}/card")
    wang.does(f"{ME}/feed")
    Person(site).signs_in("王大妈")
    return wang


def kept(person: Person) -> str:
    """All that is kept of somebody, but for moments."""
    text = person.get(f"{ME}/data/my-data.json").text
    assert "help/print" in text
    return re.sub(r"T[0-9:]{8}Z", "", text)


def test_there_are_many(posts: list[str], gets: list[str]) -> None:
    assert len(posts) > 30
    assert len(gets) > 20


def test_every_change_is_refused_to_other_sites(wang: Person, posts: list[str]) -> None:
    before = kept(wang)
    for address in posts:
        for headers in FOREIGN:
            answer = wang.post(address.replace("{row}", "1"), headers)
            assert answer.status == 403, (address, headers)
    assert kept(wang) == before


def test_every_page_is_private_and_gives_strangers_nothing(site: Client, gets: list[str]) -> None:
    for address in gets:
        stranger = Person(site)
        answer = stranger.get(address.replace("{row}", "1"))
        assert "no-store" in answer.headers["Cache-Control"], address
        assert "ETag" not in answer.headers, address
        assert stranger.cookies == {}, address
        if address in OPEN:
            assert answer.status in {200, 404}, address
        else:
            assert answer.status in {303, 404}, address
            assert answer.headers["Location"] in {f"{ME}/", f"{ME}/sign-in", None}, address


def test_an_account_is_made_where_something_is_to_be_kept(site: Client, posts: list[str]) -> None:
    for address in posts:
        stranger = Person(site)
        answer = stranger.post(address.replace("{row}", "1"))
        assert answer.status < 500, address
        if "me" in stranger.cookies:
            assert address in {f"{ME}/{place}" for place in BEGINNINGS}, address


FIELDS = [
    "name", "passphrase", "new", "code", "next", "note", "add", "remove", "keep", "day", "article",
    "block", "part", "percent", "label", "answer", "q", "order", "page", "sure",
]  # fmt: skip
NASTY = [
    "\0", "王\0大妈王大妈王大妈", "9" * 400, "-1", "1e999", "'; DROP TABLE accounts; --",
    "字" * 300, "\ud7ff\ufffe\u202e", "[" * 2000, "../../../etc/passwd", "%00", "<b>&amp;",
]  # fmt: skip


def test_whatever_is_sent_is_answered(site: Client, posts: list[str], gets: list[str]) -> None:
    """No error of the server's, by a stranger or a member, and none in its log."""
    for value in NASTY:
        member = Person(site).names_themselves(f"某{NASTY.index(value)}号读者")
        form = dict.fromkeys(FIELDS, value)
        for address in posts:
            if address.endswith(("/delete", "/sign-out")):
                continue
            for person in (Person(site), member)[NASTY.index(value) > 1 :]:
                answer = person.post(address.replace("{row}", "1"), **form)
                assert answer.status < 500, (address, value)
        for address in gets:
            query = urlencode({"q": value, "order": value, "page": value, "said": value})
            assert member.get(f"{address.replace('{row}', '1')}?{query}").status < 500, address
    assert "Traceback" not in Path(site.log).read_text()


def test_nobody_reads_or_changes_anothers(
    site: Client, wang: Person, posts: list[str], gets: list[str]
) -> None:
    before = kept(wang)
    other = Person(site).names_themselves("李大爷")
    for address in posts:
        if "{row}" not in address:
            continue
        none = other.post(address.replace("{row}", "987654321"))
        for row in range(1, 12):
            answer = other.post(address.replace("{row}", str(row)))
            assert answer.status == none.status == 404, address
    for address in gets:
        text = other.get(address.replace("{row}", "1")).text
        assert "王大妈" not in text, address
        assert "good-typesetting" not in text, address
    assert kept(wang) == before


def test_private_answers_are_the_same_for_every_method_of_asking(wang: Person) -> None:
    for place in ("", "favourites", "history", "devices", "data"):
        head = wang.client.request("HEAD", f"{ME}/{place}", {"Cookie": f"me={wang.token}"})
        assert head.status == 200
        assert head.headers["Cache-Control"] == "private, no-store"
        text = wang.client.get(f"/text{ME}/{place}", {"Cookie": f"me={wang.token}"})
        assert "public" not in text.headers["Cache-Control"]
