"""The reading tools, with JavaScript and without."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from reader.domain.preferences import CHOICES, SIZES, Preferences
from tests.browser.conftest import reader
from tests.client import Client

ARTICLE = "/zh-hans/articles/help/enlarge-text"
ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.browser


def cookie(context: BrowserContext) -> str:
    values = [str(c.get("value")) for c in context.cookies() if c.get("name") == "preferences"]
    return values[0] if values else ""


def font_size(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.text p')).fontSize"))


def button(page: Page, name: str, value: str) -> None:
    """Press a button of the bars, or of the panel, opened when need be."""
    found = page.locator(f'button[name="{name}"][value="{value}"]').first
    page.locator("#tools").wait_for()  # without JavaScript the press before has opened a page
    if not found.is_visible():
        page.locator("[data-key=panel]").click()
    found.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reader_enlarges_darkens_and_resets(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        assert font_size(page) == "20px"
        page.evaluate("window.mark = 1")
        for size in ("22px", "25px", "28px"):
            button(page, "size", "larger")
            expect(page.locator(".text p").first).to_have_css("font-size", size)
        button(page, "size", "smaller")
        expect(page.locator(".text p").first).to_have_css("font-size", "25px")
        button(page, "theme", "next")
        expect(page.locator("html")).to_have_css("background-color", "rgb(23, 20, 15)")
        assert cookie(context) == "size=125&theme=dark"
        # Every page follows.
        page.goto("/zh-hant/tags")
        expect(page.locator("html")).to_have_css("font-size", "25px")
        expect(page.locator("html")).to_have_css("background-color", "rgb(23, 20, 15)")
        page.goto(ARTICLE)
        button(page, "size", "smaller")
        button(page, "size", "smaller")
        expect(page.locator(".text p").first).to_have_css("font-size", "20px")
        for theme in ("rgb(0, 0, 0)", "rgb(251, 249, 244)", "rgb(251, 249, 244)"):
            button(page, "theme", "next")
            expect(page.locator("html")).to_have_css("background-color", theme)
        assert cookie(context) == ""
        assert page.url.endswith(ARTICLE)


def test_with_javascript_nothing_reloads(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.evaluate("window.stays = true; window.scrollTo(0, 300)")
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        button(page, "size", "larger")
        button(page, "theme", "next")
        button(page, "elder", "toggle")
        assert page.evaluate("window.stays") is True
        asked = [url.rpartition("/")[2] for url in requests if not url.endswith(".js")]
        assert asked == ["preferences.css"]
        expect(page.locator(".said")).to_have_text("长者版")


def test_settings_hold_before_the_first_paint(browser: Browser, sample: Client) -> None:
    """The head script has set the attributes before the body exists: no flash."""
    with reader(browser, sample, preferences="size=200&theme=dark") as context:
        page = context.new_page()
        page.add_init_script(
            "new MutationObserver(() => { if (document.body && !window.first)"
            " window.first = {...document.documentElement.dataset} })"
            ".observe(document, {childList: true, subtree: true})"
        )
        page.goto(ARTICLE)
        assert page.evaluate("window.first") == {"size": "200", "theme": "dark"}


@pytest.mark.parametrize("javascript", [True, False])
def test_the_elder_edition_is_one_button_there_and_back(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    with reader(browser, sample, javascript=javascript, preferences="size=90") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.get_by_role("button", name="长者版").click()
        expect(page.locator(".text p").first).to_have_css("font-size", "32px")
        page.goto("/zh-hans/")
        expect(page.locator("html")).to_have_css("font-size", "32px")
        page.get_by_role("button", name="标准版").click()
        expect(page.locator("html")).to_have_css("font-size", "20px")
        assert cookie(context) == ""


@pytest.mark.parametrize("javascript", [True, False])
def test_the_preferences_page_saves_everything(
    browser: Browser, sample: Client, javascript: bool
) -> None:
    with reader(browser, sample, javascript=javascript) as context:
        page = context.new_page()
        page.goto("/zh-hans/preferences")
        page.get_by_label("250%").check()
        page.get_by_label("黑底白字").check()
        page.get_by_label("繁體中文（香港）").check()
        page.get_by_role("button", name="保存").last.click()
        page.wait_for_url("**/zh-hant-hk/preferences**")
        assert cookie(context) == "size=250&theme=contrast&edition=zh-hant-hk"
        expect(page.get_by_label("250%")).to_be_checked()
        expect(page.locator("html")).to_have_css("background-color", "rgb(0, 0, 0)")
        page.goto("/")
        assert page.url.endswith("/zh-hant-hk/")


def test_the_switch_is_remembered(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.get_by_role("banner").get_by_role("link", name="繁體", exact=True).click()
        page.wait_for_url("**/zh-hant/articles/help/enlarge-text")
        assert cookie(context) == "edition=zh-hant"
        page.goto("/articles/help/print")
        assert page.url.endswith("/zh-hant/articles/help/print")


# Every declared property of the sheet, on the root and on an element of each kind.
STYLE = """(names) => [
    'html', 'body', '.top a', 'button', 'input[type=search]', 'main p', '.text p']
  .flatMap((selector) => {
    const found = document.querySelector(selector);
    const style = found && getComputedStyle(found);
    return names.map((name) => style && style.getPropertyValue(name).replaceAll(', ', ','));
  })"""
SET = "([key, value]) => { document.documentElement.dataset[key] = value; }"
UNSET = "(key) => { delete document.documentElement.dataset[key]; }"
# A sheet made by a script is not an inline one: the page's policy allows it.
ADOPT = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = css ? [sheet] : [];
}"""


def test_the_server_and_the_script_set_the_same_styles(browser: Browser, sample: Client) -> None:
    """For every value: what the attributes do is what /preferences.css says."""
    css = (ROOT / "static/css/preferences.css").read_text("utf-8")
    names = sorted(set(re.findall(r"[{;]\s*([-\w]+):", css)) | {"font-size", "line-height"})
    names = [name for name in names if name not in {"width", "height"}]  # as laid out, not as set
    without = []
    for key, values in CHOICES.items():
        for value in values[1:]:
            answer = sample.get("/preferences.css", {"Cookie": f"preferences={key}={value}"})
            without.append(((key, value), answer.text))
    changing = set()
    with reader(browser, sample, preferences="own=000000-ffffff") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.evaluate(UNSET, "own")
        usual = page.evaluate(STYLE, names)
        for setting, text in without:
            page.evaluate(SET, setting)
            by_attribute = page.evaluate(STYLE, names)
            page.evaluate(UNSET, setting[0])
            page.evaluate(ADOPT, text)
            by_sheet = page.evaluate(STYLE, names)
            page.evaluate(ADOPT, "")
            assert by_attribute == by_sheet, setting
            assert text or by_attribute == usual, setting
            if by_attribute != usual:
                changing.add(setting[0])
    assert {"size", "theme", "elder", "line", "face", "flow", "pointer", "motion"} <= changing


@pytest.mark.parametrize("javascript", [True, False])
def test_either_way_the_sheet_is_loaded(browser: Browser, sample: Client, javascript: bool) -> None:
    preferences = "size=140&theme=own&own=112233-ffeedd&pointer=big"
    with reader(browser, sample, preferences=preferences, javascript=javascript) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator("html")).to_have_css("background-color", "rgb(255, 238, 221)")
        expect(page.locator("html")).to_have_css("color", "rgb(17, 34, 51)")
        expect(page.locator("html")).to_have_css("font-size", "28px")
        expect(page.locator("main")).to_have_css("cursor", re.compile("/static/.*arrow.svg"))


def test_the_script_and_the_server_do_the_same_arithmetic(browser: Browser, sample: Client) -> None:
    from reader.web.views.preferences import changed

    steps = [("size", "larger"), ("size", "smaller"), ("elder", "toggle"), ("size", ""),
             ("theme", "dark"), ("theme", "auto"), ("theme", "next"), ("elder", "on")]  # fmt: skip
    starts = ["", "size=80", "size=500", "size=125&theme=blue", "elder=on", "size=100&elder=on",
              "size=zz&theme=light"]  # fmt: skip
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/tags")
        page.locator("[data-key=panel]").click()
        for start in starts:
            for key, value in steps:
                context.clear_cookies()
                if start:
                    context.add_cookies(
                        [{"name": "preferences", "value": start, "url": sample.base}]
                    )
                page.locator(f'button[name="{key}"][value="{value}"]').first.evaluate(
                    "(button) => button.click()"
                )
                expected = changed(Preferences.parse(start), {key: value})
                assert Preferences.parse(cookie(context)) == expected, (start, key, value)


def test_the_script_knows_the_same_steps_and_values() -> None:
    script = (ROOT / "static/js/tools.js").read_text("utf-8")
    sizes = re.search(r"const SIZES = (\[.*?\]);", script)
    defaults = re.search(r"const DEFAULTS = \{\s(.*?)\s\};", script, re.DOTALL)
    assert sizes
    assert defaults
    assert json.loads(sizes[1]) == list(SIZES)
    assert dict(re.findall(r'(\w+): "(\w*)"', defaults[1])) == {
        key: values[0] for key, values in CHOICES.items()
    }


def test_sharing_shows_a_link_and_a_code(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(ARTICLE)
        page.get_by_role("link", name="分享").click()
        address = page.locator(".address").inner_text()
        assert address.endswith("/articles/help/enlarge-text")
        code = page.locator(".qr")
        expect(code).to_have_js_property("complete", True)
        assert code.evaluate("(picture) => picture.naturalWidth") > 100
        page.get_by_role("button", name="复制链接").click()
        expect(page.locator(".said")).to_have_text("链接已复制。")
        assert page.evaluate("navigator.clipboard.readText()") == address


def test_no_page_reports_an_error(browser: Browser, sample: Client) -> None:
    problems: list[str] = []
    with reader(browser, sample) as context:
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        for path in ("", "tags", "preferences", "articles/publish/images-tables-footnotes",
                     "articles/essays/from-woodblock-to-screen", "share/help/print",
                     "save/help/print", "print/help/print"):  # fmt: skip
            page.goto(f"/zh-hant/{path}")
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.wait_for_load_state("networkidle")
    assert problems == []


def test_the_settings_page_shows_what_the_tools_have_set(browser: Browser, sample: Client) -> None:
    """Nothing that was set at once gets lost when the form is saved afterwards."""
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/preferences")
        page.get_by_label("字更大，按钮更大，页面更简洁").check()
        expect(page.get_by_label("160%")).to_be_checked()
        button(page, "size", "larger")
        button(page, "theme", "next")
        expect(page.get_by_label("180%")).to_be_checked()
        expect(page.get_by_label("深色")).to_be_checked()
        with page.expect_navigation():
            page.get_by_role("button", name="保存").click()
        assert cookie(context) == "size=180&theme=dark&elder=on"


@pytest.mark.parametrize("preferences", ["", "elder=on", "size=200", "size=500"])
def test_the_tool_bar_is_always_within_reach(
    browser: Browser, sample: Client, preferences: str
) -> None:
    with reader(browser, sample, preferences=preferences) as context:
        page = context.new_page()
        for edition in ("zh-hans", "en"):
            page.goto(f"/{edition}/articles/help/enlarge-text")
            for name in ("smaller", "larger"):
                expect(page.locator(f'button[value="{name}"]')).to_be_in_viewport()
            box = page.locator(".tools").bounding_box()
            header = page.locator(".top").bounding_box()
            assert box
            assert header
            assert box["height"] <= 62
            assert header["height"] <= (150 if edition == "zh-hans" else 202)  # of 740
