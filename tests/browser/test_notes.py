"""Footnotes that are read without losing the place, and the list of sections."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN, SMALL_TARGETS
from tests.client import Client

pytestmark = pytest.mark.browser

LONG, MIXED = "articles/texts/long", "articles/texts/mixed"


@pytest.mark.parametrize("preferences", ["", "size=200", "elder=on", "flow=down", "size=500"])
def test_a_note_opens_beside_its_line_and_closes_to_it(
    browser: Browser, typeset: Client, preferences: str
) -> None:
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        link = page.locator(".footnote-ref a").first
        link.click()
        note = page.get_by_role("region", name="注释")
        expect(note).to_be_visible()
        expect(note).to_be_focused()
        expect(note).to_contain_text("这是第一条脚注，说明出处。")
        expect(note.get_by_role("link")).to_have_count(0)
        assert page.url.endswith(MIXED)
        box, line = note.bounding_box(), link.bounding_box()
        assert box
        assert line
        apart = (
            line["y"] + line["height"] <= box["y"]
            or line["x"] >= box["x"] + box["width"]
            or line["x"] + line["width"] <= box["x"]
        )
        assert apart, (box, line)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 361
        assert line["y"] >= 0
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(link).to_be_focused()
        page.keyboard.press("Enter")
        expect(note).to_be_focused()
        note.get_by_role("button", name="关闭").click()
        expect(link).to_be_focused()


def test_another_note_takes_its_place(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, width=1280) as context:
        page = context.new_page()
        page.goto(f"/zh-hant/{MIXED}")
        first, second = page.locator(".footnote-ref a").all()
        first.click()
        note = page.get_by_role("region", name="註釋")
        expect(note).to_contain_text("第一條")
        second.click()
        expect(note).to_contain_text("清晨的縣城")
        expect(page.locator(".note")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(second).to_be_focused()


@pytest.mark.parametrize("preferences", ["", "elder=on", "theme=contrast&size=200"])
def test_an_open_note_is_as_accessible(browser: Browser, typeset: Client, preferences: str) -> None:
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        page.locator(".footnote-ref a").first.click()
        expect(page.locator(".note")).to_be_focused()
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN)["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:160]) for v in found]
        small = page.evaluate(SMALL_TARGETS, 60 if "elder" in preferences else 44)
        assert not [target for target in small if "关闭" in target]


def test_without_the_script_the_links_lead_there_and_back(
    browser: Browser, typeset: Client
) -> None:
    with reader(browser, typeset, javascript=False) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        link = page.locator(".footnote-ref a").first
        link.click()
        target = page.locator(".footnotes li").first
        assert page.url.endswith("#a-fn1")
        expect(target).to_be_in_viewport()
        assert "rgb(150, 25, 15)" in target.evaluate("(e) => getComputedStyle(e).boxShadow")
        page.locator(".footnote-backref").first.click()
        assert page.url.endswith("#a-fnref1")
        expect(link).to_be_in_viewport()
        assert "rgb(150, 25, 15)" in link.evaluate("(e) => getComputedStyle(e).boxShadow")


def test_when_the_module_is_not_to_be_had_the_link_leads_to_the_note(
    browser: Browser, typeset: Client
) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.route("**/note.js", lambda route: route.abort())
        page.goto(f"/zh-hans/{MIXED}")
        page.locator(".footnote-ref a").first.click()
        page.wait_for_url("**#a-fn1")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant", "en", "zh-hans-pinyin"])
def test_the_sections_of_a_long_article_are_listed_alike_in_every_edition(
    browser: Browser, typeset: Client, edition: str, javascript: bool
) -> None:
    with reader(browser, typeset, javascript=javascript) as context:
        page = context.new_page()
        page.goto(f"/{edition}/{LONG}")
        contents = page.locator("nav.outline")
        contents.locator("summary").click()
        links = contents.get_by_role("link")
        expect(links).to_have_count(10)
        assert [link.get_attribute("href") for link in links.all()] == [
            f"#s-{number}" for number in range(1, 11)
        ]
        assert contents.locator("> details > ol > li").count() == 5
        links.nth(4).click()
        heading = page.locator("#s-5")
        expect(heading).to_be_in_viewport()
        assert heading.bounding_box()["y"] < 100  # type: ignore[index]


def test_short_articles_have_no_list_of_sections(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        expect(page.locator(".outline")).to_have_count(0)
