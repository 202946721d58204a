"""Readings above the characters, as a reader meets them."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import BESIDE_THE_SCREEN, RUN, TO_THE_END
from tests.client import Client

pytestmark = pytest.mark.browser

EDITIONS = ("zh-hans-pinyin", "zh-hant-tw-zhuyin")
ARTICLES = (
    "articles/publish/images-tables-footnotes",
    "articles/help/enlarge-text",
    "articles/essays/from-woodblock-to-screen",
)
SHOWN = """[...document.querySelectorAll('article rt')].map((e) =>
  [e.parentElement.className, getComputedStyle(e).display !== 'none'].join())"""
SELECT = """() => {
  const text = document.querySelector('.text p');
  getSelection().selectAllChildren(text);
  return getSelection().toString();
}"""


def shown(page: Page) -> set[str]:
    """Which readings can be seen: `class,true` and `class,false`."""
    return set(page.evaluate(SHOWN))


@pytest.mark.parametrize("edition", EDITIONS)
def test_copied_text_holds_no_readings(browser: Browser, sample: Client, edition: str) -> None:
    with reader(browser, sample) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        plain = edition.rpartition("-")[0]
        page.goto(f"/{plain}/articles/help/enlarge-text")
        wanted = page.locator(".text p").first.inner_text()
        page.goto(f"/{edition}/articles/help/enlarge-text")
        assert page.locator(".text p rt").count() > 20
        assert page.evaluate(SELECT) == wanted
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()") == wanted


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("all", {",true", "d,true"}),
        ("difficult", {",false", "d,true"}),
        ("off", {",false", "d,false"}),
    ],
)
def test_the_reader_chooses_which_readings_to_see(
    browser: Browser, sample: Client, javascript: bool, value: str, seen: set[str]
) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto("/zh-hans-pinyin/preferences")
        page.locator(f'input[name="ruby"][value="{value}"]').check()
        page.get_by_role("button", name="保存").first.click()
        page.goto(f"/zh-hans-pinyin/{ARTICLES[2]}")
        assert shown(page) == seen


def test_the_choice_is_kept_at_once(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="theme=dark") as context:
        page = context.new_page()
        page.goto("/zh-hans-pinyin/preferences")
        page.get_by_label("只标难字").check()
        page.goto(f"/zh-hans-pinyin/{ARTICLES[1]}")
        assert shown(page) <= {",false", "d,true"}
        page.goto("/zh-hans-pinyin/preferences")
        expect(page.get_by_label("只标难字")).to_be_checked()


def test_readings_are_printed(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(f"/zh-hans-pinyin/{ARTICLES[1]}")
        page.emulate_media(media="print")
        assert all(item.endswith("true") for item in shown(page))


@pytest.mark.thorough
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("preferences", ["size=500", "ruby=difficult"])
def test_annotated_pages_are_as_accessible_and_fit_the_screen(
    browser: Browser, sample: Client, edition: str, preferences: str
) -> None:
    failures = []
    with reader(browser, sample, preferences=preferences) as context:
        page = context.new_page()
        for article in ARTICLES[:2]:
            page.goto(f"/{edition}/{article}")
            failures += [f"{article}: {fault}" for fault in page.evaluate(BESIDE_THE_SCREEN)]
            page.evaluate(TO_THE_END)
            page.evaluate(AXE_SCRIPT)
            for violation in page.evaluate(RUN)["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                failures.append(f"{article}: {violation['id']}: {nodes}")
        # Between the two only what fits may differ.
        context.add_cookies([{"name": "preferences", "value": "size=400", "url": sample.base}])
        page.goto(f"/{edition}/{ARTICLES[0]}")
        failures += [f"at 400 %: {fault}" for fault in page.evaluate(BESIDE_THE_SCREEN)]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_reading_is_at_least_half_as_high_as_its_character(
    browser: Browser, sample: Client, edition: str
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(f"/{edition}/articles/help/enlarge-text")
        expect(page.locator(".text p rt").first).to_have_css("font-size", "11px")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_attribute_and_the_style_sheet_of_the_server_do_the_same(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    names = "['--easy', '--hard', '--room']"
    script = f"{names}.map((n) => getComputedStyle(document.documentElement).getPropertyValue(n))"
    for value, wanted in (("difficult", ["none", "", ""]), ("off", ["none", "none", "0"])):
        with reader(browser, sample, javascript=javascript, preferences=f"ruby={value}") as context:
            page = context.new_page()
            page.goto(f"/zh-hans-pinyin/{ARTICLES[1]}")
            assert page.evaluate(script) == wanted
