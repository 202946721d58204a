"""Readers with a device of their own, in the browser of tests/browsers.py."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
)

from tests.browser.typeset import write_site
from tests.browsers import CHROMIUM
from tests.client import Client
from tests.conftest import Serve

Open = Callable[..., Page]

expect.set_options(timeout=15_000)  # milliseconds: two browsers may share a slow machine


@pytest.fixture(scope="session")
def typeset(serve_all: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A site whose articles hold everything that typesetting is about, in every edition."""
    return serve_all(write_site(tmp_path_factory.mktemp("typeset")))


@contextmanager
def reader(
    browser: Browser,
    client: Client,
    *,
    preferences: str = "",
    width: int = 360,
    height: int = 740,
    dark: bool = False,
    javascript: bool = True,
    offline: bool = False,
) -> Iterator[BrowserContext]:
    """A person with a device of their own, and perhaps settings chosen before.

    Their browser keeps nothing to be read without a network, unless it is asked for: what it does
    on its own account is for the tests of that alone.
    """
    context = browser.new_context(
        base_url=client.base,
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        java_script_enabled=javascript,
    )
    if preferences:
        context.add_cookies([{"name": "preferences", "value": preferences, "url": client.base}])
    if not offline:
        context.add_init_script("delete Navigator.prototype.serviceWorker")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser for each worker that runs browser tests."""
    assert os.path.exists(CHROMIUM) or not items, "chromium is missing: make tools"  # noqa: PTH110
