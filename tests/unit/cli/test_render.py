"""`qingdu render`: a body as the site shows it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from reader.cli import commands
from tests.conftest import state_with_tables

SWITCHED_OFF = "[conversion]\ncontext = false\nquotes = false\n"


@pytest.mark.parametrize(("site", "expected"), [("", "「被發明」"), (SWITCHED_OFF, "“被髮明”")])
def test_the_switches_of_the_site_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: str, expected: str
) -> None:
    monkeypatch.setenv("QINGDU_CONTENT", str(tmp_path))
    monkeypatch.setenv("QINGDU_STATE", str(state_with_tables(tmp_path / "state")))
    (tmp_path / "site.toml").write_text(site, "utf-8")
    article = tmp_path / "a.md"
    article.write_text("“被发明”了这里。", "utf-8")
    result = CliRunner().invoke(commands, ["render", str(article), "--edition", "zh-hant"])
    assert expected in result.output
