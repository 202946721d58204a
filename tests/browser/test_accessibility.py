"""Every kind of page in every pair of things that change how it looks: axe, and measures.

Two values of any two of `DIMENSIONS` meet in one case at least (pairwise testing): a fault that
needs three of them to show may be missed, one that needs two is not.
"""

import re
from functools import cache
from itertools import combinations, product

import pytest
from allpairspy import AllPairs
from playwright.sync_api import Browser, BrowserContext, Page

from reader.domain.preferences import CHOICES
from tests.browser.conftest import reader
from tests.browser.measures import BESIDE_THE_SCREEN, TO_THE_END, faults_of
from tests.client import Client
from tests.conftest import ROOT

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
    "giving settings": "preferences/give",
    "taking settings": "preferences/take?p=size=160.theme=dark",
    "kept": "offline",
    "search form": "search",
    "search": "search?q=字&year=2026",
    "nothing found": "search?q=大字手机电脑&column=help",
    "search mistake": "search?q=字&year=x",
    "error": "nothing",
    "keys": "panels/keys",
    "reading aloud": "panels/listen",
    "text only": "panels/images",
    "panel": "panels/settings",
    "statement": "about/accessibility",
}
DIMENSIONS: dict[str, tuple[str, ...]] = {
    "page": tuple(PAGES),
    # zh-hant-tw is the last of them without its readings.
    "edition": ("zh-hans", "zh-hant", "zh-hant-hk", "en", "zh-hans-pinyin", "zh-hant-tw-zhuyin"),
    # One of each kind: test_themes measures the colours of every theme on every page.
    "theme": ("auto", "dark", "contrast", "amber", "own"),
    "content": ("", "ruby=difficult", "ruby=off", "images=off", "flow=down"),
    "spacing": (
        "", "line=250&space=200&letter=20", "line=150&space=0&width=20&align=start&indent=off",
        "face=kai&reading=85&pointer=big&motion=less",
    ),
    "help": ("", "guide=3", "caption=on"),
    "size": ("100", "200", "500"),
    "window": ("360x740", "320x568", "1280x800"),
    "elder": ("off", "on"),
    "system": ("light", "dark"),
}  # fmt: skip
OTHERS = ("content", "spacing", "help")
PARTS = 8


@cache
def cases() -> list[dict[str, str]]:
    """Cases in which every pair of values of two dimensions meets."""
    found = AllPairs(list(DIMENSIONS.values()))
    return [dict(zip(DIMENSIONS, case, strict=True)) for case in found]


def test_all_pairs_meet() -> None:
    for one, other in combinations(DIMENSIONS, 2):
        met = {(case[one], case[other]) for case in cases()}
        assert met == set(product(DIMENSIONS[one], DIMENSIONS[other]))


def test_a_theme_is_colours_alone() -> None:
    """So that one of each kind stands for all, where not colours are measured."""
    rules = (ROOT / "static/css/preferences.css").read_text("utf-8")
    palettes = re.findall(r"data-theme[^{]*\{([^}]*)\}", rules)
    assert len(palettes) >= len(CHOICES["theme"]) - 1  # `auto` is none
    names = {part.partition(":")[0].strip() for rule in palettes for part in rule.split(";")}
    assert all(re.fullmatch("|--.*|color-scheme", name) for name in names)


@pytest.mark.browser
@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.thorough if n % 8 else ()) for n in range(PARTS)],
)
def test_nothing_is_found(browser: Browser, sample: Client, part: int) -> None:
    """axe (all rules), reflow, targets, lines, languages and the reader's own spacing."""
    failures: list[str] = []
    with reader(browser, sample) as context:
        page = context.new_page()
        for case in cases()[part::PARTS]:
            faults = _faults(context, page, sample, case)
            failures += [f"{' '.join(case.values())}: {fault}" for fault in faults]
    assert not failures, f"{len(failures)}:\n" + "\n".join(failures[:40])


def _faults(context: BrowserContext, page: Page, site: Client, case: dict[str, str]) -> list[str]:
    width, height = map(int, case["window"].split("x"))
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if case["system"] == "dark" else "light")
    chosen = [f"{key}={case[key]}" for key in ("size", "theme", "elder")]
    value = "&".join([*chosen, *filter(None, (case[key] for key in OTHERS))])
    context.add_cookies([{"name": "preferences", "value": value, "url": site.base}])
    page.goto(f"/{case['edition']}/{PAGES[case['page']]}")
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    page.evaluate(TO_THE_END)
    return faults_of(page, 60 if case["elder"] == "on" else 44)


@pytest.mark.browser
@pytest.mark.parametrize("preferences", ["size=500&elder=on"])
@pytest.mark.parametrize("edition", ["zh-hans", "en", "zh-hant-tw-zhuyin"])
def test_text_at_500_per_cent_fits_a_screen_of_320_pixels(
    browser: Browser, sample: Client, preferences: str, edition: str
) -> None:
    failures = []
    with reader(browser, sample, preferences=preferences, width=320, height=640) as context:
        page = context.new_page()
        for name, path in PAGES.items():
            page.goto(f"/{edition}/{path}")
            failures += [f"{name}: {fault}" for fault in page.evaluate(BESIDE_THE_SCREEN)]
    assert not failures, "\n".join(failures)
