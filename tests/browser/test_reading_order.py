"""What a screen reader is given of each kind of page, in order, with names: kept as texts.

`make snapshots` writes them anew; read what has changed before you commit it.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import reader
from tests.browser.test_accessibility import PAGES
from tests.client import Client

KEPT = Path(__file__).parent / "snapshots"
_SERVER = re.compile(r"http(://|%3A%2F%2F)(localhost|127\.0\.0\.1)(:|%3A)\d+")
WRITES = os.environ.get("SNAPSHOTS") == "write"
CASES = [
    *((name, "zh-hans") for name in PAGES),
    *((name, edition) for name in ("home", "short") for edition in ("zh-hant-tw", "en")),
    ("short", "zh-hans-pinyin"),
]


@pytest.mark.browser
@pytest.mark.parametrize(("name", "edition"), CASES)
def test_the_tree_of_a_page_is_as_it_was_read_through(
    browser: Browser, sample: Client, name: str, edition: str
) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        page.goto(f"/{edition}/{PAGES[name]}")
        seen = _SERVER.sub("", page.locator("body").aria_snapshot())
    file = KEPT / f"{name.replace(' ', '-')}.{edition}.yaml"
    if WRITES:
        KEPT.mkdir(exist_ok=True)
        file.write_text(f"{seen}\n", "utf-8")
    assert f"{seen}\n" == file.read_text("utf-8")


def test_no_text_is_kept_for_a_page_that_is_gone() -> None:
    names = {f"{name.replace(' ', '-')}.{edition}.yaml" for name, edition in CASES}
    assert {file.name for file in KEPT.iterdir()} == names
