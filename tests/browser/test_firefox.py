"""Every kind of page in Firefox, with scripts and without."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.firefox import Firefox, firefox
from tests.browser.measures import (
    BESIDE_THE_SCREEN,
    LINES,
    RUN,
    SMALL_TARGETS,
    TO_THE_END,
    WRONG_LANGUAGE,
)
from tests.browser.test_accessibility import PAGES
from tests.client import Client

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("firefox")]

ARTICLE = "/zh-hans/articles/help/enlarge-text"
TEXT_SIZE = "() => getComputedStyle(document.querySelector('.text p')).fontSize"
PAPER = "() => getComputedStyle(document.documentElement).backgroundColor"


@pytest.fixture(scope="module")
def scripted() -> Iterator[Firefox]:
    with firefox() as window:
        yield window


@pytest.fixture(scope="module")
def plain() -> Iterator[Firefox]:
    with firefox(javascript=False) as window:
        yield window


def press(window: Firefox, selector: str) -> None:
    window.evaluate(f"() => document.querySelector({selector!r}).click()")


@pytest.mark.parametrize("name", PAGES)
def test_axe_and_the_measures_find_nothing(scripted: Firefox, sample: Client, name: str) -> None:
    faults = []
    readers = (("zh-hans", ""), ("zh-hant-tw-zhuyin", "elder=on&theme=dark"))
    for edition, preferences in readers if name in {"home", "article"} else readers[:1]:
        scripted.open(f"{sample.base}/{edition}/{PAGES[name]}", preferences)
        scripted.evaluate(f"() => {{ {TO_THE_END} }}")
        faults += scripted.faults(SMALL_TARGETS, 60 if preferences else 44)
        for script in (BESIDE_THE_SCREEN, LINES, WRONG_LANGUAGE):
            faults += scripted.faults(script)
        scripted.evaluate(f"() => {{ {AXE_SCRIPT} }}")
        answer = scripted.evaluate(
            f"async () => (await {RUN}).violations.map((v) => v.id + v.nodes[0].html.slice(0, 99))"
        )
        assert isinstance(answer, list)
        faults += answer
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
def test_settings_hold_without_scripts_and_nothing_leaves_the_screen(
    plain: Firefox, sample: Client, name: str
) -> None:
    faults = []
    for preferences in ("", "size=500&theme=dark&elder=on"):
        plain.open(f"{sample.base}/zh-hans/{PAGES[name]}", preferences, width=320, height=568)
        faults += plain.faults(BESIDE_THE_SCREEN)
        faults += plain.faults(SMALL_TARGETS, 60 if preferences else 44)
    assert not faults, "\n".join(faults)
    assert plain.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "100px"
    assert plain.evaluate("() => document.documentElement.dataset.size ?? null") is None


def test_larger_text_at_once(scripted: Firefox, sample: Client) -> None:
    scripted.open(sample.base + ARTICLE)
    scripted.evaluate("() => { window.here = true }")
    press(scripted, "button[value=larger]")
    assert scripted.evaluate(
        "async () => { await new Promise((done) => setTimeout(done, 300)); return window.here }"
    )
    assert scripted.evaluate(TEXT_SIZE) == "22px"
    scripted.open(sample.base + ARTICLE, "theme=dark")
    assert scripted.evaluate(PAPER) == "rgb(23, 20, 15)"


def test_larger_text_and_the_elder_edition_by_forms(plain: Firefox, sample: Client) -> None:
    plain.open(sample.base + ARTICLE)
    press(plain, "button[value=larger]")
    await_size(plain, "22px")
    press(plain, "button[name=elder]")
    await_size(plain, "32px")
    press(plain, "button[name=elder]")
    await_size(plain, "20px")


def await_size(window: Firefox, size: str) -> None:
    """Without scripts a button loads the page again."""
    shown = None
    for _ in range(100):
        try:
            shown = window.evaluate(TEXT_SIZE)
        except Exception:  # noqa: BLE001 - the page is being loaded
            continue
        if shown == size:
            return
    assert shown == size
