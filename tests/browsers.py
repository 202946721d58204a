"""A real browser for every test: Debian's chromium, driven by Playwright.

One for each worker: Playwright's loop can run once in a process.
"""

from collections.abc import Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

# Debian packages both. The shell has no window of its own to draw, and opens pages in a third of
# the time; its service workers do not always start.
WHOLE_CHROMIUM = which("chromium") or "/usr/bin/chromium"
CHROMIUM = which("chromium-headless-shell") or WHOLE_CHROMIUM
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser, whose contexts are each test's own."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield running
    running.close()
