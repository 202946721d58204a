"""Every theme's computed colours, and what a device asks for: dark, contrast, forced, calm."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from reader.domain.preferences import CHOICES
from tests.browser.conftest import reader
from tests.browser.test_accessibility import PAGES
from tests.client import Client
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

THEMES = [theme for theme in CHOICES["theme"] if theme != "own"]  # its warning is tested elsewhere
ARTICLE = "/zh-hans/articles/publish/images-tables-footnotes"

# Text, borders and focus against what is painted behind them, by WCAG 2.2 relative luminance.
MEASURE = """(theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return {rgb: [r, g, b], a};
  };
  const over = (top, below) => top.rgb.map((v, i) => v * top.a + below[i] * (1 - top.a));
  const behind = (element) => {
    if (!element) return [255, 255, 255];
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour.a === 1 ? colour.rgb : over(colour, behind(element.parentElement));
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (colour, paper) => {
    const [low, high] = [over(colour, paper), paper].map(luminance).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const faults = [];
  let texts = 0, borders = 0, outlines = 0;
  const fault = (kind, ratio, e) =>
    faults.push(`${kind} ${ratio.toFixed(2)} ${e.outerHTML.slice(0, 80)}`);
  for (const e of document.querySelectorAll('body, body *')) {
    if (!e.checkVisibility() || e.closest('svg, .t-own')) continue;
    const style = getComputedStyle(e);
    const hasText = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (hasText || e.matches('input[type=search]')) {
      texts += 1;
      const ratio = contrast(parse(style.color), behind(e));
      if (ratio < 7) fault('text', ratio, e);
    }
    const isControl = e.matches('button, .button, select, input[type=search], input[type=color]')
      || e.matches('.choices label');
    const line = parse(style.borderBlockStartColor);
    if (isControl && line.a && parseFloat(style.borderBlockStartWidth)) {
      borders += 1;
      const ratio = Math.max(contrast(line, behind(e.parentElement)), contrast(line, behind(e)));
      if (ratio < 3) fault('border', ratio, e);
    }
    if (e.tabIndex >= 0) {
      e.focus({focusVisible: true, preventScroll: true});
      if (document.activeElement !== e) continue;
      const shown = e.matches('.choices input') ? e.closest('label') : e;
      const outline = getComputedStyle(shown);
      outlines += 1;
      const ratio = outline.outlineStyle === 'none' ? 0
        : contrast(parse(outline.outlineColor), behind(shown.parentElement));
      if (ratio < 3) fault('focus', ratio, e);
    }
  }
  return {faults: faults.slice(0, 3), texts, borders, outlines};
}"""


def measured(page: Page, case: str, theme: str = "") -> list[str]:
    found = page.evaluate(MEASURE, theme)
    assert found["texts"] > 5, case
    assert found["borders"], case
    assert found["outlines"] > 5, case
    return [f"{case}: {fault}" for fault in found["faults"]]


@pytest.mark.parametrize("elder", ["off", "on"])
def test_every_theme_has_the_contrast_it_should(
    browser: Browser, sample: Client, elder: str
) -> None:
    """Text 7:1 (SC 1.4.6), borders of controls and focus 3:1 (SC 1.4.11, 2.4.13), everywhere."""
    faults = []
    for dark in (False, True):
        preferences = f"motion=less&elder={elder}"
        with reader(browser, sample, preferences=preferences, dark=dark) as context:
            page = context.new_page()
            for name, path in PAGES.items():
                page.goto(f"/zh-hans/{path}")
                for theme in ["auto", "dark"] if dark else THEMES:
                    faults += measured(page, f"{name} {theme} {dark}", theme)
    assert not faults, "\n".join(faults[:12])


@pytest.mark.parametrize("dark", [False, True])
def test_the_quick_panel_has_the_contrast_it_should(
    browser: Browser, sample: Client, dark: bool
) -> None:
    faults = []
    with reader(browser, sample, preferences="motion=less", dark=dark) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.locator("[data-key=panel]").click()
        expect(page.locator(".quick")).to_be_visible()
        for theme in THEMES:
            faults += measured(page, theme, theme)
    assert not faults, "\n".join(faults[:12])


def test_who_asks_for_more_contrast_gets_it(browser: Browser, sample: Client) -> None:
    for dark in (False, True):
        with reader(browser, sample, dark=dark) as context:
            page = context.new_page()
            page.goto(ARTICLE)
            muted = page.locator(".crumbs")
            before = muted.evaluate("(e) => getComputedStyle(e).color")
            page.emulate_media(contrast="more")
            ink = page.locator("html").evaluate("(e) => getComputedStyle(e).color")
            assert before != ink
            expect(muted).to_have_css("color", str(ink))
            expect(page.locator(".find input")).to_have_css("border-top-color", str(ink))


@pytest.mark.parametrize("dark", [False, True])
def test_the_elder_edition_has_the_strongest_contrast_there_is(
    browser: Browser, sample: Client, dark: bool
) -> None:
    with reader(browser, sample, preferences="elder=on", dark=dark) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
        expect(page.locator("html")).to_have_css("background-color", black if dark else white)
        for selector in (".text p", ".crumbs", ".now", ".bottom"):
            expect(page.locator(selector).first).to_have_css("color", white if dark else black)


def test_forced_colours_show_what_is_chosen(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.emulate_media(forced_colors="active")
        page.goto(ARTICLE)
        page.locator("[data-key=panel]").click()
        panel = page.locator(".quick")
        chosen = panel.get_by_role("button", name="自动", pressed=True)
        other = panel.get_by_role("button", name="深色", pressed=False)
        mark = "(e) => [getComputedStyle(e, '::before').content.slice(0, 3), e.clientTop > 2]"
        assert chosen.evaluate(mark) == ['"✓"', True]
        assert other.evaluate(mark) == ["non", False]
        assert panel.locator("a[aria-current]").evaluate(mark) == ['"✓"', True]
        here = page.locator(".columns [aria-current]")
        page.goto("/zh-hans/columns/help")
        page.set_viewport_size({"width": 1280, "height": 740})
        expect(here).to_have_css("text-decoration-line", "underline")
        page.goto("/zh-hans/preferences")
        for control in ("radio", "checkbox"):
            box = page.locator(f"input[type={control}]").first
            expect(box).to_have_css("appearance", "auto")  # which draws its own mark


@pytest.mark.parametrize("reduced", ["reduce", "no-preference"])
def test_nothing_moves_of_itself(browser: Browser, sample: Client, reduced: str) -> None:
    moving = """[...document.querySelectorAll('*')].filter((e) => {
      const s = getComputedStyle(e);
      return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0
        || s.scrollBehavior !== 'auto';
    }).map((e) => e.outerHTML.slice(0, 80))"""
    with reader(browser, sample) as context:
        page = context.new_page()
        page.emulate_media(reduced_motion=reduced)  # type: ignore[arg-type]
        for path in ("", "preferences", "articles/publish/images-tables-footnotes", "search?q=字"):
            page.goto(f"/zh-hans/{path}")
            assert page.evaluate(moving) == []


def test_a_swatch_shows_its_theme() -> None:
    """The swatches' colours are those of preferences.css."""
    colours = re.compile(r"--paper: (\S+);.*?--ink: (\S+);.*?--edge: (\S+);")
    css = (ROOT / "static/css/preferences.css").read_text("utf-8")
    rules = dict(re.findall(r'\[data-theme="(\w+)"\] \{(.*?)\}', css))
    swatches = (ROOT / "static/css/swatches.css").read_text("utf-8")
    for theme in set(THEMES) - {"auto"}:
        found = colours.search(rules[theme])
        swatch = re.search(
            rf"\.t-{theme} {{.*?background: (\S+); color: (\S+); border-color: (\S+); }}", swatches
        )
        assert found
        assert swatch
        assert swatch.groups() == found.groups(), theme
