"""A name, a passphrase and a card in a real browser: by keyboard, without scripts, at 400 %."""

import re
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.client import Client
from tests.conftest import ROOT, Serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members-browser")]

ME = "/zh-hans/me/"
PASSPHRASE, ANOTHER = "今天天气很好我去菜场", "另外一句谁也想不到的话"
_names = count()


@pytest.fixture(scope="module")
def site(serve: Serve) -> Client:
    """The sample site with a user centre of its own."""
    return serve(ROOT / "content")


@pytest.fixture
def name() -> str:
    return f"王大妈{next(_names)}"


def choose_name(page: Page, name: str) -> None:
    """From the user centre to a name and a passphrase."""
    page.goto(ME)
    page.get_by_role("link", name="设一个名字和密码").click()
    page.get_by_label("名字").fill(name)
    page.get_by_label("新密码").fill(PASSPHRASE)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="名字和密码保存好了")).to_be_visible()


def sign_in(page: Page, name: str, passphrase: str) -> None:
    """From the user centre into an account."""
    page.goto(ME)
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("名字").fill(name)
    page.get_by_label("密码", exact=True).fill(passphrase)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def is_in(page: Page, name: str) -> None:
    expect(page.get_by_text(f"您在这里的名字：{name}")).to_be_visible()


def fits(page: Page) -> None:
    """Nothing is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("javascript", "preferences"),
    [(True, ""), (False, "size=400"), (True, "size=400"), (False, "elder=on&theme=contrast")],
)
def test_two_devices_and_a_card(
    browser: Browser, site: Client, name: str, javascript: bool, preferences: str
) -> None:
    with (
        reader(browser, site, javascript=javascript, preferences=preferences) as at_home,
        reader(browser, site, javascript=javascript, preferences=preferences) as on_the_way,
        reader(browser, site, javascript=javascript, preferences=preferences) as new,
    ):
        phone, tablet, last = at_home.new_page(), on_the_way.new_page(), new.new_page()
        choose_name(phone, name)
        fits(phone)
        phone.get_by_role("button", name="做一张恢复卡").click()
        digits = phone.locator(".digits").inner_text()
        assert re.fullmatch(r"(\d{4} ){5}\d{4}", digits)
        fits(phone)

        sign_in(tablet, name, "不是这个密码啊")
        expect(tablet.get_by_role("alert")).to_have_text("名字或密码不对。")
        fits(tablet)
        sign_in(tablet, name, PASSPHRASE)
        is_in(tablet, name)

        phone.goto(ME)
        phone.get_by_role("link", name="我的设备").click()
        expect(phone.get_by_text("这一台")).to_be_visible()
        fits(phone)
        phone.get_by_role("main").get_by_role("button", name="退出：").click()
        expect(phone.get_by_role("main").get_by_role("button", name="退出：")).to_have_count(0)
        tablet.goto(ME)
        expect(tablet.get_by_role("link", name="登录", exact=True)).to_be_visible()

        last.goto(ME)
        last.get_by_role("link", name="我有恢复卡").click()
        last.get_by_label("名字").fill(name)
        last.get_by_label("卡上的 24 个数字").fill(digits)
        last.get_by_label("新密码").fill(ANOTHER)
        fits(last)
        last.get_by_role("button", name="保存并登录").click()
        expect(last.get_by_role("status").filter(has_text="已经重新登录")).to_be_visible()
        phone.goto(ME)
        expect(phone.get_by_role("link", name="登录", exact=True)).to_be_visible()
        sign_in(phone, name, ANOTHER)
        is_in(phone, name)

        phone.get_by_role("link", name="全部删除").click()
        phone.get_by_role("button", name="是的，全部删除").click()
        expect(phone.get_by_text("全部删除了")).to_be_visible()
        last.goto(ME)
        expect(last.get_by_role("link", name="登录", exact=True)).to_be_visible()


def test_by_keyboard_alone(browser: Browser, site: Client, name: str) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.goto("/zh-hans/")
        _tab_to(page, "我的")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{ME}")
        _tab_to(page, "设一个名字和密码")
        page.keyboard.press("Enter")
        page.wait_for_url("**/me/name")
        _tab_to(page, "name")
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/me/card?said=named")
        expect(page.locator("h1")).to_have_text("恢复卡")


def _tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what has the focus has that text or that name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "document.activeElement.name || document.activeElement.textContent.trim()"
        )
        if text == wanted:
            return
    pytest.fail(f"no {wanted}")


def test_what_is_typed_can_be_seen(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.goto(f"{ME}sign-in")
        field = page.get_by_label("密码", exact=True)
        field.fill(PASSPHRASE)
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_attribute("autocomplete", "current-password")
        page.get_by_role("button", name="显示").click()
        expect(field).to_have_attribute("type", "text")
        expect(field).to_be_focused()
        expect(page.get_by_role("button", name="显示")).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="显示").click()
        expect(field).to_have_attribute("type", "password")
    with reader(browser, site, javascript=False) as context:
        page = context.new_page()
        page.goto(f"{ME}sign-in")
        expect(page.get_by_role("button", name="显示")).to_have_count(0)
