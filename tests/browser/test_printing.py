"""Paper: what a printer is sent, looked at as a PDF; sharing and saving with a script."""

import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN
from tests.client import Client
from tests.unit.builders import write

LONG = "essays/from-woodblock-to-screen"
RICH = "publish/images-tables-footnotes"

pytestmark = pytest.mark.browser


class Paper:
    """What the browser prints of a page, backgrounds included."""

    def __init__(self, page: Page, file: Path) -> None:
        self._file = file
        page.pdf(path=file, prefer_css_page_size=True, print_background=True)

    @property
    def facts(self) -> dict[str, str]:
        lines = self._tool("pdfinfo", str(self._file)).decode().splitlines()
        return {k: v.strip() for k, _, v in (line.partition(":") for line in lines)}

    @property
    def pages(self) -> list[str]:
        """The text of each page, in reading order, without spaces."""
        text = self._tool("pdftotext", str(self._file), "-").decode()
        return [re.sub(r"\s", "", page) for page in text.split("\f")[:-1]]

    @property
    def darkness(self) -> list[float]:
        """The part of each page's points that is darker than half, at 36 to the inch."""
        stem = self._file.with_suffix("")
        self._tool("pdftoppm", "-r", "36", "-gray", str(self._file), str(stem))
        return [_darkness(file) for file in sorted(stem.parent.glob(f"{stem.name}-*.pgm"))]

    @staticmethod
    def _tool(*command: str) -> bytes:
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout


def _darkness(file: Path) -> float:
    _magic, _size, _depth, points = file.read_bytes().split(b"\n", 3)
    return sum(point < 128 for point in points) / len(points)


def test_a_sheet_is_a4_with_titles_numbers_and_its_source(
    browser: Browser, sample: Client, tmp_path: Path
) -> None:
    with reader(browser, sample, dark=True, preferences="theme=dark") as context:
        page = context.new_page()
        page.goto(f"/zh-hans/print/{LONG}")
        paper = Paper(page, tmp_path / "a.pdf")
        pages = paper.pages
        assert "A4" in paper.facts["Page size"]
        assert len(pages) >= 3
        assert int(paper.facts["Pages"]) == len(pages)
        for number, text in enumerate(pages, 1):
            assert f"{number}/{len(pages)}" in text
        title = "从木板到屏幕"
        block = pages[0].index("清读"), pages[0].index(title), pages[0].index("作者："), (
            pages[0].index("来源：")
        )  # fmt: skip
        assert list(block) == sorted(block)
        assert all("清读" in text and title in text for text in pages[1:])
        assert f"/articles/{LONG}" in pages[-1]
        whole = "".join(pages)
        for gone in ("返回文章", "纸上的字号", "↩"):
            assert gone not in whole
        assert all(0.001 < dark < 0.2 for dark in paper.darkness)


@pytest.mark.parametrize("preferences", ["", "theme=contrast&elder=on", "theme=yellow&size=300"])
def test_the_article_prints_black_on_white_from_every_theme(
    browser: Browser, sample: Client, tmp_path: Path, preferences: str
) -> None:
    with reader(browser, sample, dark=True, preferences=preferences) as context:
        page = context.new_page()
        page.goto(f"/zh-hant/articles/{RICH}")
        paper = Paper(page, tmp_path / "a.pdf")
        assert all(dark < 0.2 for dark in paper.darkness)
        first = paper.pages[0]
        assert first.index("清讀") < first.index("圖片、表格和腳註") < first.index("作者：")
        assert "發佈文章" in first or "發布文章" in first  # its column
        assert re.search(rf"/articles/{RICH}", paper.pages[-1])
        assert "搜尋" not in "".join(paper.pages)


def test_larger_text_is_printed_larger_up_to_a_third_and_by_choice_as_it_is(
    browser: Browser, sample: Client
) -> None:
    sizes = {
        ("", "articles"): "16px",  # 12 pt
        ("size=125", "articles"): "20px",
        ("size=300", "articles"): "21.344px",
        ("elder=on", "print"): "21.344px",
        ("size=300", "print"): "21.344px",
        ("size=300", "print?size=mine"): "48px",
        ("elder=on", "print?size=mine"): "25.6px",
        ("", "print?size=large"): "24px",
    }
    for javascript in (True, False):
        for (preferences, kind), size in sizes.items():
            with reader(browser, sample, preferences=preferences, javascript=javascript) as context:
                page = context.new_page()
                place, _, query = kind.partition("?")
                page.goto(f"/zh-hans/{place}/help/print?{query}")
                page.emulate_media(media="print")
                expect(page.locator(".text p").first).to_have_css("font-size", size)


def test_lines_run_across_on_paper(browser: Browser, sample: Client) -> None:
    with reader(browser, sample, preferences="flow=down") as context:
        page = context.new_page()
        page.goto(f"/zh-hans/articles/{LONG}")
        page.emulate_media(media="print")
        expect(page.locator(".text")).to_have_css("writing-mode", "horizontal-tb")


def test_readings_are_printed_above_their_characters(
    browser: Browser, sample: Client, tmp_path: Path
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto("/zh-hans-pinyin/print/help/print")
        paper = Paper(page, tmp_path / "a.pdf")
        assert "yìn" in "".join(paper.pages)


def test_the_button_prints_and_the_words_say_how_without_it(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1 }")
        page.goto("/zh-hans/articles/help/print")
        page.get_by_role("link", name="打印", exact=True).click()
        page.get_by_role("button", name="打印").click()
        assert page.evaluate("window.printed") == 1
        page.get_by_role("link", name="返回文章").click()
        expect(page).to_have_url(re.compile(r"/zh-hans/articles/help/print(\.html)?$"))
    with reader(browser, sample, javascript=False) as context:
        page = context.new_page()
        page.goto("/zh-hans/print/help/print")
        expect(page.get_by_role("button", name="打印")).to_be_hidden()
        expect(page.get_by_text("Ctrl").first).to_be_visible()


def test_the_device_s_own_list_of_apps_is_offered_where_there_is_one(
    browser: Browser, sample: Client
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.add_init_script(
            "navigator.share = async (what) => { window.shared = what }; window.shared = null"
        )
        page.goto("/zh-hans/share/help/print")
        page.get_by_role("button", name="用这台设备上的软件发送").click()
        page.wait_for_timeout(100)
        shared = page.evaluate("window.shared")
        assert shared["title"] == "打印一篇文章"
        assert shared["url"].endswith("/articles/help/print")
    with reader(browser, sample) as context:
        page = context.new_page()
        page.add_init_script("delete Navigator.prototype.share")
        page.goto("/zh-hans/share/help/print")
        expect(page.get_by_role("button", name="复制链接")).to_be_visible()
        expect(page.get_by_role("button", name="用这台设备上的软件发送")).to_be_hidden()


def test_without_a_clipboard_the_link_is_selected(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
            "Document.prototype.execCommand = () => false"
        )
        page.goto("/zh-hans/share/help/print")
        page.get_by_role("button", name="复制链接").click()
        expect(page.locator(".said")).to_have_text(re.compile("已经选中"))
        assert page.evaluate("String(getSelection())").endswith("/articles/help/print")


def test_a_saved_page_reads_alone(browser: Browser, sample: Client, tmp_path: Path) -> None:
    """From a file, without a server: shown, dark where the device is, nothing refused."""
    saved = sample.get(f"/zh-hant/files/{RICH}.html").text
    file = write(tmp_path, "文章.html", saved)
    problems: list[str] = []
    with reader(browser, sample, dark=True) as context:
        context.set_offline(True)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.goto(file.as_uri())
        expect(page.get_by_role("heading", level=1)).to_have_text("圖片、表格和腳註")
        expect(page.locator("html")).to_have_css("background-color", "rgb(23, 20, 15)")
        widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
        assert len(widths) == 2
        assert all(widths)
        page.evaluate(AXE_SCRIPT)
        assert [violation["id"] for violation in page.evaluate(RUN)["violations"]] == []
        paper = Paper(page, tmp_path / "a.pdf")
        assert all(dark < 0.2 for dark in paper.darkness)
    assert problems == []
