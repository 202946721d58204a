"""`qingdu audit` against the sample site, as an operator calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reader.cli.audit import audit
from tests.client import Client
from tests.conftest import free_port

pytestmark = pytest.mark.xdist_group("sample")


def base(site: Client) -> str:
    """The address it gives itself."""
    return site.base.replace("127.0.0.1", "localhost")


def call(*arguments: str) -> Result:
    return CliRunner(env={"QINGDU_SITE_URL": ""}).invoke(audit, arguments)


def test_the_sample_site_passes_everything_that_needs_no_browser(
    sample: Client, tmp_path: Path
) -> None:
    result = call(
        base(sample), "--no-browser", "--skip", "first-byte", "--pages", "60",
        "--out", str(tmp_path / "report"), "--statement", str(tmp_path / "statement.md"),
    )  # fmt: skip
    report = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    wrong = [
        (one["id"], one["said"]["en"], one["evidence"][:3])
        for one in report["findings"]
        if one["outcome"] == "failed"
    ]
    assert not wrong
    assert result.exit_code == 0, result.output
    assert report["is_qingdu"]
    assert len(report["pages"]) == 60
    assert report["counts"]["passed"] >= 55
    assert "無障礙聲明" in (tmp_path / "statement.md").read_text("utf-8")


def test_a_site_is_judged_past_its_public_name(sample: Client) -> None:
    """As by who asks the server behind a proxy; only what needs the name is left open."""
    result = call(sample.base, "--no-browser", "--pages", "5", "--json")
    found = {one["id"]: one["outcome"] for one in json.loads(result.stdout)["findings"]}
    assert found["sitemap"] == "passed"
    assert found["canonical"] == "could not be judged"
    assert result.exit_code == 0


def test_what_fails_is_said_and_ends_with_1(sample: Client) -> None:
    result = call(base(sample), "--no-browser", "--pages", "3", "--government")
    assert result.exit_code == 1
    assert "gov-site-tags: failed: Tags of the site" in result.output
    less = call(
        base(sample), "--no-browser", "--pages", "3", "--government", "--json",
        *(part for name in GOVERNMENT for part in ("--skip", name)),
    )  # fmt: skip
    assert less.exit_code == 0
    assert json.loads(less.stdout)["counts"]["failed"] == 0


GOVERNMENT = (
    "gov-site-tags", "gov-column-tags", "gov-content-tags", "gov-party-mark", "gov-report-errors",
    "gov-id-code", "gov-publisher", "gov-contact", "gov-sitemap-link", "icp", "police",
)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "QINGDU_SITE_URL"),
        (("ftp://example.cn",), "no address of a site"),
        (("http://127.0.0.1", "--skip", "nothing"), "There is no check nothing"),
        ((f"http://127.0.0.1:{free_port()}",), "does not answer"),
    ],
)
def test_what_cannot_be_audited_is_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    result = call(*arguments)
    assert said in str(result.exception)
