"""Lines that run down, columns from right to left (直排), on a phone and on a desktop."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN
from tests.client import Client

pytestmark = pytest.mark.browser

LONG, MIXED = "articles/texts/long", "articles/texts/mixed"
PLACE = "document.querySelector('article > .text').scrollLeft"
# How much of the page is beside the window, and what of the region's parts stands out of it.
MEASURE = """() => {
  const text = document.querySelector('article > .text');
  const region = text.getBoundingClientRect();
  const out = [...text.querySelectorAll('*')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && !e.closest('.table table, .footnote-ref, .footnote-backref')
      && (box.top < region.top - 2 || box.bottom > region.bottom + 2);
  });
  const root = document.documentElement;
  return {
    beside: root.scrollWidth - root.clientWidth,
    mode: getComputedStyle(text).writingMode,
    higher: region.height / innerHeight,
    scrolls: text.scrollWidth > text.clientWidth && text.scrollHeight <= text.clientHeight,
    out: out.map((e) => e.outerHTML.slice(0, 80)),
  };
}"""


def place(page: Page) -> float:
    """How far the text has gone on, in pixels."""
    return -float(page.evaluate(PLACE))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", ["100", "200", "500"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_text_scrolls_sideways_in_its_region_and_the_page_does_not(
    browser: Browser, typeset: Client, javascript: bool, size: str, width: int
) -> None:
    preferences = f"flow=down&size={size}"
    with reader(
        browser, typeset, preferences=preferences, width=width, javascript=javascript
    ) as context:
        page = context.new_page()
        for address in (f"zh-hans/{LONG}", f"zh-hant/{MIXED}", f"zh-hans-pinyin/{MIXED}"):
            page.goto(f"/{address}")
            measured = page.evaluate(MEASURE)
            assert measured["beside"] <= 0
            assert measured["mode"] == "vertical-rl"
            assert measured["higher"] < 0.92
            assert measured["scrolls"]
            assert measured["out"] == []
            assert place(page) == 0


@pytest.mark.parametrize("size", ["100", "400"])
def test_a_phone_held_sideways_has_room_for_it(
    browser: Browser, typeset: Client, size: str
) -> None:
    preferences = f"flow=down&size={size}"
    with reader(browser, typeset, preferences=preferences, width=740, height=360) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        measured = page.evaluate(MEASURE)
        assert measured["beside"] <= 0
        assert measured["scrolls"]


def test_bars_lists_and_the_front_page_stay_as_they_are(browser: Browser, typeset: Client) -> None:
    script = """[...document.querySelectorAll('body *')]
      .filter((e) => getComputedStyle(e).writingMode !== 'horizontal-tb')
      .filter((e) => !e.closest('article > .text')).length"""
    with reader(browser, typeset, preferences="flow=down") as context:
        page = context.new_page()
        for path in ("", "columns/texts", "search", "preferences", MIXED):
            page.goto(f"/zh-hans/{path}")
            assert page.evaluate(script) == 0


def test_tables_and_pictures_stay_level(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, preferences="flow=down") as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        table = page.locator(".text .table")
        expect(table).to_have_css("writing-mode", "horizontal-tb")
        box = table.bounding_box()
        assert box
        assert box["width"] <= 360


@pytest.mark.parametrize("width", [360, 1280])
def test_keys_go_on_to_the_left_and_back_to_the_right(
    browser: Browser, typeset: Client, width: int
) -> None:
    with reader(browser, typeset, preferences="flow=down", width=width, height=740) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        expect(page.locator("article > .text")).to_have_attribute("tabindex", "0")
        page.locator("article > .text").focus()
        page.keyboard.press("PageDown")  # the first one may only bring the region into view
        if place(page) == 0:
            page.keyboard.press("PageDown")
        a_page = place(page)
        region = float(page.evaluate("document.querySelector('article > .text').clientWidth"))
        assert region * 0.7 < a_page < region
        page.keyboard.press("ArrowLeft")
        assert a_page < place(page) < a_page + 120
        page.keyboard.press("ArrowRight")
        assert place(page) == pytest.approx(a_page, abs=1)
        page.keyboard.press("Space")
        assert place(page) == pytest.approx(2 * a_page, abs=2)
        page.keyboard.press("Shift+Space")
        page.keyboard.press("PageUp")
        assert place(page) == pytest.approx(0, abs=2)
        page.keyboard.press("End")
        whole = float(page.evaluate("document.querySelector('article > .text').scrollWidth"))
        assert place(page) == pytest.approx(whole - region, abs=2)
        page.keyboard.press("Home")
        assert place(page) == pytest.approx(0, abs=2)
        assert page.evaluate("document.documentElement.scrollLeft") == 0


def test_keys_work_before_anything_has_the_focus(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, preferences="flow=down", width=1280) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        expect(page.locator("article > .text")).to_have_attribute("tabindex", "0")
        for _ in range(3):
            page.keyboard.press("Space")
        assert place(page) > 500
        # A field keeps its keys.
        page.get_by_role("searchbox").fill("字词")
        before = place(page)
        for key in ("ArrowLeft", "Home", "Space"):
            page.keyboard.press(key)
        assert place(page) == before


def test_the_wheel_goes_along_the_text_and_then_down_the_page(
    browser: Browser, typeset: Client
) -> None:
    with reader(browser, typeset, preferences="flow=down", width=1280, height=740) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        text = page.locator("article > .text")
        expect(text).to_have_attribute("tabindex", "0")
        text.scroll_into_view_if_needed()
        page.mouse.move(600, 300)
        for _ in range(60):  # until the page is at its end, having passed through the text
            page.mouse.wheel(0, 300)
            page.wait_for_timeout(20)
        whole = text.evaluate("(e) => e.scrollWidth - e.clientWidth")
        assert place(page) == pytest.approx(whole, abs=3)
        assert page.evaluate("scrollY + innerHeight >= document.body.scrollHeight - 2")


def test_short_numbers_stand_upright(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, preferences="flow=down") as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        combined = page.locator(".text .combined")
        expect(combined).to_have_text(["12", "25", "3", "18", "95"])
        expect(combined.first).to_have_css("text-combine-upright", "all")
        text = page.locator(".text > p").nth(3).text_content()
        page.context.clear_cookies()
        page.goto(f"/zh-hans/{MIXED}")
        assert page.locator(".text > p").nth(3).text_content() == text


def test_paper_has_level_lines(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, preferences="flow=down", width=1280) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        page.emulate_media(media="print")
        text = page.locator("article > .text")
        expect(text).to_have_css("writing-mode", "horizontal-tb")
        assert text.evaluate("(e) => e.scrollHeight - e.clientHeight") <= 0


def test_zhuyin_keeps_its_tone_marks_upright(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, preferences="flow=down") as context:
        page = context.new_page()
        for edition, turned in (("zh-hant-tw-zhuyin", "upright"), ("zh-hans-pinyin", "mixed")):
            page.goto(f"/{edition}/{MIXED}")
            reading = page.locator(".text rt").first
            expect(reading).to_have_css("text-orientation", turned)


@pytest.mark.parametrize("preferences", ["flow=down", "flow=down&size=400", "flow=down&elder=on"])
def test_a_page_with_lines_that_run_down_is_as_accessible(
    browser: Browser, typeset: Client, preferences: str
) -> None:
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        for article in (LONG, MIXED):
            page.goto(f"/zh-hans/{article}")
            expect(page.get_by_role("region", name="").first).to_be_visible()
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(RUN)["violations"]
            assert not found, [(v["id"], v["nodes"][0]["html"][:160]) for v in found]


def test_the_direction_changes_at_once_and_back(browser: Browser, typeset: Client) -> None:
    script = """import('%s').then((tools) =>
      tools.keep({ ...tools.current(), flow: '%s' }))"""
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{LONG}")
        text = page.locator("article > .text")
        tools = page.locator("script[type=module]").get_attribute("src")
        page.evaluate(script % (tools, "down"))
        expect(text).to_have_css("writing-mode", "vertical-rl")
        expect(text).to_have_attribute("role", "region")
        page.evaluate(script % (tools, "across"))
        expect(text).to_have_css("writing-mode", "horizontal-tb")
        expect(text).not_to_have_attribute("role", "region")
