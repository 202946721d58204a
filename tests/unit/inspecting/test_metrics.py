"""The metrics say what is, also where nothing is; rules and dashboard ask for none but these."""

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from reader.inspecting.metrics import registry_of
from reader.observing.cells import HIT
from reader.observing.routes import ROUTES
from reader.observing.tallies import Tallies
from reader.storage.index.schema import IndexFiles
from tests.conftest import ROOT

OBSERVE = ROOT / "deploy" / "observe"


def told(folder: Path, *, has_accounts: bool = True) -> str:
    registry = registry_of(IndexFiles(folder), lambda: has_accounts)
    return generate_latest(registry).decode()


def names(text: str) -> set[str]:
    """Every metric, as a query names it."""
    return {
        f"{family.name}{suffix}"
        for family in text_string_to_metric_families(text)
        for suffix in ("", "_bucket", "_count", "_total", "_info")
    }


def test_without_anything_it_is_told_that_there_is_nothing(tmp_path: Path) -> None:
    text = told(tmp_path, has_accounts=False)
    for line in ("qingdu_index_up 0.0", "qingdu_content_up 1.0", "qingdu_accounts_up 0.0"):
        assert f"\n{line}\n" in text
    assert list(tmp_path.iterdir()) == []


def test_times_and_counts_are_told_as_prometheus_reads_them(tmp_path: Path) -> None:
    tallies = Tallies(tmp_path / "tallies")
    tallies.begin("server")
    home = ROUTES.index("home")
    tallies.count(home, 304, HIT)
    tallies.count(home, 299)
    for seconds in (0.0004, 0.02, 7.0):
        tallies.time(home, seconds)
    tallies.write()
    text = told(tmp_path)
    for line in (
        'qingdu_requests_total{cache="hit",route="home",status="304"} 1.0',
        'qingdu_requests_total{cache="none",route="home",status="other"} 1.0',
        'qingdu_request_duration_seconds_bucket{le="0.001",route="home"} 1.0',
        'qingdu_request_duration_seconds_bucket{le="0.025",route="home"} 2.0',
        'qingdu_request_duration_seconds_bucket{le="2.5",route="home"} 2.0',
        'qingdu_request_duration_seconds_bucket{le="+Inf",route="home"} 3.0',
        'qingdu_request_duration_seconds_sum{route="home"} 7.0204',
        'qingdu_processes{role="server"} 1.0',
    ):
        assert f"\n{line}\n" in text


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
def test_nothing_is_asked_for_that_is_not_told(tmp_path: Path, file: str) -> None:
    text = (OBSERVE / file).read_text("utf-8")
    asked = set(re.findall(r"qingdu_\w+", text))
    assert len(asked) > 5
    assert asked <= names(told(tmp_path))


def test_every_metric_is_described(tmp_path: Path) -> None:
    page = (ROOT / "docs/observing.md").read_text("utf-8")
    for line in told(tmp_path).splitlines():
        if line.startswith("# TYPE"):
            assert f"`{line.split()[2]}" in page, line


def test_rules_and_dashboard_can_be_read() -> None:
    (group,) = yaml.safe_load((OBSERVE / "alerts.yml").read_text("utf-8"))["groups"]
    assert all(rule["annotations"]["summary"] for rule in group["rules"])
    panels = json.loads((OBSERVE / "dashboard.json").read_text("utf-8"))["panels"]
    assert all(target["expr"] for panel in panels for target in panel["targets"])
