"""Favourites and reading history in a real browser: with scripts and without, on two devices."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import (
    BESIDE_THE_SCREEN,
    CUT_OFF,
    RUN,
    SMALL_TARGETS,
    TO_THE_END,
    WRONG_LANGUAGE,
)
from tests.client import Client
from tests.conftest import ROOT, Serve, free_port, running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members-browser")]

ME = "/zh-hans/me/"
PRINT, ESSAY = "articles/help/print", "articles/essays/from-woodblock-to-screen"
LOOKS = ["", "size=400", "elder=on&theme=contrast"]
FIRST = """() => {
  const blocks = [...document.querySelector('article > .text').children];
  return blocks.findIndex((e) => e.getBoundingClientRect().bottom > 20);
}"""
TO_THE_MIDDLE = """() => {
  const text = document.querySelector('article > .text').getBoundingClientRect();
  scrollTo(0, scrollY + text.top + text.height * 0.5);
}"""


@pytest.fixture(scope="module")
def site(serve: Serve) -> Client:
    """The sample site with a user centre of its own, and a public address for feeds."""
    return serve(ROOT / "content", SITE_URL="http://example.org")


def add(page: Page) -> None:
    page.locator(".deeds [name=add]").click()
    expect(page.locator(".deeds [name=remove]")).to_be_visible()
    expect(page.locator(".deeds [name=add]")).to_be_hidden()


def faults(page: Page, least: int) -> Iterator[str]:
    """What axe and our own measures find."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
    page.evaluate(TO_THE_END)
    page.evaluate(AXE_SCRIPT)
    for violation in page.evaluate(RUN)["violations"]:
        yield f"{violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
    for measure in (BESIDE_THE_SCREEN, CUT_OFF, WRONG_LANGUAGE):
        yield from page.evaluate(measure)
    yield from page.evaluate(SMALL_TARGETS, least)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("preferences", LOOKS)
def test_a_favourite_from_article_to_list_and_back(
    browser: Browser, site: Client, javascript: bool, preferences: str
) -> None:
    with reader(browser, site, javascript=javascript, preferences=preferences) as context:
        page = context.new_page()
        for article in (PRINT, ESSAY):
            page.goto(f"/zh-hans/{article}")
            expect(page.locator(".deeds [name=remove]")).to_be_hidden()
            add(page)
            page.goto(f"/zh-hans/{article}")
            expect(page.locator(".deeds [name=remove]")).to_be_visible()
        page.goto(ME)
        page.get_by_role("link", name="我的收藏").click()
        titles = page.locator(".kept h2")
        expect(titles).to_have_text([re.compile("从木板到屏幕"), "打印一篇文章"])
        page.get_by_role("link", name="自己排的顺序").click()
        page.get_by_role("button", name="上移：打印一篇文章").click()
        expect(titles).to_have_text(["打印一篇文章", re.compile("从木板到屏幕")])
        page.locator("summary").first.click()
        page.get_by_role("textbox", name="备注：打印一篇文章").fill("给老伴的")
        page.locator("details[open] .main").click()
        expect(page.locator(".own-note")).to_have_text("给老伴的")
        page.get_by_label("标题或备注").fill("給老伴")
        page.locator(".looking button").click()
        expect(titles).to_have_text(["打印一篇文章"])
        page.get_by_role("button", name="移出：打印一篇文章").click()
        expect(titles).to_have_count(0)
        page.get_by_role("button", name="撤销").click()
        expect(titles).to_have_text(["打印一篇文章"])
        page.get_by_role("link", name="打印一篇文章").click()
        page.locator(".deeds [name=remove]").click()
        expect(page.locator(".deeds [name=add]")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_script_stays_on_the_page_and_says_so(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(site.base)))
        page.goto(f"/zh-hans/{PRINT}", wait_until="networkidle")
        assert not [url for url in asked if "/me/" in url or "favourite" in url]
        page.evaluate("window.stays = true")
        page.locator(".deeds [name=add]").press("Enter")
        expect(page.locator(".said")).to_have_text("已收藏。点上方的“我的”可以找到。")
        expect(page.locator(".deeds [name=remove]")).to_be_focused()
        page.locator(".deeds [name=remove]").press("Space")
        expect(page.locator(".said")).to_have_text("已移出收藏。")
        expect(page.locator(".deeds [name=add]")).to_be_focused()
        assert page.evaluate("window.stays")
        asked.clear()
        page.goto(f"/zh-hant/{PRINT}", wait_until="networkidle")
        assert [url for url in asked if "/me/" in url] == [f"/zh-hant/me/{PRINT}.json"]


def test_a_user_centre_that_is_away_is_told_calmly(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"/zh-hans/{PRINT}")
        main = "<!doctype html><main><p class=code>503</p><h1>打不开</h1><p>请稍后。</p></main>"
        page.route("**/me/favourites", lambda route: route.fulfill(status=503, body=main))
        page.locator(".deeds [name=add]").click()
        line = page.locator(".deeds + [role=status]")
        expect(line).to_have_text("打不开 请稍后。")
        expect(page.locator(".deeds [name=add]")).to_be_visible()
        page.unroute("**/me/favourites")
        page.route("**/me/favourites", lambda route: route.abort())
        page.locator(".deeds [name=add]").click()
        expect(line).to_have_text("现在办不了，请过一会儿再试。")
        page.unroute("**/me/favourites")
        add(page)
        expect(line).to_have_text("")
        assert not failures


def test_a_device_that_is_unknown_by_now_forgets(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{PRINT}")
        add(page)
        context.clear_cookies()
        page.goto(f"/zh-hans/{PRINT}", wait_until="networkidle")
        expect(page.locator(".deeds [name=add]")).to_be_visible()
        assert page.evaluate("localStorage.me") is None


def test_back_from_the_list_shows_what_was_done_there(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{PRINT}")
        add(page)
        page.goto(f"{ME}favourites")
        page.get_by_role("button", name="移出：打印一篇文章").click()
        expect(page.get_by_role("button", name="撤销")).to_be_visible()
        page.go_back()
        page.go_back()
        expect(page.locator(".deeds [name=add]")).to_be_visible()
        expect(page.locator(".deeds [name=remove]")).to_be_hidden()


def as_on(one: BrowserContext, other: BrowserContext) -> None:
    """The same reader on another device, as if it had been paired."""
    other.add_cookies([c for c in one.cookies() if c["name"] == "me"])  # type: ignore[misc]


def switch_on(page: Page) -> None:
    page.goto(ME)
    page.get_by_role("link", name="阅读记录").click()
    page.get_by_role("button", name="打开阅读记录").click()
    expect(page.get_by_role("status").filter(has_text="从现在起")).to_be_visible()


def await_place(page: Page, text: str) -> None:
    """Wait for what the page that was left has sent (the browser tells nobody of it)."""
    for _ in range(50):
        page.goto(f"{ME}history")
        if text in page.locator("main").inner_text():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{text} is not in the history")


@pytest.mark.parametrize("preferences", LOOKS)
def test_reading_goes_on_at_the_same_block_on_another_device(
    browser: Browser, site: Client, preferences: str
) -> None:
    with (
        reader(browser, site) as at_home,
        reader(browser, site, width=1280, preferences=preferences) as desk,
    ):
        phone = at_home.new_page()
        phone.goto(f"/zh-hans/{PRINT}")
        add(phone)
        switch_on(phone)
        phone.goto(f"/zh-hans/{ESSAY}")
        phone.evaluate(TO_THE_MIDDLE)
        phone.wait_for_timeout(500)
        block = phone.evaluate(FIRST)
        assert block > 5
        phone.goto(f"/zh-hans/{PRINT}")
        await_place(phone, "50%")
        as_on(at_home, desk)
        page = desk.new_page()
        page.goto(f"{ME}history")
        page.get_by_role("link", name="从上次读到的地方继续").click()
        expect(page).to_have_url(re.compile(r"#(?!continue)"))
        page.wait_for_timeout(200)
        assert page.evaluate(FIRST) == block
        assert page.evaluate("document.activeElement.matches('.text > *')")
        page.goto(f"/zh-hans/{PRINT}")
        page.goto(f"/zh-hant/{ESSAY}")  # by itself it is offered only
        expect(page.locator("article > header .continue")).to_be_visible()
        assert page.evaluate("scrollY") == 0


def test_what_was_read_to_its_end_elsewhere_is_not_offered(browser: Browser, site: Client) -> None:
    with reader(browser, site) as at_home, reader(browser, site) as desk:
        phone = at_home.new_page()
        switch_on(phone)
        phone.goto(f"/zh-hans/{ESSAY}")
        phone.evaluate(TO_THE_MIDDLE)
        phone.wait_for_timeout(500)
        phone.goto(ME)
        as_on(at_home, desk)
        page = desk.new_page()
        page.goto(ME)
        page.goto(f"/zh-hans/{ESSAY}")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(1500)  # of another second than the place on the phone
        page.goto(f"{ME}history")
        await_place(page, "已读完")
        with phone.expect_response("**/*.json"):
            phone.goto(f"/zh-hans/{ESSAY}")
        phone.wait_for_timeout(500)
        expect(phone.locator("article > header .continue")).to_have_count(0)


def test_the_history_without_scripts(browser: Browser, site: Client) -> None:
    with reader(browser, site, javascript=False) as context:
        page = context.new_page()
        switch_on(page)
        page.goto(f"/zh-hans/{ESSAY}")
        page.goto(f"{ME}history")
        expect(page.locator(".kept h3")).to_have_text([re.compile("从木板到屏幕")])
        page.get_by_role("button", name=re.compile("^清除：")).click()
        expect(page.locator(".kept h3")).to_have_count(0)
        page.goto(f"/zh-hans/{ESSAY}")
        page.goto(f"{ME}history")
        page.get_by_role("button", name=re.compile("^清除这一天")).click()
        expect(page.locator(".kept h3")).to_have_count(0)
        page.goto(f"/zh-hans/{ESSAY}")
        page.goto(f"{ME}history")
        page.locator("summary").click()
        page.get_by_role("button", name="是的，全部清除").click()
        expect(page.locator(".kept h3")).to_have_count(0)
        page.get_by_role("button", name="关闭阅读记录").click()
        page.goto(f"/zh-hans/{ESSAY}")
        page.goto(f"{ME}history")
        expect(page.get_by_text("阅读记录是关着的")).to_be_visible()
        expect(page.locator(".kept h3")).to_have_count(0)


def test_what_is_cleared_is_forgotten_on_the_device_too(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        switch_on(page)
        page.goto(f"/zh-hans/{ESSAY}")
        page.evaluate(TO_THE_MIDDLE)
        page.wait_for_timeout(500)
        page.goto(f"{ME}history")
        assert page.evaluate("localStorage.places")
        page.get_by_role("button", name=re.compile("^清除：")).click()
        expect(page.locator(".kept h3")).to_have_count(0)
        assert page.evaluate("localStorage.places") is None


@pytest.mark.parametrize(
    ("edition", "preferences"),
    [("zh-hans", "size=400"), ("zh-hant-tw", LOOKS[-1]), ("en", "size=500&theme=dark")],
)
def test_the_pages_are_accessible(
    browser: Browser, site: Client, edition: str, preferences: str
) -> None:
    found: list[str] = []
    with reader(browser, site, preferences=preferences) as context:
        page = context.new_page()
        for article in (PRINT, ESSAY, "articles/help/share"):
            page.goto(f"/{edition}/{article}")
            add(page)
        page.locator(".deeds [name=remove]").click()
        expect(page.locator(".deeds [name=add]")).to_be_visible()
        page.goto(f"/{edition}/me/history")
        page.locator("[name=keep]").click()
        expect(page.locator(".said-here")).to_be_visible()
        page.goto(f"/{edition}/{ESSAY}")
        page.evaluate(TO_THE_MIDDLE)
        page.wait_for_timeout(500)
        page.goto(f"/{edition}/me/favourites")
        page.locator("form[action$='/feed'] button").click()
        page.wait_for_url("**said=feed**")
        page.locator("summary").first.click()
        page.locator("textarea").first.fill("给老伴的")
        page.locator("details[open] .main").click()
        expect(page.locator(".own-note")).to_be_visible()
        for place in ("", "favourites?order=own", "favourites?q=x", "favourites/removed", "history",
                      "data"):  # fmt: skip
            page.goto(f"/{edition}/me/{place}")
            least = 60 if "elder" in preferences else 44
            found += [f"{place}: {fault}" for fault in faults(page, least)]
        page.goto(f"/{edition}/me/favourites?order=own")
        page.locator("form[action*='/remove'] button").first.click()
        expect(page.locator(".said-here button")).to_be_visible()
        found += [f"undo: {fault}" for fault in faults(page, least)]
    assert not found, "\n".join(found)


def test_the_keyboard_reaches_everything(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.goto(f"/zh-hans/{PRINT}")
        seen = set()
        for _ in range(40):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.name"))
            if "add" in seen:
                break
        assert "add" in seen
        assert "remove" not in seen  # it is not shown, and no stop
        page.keyboard.press("Enter")
        expect(page.locator(".deeds [name=remove]")).to_be_focused()
        page.goto(f"{ME}favourites")
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.kept summary')"):
                break
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("给老伴的")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".own-note")).to_have_text("给老伴的")
        expect(page.locator(".kept li")).to_be_focused()


def press(page: Page, name: str) -> None:
    """Go with the Tab key to what has a name that begins so, and press Enter there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.ariaLabel || document.activeElement.innerText).trim()"
        )
        if said.startswith(name):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no way to {name}")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_history_by_keyboard_alone(browser: Browser, site: Client, javascript: bool) -> None:
    with reader(browser, site, javascript=javascript) as context:
        page = context.new_page()
        page.goto(f"{ME}history")
        press(page, "打开阅读记录")
        expect(page.locator(".said-here")).to_be_visible()
        kept = page.locator(".kept h3")
        asks = f"**/me/{ESSAY}.{'json' if javascript else 'css'}"
        for way in (["清除："], ["清除这一天"], ["全部清除", "是的，全部清除"]):
            with page.expect_response(asks):
                page.goto(f"/zh-hans/{ESSAY}")
            page.goto(f"{ME}history")
            expect(kept).to_have_count(1)
            for name in way:
                press(page, name)
            expect(kept).to_have_count(0)
        press(page, "关闭阅读记录")
        expect(page.get_by_text("阅读记录是关着的")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_restart_in_the_middle_loses_nothing(
    browser: Browser, tmp_path: Path, javascript: bool
) -> None:
    """The server is another one each time that a page of the one before sends its form."""
    port = str(free_port())
    client = Client(f"http://127.0.0.1:{port}")
    with reader(browser, client, javascript=javascript) as context:
        page = context.new_page()
        with running(tmp_path, ROOT / "content", "--port", port):
            page.goto(f"/zh-hans/{PRINT}")
        with running(tmp_path, ROOT / "content", "--port", port):
            add(page)
            page.goto(f"{ME}name")
            page.get_by_label("名字").fill("老周")
            page.get_by_label("新密码").fill("今天天气很好我去菜场")
        with running(tmp_path, ROOT / "content", "--port", port):
            page.get_by_role("button", name="保存").click()
            expect(page.get_by_role("status").filter(has_text="保存好了")).to_be_visible()
            page.goto(f"{ME}favourites")
            expect(page.locator(".kept li")).to_have_count(1)
