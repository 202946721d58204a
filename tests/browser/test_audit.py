"""The audit's browser: it finds nothing on the sample site, and every fault of a spoilt page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from reader.auditing.answers import Fetcher
from reader.auditing.browser import look
from reader.auditing.browsing import Browsing, needs_browser
from reader.auditing.crawling import crawl, open_site
from reader.auditing.findings import Finding, Outcome, load_catalogue
from reader.auditing.report import html_report
from reader.domain.article import Label
from tests.audited import File, Server, page
from tests.browser.measures import BESIDE_THE_SCREEN, RUN
from tests.client import Client
from tests.unit.auditing.test_report import make_audit, some

pytestmark = pytest.mark.browser

SPOILT = """<style>:focus { outline: none } p { font-size: 12px; line-height: 1.1 }
div { width: 900px; font: 16px/1 serif; height: 20px; overflow: hidden }
div { background: #fff; color: #bbb }</style>
<p>县政府发布通知，请广大居民绕行。</p><p>%s</p><div>学校将于周一开学，请准时到校。</div>
<img src="http://127.0.0.2:9/counter.png" alt=""><script>nothing()</script>"""


def findings(base: str, pages: int) -> dict[str, Finding]:
    site = open_site(base, Fetcher(), is_own=True)
    crawl(site, pages, lambda _: None)
    browsing = Browsing()
    found = {finding.check.id: finding for finding in browsing(site)}
    assert browsing.name.startswith("Chromium ")
    assert found.keys() == set(needs_browser())
    return found


@pytest.fixture(name="server")
def running_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def test_it_finds_nothing_on_the_sample_site(sample: Client) -> None:
    found = findings(f"{sample.base}/zh-hans/", 2)
    wrong = [finding for finding in found.values() if finding.outcome is not Outcome.PASSED]
    assert not wrong


def test_it_finds_every_fault_of_a_spoilt_page(server: Server) -> None:
    spoilt = page("/", main=SPOILT % ("很长的文字，" * 60))
    server.files.by_path = {"/": spoilt, "/p.png": File("png", "image/png")}
    server.files.headers = {}
    found = findings(f"http://127.0.0.1:{server.port}/", 1)
    outcomes = {name: finding.outcome for name, finding in found.items()}
    assert outcomes == dict.fromkeys(needs_browser(), Outcome.FAILED)
    assert "1.4.3" in found["axe"].failing


def test_a_page_that_never_ends_ends_the_browser_and_not_the_audit(server: Server) -> None:
    server.files.headers = {}
    server.files.by_path["/"] = page("/", main="<script>for (;;);</script>")
    (said,) = look([f"http://127.0.0.1:{server.port}/"], seconds=3)
    assert isinstance(said, str)
    assert "3 s" in said


def test_the_report_is_as_accessible_as_it_asks_sites_to_be(
    browser: Browser, tmp_path: Path
) -> None:
    audit = make_audit(*some())
    everything = [
        replace(audit.findings[n % 4], check=one, said=Label("", ""))
        for n, one in enumerate([*load_catalogue().checks.values()][::4])
    ]
    written = tmp_path / "report.html"
    written.write_text(html_report(replace(audit, findings=tuple(everything))), "utf-8")
    for part, width in (("zh", 320), ("en", 1280)):
        shown = browser.new_page(
            viewport={"width": width, "height": 700},
            color_scheme="dark" if part == "en" else "light",
        )
        shown.goto(f"{written.as_uri()}#{part}")
        shown.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        visible = shown.locator("h1:visible").all_inner_texts()
        assert visible == [{"zh": "网站审计报告", "en": "Audit report"}[part]]
        shown.evaluate(AXE_SCRIPT)
        found = shown.evaluate(RUN)["violations"]
        assert not [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
        assert not shown.evaluate(BESIDE_THE_SCREEN)
        shown.close()
