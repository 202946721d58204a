"""Reading without a network, in a real browser whose server goes away."""

import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import reader
from tests.browser.measures import BESIDE_THE_SCREEN, RUN, SMALL_TARGETS, TO_THE_END
from tests.browsers import ARGUMENTS, WHOLE_CHROMIUM
from tests.client import Client
from tests.conftest import ROOT, free_port, running

CONTENT = ROOT / "content"
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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("offline")]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A whole browser, for its service workers."""
    running = playwright.chromium.launch(executable_path=WHOLE_CHROMIUM, args=ARGUMENTS)
    yield running
    running.close()


class Site:
    """A server on one port that may go away and come back."""

    def __init__(self, folder: Path, port: int, root: Path | None = None) -> None:
        self._folder = folder
        self._root = root  # of another release than ours
        self.port = port
        self._running = ExitStack()
        self._settings: dict[str, str] | None = None  # None while it is away
        self.client = Client(f"http://127.0.0.1:{port}")

    def start(self, **settings: str) -> None:
        """Start it, with settings, unless it runs with these already."""
        if self._settings == settings:
            return
        self.stop()
        port = ("--port", str(self.port))
        server = running(
            self._folder, CONTENT, *port, expects_errors=False, root=self._root, **settings
        )
        self._running.enter_context(server)
        self._settings = settings

    def stop(self) -> None:
        self._settings = None
        self._running.close()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("offline")


@pytest.fixture(scope="module")
def lasting_site(state: Path) -> Iterator[Site]:
    made = Site(state, free_port())
    yield made
    made.stop()


@pytest.fixture
def site(lasting_site: Site) -> Site:
    """The sample site, which is there when a test begins."""
    lasting_site.start()
    return lasting_site


def leave(site: Site, page: Page) -> None:
    """The server goes away, and all that the browser has by itself."""
    site.stop()
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")


def until(page: Page, condition: Callable[[], object], what: str) -> None:
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"not within half a minute: {what}; kept: {page.evaluate(KEPT)}")


def ask(page: Page, question: str, **given: object) -> Any:
    """What the worker answers."""
    return page.evaluate(
        """async ([question, given]) => {
          const { src } = document.querySelector('script[type=module]');
          return (await import(src.replace('tools', 'offline'))).ask(question, given);
        }""",
        [question, given],
    )


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
        problems: list[str] = []
        context.on("console", lambda message: problems.append(message.text))
        context.on("weberror", lambda error: problems.append(str(error.error)))
        read(page, ARTICLE)
        page.reload()
        page.wait_for_load_state("networkidle")
        page.locator('button[value="larger"]').click()
        assert problems == []
        leave(site, page)
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
        leave(site, page)
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


def test_an_article_is_chosen_and_removed(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        page.goto(PICTURES)
        page.get_by_role("button", name="存到本机").click()
        remove = page.get_by_role("button", name="已存在本机，按此移除")
        expect(remove).to_be_visible()
        assert kept(page, "chosen") == [PICTURES]
        assert "/media/publish/tea-and-book.svg" in kept(page, "files")
        assert "/zh-hans/panels/keep" in kept(page, "shell")
        page.reload()
        expect(remove).to_be_visible()
        leave(site, page)
        page.goto(PICTURES)
        picture = page.locator(".text img").first
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(image) => image.naturalWidth") > 0
        remove.click()
        expect(page.get_by_text("已从本机移除。")).to_be_visible()
        assert kept(page, "chosen") == []


def test_only_public_pages_are_kept(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        for path in ("preferences", "search", "search?q=%E5%AD%97", "share/help/print",
                     "columns/help?page=1&from=mail", "nothing"):  # fmt: skip
            page.goto(f"/zh-hans/{path}")
            page.wait_for_load_state("networkidle")
        page.goto("/preferences.css")
        page.goto("/zh-hans/articles/help/print")
        page.locator(".deeds [name=add]").click()
        expect(page.locator(".deeds [name=remove]")).to_be_visible()
        page.goto("/zh-hans/me/history")
        page.locator("[name=keep]").click()
        for path in ("me/", "me/favourites", "me/data", "me/articles/help/print.json"):
            page.goto(f"/zh-hans/{path}")
            page.wait_for_load_state("networkidle")
        page.goto(ARTICLE)
        page.locator("form.tools").evaluate("(form) => form.submit()")
        page.wait_for_load_state("networkidle")
        until(page, lambda: "/zh-hans/columns/help" in kept(page, "read"), "the column is kept")
        for kind in ("chosen", "read", "shell", "files"):
            for path in kept(page, kind):
                assert re.fullmatch(
                    r"/zh-hans/(articles/help/(enlarge-text|print)|columns/help|offline|panels/keep)"
                    r"|/static/[0-9a-f]{12}/.*|/media/help/page-parts.svg",
                    path,
                ), path
        # Nor is one kept that is asked for by name.
        for path in ("/zh-hans/preferences", "/zh-hans/search?q=x", "/preferences.css",
                     "/zh-hans/me/", "/zh-hans/me/favourites",
                     "/zh-hans/me/articles/help/print.json",
                     "/zh-hans/articles/none", "/zh-hans/columns/help/feed.xml",
                     "https://example.org/zh-hans/articles/x"):  # fmt: skip
            assert ask(page, "keep", url=path) == {"error": "TypeError"}, path


def test_a_column_is_kept_with_its_size_and_removed(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        page.goto("/zh-hans/columns/help")
        button = page.get_by_role("button", name="把这个栏目存到本机")
        button.click()
        expect(page.get_by_text(re.compile(r"共10篇文章，下载约需0\.\d MB流量"))).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        page.get_by_role("button", name="开始存").click()
        expect(page.locator("[data-status]")).to_have_text("存好了。这10篇文章没有网络也能看。")
        assert len([path for path in kept(page, "chosen") if "/articles/help/" in path]) == 10
        assert "/zh-hans/columns/help" in kept(page, "chosen")
        leave(site, page)
        page.goto("/zh-hans/columns/help")
        page.get_by_role("link", name="打印一篇文章").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("打印一篇文章")
        site.start()
        page.goto("/zh-hans/columns/help")
        button.click()
        expect(page.get_by_text("其中10篇已经存在本机。")).to_be_visible()
        page.get_by_role("button", name="把这个栏目从本机移除").click()
        expect(page.locator("[data-status]")).to_have_text("这个栏目已从本机移除。")
        assert kept(page, "chosen") == []


def test_keeping_a_column_goes_on_where_it_stopped(browser: Browser, site: Site) -> None:
    """The network goes away amid the work; afterwards only what is missing is fetched."""
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        page.goto("/zh-hans/columns/help")
        until(page, lambda: kept(page, "shell"), "the worker is at work")
        page.evaluate(
            """() => {
              const post = ServiceWorker.prototype.postMessage;
              window.asked = [];
              ServiceWorker.prototype.postMessage = function (message, ...rest) {
                if (message.question === 'keep' && window.asked.push(message.url) > 4
                  && !window.goesOn) message.url = '/zh-hans/articles/nowhere';
                return post.call(this, message, ...rest);
              };
            }"""
        )
        page.get_by_role("button", name="把这个栏目存到本机").click()
        page.get_by_role("button", name="开始存").click()
        expect(page.get_by_text(re.compile(r"已存4篇，共10篇。.*没有存成"))).to_be_visible()
        expect(page.get_by_role("button", name="开始存")).to_be_focused()
        before = ask(page, "list")["chosen"]
        page.evaluate("window.goesOn = true")
        page.get_by_role("button", name="开始存").click()
        expect(page.locator("[data-status]")).to_have_text("存好了。这10篇文章没有网络也能看。")
        assert [one for one in ask(page, "list")["chosen"] if one in before] == before


def test_keeping_a_column_can_be_stopped(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        page.goto("/zh-hans/columns/help")
        page.evaluate(
            """() => {
              const post = ServiceWorker.prototype.postMessage;
              window.waiting = [];
              ServiceWorker.prototype.postMessage = function (message, ...rest) {
                const send = () => post.call(this, message, ...rest);
                if (message.question !== 'keep' || window.waiting.length < 2) send();
                if (message.question === 'keep') window.waiting.push(send);
              };
            }"""
        )
        page.get_by_role("button", name="把这个栏目存到本机").click()
        page.get_by_role("button", name="开始存").click()
        expect(page.get_by_text("已存2篇，共10篇")).to_be_visible()
        expect(page.get_by_role("progressbar", name="已存多少")).to_have_attribute("value", "2")
        stop = page.get_by_role("button", name="停下")
        expect(stop).to_be_focused()
        stop.click()
        page.evaluate("window.waiting.slice(2).forEach((send) => send())")
        expect(page.locator("[data-status]")).to_have_text(re.compile(r"已存[345]篇，共10篇。"))
        expect(page.get_by_role("button", name="开始存")).to_be_focused()
        expect(page.locator("progress")).to_be_hidden()


def test_without_a_network_what_was_read_can_still_be_chosen(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, "/zh-hans/columns/help")
        read(page, ARTICLE)
        (before,) = [one for one in ask(page, "list")["read"] if one["url"].endswith(ARTICLE)]
        needed = [f"/static/{release(page)}/js/keep.js", "/zh-hans/panels/keep"]
        ask(page, "keep", url=OTHER)
        assert needed[0] in kept(page, "files")
        assert needed[1] in kept(page, "shell")
        leave(site, page)
        page.goto(ARTICLE)
        page.get_by_role("button", name="存到本机").click()
        expect(page.get_by_text("这篇文章已存在本机")).to_be_visible()
        (chosen,) = [one for one in ask(page, "list")["chosen"] if one["url"].endswith(ARTICLE)]
        assert chosen["time"] == before["time"]
        page.goto("/zh-hans/columns/help")
        page.get_by_role("button", name="把这个栏目存到本机").click()
        expect(page.get_by_text("没有存成")).to_be_visible()


def test_the_list_of_what_is_kept_is_the_readers(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        read(page, OTHER)
        page.get_by_role("link", name="存在本机的文章").click()
        lately = page.get_by_role("region", name="最近读过的")
        expect(lately.get_by_role("link")).to_have_text(["打印一篇文章", "放大字号"])
        page.get_by_role("button", name="移除：打印一篇文章").click()
        expect(lately.get_by_role("link")).to_have_text(["放大字号"])
        expect(page.get_by_role("button", name="移除：放大字号")).to_be_focused()
        page.get_by_role("button", name="全部移除").click()
        expect(page.get_by_role("button", name="不，留着")).to_be_focused()
        page.get_by_role("button", name="是，全部移除").click()
        expect(page.get_by_text("还没有存下文章。")).to_be_visible()
        assert kept(page, "read") == []
        # A reader may have nothing kept of what is only read.
        page.get_by_label("自动存下我最近读过的50篇文章").uncheck()
        page.goto(ARTICLE)
        page.wait_for_load_state("networkidle")
        page.goto("/zh-hans/offline")
        expect(page.get_by_label("自动存下我最近读过的50篇文章")).not_to_be_checked()
        expect(page.get_by_text("还没有存下文章。")).to_be_visible()


def test_without_a_script_the_list_says_that_it_needs_one(browser: Browser, site: Site) -> None:
    for javascript in (True, False):  # with it, in a browser that has no service workers
        with reader(browser, site.client, javascript=javascript) as context:
            page = context.new_page()
            page.goto("/zh-hans/offline")
            expect(page.get_by_text("它需要JavaScript")).to_be_visible()
            expect(page.get_by_role("checkbox")).to_be_hidden()
            page.goto(ARTICLE)
            expect(page.get_by_role("button", name="存到本机")).to_be_hidden()


@pytest.mark.thorough
def test_the_last_fifty_articles_that_were_read_are_kept(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        paths = []
        for edition in ("zh-hant", "zh-hant-tw", "zh-hant-hk", "en", "zh-hans", "zh-hans-pinyin"):
            listed = site.client.get(f"/{edition}/columns/help/offline.json")
            paths += json.loads(listed.text)["articles"]
        assert len(paths) > 51
        for path in paths:
            ask(page, "hello", url=path)
        until(page, lambda: paths[-1] in kept(page, "read"), "the last is kept")
        until(page, lambda: len(kept(page, "read")) == 50, "fifty are kept")


@pytest.mark.thorough
def test_a_site_that_switches_it_off_takes_everything_away(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        page.goto(ARTICLE)
        page.get_by_role("button", name="存到本机").click()
        expect(page.get_by_role("button", name="已存在本机，按此移除")).to_be_visible()
        site.stop()
        site.start(OFFLINE="off")
        page.goto(OTHER)
        until(page, lambda: page.evaluate("caches.keys()") == [], "nothing is kept")
        registrations = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
        until(page, lambda: page.evaluate(registrations) == 0, "no worker is left")
        page.goto(ARTICLE)
        expect(page.get_by_role("button", name="存到本机")).to_have_count(0)
        assert page.goto("/zh-hans/offline").status == 404  # type: ignore[union-attr]
        assert page.evaluate("caches.keys()") == []


@pytest.mark.thorough
def test_two_sites_of_one_origin_keep_apart(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    site = Site(tmp_path, port)
    site.start(SITE_URL=f"http://127.0.0.1:{port}/read")
    try:
        with reader(browser, site.client, offline=True) as context:
            page = context.new_page()
            page.goto(f"/read{ARTICLE}")
            page.evaluate("caches.open('qingdu / chosen')")
            page.evaluate("caches.open('qingdu /read/more/ chosen')")
            read(page, f"/read{OTHER}", "/read")
            scope = "navigator.serviceWorker.ready.then(({ scope }) => scope)"
            assert page.evaluate(scope).endswith(f"{port}/read/")
            leave(site, page)
            page.goto(f"/read{OTHER}")
            expect(page.get_by_role("heading", level=1)).to_have_text("打印一篇文章")
            page.goto("/read/zh-hans/tags")
            page.get_by_role("link", name="打印一篇文章").click()
            assert page.url.endswith(f"/read{OTHER}")
            site.start(SITE_URL=f"http://127.0.0.1:{port}/read", OFFLINE="off")
            page.goto("/read/zh-hans/")
            names = ["qingdu / chosen", "qingdu /read/more/ chosen"]
            until(page, lambda: page.evaluate("caches.keys()") == names, "the others' are left")
    finally:
        site.stop()


@pytest.mark.thorough
def test_an_upgrade_leaves_kept_pages_whole(browser: Browser, tmp_path: Path) -> None:
    root = tmp_path / "release"
    for folder in ("reader", "templates", "static"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    site = Site(tmp_path, free_port(), root)
    site.start()
    try:
        with reader(browser, site.client, offline=True) as context:
            old = context.new_page()
            old.goto(ARTICLE)
            old.get_by_role("button", name="存到本机").click()
            remove = old.get_by_role("button", name="已存在本机，按此移除")
            expect(remove).to_be_visible()
            first = release(old)
            site.stop()
            with (root / "static/js/tools.js").open("a", encoding="utf-8") as script:
                script.write("document.documentElement.dataset.release = 'second';\n")
            site.start()
            # A page of the new release brings the new worker, which has no part in the old page.
            new = context.new_page()
            new.goto(OTHER)
            assert new.evaluate("document.documentElement.dataset.release") == "second"
            second = release(new)
            assert second != first
            last = f"/static/{second}/css/swatches.css"
            await_worker(new, second)
            new.reload()
            until(new, lambda: last in kept(new, "files"), "the new release is kept")
            old.locator('button[value="larger"]').click()
            expect(old.locator(".text p").first).to_have_css("font-size", "22px")
            leave(site, old)
            old.goto(ARTICLE)
            assert release(old) == first
            old.locator('button[value="larger"]').click()
            expect(old.locator(".text p").first).to_have_css("font-size", "25px")
            new.goto(OTHER)
            assert release(new) == second
            new.locator('button[value="larger"]').click()
            expect(new.locator(".text p").first).to_have_css("font-size", "28px")
            # The files of the old release go with the last page that needs them.
            expect(remove).to_be_visible()
            remove.click()
            expect(old.get_by_text("已从本机移除。")).to_be_visible()
            old.close()  # while it is open it may load a module of its own release
            ask(new, "remove", urls=[])
            left = {path.split("/")[2] for path in kept(new, "files") if "/static/" in path}
            assert left == {second}
    finally:
        site.stop()


def release(page: Page) -> str:
    """The digest of the static files that a page uses."""
    source = page.locator("script[type=module]").get_attribute("src")
    assert source
    return source.split("/")[2]


def worker_of(page: Page, digest: str) -> bool:
    """Whether the worker that answers is of the release with this digest."""
    return digest in str(ask(page, "release"))


def await_worker(page: Page, digest: str) -> None:
    """Read on until the worker of a release is at work.

    A browser looks for it after each page, unless the old one is busy.
    """
    for _ in range(5):
        if worker_of(page, digest):
            return
        page.wait_for_timeout(3000)
        page.reload()
    until(page, lambda: worker_of(page, digest), "the new worker is at work")


@pytest.mark.thorough
def test_a_slow_network_is_not_waited_for_long(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        site.stop()
        with socket.create_server(("127.0.0.1", site.port)):  # takes connections, says nothing
            page.goto(ARTICLE)
            expect(page.get_by_role("status").first).to_contain_text("网络太慢")


def test_where_there_is_no_room_what_was_chosen_comes_first(browser: Browser, site: Site) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, OTHER)
        read(page, ARTICLE)
        quota = context.new_cdp_session(page)
        quota.send(
            "Storage.overrideQuotaForOrigin", {"origin": site.client.base, "quotaSize": 1000}
        )
        page.get_by_role("button", name="存到本机").click()
        expect(page.get_by_text("本机没有空间了")).to_be_visible()
        expect(page.get_by_role("button", name="存到本机")).to_be_visible()
        assert kept(page, "read") == []
        quota.send("Storage.overrideQuotaForOrigin", {"origin": site.client.base})
        page.get_by_role("button", name="存到本机").click()
        expect(page.get_by_text("这篇文章已存在本机")).to_be_visible()


@contextmanager
def proxy(site: Site, answers: dict[str, tuple[int, str]]) -> Iterator[Client]:
    """A proxy that gives some paths a status, and a Cache-Control, of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = ("Accept", "Cookie", "User-Agent")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            found = site.client.get(self.path, headers)
            status, control = answers.get(self.path, (found.status, ""))
            self.send_response(status)
            for name, value in found.headers.items():
                if name.lower() not in {"cache-control", "connection", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Cache-Control", control or found.headers["Cache-Control"])
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Client(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_what_its_headers_call_private_is_not_kept(browser: Browser, site: Site) -> None:
    """Whatever its address: an article of a site with accounts may be, one day."""
    answers = {
        "/zh-hans/articles/help/print": (200, "private, no-cache"),
        "/zh-hans/articles/help/share": (200, "no-store"),
        "/zh-hans/articles/help/themes": (200, "public, no-store"),
        "/zh-hans/tags": (200, "max-age=60"),
    }
    with proxy(site, answers) as client, reader(browser, client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        for path in answers:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert ask(page, "keep", url=path) == {"error": "TypeError"}
        assert [*kept(page, "read"), *kept(page, "chosen")] == [ARTICLE]


def test_a_page_that_was_taken_down_is_not_shown_from_what_is_kept(
    browser: Browser, site: Site
) -> None:
    answers: dict[str, tuple[int, str]] = {}
    with proxy(site, answers) as client, reader(browser, client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        assert ask(page, "keep", url=OTHER) == {}
        # A server that is away for a moment is as good as none.
        answers |= {ARTICLE: (502, "no-store"), OTHER: (404, "no-store")}
        page.goto(ARTICLE)
        expect(page.get_by_role("status").first).to_contain_text("存在本机的那一份")
        # What is gone is gone: at once if it was read, when the reader says so if it was chosen.
        answers[ARTICLE] = (404, "no-store")
        assert page.goto(ARTICLE).status == 404  # type: ignore[union-attr]
        until(page, lambda: ARTICLE not in kept(page, "read"), "the article is gone")
        assert page.goto(OTHER).status == 404  # type: ignore[union-attr]
        assert kept(page, "chosen") == [OTHER]
        answers[OTHER] = (410, "no-store")
        page.goto(OTHER)
        until(page, lambda: kept(page, "chosen") == [], "a withdrawn article is gone")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("edition", "preferences", "width"),
    [("zh-hans", "", 360), ("zh-hant", "elder=on", 360), ("en", "size=500&theme=contrast", 320)],
)
def test_what_it_shows_is_accessible(
    browser: Browser, site: Site, edition: str, preferences: str, width: int
) -> None:
    least = 60 if "elder" in preferences else 44
    with reader(
        browser, site.client, offline=True, preferences=preferences, width=width
    ) as context:
        page = context.new_page()

        def look(what: str) -> None:
            page.evaluate(TO_THE_END)
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(RUN)["violations"]
            assert not found, (what, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert page.evaluate(BESIDE_THE_SCREEN) == [], what
            assert page.evaluate(SMALL_TARGETS, least) == [], what

        page.goto(f"/{edition}/articles/help/print")
        page.locator("button[data-kept]").click()
        expect(page.locator("[data-is-kept]")).to_be_visible()
        expect(page.locator("header [role=status]")).not_to_be_empty()
        look("an article")
        page.goto(f"/{edition}/columns/help")
        page.locator("button[data-list]").click()
        page.locator("[data-start]").click()
        expect(page.locator("[data-status]")).not_to_be_empty()
        expect(page.locator("progress")).to_be_hidden()
        look("a column")
        page.goto(f"/{edition}/offline")
        page.locator("[data-clear]").click()
        look("the list")
        leave(site, page)
        page.goto(f"/{edition}/articles/help/print")
        look("a kept page")
        page.goto(f"/{edition}/archive")
        look("instead of a page that is not kept")


def test_where_nothing_can_be_kept_pages_come_from_the_network(
    browser: Browser, site: Site
) -> None:
    with reader(browser, site.client, offline=True) as context:
        page = context.new_page()
        read(page, ARTICLE)
        (worker,) = context.service_workers
        worker.evaluate(
            "() => { caches.open = () => Promise.reject(new DOMException('', 'UnknownError')) }"
        )
        page.goto(PICTURES)
        expect(page.locator("html")).to_have_css("font-size", "20px")
        page.locator('button[value="larger"]').click()
        expect(page.locator("html")).to_have_css("font-size", "22px")
        picture = page.locator(".text img").first
        picture.scroll_into_view_if_needed()
        expect(picture).not_to_have_js_property("naturalWidth", 0)
        page.get_by_role("button", name="存到本机").click()
        expect(page.get_by_text("没有存成")).to_be_visible()
