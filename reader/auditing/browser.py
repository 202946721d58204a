"""A browser that looks at pages, in a process of its own: a page may never end, this does.

Playwright and axe-core are optional (`qingdu[audit]`) and imported here alone.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from shutil import which
from typing import TYPE_CHECKING

from reader.auditing.measures import (
    BESIDE_THE_SCREEN,
    CUT_OFF,
    FOCUSED,
    LARGER,
    LINES,
    OWN_SPACING,
    RUN_AXE,
    SMALL_TARGETS,
    TEXT_SIZE,
)

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_PAGE_SECONDS = 90.0  # for all that is measured of a page, and for the start
_LOAD = 20_000  # milliseconds
_TABS = 25  # controls whose focus is looked at
_DESKTOP = {"width": 1280, "height": 900}
_PHONE = {"width": 360, "height": 740}
_NARROW = {"width": 320, "height": 640}
_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")
_ENTRY = re.compile("长者|長者|适老|適老|老年|关怀|關懷|大字版|Elder")


@dataclass
class Measured:
    """What a browser found on a page: faults by check, text size in px, requests and errors.

    `is_elder`: it is shown in the elder edition, of which targets and text size alone are measured.
    """

    url: str
    is_elder: bool = False
    text_size: float = 0.0
    faults: dict[str, list[str]] = field(default_factory=dict)
    criteria: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    name: str = ""


def is_installed() -> bool:
    """Whether Playwright is."""
    return find_spec("playwright") is not None


def has_axe() -> bool:
    """Whether axe-core is."""
    return find_spec("axe_playwright_python") is not None


def look(urls: list[str], seconds: float = _PAGE_SECONDS) -> Iterator[Measured | str]:
    """What is measured of each page, in turn; or a sentence of what went wrong, and then no more.

    The browser gets `seconds` for each page, and is then ended.
    """
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_measure_all, args=(urls, there), daemon=True)
    process.start()
    there.close()
    try:
        while True:
            if not here.poll(seconds):
                yield f"no answer of the browser within {seconds:.0f} s"
                return
            found = here.recv()
            if found is None:
                return
            yield found
            if isinstance(found, str):
                return
    except EOFError:
        yield "the browser ended by itself"
    finally:
        process.terminate()
        process.join(5)
        process.kill()
        here.close()


def _measure_all(urls: list[str], out: Connection) -> None:
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415

    try:
        with sync_playwright() as driver:
            program = next(filter(None, map(which, _PROGRAMS)), None)
            arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
            browser = driver.chromium.launch(executable_path=program, args=arguments)
            context = browser.new_context(service_workers="block", viewport=_DESKTOP)  # type: ignore[arg-type]
            for url in urls:
                measured = _measured(context, url)
                measured.name = f"Chromium {browser.version}"
                out.send(measured)
            for measured in _elder_edition(context, urls):
                out.send(measured)
            browser.close()
        out.send(None)
    except Error as error:
        out.send(str(error).strip().partition("\n")[0])


def _opened(context: "BrowserContext", url: str, found: Measured) -> "Page":
    page = context.new_page()
    page.set_default_timeout(_LOAD)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("pageerror", lambda error: found.errors.append(str(error)[:200]))
    page.on(
        "console",
        lambda said: found.errors.append(said.text[:200]) if said.type == "error" else None,
    )
    page.goto(url, wait_until="load")
    return page


def _measured(context: "BrowserContext", url: str) -> Measured:
    found = Measured(url)
    page = _opened(context, url, found)
    if has_axe():
        found.faults["axe"], found.criteria = _axe(page)
    found.text_size = page.evaluate(TEXT_SIZE)
    found.faults["line-height"] = page.evaluate(LINES)
    found.faults["focus"] = _unseen_focus(page)
    page.set_viewport_size(_PHONE)  # type: ignore[arg-type]
    found.faults["target-44"] = page.evaluate(SMALL_TARGETS, 44)
    page.set_viewport_size(_NARROW)  # type: ignore[arg-type]
    found.faults["reflow"] = page.evaluate(BESIDE_THE_SCREEN)
    page.set_viewport_size(_DESKTOP)  # type: ignore[arg-type]
    for name, script, argument in (
        ("text-200", LARGER, 2), ("text-400", LARGER, 4), ("text-spacing", OWN_SPACING, None),
    ):  # fmt: skip
        page.evaluate(CUT_OFF, True)
        page.evaluate(script, argument)
        found.faults[name] = [
            *page.evaluate(BESIDE_THE_SCREEN),
            *page.evaluate(CUT_OFF, False),
        ]
        page.reload(wait_until="load")
    page.close()
    return found


def _axe(page: "Page") -> tuple[list[str], list[str]]:
    """What axe finds, and the criteria of WCAG that it is of."""
    from axe_playwright_python.base import AXE_SCRIPT  # noqa: PLC0415

    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # no bar covers the end
    page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN_AXE)["violations"]
    numbers = {match.expand(r"\1.\2.\3") for v in violations for match in _criteria(v["tags"])}
    faults = [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        for node in violation["nodes"][:5]
    ]
    return faults, sorted(numbers)


def _criteria(tags: list[str]) -> Iterator[re.Match[str]]:
    return filter(None, map(_CRITERION.fullmatch, tags))


def _unseen_focus(page: "Page") -> list[str]:
    """Controls that look alike with the focus and without."""
    faults = []
    page.evaluate("window.scrollTo(0, 0)")
    for _ in range(_TABS):
        page.keyboard.press("Tab")
        state = page.evaluate(FOCUSED)
        if state is None:
            break
        if not state["isSeen"]:
            faults.append(state["html"])
    return faults


def _elder_edition(context: "BrowserContext", urls: list[str]) -> Iterator[Measured]:
    """The first pages as they are after the entry to the elder edition was pressed."""
    page = context.new_page()
    page.set_default_timeout(_LOAD)
    page.goto(urls[0], wait_until="load")
    controls = page.locator("a[href], button, summary, input[type=button]")
    entry = controls.filter(has_text=_ENTRY).or_(page.get_by_role("button", name=_ENTRY)).first
    if not entry.count():
        return
    entry.click()
    page.wait_for_load_state("load")
    own = page.url if page.url != urls[0] else urls[0]
    page.close()
    for url in dict.fromkeys([own, *urls[1:3]]):
        found = Measured(url, is_elder=True)
        page = _opened(context, url, found)
        page.set_viewport_size(_PHONE)  # type: ignore[arg-type]
        found.text_size = page.evaluate(TEXT_SIZE)
        found.faults["elder-targets"] = page.evaluate(SMALL_TARGETS, 60)
        page.close()
        yield found
