"""axe on every kind of page, in every combination that changes how it looks."""

import json
from itertools import product

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.browser.conftest import reader
from tests.client import Client

PAGES = {
    "home": "",
    "columns": "columns",
    "column": "columns/help",
    "archive": "archive",
    "month": "archive/2026/03",
    "tags": "tags",
    "tag": "tags/大字",
    "article": "articles/publish/images-tables-footnotes",
    "short": "articles/help/enlarge-text",
    "share": "share/help/enlarge-text",
    "save": "save/help/enlarge-text",
    "print": "print/publish/images-tables-footnotes",
    "preferences": "preferences",
    "search form": "search",
    "search": "search?q=字&year=2026",
    "nothing found": "search?q=大字手机电脑&column=help",
    "search mistake": "search?q=字&year=x",
    "error": "nothing",
}
EDITIONS = ("zh-hans", "zh-hant")
SIZES = ("100", "400")
WIDTHS = (360, 1280)
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = f"axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}})"

# The tool bar stays in view; at the end of the page it covers nothing of it.
TO_THE_END = "window.scrollTo(0, document.body.scrollHeight)"

MEASURE = """() => {
  const width = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll('body *')].filter((e) => {
    const box = e.getBoundingClientRect();
    return box.width && (box.right > width + 1 || box.left < -1)
      && !e.closest('.table') && !e.matches('.skip, .said');
  });
  return {
    scroll: document.documentElement.scrollWidth - width,
    out: out.slice(0, 4).map((e) => e.outerHTML.slice(0, 90)),
  };
}"""

TARGETS = """(least) => [...document.querySelectorAll(
  'a, button, summary, input, select, .choices label')]
  .filter((e) => {
    const box = e.getBoundingClientRect();
    if (!box.width) return false;
    if (e.matches('.skip, .text a, .text a *, .choices input, .address')) return false;
    if (e.matches('.sheet > p > a')) return false;  // a link in a sentence
    if (e.matches('[aria-hidden], input[type=hidden]')) return false;
    return box.width < least - 0.5 || box.height < least - 0.5;
  })
  .map((e) => e.outerHTML.slice(0, 80) + ' ' + JSON.stringify(e.getBoundingClientRect()))"""


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_no_violation_and_nothing_beside_the_screen(
    browser: Browser, sample: Client, name: str
) -> None:
    """Every script, text size, colour scheme and width: axe (A, AA, AAA, best practice), reflow."""
    failures = []
    for width, dark in product(WIDTHS, (False, True)):
        with reader(browser, sample, width=width, dark=dark) as context:
            page = context.new_page()
            for edition, size in product(EDITIONS, SIZES):
                context.add_cookies(
                    [{"name": "preferences", "value": f"size={size}", "url": sample.base}]
                )
                page.goto(f"/{edition}/{PAGES[name]}")
                page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
                page.evaluate(TO_THE_END)
                page.evaluate(AXE_SCRIPT)
                case = f"{edition} {size}% {width}px {'dark' if dark else 'light'}"
                for violation in page.evaluate(RUN)["violations"]:
                    nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                    failures.append(f"{case}: {violation['id']}: {nodes}")
                measured = page.evaluate(MEASURE)
                if measured["scroll"] > 0 or measured["out"]:
                    failures.append(f"{case}: {measured}")
    assert not failures, "\n".join(failures[:12])


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["contrast", "dark", "light"])
@pytest.mark.parametrize("elder", ["off", "on"])
def test_chosen_themes_and_the_elder_edition_are_as_accessible(
    browser: Browser, sample: Client, theme: str, elder: str
) -> None:
    failures = []
    preferences = f"theme={theme}&elder={elder}"
    with reader(browser, sample, preferences=preferences) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(f"/zh-hans/{path}")
            page.evaluate(TO_THE_END)
            page.evaluate(AXE_SCRIPT)
            for violation in page.evaluate(RUN)["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                failures.append(f"{name}: {violation['id']}: {nodes}")
            targets = page.evaluate(TARGETS, 60 if elder == "on" else 44)
            failures += [f"{name}: small target: {target}" for target in targets]
    assert not failures, "\n".join(failures[:12])


@pytest.mark.browser
@pytest.mark.parametrize("preferences", ["size=500", "size=500&elder=on"])
@pytest.mark.parametrize("edition", ["zh-hans", "en", "zh-hans-pinyin", "zh-hant-tw-zhuyin"])
def test_text_at_500_per_cent_fits_a_screen_of_320_pixels(
    browser: Browser, sample: Client, preferences: str, edition: str
) -> None:
    failures = []
    with reader(browser, sample, preferences=preferences, width=320, height=640) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(f"/{edition}/{path}")
            measured = page.evaluate(MEASURE)
            if measured["scroll"] > 0 or measured["out"]:
                failures.append(f"{name}: {measured}")
    assert not failures, "\n".join(failures)
