"""What a running server says of itself: its log, its metrics, its health."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)
from prometheus_client.parser import text_string_to_metric_families

from reader.cli.doctor import doctor
from tests.client import Client
from tests.conftest import ROOT, deployment, free_port, running
from tests.http.serving import children, seen

pytestmark = pytest.mark.xdist_group("observing")

_PATIENCE = 60  # seconds


def labels(named: Mapping[str, str]) -> str:
    """Labels by name; empty where there are none."""
    return f"{{{','.join(f'{k}={named[k]}' for k in sorted(named))}}}" if named else ""


@dataclass(frozen=True)
class Watched:
    """A server of two workers below a path, and where it tells its metrics."""

    site: Client
    folder: Path
    content: Path
    port: int

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        request = urllib.request.Request(f"{self.site.base}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()

    def metrics(self, host: str = "127.0.0.1", accept: str = "") -> str:
        request = urllib.request.Request(f"http://{host}:{self.port}/metrics")
        request.add_header("Accept", accept)
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
            text: str = answer.read().decode()
            return text

    def values(self) -> dict[str, float]:
        """Metrics by name and labels: `name{a=b,c=d}`."""
        return {
            sample.name + labels(sample.labels): sample.value
            for family in text_string_to_metric_families(self.metrics())
            for sample in family.samples
        }

    def events(self) -> list[dict[str, object]]:
        """All lines of the log."""
        return [json.loads(line) for line in Path(self.site.log).read_text().splitlines()]

    def request(self, id_: str) -> dict[str, object]:
        """The line about a request, once it is there."""
        limit = time.monotonic() + _PATIENCE
        while time.monotonic() < limit:
            for event in self.events():
                if event["event"] == "request" and event["id"] == id_:
                    return event
            time.sleep(0.05)
        pytest.fail(f"no line about {id_}")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    content = folder / "content"
    (content / "news").mkdir(parents=True)
    (content / "news/a.md").write_text("# 清读\n\n一处清净的中文阅读。\n", "utf-8")
    (content / "news/b.md").write_bytes(b"---\ntitle: [\n---\n\xe4\xb8\x80")
    port = free_port()
    with running(
        folder, content, "--workers", "2",
        "--metrics", f"127.0.0.1:{port}", "--metrics", f"[::1]:{port}",
        LOG="json", LOG_REQUESTS="on", LOG_CLIENT="network", PROXY_HOPS="1",
        expects_errors=True, TRUSTED_HOSTS="127.0.0.1, county.example", SITE_URL="http://county.example/read",
    ) as site:  # fmt: skip
        yield Watched(site, folder, content, port)


def test_every_line_of_the_log_is_an_event(watched: Watched) -> None:
    id_ = "from-the-proxy-1"
    status, _, _ = watched.ask(
        "/read/zh-hans/articles/news/a?q=illness",
        **{"X-Request-Id": id_, "X-Forwarded-For": "192.0.2.77", "Cookie": "me=secret"},
    )
    found = watched.request(id_)
    assert status == found["status"] == 200
    assert (found["path"], found["route"]) == ("/read/zh-hans/articles/news/a", "articles")
    assert found["client"] == "192.0.2.0/24"
    assert any("Open http" in str(event.get("message")) for event in watched.events())
    text = Path(watched.site.log).read_text()
    assert "illness" not in text
    assert "secret" not in text


def test_what_the_cache_did_is_logged_and_counted(watched: Watched) -> None:
    path = "/read/zh-hans/columns/news"
    outcomes = []
    for number in range(6):
        watched.ask(path, **{"X-Request-Id": f"column-{number}"})
        outcomes.append(watched.request(f"column-{number}")["cache"])
    assert set(outcomes) == {"miss", "hit"}
    limit = time.monotonic() + _PATIENCE
    while True:
        values = watched.values()
        counted = [
            values.get(f"qingdu_requests_total{{cache={each},route=columns,status=200}}", 0)
            for each in ("miss", "hit")
        ]
        if counted == [outcomes.count("miss"), outcomes.count("hit")]:
            break
        assert time.monotonic() < limit, counted
        time.sleep(0.1)


def test_the_metrics_tell_of_index_faults_and_processes(watched: Watched) -> None:
    values = watched.values()
    assert values["qingdu_index_up"] == values["qingdu_index_whole"] == 1
    assert values["qingdu_index_articles"] == 1
    assert values["qingdu_index_files"] == 2
    assert sum(v for k, v in values.items() if k.startswith("qingdu_content_faults")) == 1
    assert abs(time.time() - values["qingdu_index_scanned_timestamp_seconds"]) < 3600
    assert values["qingdu_processes{role=server}"] == 2
    assert values["qingdu_processes{role=indexer}"] == 1
    assert values["qingdu_memory_bytes{role=server}"] > 1e6
    assert values["qingdu_accounts_up"] == 1
    assert any(name.startswith("qingdu_build_info{") for name in values)


def test_searches_are_timed(watched: Watched) -> None:
    before = watched.values().get("qingdu_search_duration_seconds_count", 0)
    watched.ask("/read/zh-hans/search?q=%E6%B8%85%E5%87%80")
    limit = time.monotonic() + _PATIENCE
    while watched.values()["qingdu_search_duration_seconds_count"] <= before:
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_the_metrics_are_told_on_both_networks_and_in_both_formats(watched: Watched) -> None:
    assert "qingdu_index_up 1.0" in watched.metrics("[::1]")
    text = watched.metrics(accept="application/openmetrics-text; version=1.0.0")
    names = {family.name for family in openmetrics_families(text)}  # type: ignore[no-untyped-call]
    assert {"qingdu_requests", "qingdu_search_duration_seconds", "qingdu_build"} <= names


def test_the_metrics_are_no_page_of_the_site(watched: Watched) -> None:
    for path in ("/read/metrics", "/metrics"):
        assert watched.ask(path)[0] == 404


def test_the_metrics_can_be_printed(watched: Watched) -> None:
    environment = deployment(watched.folder, watched.content)
    printed = subprocess.run(
        [sys.executable, "-m", "reader", "metrics"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in ("qingdu_requests_total{", "qingdu_index_up 1.0", "qingdu_processes{"):
        assert f"\n{name}" in printed


def test_the_doctor_asks_the_site_and_counts_the_proxies(watched: Watched) -> None:
    """None stands before it here, and one is expected."""
    told = CliRunner().invoke(
        doctor,
        ["--json", "--url", f"{watched.site.base}/read"],
        env=deployment(
            watched.folder, watched.content, PROXY_HOPS="1", SITE_URL="http://county.example/read"
        ),
    )
    found = {one["check"]: one for one in json.loads(told.stdout)}
    assert found["reach"]["level"] == "well"
    assert found["index"]["level"] == "well"
    assert found["faults"]["level"] == "warning"
    assert re.search(r"for [24] server processes\.$", found["memory"]["says"])
    assert found["proxies"]["level"] == "fault"
    assert "comes with 0 addresses" in found["proxies"]["says"]
    assert told.exit_code == 1


@pytest.mark.parametrize("host", ["10.0.0.7", "evil.example"])
def test_health_is_told_whatever_the_host(watched: Watched, host: str) -> None:
    for path in ("/read/health/live", "/health/live"):
        status, headers, body = watched.ask(path, Host=host)
        assert (status, json.loads(body)["status"]) == (200, "live")
        assert headers["cache-control"] == "no-store"
        assert host not in body
    status, _, body = watched.ask("/read/health/ready", Host=host)
    assert (status, json.loads(body)) == (200, {"status": "ready", "troubles": []})
    assert watched.ask("/read/zh-hans/", Host="evil.example")[0] == 400
    assert not [e for e in watched.events() if "health" in str(e.get("path"))]


def test_a_lost_worker_is_seen(watched: Watched) -> None:
    """Its counts stay, and it is no more among the processes."""
    total = "qingdu_requests_total{cache=hit,route=columns,status=200}"
    before = watched.values()
    assert before[total] > 0
    (tallies,) = (watched.folder / "state").glob("tallies-*")
    old = {path.name for path in tallies.glob("[0-9]*.tally")}
    victim = next(
        int(name.partition("-")[0])
        for name in old
        if json.loads((tallies / name).read_bytes()[:256])["role"] == "server"
    )
    os.kill(victim, 9)
    limit = time.monotonic() + _PATIENCE
    while any(name.startswith(f"{victim}-") for name in (p.name for p in tallies.iterdir())):
        watched.metrics()
        assert time.monotonic() < limit
        time.sleep(0.1)
    assert watched.values()[total] >= before[total]
    assert watched.events()  # what is said of it, too, is one


def test_who_tells_the_metrics_is_replaced(watched: Watched) -> None:
    before = tellers(Path(watched.site.log))
    assert len(before) == 2
    for pid in before:
        os.kill(pid, 9)
    seen(lambda: not before & tellers(Path(watched.site.log)), "others")
    assert watched.values()
    assert watched.metrics("[::1]")
    assert str(watched.events()).count("which tells metrics, ended; starting another") == 2


def tellers(log: Path) -> set[int]:
    """The children without children of the process that serves: its log is their standard error."""
    every = [int(file.name) for file in Path("/proc").iterdir() if file.name.isdigit()]
    own = [pid for pid in every if _errors_of(pid) == str(log)]
    parents = {child: pid for pid in own for child in children(pid)}
    (first,) = (pid for pid in own if pid not in parents)
    return {pid for pid in children(first) if not children(pid)}


def _errors_of(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/fd/2").readlink())
    except OSError:  # it has ended, or is not ours
        return ""
