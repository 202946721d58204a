"""Takes the pictures of this folder: `make screenshots`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, reader
from tests.conftest import ROOT, running

HERE = Path(__file__).resolve().parent
DESKTOP, PHONE = (1280, 800), (390, 780)
PICTURES = {
    "home": ("/zh-hans/", "", DESKTOP),
    "home-dark": ("/zh-hant/", "theme=dark", DESKTOP),
    "article": ("/zh-hant/articles/essays/one-to-many", "", DESKTOP),
    "preferences": ("/zh-hans/preferences", "", DESKTOP),
    "phone-dark": ("/zh-hans/articles/essays/good-typesetting", "theme=dark", PHONE),
    "phone-pinyin": ("/zh-hans-pinyin/articles/essays/from-woodblock-to-screen", "", PHONE),
    "desktop-zhuyin": ("/zh-hant-tw-zhuyin/articles/essays/good-typesetting", "", DESKTOP),
    "phone-elder": ("/zh-hant/articles/help/enlarge-text", "elder=on", PHONE),
}


def main() -> None:
    """Serve the sample site and photograph it."""
    with (
        TemporaryDirectory() as folder,
        running(Path(folder), ROOT / "content") as client,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, (path, preferences, (width, height)) in PICTURES.items():
            with reader(
                browser, client, preferences=preferences, width=width, height=height
            ) as context:
                page = context.new_page()
                page.goto(path, wait_until="networkidle")
                page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
