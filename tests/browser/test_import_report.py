"""The report of an import, as the operator opens it from the disk."""

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from reader.language.repairs import Repair
from reader.publishing.extraction.extracted import Doubt
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.records import Outcome
from reader.publishing.importing.report import html_report
from tests.browser.measures import BESIDE_THE_SCREEN, RUN
from tests.conftest import ROOT
from tests.epubcheck import JAVA

pytestmark = pytest.mark.browser


@pytest.fixture(name="report")
def make_report(tmp_path: Path) -> Path:
    """A report with every group in it, a long one among them."""
    ledger = Ledger.of(tmp_path / "state", tmp_path)
    repair = Repair("pinyin", "戰(zhàn)場", "戰場", 153)
    doubts = (Doubt("published", "the page shows two dates, and the first was taken"),)
    notices = (Notice("missing-picture", ("http://www.example.cn/UploadFiles/2018/a<b>.jpg",)),)
    file = "news/2018-11-12-1.md"
    for status in ("taken", "renewed", "unchanged", "joined", "same", "edited", "left", "note"):
        title = f"县公安脱贫攻坚战场呈现新气象 <{status}>"
        ledger.report(Outcome(status, f"{status}.htm", file, title, notices, doubts, (repair,)))
    for number in range(30):
        ledger.report(Outcome("taken", f"{'long' * 30}{number}.htm", file, f"第{number}篇"))
    refusal = Notice("refused", ("more than 1,000 elements of the page lie one within another",))
    ledger.report(Outcome("left", "deep.html", notices=(refusal,)))
    written = tmp_path / "report.html"
    written.write_text(html_report(ledger, 7), "utf-8")
    ledger.close()
    return written


def test_axe_finds_nothing_in_either_scheme_and_nothing_is_cut_off(
    browser: Browser, report: Path
) -> None:
    for scheme, width in (("light", 320), ("dark", 1280)):
        page = browser.new_page(
            viewport={"width": width, "height": 700},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page.goto(report.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(RUN)["violations"]
        assert not [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
        assert not page.evaluate(BESIDE_THE_SCREEN)
        page.close()


def test_the_nu_checker_finds_nothing(report: Path) -> None:
    jar = ROOT / "tests/tools/node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.is_file():
        pytest.skip("the Nu checker is not installed (make tools)")
    run = subprocess.run(
        [*JAVA, "-Xss4m", "-jar", str(jar), "--format", "gnu", "--also-check-css", str(report)],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert not run.stderr.decode()
