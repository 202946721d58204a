"""Where a reader stopped is kept on the device, and offered when they come back."""

import json
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN
from tests.client import Client

pytestmark = pytest.mark.browser

LONG = "articles/texts/long"
KEPT = """(() => {
  try {
    return JSON.parse(localStorage.getItem('places') || '{}');
  } catch {
    return {};
  }
})()"""
# The block at the top edge, and how much of it is above.
FIRST = """() => {
  const blocks = [...document.querySelector('article > .text').children];
  return blocks.findIndex((e) => e.getBoundingClientRect().bottom > 20);
}"""
BOXES = """[...document.querySelectorAll('body *:not(.continue, .continue *)')]
  .map((e) => Object.values(e.getBoundingClientRect().toJSON()).join())"""


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def read_to(page: Page, share: float) -> int:
    """Scroll to a share of the text, wait until that is kept, and say which block is first."""
    before = json.dumps(kept(page))
    page.evaluate(
        """(share) => {
      const text = document.querySelector('article > .text').getBoundingClientRect();
      scrollTo(0, scrollY + text.top + text.height * share);
    }""",
        share,
    )
    for _ in range(60):
        page.wait_for_timeout(50)
        if json.dumps(kept(page)) != before:
            break
    return int(page.evaluate(FIRST))


def offer(page: Page) -> Any:
    return page.locator("article > header .continue")


@pytest.mark.parametrize("preferences", ["", "size=200", "elder=on"])
def test_the_place_is_offered_on_return_in_any_edition(
    browser: Browser, typeset: Client, preferences: str
) -> None:
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        block = read_to(page, 0.4)
        assert list(kept(page)) == [f"/{LONG}"]
        page = context.new_page()
        page.goto(f"/zh-hant-tw/{LONG}")
        expect(offer(page)).to_have_text("接著上次讀 40%")
        assert page.evaluate("scrollY") == 0  # nothing jumps by itself
        offer(page).click()
        expect(offer(page)).to_have_count(0)
        assert abs(int(page.evaluate(FIRST)) - block) <= 0
        assert page.evaluate("document.activeElement === document.querySelector('#place')"
                             " || document.activeElement.matches('.text > *')")  # fmt: skip


def test_the_place_holds_when_the_text_is_enlarged_and_turned(
    browser: Browser, typeset: Client
) -> None:
    script = """() => {
      const edge = document.querySelector('article > .text').getBoundingClientRect().right;
      const blocks = [...document.querySelector('article > .text').children];
      return blocks.findIndex((e) => e.getBoundingClientRect().left < edge - 30);
    }"""
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        block = read_to(page, 0.6)
        context.add_cookies(
            [{"name": "preferences", "value": "flow=down&size=200", "url": typeset.base}]
        )
        page.goto(f"/zh-hans/{LONG}?again")
        offer(page).click()
        expect(offer(page)).to_have_count(0)
        assert page.evaluate(script) == block


def test_the_offer_moves_nothing_and_is_accessible(browser: Browser, typeset: Client) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    for preferences in ("", "elder=on", "size=400", "theme=contrast"):
        with reader(browser, typeset, preferences=preferences) as context:
            page = context.new_page()
            page.goto(f"/zh-hans/{LONG}")
            read_to(page, 0.5)
            page = context.new_page()
            page.route("**/panels/position", hold)
            with page.expect_request("**/panels/position"):
                page.goto(f"/zh-hans/{LONG}")
            before = page.evaluate(BOXES)
            waiting.pop().continue_()
            expect(offer(page)).to_be_visible()
            assert page.evaluate(BOXES) == before, preferences
            box = offer(page).bounding_box()
            assert box
            assert box["height"] >= (60 if "elder" in preferences else 44)
            assert box["x"] >= 0
            page.evaluate("document.querySelector('.tools').style.position = 'static'")
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(RUN)["violations"]
            assert not found, [(v["id"], v["nodes"][0]["html"][:160]) for v in found]


def test_an_article_read_to_its_end_is_not_offered(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        read_to(page, 0.5)
        assert kept(page)
        read_to(page, 1)
        assert not kept(page)


def test_looking_in_from_the_start_does_not_lose_the_place(
    browser: Browser, typeset: Client
) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        read_to(page, 0.5)
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        expect(offer(page)).to_be_visible()
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(500)
        assert kept(page)[f"/{LONG}"][2] == 50
        read_to(page, 0.7)  # past it, reading has gone on
        assert kept(page)[f"/{LONG}"][2] == 70


def test_the_oldest_places_go_first(browser: Browser, typeset: Client) -> None:
    places = {f"/articles/old/{n}": [1, 0.5, 10, n] for n in range(1, 251)}
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        page.evaluate("(text) => localStorage.setItem('places', text)", json.dumps(places))
        read_to(page, 0.5)
        names = set(kept(page))
        assert len(names) == 200
        assert f"/{LONG}" in names
        assert "/articles/old/250" in names
        assert "/articles/old/1" not in names


@pytest.mark.parametrize("text", ["{", "null", "[]", '{"/articles/texts/long": "40"}', "7"])
def test_what_is_not_ours_in_the_storage_does_no_harm(
    browser: Browser, typeset: Client, text: str
) -> None:
    failures: list[str] = []
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"/zh-hans/{LONG}")
        page.evaluate("(text) => localStorage.setItem('places', text)", text)
        page.goto(f"/zh-hans/{LONG}?again")
        read_to(page, 0.5)
        assert kept(page)[f"/{LONG}"][2] == 50
    assert not failures


def test_a_browser_that_refuses_storage_reads_on(browser: Browser, typeset: Client) -> None:
    failures: list[str] = []
    with reader(browser, typeset) as context:
        context.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
        )
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"/zh-hans/{LONG}")
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(600)
        page.locator('button[name="size"][value="larger"]').click()
        expect(page.locator(".text p").first).to_have_css("font-size", "22px")
    assert not failures


def test_a_first_visit_loads_nothing_for_it(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.goto(f"/zh-hans/{LONG}", wait_until="networkidle")
        assert "tools.js" in asked
        assert not {"position.js", "places.js", "position.css"} & set(asked)
