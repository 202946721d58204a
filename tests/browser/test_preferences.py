"""The preferences page and the quick panel, as a reader uses them."""

import pytest
from playwright.sync_api import Browser, Page, expect

from reader.domain.contrast import contrast
from reader.domain.preferences import CHOICES, PRESETS, SIZES, Preferences
from reader.web.views.preferences import changed
from tests.browser.conftest import reader
from tests.browser.test_tools import cookie
from tests.client import Client

pytestmark = pytest.mark.browser

ARTICLE = "/zh-hans/articles/help/enlarge-text"
SETTINGS = "/zh-hans/preferences"
OPENER = "[data-key=panel]"


def test_every_choice_is_previewed_and_kept_at_once(browser: Browser, sample: Client) -> None:
    """Each control sets what the server's form would have set."""
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        expect(page.get_by_role("button", name="撤销")).to_be_visible()
        page.evaluate("window.stays = true")
        wanted = Preferences()
        for key, values in CHOICES.items():
            for value in values[1:]:
                if key in {"own", "edition"}:
                    continue
                page.locator(f'.settings [name="{key}"][value="{value}"]').check()
                wanted = changed(wanted, {key: value})
            assert Preferences.parse(cookie(context)) == wanted, key
        for key in ("elder", "pointer", "motion", "caption"):
            page.locator(f'.settings [name="{key}"]').uncheck()
            wanted = changed(wanted, {key: CHOICES[key][0]})
            assert Preferences.parse(cookie(context)) == wanted, key
        assert page.evaluate("window.stays") is True


def test_the_sample_shows_what_is_chosen(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, width=1280) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        words = page.locator(".sample .text p")
        for label, name, value in (
            ("140%", "font-size", "28px"),
            ("最宽", "line-height", "70px"),
            ("不空格", "text-indent", "0px"),
            ("靠左对齐，字距均匀", "text-align", "start"),
            ("黑底黄字", "color", "rgb(255, 255, 0)"),
        ):
            page.get_by_label(label).first.check()
            expect(words).to_have_css(name, value)
            expect(page.locator(".sample")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_press_and_can_be_undone(
    browser: Browser, sample: Client, name: str, javascript: bool
) -> None:
    before = "size=180&theme=dark&keys=off"
    with reader(browser, sample, preferences=before, javascript=javascript) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        page.locator(f'button[name="preset"][value="{name}"]').click()
        wanted = Preferences.parse(before).with_preset(name)
        expect(page.locator("html")).to_have_css("font-size", f"{wanted.effective_size / 5:g}px")
        assert Preferences.parse(cookie(context)) == wanted
        expect(page.locator(f'[name="size"][value="{wanted.effective_size}"]')).to_be_checked()
        page.get_by_role("button", name="撤销").click()
        expect(page.locator("html")).to_have_css("font-size", "36px")
        assert cookie(context) == before


def test_undo_takes_back_one_change_after_another(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        undo = page.get_by_role("button", name="撤销")
        page.get_by_label("深色").check()
        page.get_by_role("button", name="A+").click()
        page.get_by_role("button", name="恢复默认设置").click()
        expect(page.get_by_label("自动")).to_be_checked()
        for theme, size in (("深色", "110%"), ("深色", "100%"), ("自动", "100%")):
            undo.click()
            expect(page.get_by_label(size, exact=True)).to_be_checked()
            expect(page.get_by_label(theme, exact=True)).to_be_checked()
            expect(undo).to_be_focused()
        assert cookie(context) == ""


def test_own_colours_are_tried_and_warned_of_at_once(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        warning = page.get_by_text("对比度太低")
        expect(warning).to_be_hidden()
        page.get_by_label("文字颜色").fill("#8a8a8a")
        page.get_by_label("文字颜色").dispatch_event("change")
        expect(page.get_by_label("自选颜色")).to_be_checked()
        expect(page.locator("html")).to_have_css("color", "rgb(138, 138, 138)")
        expect(warning).to_be_visible()
        expect(page.locator(".own b")).to_have_text(f"{contrast('8a8a8a', 'ffffff'):.1f}")
        assert cookie(context) == "theme=own&own=8a8a8a-ffffff"
        page.get_by_label("背景颜色").fill("#000000")
        expect(warning).to_be_hidden()
        expect(page.locator(".own b")).to_have_text(f"{contrast('8a8a8a', '000000'):.1f}")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("preferences", ["", "size=200", "size=500", "elder=on"])
def test_the_sample_never_covers_a_control_in_use(
    browser: Browser, sample: Client, width: int, preferences: str
) -> None:
    with reader(browser, sample, width=width, preferences=preferences) as context:
        page = context.new_page()
        page.goto(SETTINGS, wait_until="networkidle")
        for control in page.locator(".settings input:checked, .settings [type=color]").all():
            control.focus()
            label = control.locator("xpath=..").bounding_box()
            shown = page.locator(".sample").bounding_box()
            bar = page.locator(".tools").bounding_box()
            assert label
            assert shown
            assert bar
            is_beside = label["x"] + label["width"] <= shown["x"] + 1
            is_below = label["y"] >= shown["y"] + shown["height"] - 1
            assert is_beside or is_below, control
            assert label["y"] < bar["y"]
        shown = page.locator(".sample").bounding_box()
        assert shown
        assert shown["height"] <= 740 * 0.72 or preferences == "size=500"


@pytest.mark.parametrize("preferences", ["", "elder=on", "size=500", "theme=dark&size=200"])
@pytest.mark.parametrize("edition", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_panel_leaves_the_text_in_sight(
    browser: Browser, sample: Client, preferences: str, edition: str, width: int
) -> None:
    with reader(browser, sample, preferences=preferences, width=width) as context:
        page = context.new_page()
        page.goto(f"/{edition}/articles/help/enlarge-text")
        page.locator(OPENER).click()
        panel = page.locator(".quick")
        expect(panel).to_be_focused()
        box = panel.bounding_box()
        bar = page.locator(".tools").bounding_box()
        assert box
        assert bar
        assert box["y"] >= 740 * 0.54
        assert box["y"] + box["height"] <= bar["y"] + 2
        assert bar["y"] + bar["height"] <= 741
        assert box["width"] == width
        # At the end of the page nothing is covered either.
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        foot = page.locator(".bottom").bounding_box()
        box = panel.bounding_box()
        assert foot
        assert box
        assert foot["y"] + foot["height"] <= box["y"] + 1


def test_the_panel_changes_the_page_and_shows_what_holds(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.locator(OPENER).click()
        panel = page.locator(".quick")
        text = page.locator(".text p").first
        for name, css, value in (
            ("200%", "font-size", "40px"),
            ("白底黑字", "color", "rgb(0, 0, 0)"),
            ("最宽", "line-height", "100px"),
        ):
            button = panel.get_by_role("button", name=name, exact=True)
            button.click()
            expect(text).to_have_css(css, value)
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(button).to_be_focused()
        page.get_by_role("button", name="A−").click()
        expect(panel.get_by_role("button", name="200%")).to_have_attribute("aria-pressed", "false")
        assert cookie(context) == "size=180&theme=white&line=250"
        panel.get_by_role("link", name="繁體中文", exact=True).click()
        page.wait_for_url("**/zh-hant/articles/help/enlarge-text*")


@pytest.mark.parametrize("path", ["", "columns", "search", "share/help/print", "preferences"])
def test_the_panel_opens_from_every_page_and_closes(
    browser: Browser, sample: Client, path: str
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(f"/zh-hant/{path}")
        opener = page.locator(OPENER)
        for close in ("關閉", "設定"):
            opener.click()
            expect(page.locator(".quick")).to_be_visible()
            page.get_by_role("button", name=close, exact=True).click()
            expect(page.locator(".quick")).to_be_hidden()
            expect(opener).to_be_focused()


def test_without_a_script_the_panels_button_leads_to_all_settings(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample, javascript=False) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.get_by_role("link", name="设置", exact=True).click()
        page.wait_for_url(f"**{SETTINGS}")


def test_when_the_panel_cannot_be_had_the_button_leads_to_all_settings(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.route("**/panels/settings", lambda route: route.abort())
        page.goto(ARTICLE)
        page.locator(OPENER).click()
        page.wait_for_url(f"**{SETTINGS}")


def lines_at(page: Page) -> str:
    """The first words of the paragraph a third of the way down the window."""
    return str(
        page.evaluate(
            "document.elementFromPoint(innerWidth / 2, innerHeight / 3)"
            ".closest('p, li, h2')?.textContent.slice(0, 12)"
        )
    )


def test_what_is_being_read_stays_in_sight_while_it_grows(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="motion=less") as context:
        page = context.new_page()
        page.goto("/zh-hans/articles/essays/from-woodblock-to-screen")
        page.evaluate(
            "const p = document.querySelectorAll('.text > p')[9].getBoundingClientRect();"
            "window.scrollTo(0, p.top + p.height / 2 - innerHeight / 3)"
        )
        reading = lines_at(page)
        for _ in range(4):
            page.locator("button[value=larger]").evaluate("(button) => button.click()")
        assert cookie(context) == f"size={SIZES[6]}&motion=less"
        assert lines_at(page) == reading
        page.locator("button[name=elder]").evaluate("(button) => button.click()")
        assert lines_at(page) == reading


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("height", [740, 1400])
def test_the_tool_bar_is_at_the_foot_of_the_window_on_a_short_page(
    browser: Browser, sample: Client, javascript: bool, height: int
) -> None:
    with reader(browser, sample, javascript=javascript, height=height) as context:
        page = context.new_page()
        page.goto("/zh-hans/nothing")
        bar = page.locator(".tools").bounding_box()
        assert bar
        assert bar["y"] + bar["height"] == pytest.approx(height, abs=1)
