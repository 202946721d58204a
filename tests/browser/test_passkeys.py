"""Passkeys by Chromium's own virtual authenticator (WebAuthn Level 3, 11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

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
from tests.conftest import ROOT, free_port, running
from tests.http.sites import await_

pytestmark = pytest.mark.browser

ADD = "在这台设备上添加"
SIGN_IN = "用指纹、面容或锁屏密码登录"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The sample site at an address that browsers give passkeys to without TLS."""
    port = free_port()
    address = f"http://localhost:{port}"
    folder = tmp_path_factory.mktemp("server")
    with running(folder, ROOT / "content", "--port", str(port), SITE_URL=address) as client:
        yield Client(address, client.log)


@dataclass
class Phone:
    """A telephone with a fingerprint reader, and one page open."""

    context: BrowserContext
    page: Page
    session: CDPSession
    authenticator: str

    def add(self) -> None:
        """Add a passkey."""
        self.page.goto("/zh-hans/me/passkeys")
        self.page.get_by_role("button", name=ADD).click()
        expect(self.page.get_by_text("好了。以后在这台设备上登录，不用再输密码。")).to_be_visible()

    def sign_out(self) -> None:
        self.page.goto("/zh-hans/me/")
        self.page.get_by_role("button", name="在这台设备上退出").click()
        expect(self.page.get_by_text("这台设备已经退出。")).to_be_visible()

    def sign_in(self) -> None:
        """Press the button; the passkey, if any, is shown at once."""
        self.page.goto("/zh-hans/me/sign-in")
        self.page.get_by_role("button", name=SIGN_IN).click()

    def refuse(self) -> None:
        """From now on nobody lays a finger on it."""
        self._set("WebAuthn.setUserVerified", isUserVerified=False)

    def restore(self, credentials: list[dict[str, Any]]) -> None:
        """Put back what the telephone had, as one that heard no news has still."""
        self._set("WebAuthn.clearCredentials")
        for credential in credentials:
            self._set("WebAuthn.addCredential", credential=credential)

    def credentials(self) -> list[dict[str, Any]]:
        answer = self._set("WebAuthn.getCredentials")
        found: list[dict[str, Any]] = answer["credentials"]
        return found

    def own(self) -> int:
        """How many passkeys the account has."""
        self.page.goto("/zh-hans/me/passkeys")
        return self.page.locator(".ways > li").count()

    def token(self) -> str:
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        return cookies.get("me", "")

    def _set(self, method: str, **given: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.session.send(
            method, {"authenticatorId": self.authenticator, **given}
        )
        return answer


@contextmanager
def phone(
    browser: Browser, site: Client, *, offers: bool = False, preferences: str = ""
) -> Iterator[Phone]:
    """A telephone of its own; one that `offers` shows its passkeys in fields for names."""
    with reader(browser, site, preferences=preferences) as context:
        if not offers:
            context.add_init_script(
                "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
            )
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield Phone(context, page, session, made["authenticatorId"])


def test_a_reader_adds_a_passkey_and_comes_back_with_it(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine:
        mine.add()
        before = mine.token()
        assert mine.own() == 1
        mine.sign_out()
        assert not mine.token()
        mine.sign_in()
        expect(mine.page).to_have_url(f"{site.base}/zh-hans/me/?said=in")
        assert mine.token() not in {"", before}
        assert mine.own() == 1
        expect(mine.page.get_by_text("最近使用")).to_be_visible()


def test_signing_in_leads_on_to_where_it_was_asked_for(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine:
        mine.add()
        mine.sign_out()
        mine.page.goto("/zh-hans/me/sign-in?next=/zh-hans/archive")
        mine.page.get_by_role("button", name=SIGN_IN).click()
        expect(mine.page).to_have_url(f"{site.base}/zh-hans/archive")


def test_the_field_for_the_name_offers_it(browser: Browser, site: Client) -> None:
    with phone(browser, site, offers=True) as mine:
        mine.add()
        mine.sign_out()
        mine.page.goto("/zh-hans/me/sign-in")
        # The virtual authenticator chooses the passkey as soon as it is offered.
        expect(mine.page).to_have_url(f"{site.base}/zh-hans/me/?said=in")


def test_each_account_has_passkeys_of_its_own(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine, phone(browser, site) as theirs:
        mine.add()
        theirs.add()
        mine.page.goto("/zh-hans/me/passkeys")
        way = mine.page.get_by_role("link", name="改名或移除").get_attribute("href")
        assert way
        answer = theirs.page.goto(way)
        assert answer
        assert answer.status == 404
        stolen = theirs.credentials()[0] | {"credentialId": mine.credentials()[0]["credentialId"]}
        theirs.restore([stolen])
        theirs.sign_out()
        theirs.sign_in()
        expect(
            theirs.page.get_by_text("没有成功。请再试一次，或者用名字和密码登录。")
        ).to_be_visible()
        assert not theirs.token()


def test_a_passkey_is_renamed_and_removed(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine:
        mine.add()
        page = mine.page
        page.get_by_role("link", name="改名或移除").click()
        page.get_by_label("给它起的名字").fill("红色手机")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("名字改好了。")).to_be_visible()
        page.get_by_role("link", name="改名或移除：红色手机").click()
        expect(page.get_by_text("您只有这一种登录办法。")).to_be_visible()
        kept = mine.credentials()
        page.get_by_role("button", name="移除这把通行密钥").click()
        expect(page.get_by_text("通行密钥已移除，以后谁也不能用它登录。")).to_be_visible()
        assert mine.own() == 0
        mine.restore(kept)
        mine.sign_in()
        expect(page.get_by_text("没有成功。请再试一次，或者用名字和密码登录。")).to_be_visible()


def test_a_telephone_forgets_what_was_removed_and_learns_the_readers_name(
    browser: Browser, site: Client
) -> None:
    with phone(browser, site) as mine:
        mine.add()
        (before,) = mine.credentials()
        assert before["userName"].startswith("读者 20")
        page = mine.page
        page.goto("/zh-hans/me/name")
        page.get_by_label("名字").fill("王大妈的手机")
        page.get_by_label("新密码").fill("今天天气很好我去菜场")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("名字和密码保存好了")).to_be_visible()
        mine.own()
        await_(lambda: mine.credentials()[0]["userName"] == "王大妈的手机", 15, "the name")
        page.get_by_role("link", name="改名或移除").click()
        page.get_by_role("button", name="移除这把通行密钥").click()
        expect(page.get_by_text("通行密钥已移除")).to_be_visible()
        await_(lambda: not mine.credentials(), 15, "a telephone without the passkey")


def test_who_refuses_is_told_calmly_that_nothing_has_changed(
    browser: Browser, site: Client
) -> None:
    with phone(browser, site) as mine:
        mine.refuse()
        mine.page.goto("/zh-hans/me/passkeys")
        button = mine.page.get_by_role("button", name=ADD)
        button.click()
        told = mine.page.get_by_text("已停下，什么都没有改变。您可以再试一次。")
        expect(told).to_be_visible()
        expect(button).to_be_focused()
        assert mine.own() == 0
        mine.sign_in()
        expect(told).to_be_visible()
        expect(mine.page.get_by_role("button", name=SIGN_IN)).to_be_enabled()


def test_a_device_has_one_passkey_of_an_account(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine:
        mine.add()
        mine.page.get_by_role("button", name=ADD).click()
        expect(mine.page.get_by_text("这台设备上已经有您的通行密钥了。")).to_be_visible()
        assert mine.own() == 1


def test_browsers_without_the_way_to_write_json_do_as_well(browser: Browser, site: Client) -> None:
    with phone(browser, site) as old:
        old.context.add_init_script(
            "delete PublicKeyCredential.parseCreationOptionsFromJSON;"
            "delete PublicKeyCredential.parseRequestOptionsFromJSON;"
            "delete PublicKeyCredential.prototype.toJSON;"
        )
        old.add()
        old.page.get_by_role("button", name=ADD).click()
        expect(old.page.get_by_text("这台设备上已经有您的通行密钥了。")).to_be_visible()
        old.sign_out()
        old.sign_in()
        expect(old.page).to_have_url(f"{site.base}/zh-hans/me/?said=in")


@pytest.mark.parametrize("way", ["no javascript", "no passkeys", "another address"])
def test_where_there_can_be_none_the_page_says_so(browser: Browser, site: Client, way: str) -> None:
    with reader(browser, site, javascript=way != "no javascript") as context:
        if way == "no passkeys":
            context.add_init_script("delete window.PublicKeyCredential")
        here = site.base.replace("localhost", "127.0.0.1") if way == "another address" else ""
        page = context.new_page()
        for place, button in (("sign-in", SIGN_IN), ("passkeys", ADD)):
            page.goto(f"{here}/zh-hans/me/{place}")
            said = f"只有在 {site.base} 上才能用。" if here else "浏览器须较新，并打开 JavaScript"
            expect(page.get_by_text(said)).to_be_visible()
            expect(page.get_by_role("button", name=button)).to_have_count(0)


def test_a_passkey_is_removed_without_javascript(browser: Browser, site: Client) -> None:
    with phone(browser, site) as mine, reader(browser, site, javascript=False) as context:
        mine.add()
        context.add_cookies([{"name": "me", "value": mine.token(), "url": site.base}])
        page = context.new_page()
        page.goto("/zh-hans/me/passkeys")
        page.get_by_role("link", name="改名或移除").click()
        page.get_by_role("button", name="移除这把通行密钥").click()
        expect(page.get_by_text("通行密钥已移除")).to_be_visible()


@pytest.mark.parametrize(
    ("edition", "preferences"),
    [("zh-hans", "size=400"), ("zh-hant", "elder=on&theme=dark"), ("en", "theme=contrast")],
)
def test_nothing_is_found(browser: Browser, site: Client, edition: str, preferences: str) -> None:
    failures: list[str] = []
    with phone(browser, site, preferences=preferences) as mine:
        mine.add()
        way = mine.page.get_by_role("link", name="改名或移除").get_attribute("href") or ""
        for place in ("sign-in", "passkeys", way.removeprefix("/zh-hans/me/")):
            mine.page.goto(f"/{edition}/me/{place}")
            expect(mine.page.locator("main form button").last).to_be_visible()
            failures += [f"{place}: {fault}" for fault in _faults(mine.page, preferences)]
        if edition == "zh-hans":
            mine.refuse()
            mine.page.goto("/zh-hans/me/passkeys")
            mine.page.get_by_role("button", name=ADD).click()
            expect(mine.page.get_by_text("已停下，什么都没有改变。")).to_be_visible()
            failures += [f"refused: {fault}" for fault in _faults(mine.page, preferences)]
    assert not failures, "\n".join(failures)


def _faults(page: Page, preferences: str) -> list[str]:
    page.evaluate(TO_THE_END)
    page.evaluate(AXE_SCRIPT)
    faults = [
        f"{violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in page.evaluate(RUN)["violations"]
    ]
    faults += page.evaluate(SMALL_TARGETS, 60 if "elder" in preferences else 44)
    for script in (BESIDE_THE_SCREEN, CUT_OFF, WRONG_LANGUAGE):
        faults += page.evaluate(script)
    return faults
