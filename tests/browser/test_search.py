"""Searching as a reader does, by keyboard, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import reader
from tests.client import Client

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_search_from_the_head_of_an_article(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto("/zh-hant/articles/help/print")
        box = page.get_by_role("search").get_by_role("searchbox", name="搜尋")
        box.fill("放大字号")
        box.press("Enter")
        expect(page).to_have_url(re.compile(r"/zh-hant/search\?q="))
        expect(page.get_by_role("heading", level=1)).to_have_text("搜尋：放大字号")
        expect(page.get_by_role("searchbox")).to_have_value("放大字号")
        expect(page.locator("mark").first).to_have_text("放大字號")
        page.get_by_role("link", name="放大字號").first.click()
        expect(page).to_have_url(re.compile(r"/zh-hant/articles/help/"))


@pytest.mark.parametrize("javascript", [True, False])
def test_the_tools_and_the_other_script_stay_on_the_results(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto("/zh-hans/search?q=字&column=help&year=")
        page.get_by_role("button", name="A+，放大字号").click()
        expect(page.locator("html")).to_have_css("font-size", "22px")
        expect(page.get_by_role("searchbox")).to_have_value("字")
        expect(page.get_by_role("combobox", name="栏目")).to_have_value("help")
        shown = page.locator("ol.list > li").count()
        assert shown > 0
        page.get_by_role("link", name="繁體", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("搜尋：字")
        expect(page.get_by_role("combobox", name="欄目")).to_have_value("help")
        assert page.locator("ol.list > li").count() == shown


def test_the_form_is_worked_by_keyboard_alone(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/search")
        page.get_by_label("想找什么").focus()
        page.keyboard.type("zi")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("combobox", name="栏目")).to_be_focused()
        page.keyboard.press("ArrowDown")
        page.get_by_label("想找什么").press("Enter")
        expect(page).to_have_url(re.compile(r"q=zi&column=\w+"))
