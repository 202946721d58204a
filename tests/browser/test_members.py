"""Every page of the user centre, as who is in sees it: axe and measures, in pairs of looks."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from allpairspy import AllPairs
from playwright.sync_api import Browser, Page

from tests.browser.conftest import reader
from tests.browser.measures import TO_THE_END, faults_of
from tests.client import Client
from tests.conftest import ROOT, Serve
from tests.http.people import ME, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members-browser")]

# Those that a stranger sees, and those of a member; each address below /{edition}/me/.
OPEN = ["", "sign-in", "name", "recover", "pair"]
OWN = [
    "", "name", "card", "devices", "delete", "add", "settings", "passkeys", "favourites",
    "favourites/removed", "history", "data",
]  # fmt: skip
DIMENSIONS = {
    "page": [*(f"stranger {place}" for place in OPEN), *(f"member {place}" for place in OWN)],
    "edition": ["zh-hans", "zh-hant-hk", "en"],
    "theme": ["auto", "dark", "contrast"],
    "size": ["100", "200", "400"],
    "window": ["360x740", "320x568", "1280x800"],
    "elder": ["off", "on"],
}
PARTS = 3
CASES = [dict(zip(DIMENSIONS, case, strict=True)) for case in AllPairs(list(DIMENSIONS.values()))]


@pytest.fixture(scope="module")
def site(serve: Serve) -> Client:
    return serve(ROOT / "content")


@pytest.fixture(scope="module")
def token(site: Client) -> str:
    """What the device of somebody holds who has kept something in every room."""
    wang = Person(site).names_themselves("王大妈")
    Person(site).signs_in("王大妈")
    for path in ("help/print", "essays/good-typesetting", "help/enlarge-text"):
        wang.does(f"{ME}/favourites", add=f"/articles/{path}")
    return wang.token


def test_all_pairs_meet() -> None:
    for one, other in combinations(DIMENSIONS, 2):
        met = {(case[one], case[other]) for case in CASES}
        assert met == set(product(DIMENSIONS[one], DIMENSIONS[other]))


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_found(browser: Browser, site: Client, token: str, part: int) -> None:
    failures: list[str] = []
    for page, case in _opened(browser, site, token, CASES[part::PARTS]):
        failures += [f"{' '.join(case.values())}: {fault}" for fault in _faults(page, case)]
    assert not failures, f"{len(failures)}:\n" + "\n".join(failures[:40])


def _opened(
    browser: Browser, site: Client, token: str, cases: list[dict[str, str]]
) -> Iterator[tuple[Page, dict[str, str]]]:
    with reader(browser, site) as context:
        page = context.new_page()
        for case in cases:
            kind, _, place = case["page"].partition(" ")
            width, height = map(int, case["window"].split("x"))
            page.set_viewport_size({"width": width, "height": height})
            chosen = "&".join(f"{key}={case[key]}" for key in ("size", "theme", "elder"))
            context.clear_cookies()
            context.add_cookies([{"name": "preferences", "value": chosen, "url": site.base}])
            if kind == "member":
                context.add_cookies([{"name": "me", "value": token, "url": site.base}])
            answer = page.goto(f"/{case['edition']}/me/{place}")
            assert answer
            assert answer.status == 200, page.url
            assert page.url.endswith(f"/me/{place}"), page.url
            yield page, case


def _faults(page: Page, case: dict[str, str]) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    page.evaluate(TO_THE_END)
    return faults_of(page, 60 if case["elder"] == "on" else 44)
