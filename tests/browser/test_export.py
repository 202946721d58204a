"""An export in a real browser: what applies of the tests of the served site, and what is its own.

The tests named in `SERVED` run again, against nginx with an export of the same site behind it, the
corpus' articles among its own where they are to be had.
"""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from reader.domain.editions import EDITIONS
from reader.domain.preferences import Preferences
from reader.web.editions import choose_edition
from tests.browser.conftest import reader
from tests.browsers import ARGUMENTS, WHOLE_CHROMIUM
from tests.client import Client
from tests.conftest import CORPUS, ROOT, free_port
from tests.exports import export, nginx, plain_server

# Tests of the served site, by their modules. (Imports by name would look unused to ruff.)
SERVED = {
    "test_guide": ["test_the_guide_comes_and_goes_with_the_setting"],
    "test_keyboard": [
        "test_the_panel_opens_and_closes_by_keyboard",
        "test_the_skip_link_is_first_and_leads_to_the_text",
    ],
    "test_keys": ["test_keys_can_be_switched_off"],
    "test_preferences": [
        "test_a_preset_is_one_press_and_can_be_undone",
        "test_every_choice_is_previewed_and_kept_at_once",
        "test_own_colours_are_tried_and_warned_of_at_once",
        "test_the_panel_changes_the_page_and_shows_what_holds",
        "test_the_panel_opens_from_every_page_and_closes",
        "test_undo_takes_back_one_change_after_another",
    ],
    "test_printing": ["test_the_button_prints_and_the_words_say_how_without_it"],
    "test_ruby": ["test_the_choice_is_kept_at_once"],
    "test_tools": [
        "test_a_reader_enlarges_darkens_and_resets",
        "test_either_way_the_sheet_is_loaded",
        "test_no_page_reports_an_error",
        "test_settings_hold_before_the_first_paint",
        "test_the_elder_edition_is_one_button_there_and_back",
        "test_the_script_and_the_server_do_the_same_arithmetic",
        "test_the_settings_page_shows_what_the_tools_have_set",
        "test_the_tool_bar_is_always_within_reach",
        "test_with_javascript_nothing_reloads",
    ],
}


def _again(test: FunctionType) -> FunctionType:
    """The same test under marks of its own: those of the served site must not change."""
    again = FunctionType(
        test.__code__, test.__globals__, test.__name__, test.__defaults__, test.__closure__
    )
    again.__dict__ |= test.__dict__ | {"pytestmark": [*getattr(test, "pytestmark", [])]}
    return pytest.mark.thorough(again)


for module, names in SERVED.items():
    for name in names:
        globals()[name] = _again(getattr(import_module(f"tests.browser.{module}"), name))

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("export")]

EVERY = int(os.environ.get("CORPUS_EVERY", "40"))  # of the corpus' articles, one in so many
ARTICLE = "/read/zh-hans/articles/help/enlarge-text.html"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in a folder `read`, by relative links; it does not know its address."""
    folder = tmp_path_factory.mktemp("export")
    shutil.copytree(ROOT / "content", folder / "content")
    for script in ("hans", "hant") if CORPUS.is_dir() else ():
        (folder / "content" / script).mkdir()
        for file in sorted((CORPUS / script).iterdir())[::EVERY]:
            shutil.copy(file, folder / "content" / script)
    export(folder, folder / "content", folder / "www" / "read")
    return folder / "www" / "read"


@pytest.fixture(scope="module")
def sample(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """What stands for the served site in the tests that are imported."""
    with nginx(tmp_path_factory.mktemp("nginx"), exported) as client:
        yield client


@pytest.fixture(scope="module")
def plain(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The same below /read of a server that knows nothing of it."""
    with plain_server(tmp_path_factory.mktemp("plain"), exported.parent) as client:
        yield client


@pytest.fixture(autouse=True)
def _only_with_scripts(request: pytest.FixtureRequest) -> None:
    """Forms and searching are for a server; what stands in their place is tested below."""
    given = getattr(request.node, "callspec", None)
    if given and (not given.params.get("javascript", True) or given.params.get("path") == "search"):
        pytest.skip("needs a server")


def test_settings_are_kept_below_a_path_that_the_export_does_not_know(
    browser: Browser, plain: Client
) -> None:
    failed: list[str] = []
    with reader(browser, plain) as context:
        page = context.new_page()
        page.on("response", lambda answer: failed.append(answer.url) if not answer.ok else None)
        page.goto(ARTICLE)
        page.locator("[data-key=larger]").click()
        page.locator("[data-key=panel]").click()
        page.locator(".quick p a").click()
        page.wait_for_url("**/read/zh-hans/preferences.html")
        expect(page.get_by_label("110%")).to_be_checked()
        page.get_by_label("繁體中文（香港）").check()
        page.get_by_role("button", name="保存").last.click()
        page.wait_for_url("**/read/zh-hant-hk/preferences.html")
        page.goto("/read/")
        page.wait_for_url("**/read/zh-hant-hk/index.html")
        expect(page.locator("html")).to_have_css("font-size", "22px")
        (kept,) = context.cookies()
        assert kept.get("path") == "/read/"
        page.goto("/read/articles/help/print.html")
        page.wait_for_url("**/read/zh-hant-hk/articles/help/print.html")
        page.goto("/read/help/font-size.html")  # an alias
        page.wait_for_url("**/read/zh-hant-hk/articles/help/enlarge-text.html")
    assert failed == []


def test_pictures_go_away_at_one_press(browser: Browser, plain: Client) -> None:
    with reader(browser, plain) as context:
        page = context.new_page()
        page.goto("/read/zh-hans/panels/images.html")
        page.locator("[name=images][value=off]").click()
        expect(page.locator(".said")).not_to_be_empty()
        page.goto("/read/zh-hans/articles/publish/images-tables-footnotes.html")
        expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("place", ["index", "articles/help/print", "preferences", "panels/images",
                                   "panels/keys", "save/help/print", "columns/help"])  # fmt: skip
def test_without_scripts_no_control_is_dead(browser: Browser, plain: Client, place: str) -> None:
    with reader(browser, plain, javascript=False) as context:
        page = context.new_page()
        page.goto(f"/read/zh-hans/{place}.html")
        for control in page.locator("button, input, select, textarea").all():
            assert not control.is_visible(), control.evaluate("(found) => found.outerHTML")
        is_told = "JavaScript" in page.locator("main").inner_text()
        assert is_told == (place in {"preferences", "panels/images"})


def test_without_scripts_the_root_leads_to_the_sites_own_edition(
    browser: Browser, plain: Client
) -> None:
    with reader(browser, plain, javascript=False) as context:
        page = context.new_page()
        page.goto("/read/articles/help/print.html")
        page.wait_for_url("**/read/zh-hans/articles/help/print.html")


LANGUAGES = ["zh-CN", "zh-SG", "zh", "zh-TW", "zh-HK", "zh-MO", "zh-Hant", "zh-Hans-HK", "yue",
             "nan", "cmn-Hans", "cmn", "en-GB", "fr", "yue-Hans"]  # fmt: skip


def test_the_script_chooses_the_edition_that_the_server_would(
    browser: Browser, plain: Client
) -> None:
    from reader.config.site import load_site

    site = load_site(ROOT / "content")
    for given in [[language] for language in LANGUAGES] + [["fr", "zh-HK"], ["de", "en", "zh"]]:
        wanted = choose_edition(site, Preferences(), given)
        assert _led_to(browser, plain, given, "") == wanted.slug, given
    for slug in ("en", "zh-hant-tw-zhuyin"):
        assert slug in EDITIONS
        assert _led_to(browser, plain, ["zh-HK"], f"theme=dark&edition={slug}") == slug


def _led_to(browser: Browser, plain: Client, languages: list[str], preferences: str) -> str:
    with reader(browser, plain, preferences=preferences) as context:
        context.add_init_script(
            f"Object.defineProperty(navigator, 'languages', {{ value: {languages} }})"
        )
        page = context.new_page()
        page.goto("/read/index.html")
        page.wait_for_url("**/read/*/index.html")
        return page.url.split("/")[-2]


def test_what_was_read_and_what_was_chosen_is_there_without_a_network(
    playwright: Playwright, exported: Path, tmp_path: Path
) -> None:
    whole = playwright.chromium.launch(executable_path=WHOLE_CHROMIUM, args=ARGUMENTS)
    port = free_port()
    with reader(whole, Client(f"http://127.0.0.1:{port}"), offline=True) as context:
        page = context.new_page()
        with plain_server(tmp_path, exported.parent, port):
            page.goto(ARTICLE)
            _until_kept(page, "/read/zh-hans/articles/help/enlarge-text.html")
            _until_kept(page, "/read/zh-hans/offline.html")
            page.goto("/read/zh-hans/columns/essays.html")
            page.locator("[data-feature=keep]").click()
            page.locator("[data-start]").click()
            expect(page.locator("[data-status]")).to_contain_text("4", timeout=30_000)
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        page.goto(ARTICLE)
        expect(page.locator("h1")).to_have_text("放大字号")
        page.goto("/read/zh-hans/articles/essays/good-typesetting.html")
        expect(page.locator("main [role=status]").first).to_be_visible()
        page.goto("/read/zh-hans/offline.html")
        expect(page.locator("[data-kind=chosen] li")).to_have_count(4)
        page.locator("[data-kind=chosen] a").first.click()
        page.wait_for_url("**/read/zh-hans/articles/essays/*.html")
        expect(page.locator("article .text")).to_be_visible()
    whole.close()


def _until_kept(page: Page, path: str) -> None:
    for _ in range(400):
        kept = page.evaluate(
            """async (path) => {
              const names = await caches.keys();
              const found = names.map(async (name) => (await caches.open(name)).match(path));
              return (await Promise.all(found)).some(Boolean);
            }""",
            path,
        )
        if kept:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{path} is not kept")
