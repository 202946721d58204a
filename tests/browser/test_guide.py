"""The reading guide and the magnified captions."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import reader
from tests.client import Client

ARTICLE = "/zh-hans/articles/essays/from-woodblock-to-screen"

pytestmark = pytest.mark.browser


def box(locator: Locator) -> dict[str, float]:
    """Where something is, in pixels of the window."""
    found: dict[str, float] = locator.evaluate("(e) => e.getBoundingClientRect().toJSON()")
    return found


def line(page: Page, words: str) -> dict[str, float]:
    """Where a word of a paragraph is."""
    found: dict[str, float] = page.evaluate(
        """(words) => {
          const paragraphs = [...document.querySelectorAll(".text > p")];
          const text = paragraphs.find((p) => p.firstChild.data.includes(words)).firstChild;
          const range = document.createRange();
          range.setStart(text, text.data.indexOf(words));
          range.setEnd(text, text.data.indexOf(words) + words.length);
          return range.getClientRects()[0].toJSON();
        }""",
        words,
    )
    return found


def clear(page: Page) -> tuple[float, float]:
    """The top and the bottom of what the guide leaves clear, at rest."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    band = box(page.locator(".guide"))
    return band["top"], band["bottom"]


@pytest.mark.parametrize("lines", [1, 3, 5])
@pytest.mark.parametrize("size", ["", "&size=200"])
def test_the_guide_leaves_so_many_lines_clear(
    browser: Browser, sample: Client, lines: int, size: str
) -> None:
    with reader(browser, sample, preferences=f"guide={lines}{size}", width=900) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator(".guide")).to_be_attached()
        paragraph = page.locator(".text > p", has_text="用胶泥刻字")
        paragraph.evaluate("(p) => p.scrollIntoView({block: 'center'})")
        word = line(page, "两块铁板")
        page.mouse.move(word["left"] + 3, word["top"] + 3)
        top, bottom = clear(page)
        pitch = (
            page.locator(".text > p")
            .nth(1)
            .evaluate("(p) => parseFloat(getComputedStyle(p).lineHeight)")
        )
        assert bottom - top == pytest.approx(lines * pitch, abs=1)
        middle = (word["top"] + word["bottom"]) / 2
        assert (top + bottom) / 2 == pytest.approx(middle, abs=1)


def test_no_line_is_cut_where_paragraphs_and_headings_meet(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample, preferences="guide=3", width=900) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator(".guide")).to_be_attached()
        middles = page.evaluate("""() => {
          const tops = new Set();
          const middles = [];
          for (const block of document.querySelectorAll(".text > :is(p, h2, h3)")) {
            const range = document.createRange();
            range.selectNodeContents(block);
            for (const { top, bottom, width } of range.getClientRects()) {
              if (!width || bottom > 600 || tops.has(top)) continue;
              tops.add(top);
              middles.push((top + bottom) / 2);
            }
          }
          return middles;
        }""")
        assert len(middles) >= 5
        for middle in middles[1:-1]:
            page.mouse.move(450, middle)
            top, bottom = clear(page)
            assert len([m for m in middles if top < m < bottom]) == 3
            assert all(abs(m - edge) > 8 for m in middles for edge in (top, bottom))


def test_the_guide_catches_nothing_and_is_not_printed(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="guide=1") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        guide = page.locator(".guide")
        expect(guide).to_have_css("pointer-events", "none")
        expect(guide).to_have_attribute("aria-hidden", "true")
        page.locator('button[value="larger"]').click()
        expect(page.locator("html")).to_have_css("font-size", "22px")
        page.emulate_media(media="print")
        expect(guide).to_be_hidden()


def test_the_arrow_keys_move_the_guide_and_then_the_page(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="guide=3", width=900) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator(".guide")).to_be_attached()
        paragraph = page.locator(".text > p", has_text="用胶泥刻字")
        paragraph.evaluate("(p) => p.scrollIntoView({block: 'center'})")
        word = line(page, "两块铁板")
        page.mouse.move(word["left"] + 3, word["top"] + 3)
        before = clear(page)[0]
        scrolled = page.evaluate("scrollY")
        page.keyboard.press("ArrowDown")
        pitch = clear(page)[0] - before
        assert 30 < pitch < 45
        assert page.evaluate("scrollY") == scrolled
        for _ in range(20):
            page.keyboard.press("ArrowDown")
        top, bottom = clear(page)
        assert page.evaluate("scrollY") > scrolled + 100
        assert 0 < top < bottom < 740
        page.keyboard.press("ArrowUp")
        assert clear(page)[0] < top


def test_the_guide_goes_where_the_keyboard_goes(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="guide=1") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator(".guide")).to_be_attached()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        top, bottom = clear(page)
        focused = box(page.locator(":focus"))
        assert top < (focused["top"] + focused["bottom"]) / 2 < bottom


def test_the_guide_stands_upright_where_lines_run_down(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="guide=1", width=900) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        expect(page.locator(".guide")).to_be_attached()
        page.evaluate(
            "Object.assign(document.querySelector('.text').style,"
            " {writingMode: 'vertical-rl', width: '700px', height: '400px', overflowX: 'auto'})"
        )
        text = box(page.locator(".text"))
        page.mouse.move(text["right"] - 200, text["top"] + 50)
        clear(page)
        band = box(page.locator(".guide"))
        assert band["height"] >= 739
        assert band["width"] < 60
        page.keyboard.press("ArrowLeft")
        clear(page)
        assert box(page.locator(".guide"))["left"] == pytest.approx(band["left"] - 37, abs=4)


def test_the_guide_comes_and_goes_with_the_setting(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        for value, count in (("3", 1), ("off", 0), ("1", 1)):
            page.evaluate(
                f"""import(document.querySelector("script[type=module]").src)
                .then(({{ keep, current }}) => keep({{ ...current(), guide: "{value}" }}))"""
            )
            expect(page.locator(".guide")).to_have_count(count)


def test_what_is_under_the_pointer_is_shown_large(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="caption=on", width=1280) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.wait_for_load_state("networkidle")
        strip = page.locator(".caption")
        word = line(page, "没有重量")
        page.mouse.move(word["left"] + 5, word["top"] + 5)
        expect(strip).to_have_text("此刻您看见的这一行字，没有重量。")
        assert box(strip)["top"] > word["bottom"]
        assert box(strip)["bottom"] <= box(page.locator(".tools"))["top"] + 1
        expect(strip).to_have_css("font-size", "40px")
        expect(strip).to_have_attribute("aria-hidden", "true")
        page.get_by_role("link", name="分享").hover()
        expect(strip).to_have_text("分享")
        page.keyboard.press("Escape")
        expect(strip).to_have_count(0)


@pytest.mark.parametrize("size", ["", "&size=200", "&size=500"])
def test_the_caption_leaves_what_it_repeats_and_most_of_the_page(
    browser: Browser, sample: Client, size: str
) -> None:
    with reader(browser, sample, preferences=f"caption=on{size}") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.wait_for_load_state("networkidle")
        strip = page.locator(".caption")
        for height in (200, 420, 560, 640, 300):
            page.mouse.move(100, height)
            page.wait_for_timeout(50)
            if strip.count():
                shown = box(strip)
                assert shown["height"] <= 740 / 3 + 1
                assert not shown["top"] < height < shown["bottom"]
                assert strip.evaluate("(e) => e.scrollWidth <= e.clientWidth")
        expect(strip).to_have_count(1)


def test_what_the_keyboard_is_at_is_shown_large(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="caption=on") as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Tab")
        expect(page.locator(".caption")).to_have_text("跳到正文")
