"""Reading without a network, in a real browser whose server goes away."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.client import Client
from tests.conftest import ROOT, free_port, running

ARTICLE = "/zh-hans/articles/help/enlarge-text"
OTHER = "/zh-hans/articles/help/print"
PICTURES = "/zh-hans/articles/publish/images-tables-footnotes"
KEPT = """async () => {
  const kept = {};
  for (const name of await caches.keys()) {
    const requests = await (await caches.open(name)).keys();
    kept[name] = requests.map(({ url }) => url.slice(location.origin.length));
  }
  return kept;
}"""

pytestmark = pytest.mark.browser


class Site:
    """A server on one port that may go away and come back."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._running = ExitStack()
        self.client = Client(f"http://127.0.0.1:{port}")

    def start(self, **settings: str) -> None:
        server = running(self._folder, ROOT / "content", port=self._port, **settings)
        self._running.enter_context(server)

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


@pytest.fixture
def site(state: Path) -> Iterator[Site]:
    """The sample site, at an origin of its own."""
    made = Site(state, free_port())
    made.start()
    yield made
    made.stop()


def until(page: Page, condition: Callable[[], object], what: str) -> None:
    for _ in range(200):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"not within ten seconds: {what}; kept: {page.evaluate(KEPT)}")


def kept(page: Page, kind: str, base: str = "") -> list[str]:
    """The addresses that are kept as one kind: chosen, read, shell, files."""
    found: dict[str, list[str]] = page.evaluate(KEPT)
    return found.get(f"qingdu {base}/ {kind}", [])


def read(page: Page, path: str, base: str = "") -> None:
    """Open a page and wait until it is kept, with what lists the kept ones."""
    page.goto(path)
    own = f"{base}/{path.removeprefix(base).split('/')[1]}/offline"
    until(page, lambda: path in kept(page, "read", base), f"{path} is kept")
    until(page, lambda: own in kept(page, "shell", base), f"{own} is kept")
    until(
        page,
        lambda: any(name.endswith("/shelf.js") for name in kept(page, "files", base)),
        "its script is kept",
    )


def test_what_was_read_is_there_without_a_network(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        page.locator('button[value="larger"]').click()
        site.stop()
        page.goto(ARTICLE)
        expect(page.get_by_role("heading", level=1)).to_have_text("放大字号")
        expect(page.get_by_role("status").first).to_contain_text(re.compile("没有网络.*20\\d\\d年"))
        # The reader's settings hold and change as ever.
        expect(page.locator(".text p").first).to_have_css("font-size", "22px")
        page.locator('button[value="larger"]').click()
        expect(page.locator(".text p").first).to_have_css("font-size", "25px")


def test_a_page_that_is_not_kept_leads_to_those_that_are(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        site.stop()
        answer = page.goto(OTHER)
        assert answer
        assert answer.status == 503
        expect(page.get_by_role("status").first).to_contain_text("没有存在本机")
        page.get_by_role("link", name="放大字号").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("放大字号")
        # An address without an edition leads to the one that was read last.
        page.goto("/articles/help/enlarge-text")
        assert page.url.endswith(ARTICLE)
        page.goto(OTHER)
        site.start()
        page.get_by_role("link", name="再试一次").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("打印一篇文章")
