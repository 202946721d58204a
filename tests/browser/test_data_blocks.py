"""Data blocks are no scripts: the Content-Security-Policy of pages lets browsers have them."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import reader
from tests.browser.firefox import firefox
from tests.client import Client

pytestmark = pytest.mark.browser

PAGES = ("", "columns/help", "articles/help/print")
# What the policy refuses when a data block comes into the page, and when a script does.
REFUSED = """async () => {
  const refused = [];
  document.addEventListener("securitypolicyviolation", (event) => refused.push(event.sample));
  const blocks = { "application/ld+json": "{}", "text/javascript": "window.ran = 1" };
  for (const [type, text] of Object.entries(blocks)) {
    const script = document.createElement("script");
    script.type = type;
    script.textContent = text;
    document.head.append(script);
    await new Promise((done) => setTimeout(done, 200));
    refused.push(type);
  }
  return [refused.length, refused[0], window.ran === undefined];
}"""  # fmt: skip


def test_chromium_has_nothing_to_say(browser: Browser, sample: Client) -> None:
    with reader(browser, sample) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for place in PAGES:
            page.goto(f"/zh-hans/{place}")
            count = page.locator('script[type="application/ld+json"]').count()
            assert count == (2 if place else 1)
        assert said == []
        assert page.evaluate(REFUSED) == [3, "application/ld+json", True]


@pytest.mark.xdist_group("firefox")
def test_firefox_refuses_scripts_and_no_data(sample: Client) -> None:
    with firefox() as window:
        assert window.open(f"{sample.base}/zh-hans/articles/help/print") == 200
        assert window.evaluate(REFUSED) == [3, "application/ld+json", True]
