"""Chinese text as W3C clreq asks for it, measured in the browser."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import reader
from tests.client import Client

pytestmark = pytest.mark.browser

MIXED = "articles/texts/mixed"
RUNNING = ".text :is(p, li, blockquote, figcaption):not(.note *)"

# Every line of an element's own text: its characters with their boxes, in reading order.
LINES = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const down = getComputedStyle(element).writingMode !== 'horizontal-tb';
  const lines = new Map();
  const near = parseFloat(getComputedStyle(element).fontSize) / 2;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('rt, .combined')) continue;
    for (let at = 0; at < node.length; at += 1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = [...range.getClientRects()].at(-1);
      if (!box || !box.width || !box.height) continue;
      const [middle, start, end] = down
        ? [(box.left + box.right) / 2, box.top, box.bottom]
        : [(box.top + box.bottom) / 2, box.left, box.right];
      const key = [...lines.keys()].find((other) => Math.abs(other - middle) < near) ?? middle;
      if (!lines.has(key)) lines.set(key, []);
      lines.get(key).push([node.data[at], start, end]);
    }
  }
  return [...lines].map(([middle, characters]) => ({ middle, characters }));
})"""


def lines_of(page: Page, selector: str) -> list[list[dict[str, Any]]]:
    """For each element its lines: `middle`, and `characters` with their starts and ends."""
    found: list[list[dict[str, Any]]] = page.evaluate(LINES, selector)
    return found


def texts(lines: list[dict[str, Any]]) -> list[str]:
    return ["".join(character[0] for character in line["characters"]) for line in lines]


def css(page: Page, selector: str, name: str) -> str:
    script = "([s, n]) => getComputedStyle(document.querySelector(s)).getPropertyValue(n)"
    return str(page.evaluate(script, [selector, name]))


def is_wide(character: str) -> bool:
    """Whether a character takes a place of its own in a Chinese line."""
    return character > "\u2e7f" or character in "—…“”‘’"


@pytest.mark.parametrize("preferences", ["", "size=80", "size=200", "size=500", "elder=on"])
def test_no_line_holds_more_than_forty_characters(
    browser: Browser, typeset: Client, preferences: str
) -> None:
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        for width, address in (
            (360, f"zh-hans/{MIXED}"), (1280, f"zh-hans/{MIXED}"), (2560, f"zh-hant/{MIXED}"),
            (5000, f"zh-hans/{MIXED}"), (1280, "zh-hans/articles/texts/plain"),
        ):  # fmt: skip
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{address}")
            for line in texts([line for lines in lines_of(page, RUNNING) for line in lines]):
                assert sum(map(is_wide, line)) <= 40, line
                assert len(line) <= 80, line  # WCAG 2.2 SC 1.4.8, of Latin text


def test_a_paragraph_begins_with_two_empty_places(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset, width=1280) as context:
        page = context.new_page()
        for article in ("mixed", "plain"):
            page.goto(f"/zh-hans/articles/texts/{article}")
            first, second, *_ = lines_of(page, ".text > p:first-child")[0]
            assert first["characters"][0][1] - second["characters"][0][1] == pytest.approx(
                40, abs=1
            )


@pytest.mark.parametrize("preferences", ["", "size=250", "line=150", "line=250", "elder=on"])
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hans-pinyin"])
def test_headings_lists_and_quotations_stand_on_half_lines(
    browser: Browser, typeset: Client, edition: str, preferences: str
) -> None:
    script = """() => [...document.querySelectorAll('.text > :is(p, h2, h3), .text li,'
      + '.text > blockquote > p')].filter((e) => !e.closest('.footnotes'))
      .map((e) => e.getBoundingClientRect()).map((box) => [box.top, box.height])"""
    with reader(browser, typeset, preferences=preferences, width=1280) as context:
        page = context.new_page()
        page.goto(f"/{edition}/articles/texts/long")
        step = float(css(page, ".text", "line-height").removesuffix("px"))
        boxes = page.evaluate(script)
        page.goto(f"/{edition}/{MIXED}")
        until_table = page.evaluate(script)[:11]
        for _, height in boxes + until_table:
            assert height / step == pytest.approx(round(height / step), abs=0.03)
        for group in (boxes, until_table):
            for (top, _), (below, _) in pairwise(group):
                steps = (below - top) / step
                assert steps == pytest.approx(round(steps * 2) / 2, abs=0.05), (top, below)


@pytest.mark.parametrize("preferences", ["", "line=150", "elder=on", "size=500", "flow=down"])
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant-tw-zhuyin"])
def test_running_text_has_lines_half_as_high_again_as_its_characters(
    browser: Browser, typeset: Client, edition: str, preferences: str
) -> None:
    script = """(selector) => [...document.querySelectorAll(selector)].map((e) => {
      const style = getComputedStyle(e);
      return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    })"""
    with reader(browser, typeset, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/{edition}/{MIXED}")
        assert min(page.evaluate(script, ".text :is(p, li, td, th, blockquote, pre)")) >= 1.5


@pytest.mark.parametrize("width", [320, 360, 480, 1280])
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant"])
def test_no_line_begins_or_ends_with_a_mark_that_may_not(
    browser: Browser, typeset: Client, edition: str, width: int
) -> None:
    """clreq 3.1.6: no mark that ends something begins a line; —— and …… are never parted."""
    with reader(browser, typeset, width=width) as context:
        page = context.new_page()
        for article in (MIXED, "articles/texts/plain", "articles/texts/long"):
            page.goto(f"/{edition}/{article}")
            for lines in lines_of(page, ".text p"):
                shown = [text.strip() for text in texts(lines)]
                for line in filter(None, shown[1:]):
                    assert line[0] not in "，。、；：？！）》」』”’", shown
                for line in filter(None, shown[:-1]):
                    assert line[-1] not in "（《「『“‘", shown
                for above, below in pairwise(shown):
                    assert above[-1:] + below[:1] not in {"——", "……"}, shown


def test_no_paragraph_ends_in_a_line_of_one_character(browser: Browser, typeset: Client) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto("/zh-hans/articles/texts/plain")
        for width in range(320, 480, 20):
            page.set_viewport_size({"width": width, "height": 800})
            for lines in lines_of(page, ".text > p"):
                assert len(texts(lines)[-1]) > 2, texts(lines)


@pytest.mark.parametrize("width", [360, 480, 1280])
def test_latin_words_leave_no_gaps_in_justified_lines(
    browser: Browser, typeset: Client, width: int
) -> None:
    for preferences in ("", "size=200"):
        with reader(browser, typeset, width=width, preferences=preferences) as context:
            page = context.new_page()
            page.goto(f"/zh-hans/{MIXED}")
            size = float(css(page, ".text p", "font-size").removesuffix("px"))
            for lines in lines_of(page, ".text > p"):
                for line in lines:
                    for (_, _, end), (character, start, _) in pairwise(line["characters"]):
                        assert start - end < 0.6 * size, (character, texts([line]))


def test_neighbouring_marks_share_a_place_and_words_keep_their_distance(
    browser: Browser, typeset: Client
) -> None:
    """clreq 3.1.6.1 and 3.2.2: text-spacing-trim and text-autospace."""
    with reader(browser, typeset, width=1280, preferences="align=start") as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{MIXED}")
        line = lines_of(page, ".text ul > li:last-child")[0][0]["characters"]
        at = next(n for n, c in enumerate(line) if c[0] == "》" and line[n + 1][0] == "、")
        assert line[at + 2][2] - line[at][1] < 45  # three marks 》、《 in two places or little more
        year = lines_of(page, ".text > p:nth-of-type(4)")[0][0]["characters"]
        assert year[4][0] == "年"
        assert 1 < year[4][1] - year[3][2] + 2.6 < 9


def test_punctuation_hangs_in_simplified_text_alone(typeset: Client) -> None:
    style = typeset.page(f"/zh-hans/{MIXED}").text.partition("<style>")[2].partition("</style>")[0]
    assert "hanging-punctuation:allow-end" in style
    assert ".text p:lang(zh-Hant){hanging-punctuation:none}" in style


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant-tw-zhuyin"])
def test_the_reader_may_have_no_indent_and_no_justified_lines(
    browser: Browser, typeset: Client, edition: str
) -> None:
    with reader(browser, typeset, preferences="indent=off&align=start") as context:
        page = context.new_page()
        page.goto(f"/{edition}/{MIXED}")
        assert css(page, ".text > p", "text-indent") == "0px"
        assert css(page, ".text > p", "text-align") == "start"


GLYPHS = {
    "zh-hans": "SC", "zh-hant": "TC", "zh-hant-tw": "TC", "zh-hant-hk": "HK",
}  # fmt: skip


@pytest.mark.parametrize(("face", "family"), [("", "Sans"), ("face=song", "Serif")])
@pytest.mark.parametrize("edition", GLYPHS)
def test_glyphs_are_those_of_the_region(
    browser: Browser, typeset: Client, edition: str, face: str, family: str
) -> None:
    """骨, 直, 返 and 遍 differ: the font that Chromium takes for every glyph is the region's."""
    with reader(browser, typeset, preferences=face) as context:
        page = context.new_page()
        page.goto(f"/{edition}/{MIXED}")
        assert fonts(page, ".text > p:first-child") == {f"Noto {family} CJK {GLYPHS[edition]}"}
        assert fonts(page, "h1") == {f"Noto Serif CJK {GLYPHS[edition]}"}


def test_an_article_in_another_script_than_the_page_has_its_own_glyphs(
    browser: Browser, typeset: Client
) -> None:
    with reader(browser, typeset, preferences="face=song") as context:
        page = context.new_page()
        page.goto(f"/en/{MIXED}")
        assert fonts(page, ".text > p:first-child") == {"Noto Serif CJK SC"}


def fonts(page: Page, selector: str) -> set[str]:
    """The families that Chromium sets an element's text in."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in used}


@pytest.mark.parametrize(("edition", "marks"), [("zh-hans", "“”"), ("zh-hant", "「」")])
def test_quotation_marks_are_those_of_the_script(
    browser: Browser, typeset: Client, edition: str, marks: str
) -> None:
    with reader(browser, typeset) as context:
        page = context.new_page()
        page.goto(f"/{edition}/{MIXED}")
        text = page.locator(".text > p").first.inner_text()
        assert all(mark in text for mark in marks)


@pytest.mark.parametrize("edition", ["zh-hans-pinyin", "zh-hant-tw-zhuyin"])
def test_readings_change_no_distance_between_lines(
    browser: Browser, typeset: Client, edition: str
) -> None:
    """Whether a line has readings or none, at every size of text and of readings, either way."""
    for preferences in (
        "", "reading=85&line=150", "reading=50&size=200", "ruby=difficult", "size=500",
        "flow=down", "flow=down&reading=85&size=200",
    ):  # fmt: skip
        with reader(browser, typeset, preferences=preferences, width=1280) as context:
            page = context.new_page()
            page.goto(f"/{edition}/{MIXED}")
            step = float(css(page, ".text", "line-height").removesuffix("px"))
            for lines in lines_of(page, ".text > p:not(:has(sup))"):
                for above, below in pairwise(lines):
                    distance = abs(below["middle"] - above["middle"])
                    assert distance == pytest.approx(step, abs=1), preferences


@pytest.mark.parametrize(("value", "share"), [("50", 0.5), ("", 0.55), ("70", 0.7), ("85", 0.85)])
def test_readings_have_the_size_that_is_chosen(
    browser: Browser, typeset: Client, value: str, share: float
) -> None:
    preferences = f"reading={value}" if value else ""
    for javascript in (True, False):
        with reader(browser, typeset, preferences=preferences, javascript=javascript) as context:
            page = context.new_page()
            page.goto(f"/zh-hans-pinyin/{MIXED}")
            assert css(page, ".text rt", "font-size") == f"{20 * share:g}px"
