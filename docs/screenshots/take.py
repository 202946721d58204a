"""Takes the pictures of this folder: `make screenshots`."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, reader
from tests.browser.firefox import firefox
from tests.client import Client
from tests.conftest import ROOT, running

HERE = Path(__file__).resolve().parent
DESKTOP, PHONE = (1280, 800), (390, 780)
LONG = "articles/essays/from-woodblock-to-screen"


class Picture(NamedTuple):
    """A page as a reader with these preferences sees it; `press` is what they press first."""

    path: str
    preferences: str = ""
    size: tuple[int, int] = DESKTOP
    press: str = ""


PICTURES = {
    "home": Picture("/zh-hans/"),
    "home-dark": Picture("/zh-hant/", "theme=dark"),
    "article": Picture("/zh-hant/articles/essays/one-to-many"),
    "preferences": Picture("/zh-hans/preferences"),
    "phone-dark": Picture("/zh-hans/articles/essays/good-typesetting", "theme=dark", PHONE),
    "phone-pinyin": Picture(f"/zh-hans-pinyin/{LONG}", "", PHONE),
    "desktop-zhuyin": Picture("/zh-hant-tw-zhuyin/articles/essays/good-typesetting"),
    "phone-elder": Picture("/zh-hant/articles/help/enlarge-text", "elder=on", PHONE),
    "phone-panel": Picture("/zh-hans/articles/help/enlarge-text", "", PHONE, "[data-key=panel]"),
    "vertical": Picture(f"/zh-hant/{LONG}", "flow=down&theme=paper"),
    "guide": Picture(f"/zh-hans/{LONG}", "guide=3&size=140"),
    "print": Picture("/zh-hans/print/essays/one-to-many"),
    "statement": Picture("/zh-hans/about/accessibility", "", PHONE),
}
IN_FIREFOX = {
    "firefox-article": (True, Picture("/zh-hant-hk/articles/essays/one-to-many", "", PHONE)),
    "firefox-without-scripts": (
        False,
        Picture("/zh-hans/articles/help/enlarge-text", "elder=on&theme=dark", PHONE),
    ),
}


def in_chromium(client: Client) -> None:
    """The pictures that Chromium shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (path, preferences, (width, height), press) in PICTURES.items():
            with reader(
                browser, client, preferences=preferences, width=width, height=height
            ) as context:
                page = context.new_page()
                page.goto(path, wait_until="networkidle")
                if press:
                    page.locator(press).click()
                    page.wait_for_load_state("networkidle")
                page.mouse.move(width / 2, height / 2)
                page.wait_for_timeout(200)
                page.screenshot(path=HERE / f"{name}.png")
        browser.close()


def in_firefox(client: Client) -> None:
    """The pictures that Firefox shows, with its scripts and without."""
    for name, (javascript, picture) in IN_FIREFOX.items():
        width, height = picture.size
        with firefox(javascript=javascript) as window:
            address = client.base + picture.path
            window.open(address, picture.preferences, width=width, height=height)
            window.picture(HERE / f"{name}.png")


def main() -> None:
    """Serve the sample site and photograph it."""
    with TemporaryDirectory() as folder, running(Path(folder), ROOT / "content") as client:
        in_chromium(client)
        in_firefox(client)


if __name__ == "__main__":
    main()
