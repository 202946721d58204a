"""Two devices become one reader's, and settings go from one to another, in a real browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import BESIDE_THE_SCREEN, TO_THE_END, faults_of
from tests.client import Client
from tests.conftest import ROOT, Serve
from tests.qr import decoded

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members-browser")]

ME = "/zh-hans/me/"
_names = count()


@pytest.fixture(scope="module")
def site(serve: Serve) -> Client:
    """The sample site with a user centre of its own."""
    return serve(ROOT / "content")


@contextmanager
def device(browser: Browser, site: Client, **options: object) -> Iterator[Page]:
    """A page on a device of its own; whatever its policy forbids is a fault."""
    with reader(browser, site, **options) as context:  # type: ignore[arg-type]
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda said: faults.extend([said.text] if said.type == "error" else []))
        yield page
        assert not [fault for fault in faults if "status of 4" not in fault]


def has_name(page: Page) -> str:
    """Give whoever uses the page an account."""
    name = f"王大妈{next(_names)}"
    page.goto(f"{ME}name")
    page.get_by_label("名字").fill(name)
    page.locator("#new").fill("今天天气很好我去菜场")
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url("**/me/card?said=named")
    return name


def shows_code(page: Page) -> tuple[str, str]:
    """The address in the QR code that the page shows, and its digits."""
    page.goto(ME)
    page.get_by_role("link", name="添加另一台设备").click()
    page.get_by_role("button", name="添加另一台设备").click()
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["width"] >= 200
    link = decoded(page.locator("svg.qr").evaluate("e => e.outerHTML"))
    digits = page.locator(".digits").inner_text()
    assert re.fullmatch(r"\d{4} \d{4}", digits)
    return link, digits


def fits(page: Page) -> None:
    assert page.evaluate(BESIDE_THE_SCREEN) == []


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("preferences", ["", "size=400&theme=dark", "elder=on"])
def test_a_second_device_joins_by_the_qr_code(
    browser: Browser, site: Client, javascript: bool, preferences: str
) -> None:
    with (
        device(browser, site, javascript=javascript, width=1280) as computer,
        device(browser, site, javascript=javascript, preferences=preferences) as phone,
    ):
        name = has_name(computer)
        link, _ = shows_code(computer)
        again = computer.get_by_role("link", name="添加好了吗")
        expect(again).to_be_visible(visible=not javascript)
        phone.goto(link.replace("localhost", "127.0.0.1"))
        expect(phone.get_by_role("main")).to_contain_text(f"把这台设备加到“{name}”的用户中心？")
        fits(phone)
        phone.get_by_role("button", name="好，添加").click()
        expect(phone.get_by_role("status").first).to_contain_text("登录")
        if not javascript:
            again.click()
        expect(computer.get_by_role("main").get_by_role("status")).to_have_text(
            "已添加：Linux · Chrome"
        )
        computer.get_by_role("main").get_by_role("link", name="我的设备").click()
        expect(computer.get_by_role("button", name="退出：Linux · Chrome")).to_have_count(1)
        phone.goto(link.replace("localhost", "127.0.0.1"))
        expect(phone.get_by_role("main")).to_contain_text("已经用过")


def test_digits_by_keyboard_alone_at_400_percent(browser: Browser, site: Client) -> None:
    with (
        device(browser, site) as phone,
        device(browser, site, preferences="size=400", width=360) as other,
    ):
        name = has_name(phone)
        _, digits = shows_code(phone)
        other.goto(ME)
        press_on(other, "用八位数字登录")
        other.wait_for_url("**/me/pair")
        fits(other)
        press_on(other, "code", then="")
        other.keyboard.type("1" + digits[1:-1])
        other.keyboard.press("Enter")
        expect(other.get_by_role("main")).to_contain_text("数字不对")
        fits(other)
        press_on(other, "code", then="")
        other.keyboard.type(digits)
        other.keyboard.press("Enter")
        expect(other.get_by_role("main")).to_contain_text(name)


def press_on(page: Page, wanted: str, then: str = "Enter") -> None:
    """Press Tab until what has the focus has that name or text, then a key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "document.activeElement.name || document.activeElement.textContent.trim()"
        )
        if said == wanted:
            if then:
                page.keyboard.press(then)
            return
    pytest.fail(f"no {wanted}")


def test_who_thinks_better_of_it_cancels(browser: Browser, site: Client) -> None:
    with device(browser, site) as phone, device(browser, site) as other:
        has_name(phone)
        link, _ = shows_code(phone)
        phone.reload()
        expect(phone.locator(".digits")).to_be_visible()  # the same, after a reload
        phone.get_by_role("button", name="取消").click()
        expect(phone.get_by_text("已取消")).to_be_visible()
        expect(phone.locator(".digits")).to_have_count(0)
        other.goto(link.replace("localhost", "127.0.0.1"))
        expect(other.get_by_role("button", name="好，添加")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_settings_follow_from_device_to_device(
    browser: Browser, site: Client, javascript: bool
) -> None:
    with (
        device(browser, site, javascript=javascript) as phone,
        device(browser, site, javascript=javascript, preferences="theme=dark") as desk,
    ):
        has_name(phone)
        phone.get_by_role("button", name="A+").click()
        wait_for_size(phone, 22)
        _, digits = shows_code(phone)
        desk.goto(f"{ME}pair")
        desk.get_by_label("八位数字").fill(digits)
        desk.get_by_role("main").get_by_role("button", name="登录").click()
        wait_for_size(desk, 22)
        assert paper(desk) == paper(phone)
        desk.goto(f"{ME}settings")
        expect(desk.get_by_role("main")).to_contain_text("110%")
        desk.get_by_role("button", name="这台设备用自己的设置").click()
        desk.get_by_role("button", name="A+").click()
        wait_for_size(desk, 25)
        desk.goto(f"{ME}settings")
        expect(desk.get_by_role("main")).to_contain_text("125%")
        phone.goto(f"{ME}settings")
        wait_for_size(phone, 22)
        desk.get_by_role("button", name="把这台设备的设置存为我的设置").click()
        phone.goto(f"{ME}settings")
        wait_for_size(phone, 25)


def wait_for_size(page: Page, pixels: int) -> None:
    expect(page.locator("html")).to_have_css("font-size", f"{pixels}px")


def paper(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


@pytest.mark.parametrize("javascript", [True, False])
def test_a_telephone_for_the_parents(browser: Browser, site: Client, javascript: bool) -> None:
    with (
        device(browser, site, javascript=javascript) as child,
        device(browser, site, javascript=javascript) as parent,
    ):
        child.goto("/zh-hans/preferences")
        child.get_by_role("link", name="给父母的手机设置好").click()
        child.get_by_role("link", name="低视力").click()
        link = child.locator(".address").inner_text().strip()
        assert decoded(child.locator("svg.qr").evaluate("e => e.outerHTML")) == link
        parent.goto(link.replace("localhost", "127.0.0.1"))
        wait_for_size(parent, 50)  # as it would be
        assert parent.context.cookies() == []
        fits(parent)
        parent.locator("main form button").click()
        parent.wait_for_url("**/zh-hans/")
        wait_for_size(parent, 50)
        assert parent.evaluate("document.documentElement.dataset.theme") == (
            "contrast" if javascript else None
        )
        parent.goto(link.replace("localhost", "127.0.0.1"))
        expect(parent.locator("main form")).to_have_count(0)  # it has them already


LOOKS = [
    ("zh-hans", "", 360),
    ("zh-hant", "elder=on&theme=contrast", 360),
    ("en", "size=400", 360),
    ("zh-hant-tw-zhuyin", "theme=dark&size=200&line=250&letter=20", 320),
    ("zh-hant-hk", "theme=yellow&size=500", 1280),
    ("zh-hans-pinyin", "theme=blue&elder=on&size=500&images=off", 320),
]


@pytest.mark.parametrize(("edition", "preferences", "width"), LOOKS)
def test_everybody_can_use_these_pages(
    browser: Browser, site: Client, edition: str, preferences: str, width: int
) -> None:
    faults: list[str] = []

    def look(page: Page, place: str) -> None:
        page.goto(f"/{edition}/{place}")
        faults.extend(looked_at(page, preferences))

    with (
        device(browser, site, preferences=preferences, width=width) as page,
        device(browser, site, preferences=preferences, width=width) as other,
    ):
        has_name(page)
        page.goto(f"/{edition}/me/add")
        page.locator(".pairing form button").click()
        look(page, "me/add")
        link = decoded(page.locator("svg.qr").evaluate("e => e.outerHTML"))
        look(other, link.partition(f"/{edition}/")[2])
        page.goto(f"/{edition}/me/settings")
        page.locator("form[action$=own] button").click()
        look(page, "me/settings")
        for place in ("preferences/give?as=vision", "preferences/take?p=theme=green", "me/pair/x"):
            look(other, place)
        other.context.clear_cookies()
        other.goto(f"/{edition}/preferences/take?p=size=160.theme=amber.edition=zh-hant")
        faults.extend(looked_at(other, ""))  # as it would be
    assert not faults, "\n".join(faults)


def looked_at(page: Page, preferences: str) -> list[str]:
    """What is wrong with a page, by axe and by measure."""
    page.evaluate(TO_THE_END)
    found = faults_of(page, 60 if "elder" in preferences else 44)
    return [f"{page.url}: {fault}" for fault in found]
