"""Every control is reached by the keyboard alone, and shows that it is."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.test_accessibility import PAGES
from tests.client import Client

pytestmark = pytest.mark.browser

FOCUSABLE = """[...document.querySelectorAll(
  'a[href], button, summary, select, input:not([type=hidden]), [tabindex="0"]')]
  .filter((e) => e.checkVisibility() && e.tabIndex >= 0
    && !(e.type === 'radio' && !e.checked)).length"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const shown = e.matches('.choices input') ? e.parentElement : e;
  const style = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  const bar = document.querySelector('.tools');  // a sheet of paper has none
  const tools = bar?.getBoundingClientRect();
  const covered = bar && !e.closest('.tools') && getComputedStyle(bar)
    .position === 'sticky' && box.bottom > tools.top + 1 && box.top < tools.bottom
    && box.height < innerHeight - tools.height - 40;  // what is taller than the window has to be
  const key = [...document.querySelectorAll('*')].indexOf(e);
  return {key, html: e.outerHTML.slice(0, 100), outline: style.outlineStyle,
    width: parseFloat(style.outlineWidth), inside: box.bottom > 0 && box.top < innerHeight,
    covered};
}"""


def walk(page: Page) -> list[dict[str, object]]:
    """What the focus meets from the top of the page until it comes round."""
    met: list[dict[str, object]] = []
    seen: set[object] = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused["key"] in seen:
            break
        seen.add(focused["key"])
        met.append(focused)
    return met


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("preferences", ["", "size=400&elder=on"])
def test_every_control_is_reached_with_a_visible_focus(
    browser: Browser, sample: Client, name: str, preferences: str
) -> None:
    with reader(browser, sample, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{PAGES[name]}")
        expected = page.evaluate(FOCUSABLE)
        met = walk(page)
        assert len(met) == expected
        if name != "print":  # which has nothing to skip
            assert "跳到正文" in str(page.locator(".skip").first.inner_text())
        faults = [
            step
            for step in met
            if step["outline"] != "solid"
            or float(str(step["width"])) < 2
            or not step["inside"]
            or step["covered"]
        ]
        assert not faults, faults[:4]


def test_the_skip_link_is_first_and_leads_to_the_text(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/articles/help/print")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="跳到正文")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_the_panel_opens_and_closes_by_keyboard(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/articles/help/print")
        opener = page.get_by_role("button", name="设置")
        for key in ("Enter", "Space"):
            opener.focus()
            page.keyboard.press(key)
            panel = page.get_by_role("region", name="阅读设置")
            expect(panel).to_be_focused()
            expect(opener).to_have_attribute("aria-expanded", "true")
            page.keyboard.press("Tab")
            expect(panel.get_by_role("button", name="关闭")).to_be_focused()
            page.keyboard.press("Escape")
            expect(panel).to_be_hidden()
            expect(opener).to_be_focused()
            expect(opener).to_have_attribute("aria-expanded", "false")


def test_reading_by_keyboard_keeps_the_focus_after_an_action(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans/articles/help/print")
        larger = page.get_by_role("button", name="A+，放大字号")
        larger.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        expect(larger).to_be_focused()
        expect(page.locator(".text p").first).to_have_css("font-size", "25px")
        expect(page.locator(".said")).to_have_text("A+ 125%")
