"""Takes the pictures of this folder: `make screenshots`."""

import subprocess
import sys
import time
from pathlib import Path
from shutil import which

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
PORT = 8765
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP, PHONE = (1280, 800), (390, 780)
PICTURES = {
    "home": ("/zh-hans/", "", DESKTOP),
    "home-dark": ("/zh-hant/", "theme=dark", DESKTOP),
    "article": ("/zh-hant/articles/essays/one-to-many", "", DESKTOP),
    "preferences": ("/zh-hans/preferences", "", DESKTOP),
    "phone-dark": ("/zh-hans/articles/essays/good-typesetting", "theme=dark", PHONE),
    "phone-elder": ("/zh-hant/articles/help/enlarge-text", "elder=on", PHONE),
}


def main() -> None:
    """Serve the sample site and photograph it."""
    command = [sys.executable, "-m", "reader", "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, cwd=HERE.parent.parent)  # noqa: S603
    time.sleep(5)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=which("chromium") or "/usr/bin/chromium", args=ARGUMENTS
            )
            base = f"http://localhost:{PORT}"
            for name, (path, preferences, (width, height)) in PICTURES.items():
                context = browser.new_context(viewport={"width": width, "height": height})
                if preferences:
                    context.add_cookies(
                        [{"name": "preferences", "value": preferences, "url": base}]
                    )
                page = context.new_page()
                page.goto(base + path, wait_until="networkidle")
                page.screenshot(path=HERE / f"{name}.png")
                context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
