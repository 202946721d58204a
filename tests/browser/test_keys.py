"""Single keys as shortcuts."""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN
from tests.client import Client

ARTICLE = "/zh-hans/articles/help/enlarge-text"

pytestmark = pytest.mark.browser


def opened(page: Page, path: str = ARTICLE) -> Page:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return page


def test_keys_change_size_colours_and_edition(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        html = page.locator("html")
        page.keyboard.press("+")
        expect(html).to_have_attribute("data-size", "110")
        page.keyboard.press("=")
        expect(html).to_have_attribute("data-size", "125")
        page.keyboard.press("-")
        expect(html).to_have_attribute("data-size", "110")
        for theme in ("dark", "contrast", "light"):
            page.keyboard.press("c")
            expect(html).to_have_attribute("data-theme", theme)
        page.keyboard.press("c")
        expect(html).not_to_have_attribute("data-theme", re.compile("."))
        page.keyboard.press("e")
        expect(html).to_have_attribute("data-elder", "on")
        page.keyboard.press("E")
        expect(html).not_to_have_attribute("data-elder", "on")


def test_keys_go_to_other_pages(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        address = page.locator("a[rel=next]").get_attribute("href")
        assert address
        with page.expect_navigation():
            page.keyboard.press("n")
        assert page.url.endswith(address)
        page.wait_for_load_state("networkidle")
        with page.expect_navigation():
            page.keyboard.press("p")
        assert page.url.endswith(ARTICLE)
        page.wait_for_load_state("networkidle")
        with page.expect_navigation():
            page.keyboard.press("t")
        assert page.url.endswith("/zh-hant/articles/help/enlarge-text")


def test_keys_reach_search_display_and_reading(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        page.keyboard.press("s")
        expect(page.locator(".quick")).to_be_focused()
        page.keyboard.press("s")
        expect(page.locator(".quick")).to_have_count(0)
        expect(page.locator("[data-key=panel]")).to_be_focused()
        page.keyboard.press("l")
        expect(page.locator(".listen")).to_be_visible()
        page.keyboard.press("/")
        expect(page.locator(".find input")).to_be_focused()
        expect(page.locator(".find input")).to_have_value("")


def test_what_is_typed_is_no_shortcut(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        field = page.locator(".find input")
        field.focus()
        page.keyboard.type("+-tclpns/e?")
        expect(field).to_have_value("+-tclpns/e?")
        page.wait_for_timeout(300)
        assert page.url.endswith(ARTICLE)
        assert page.evaluate("({...document.documentElement.dataset})") == {}
        expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    "how",
    ['ctrlKey: true', 'altKey: true', 'metaKey: true', 'isComposing: true', 'keyCode: 229'],
)  # fmt: skip
def test_keys_of_the_browser_and_of_input_methods_are_let_alone(
    browser: Browser, sample: Client, how: str
) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        let_through = page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', "
            f"{{key: '+', bubbles: true, cancelable: true, {how}}}))"
        )
        assert let_through is True
        page.wait_for_timeout(200)
        assert page.evaluate("({...document.documentElement.dataset})") == {}


def test_keys_can_be_switched_off(browser: Browser, sample: Client) -> None:
    """WCAG 2.1.4."""
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        page.keyboard.press("?")
        page.get_by_role("button", name="关掉单键").click()
        expect(page.locator("html")).to_have_attribute("data-keys", "off")
        page.keyboard.press("Escape")
        for key in ("+", "?", "n", "c"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert page.evaluate("({...document.documentElement.dataset})") == {"keys": "off"}
        assert page.url.endswith(ARTICLE)
        expect(page.locator("dialog")).to_have_count(0)
        opened(page, "/zh-hans/panels/keys")
        page.get_by_role("button", name="打开单键").click()
        page.keyboard.press("+")
        expect(page.locator("html")).to_have_attribute("data-size", "110")


def test_the_list_of_keys_opens_over_the_page_and_gives_the_focus_back(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page())
        share = page.get_by_role("link", name="分享")
        share.focus()
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="按键")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("heading", name="按键")).to_be_focused()
        expect(dialog.locator("kbd")).to_have_text(
            ["+", "=", "-", "t", "c", "e", "l", "n", "p", "/", "s", "?", "Esc"]
        )
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(RUN)["violations"] == []
        page.keyboard.press("+")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(share).to_be_focused()
        expect(page.locator("html")).not_to_have_attribute("data-size", "110")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_list_of_keys_is_a_page_too(browser: Browser, sample: Client, javascript: bool) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto("/zh-hans/panels/keys")
        expect(page.locator("h1")).to_have_text("按键")
        page.get_by_role("button", name="关掉单键").click()
        page.wait_for_load_state("networkidle")
        assert page.url.endswith("/zh-hans/panels/keys")
        assert [c.get("value") for c in context.cookies()] == ["keys=off"]


def test_a_key_without_its_button_does_nothing(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = opened(context.new_page(), "/zh-hans/tags")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        for key in ("n", "p", "l"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert problems == []
        assert page.url.endswith("/zh-hans/tags")
