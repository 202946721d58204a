"""The metrics of a deployment, in the text format of Prometheus (and OpenMetrics)."""

import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry

from reader import __version__
from reader.inspecting.processes import memory_of, open_files_of
from reader.observing.cells import BOUNDS, OUTCOMES, STATUSES, TIMED, cell_of, times_of
from reader.observing.routes import ROUTES
from reader.observing.tallies import Gathered
from reader.storage.index.condition import Condition, examine
from reader.storage.index.schema import IndexFiles

_SEARCHES = TIMED.index("index search")


def registry_of(files: IndexFiles, has_accounts: Callable[[], bool] | None) -> CollectorRegistry:
    """What Prometheus' exposition asks for the metrics; `has_accounts` None: no user centre."""
    registry = CollectorRegistry()
    registry.register(_Deployment(files, has_accounts))
    return registry


class _Deployment(Collector):
    """Everything is looked up when it is asked for."""

    def __init__(self, files: IndexFiles, has_accounts: Callable[[], bool] | None) -> None:
        self._files = files
        self._has_accounts = has_accounts

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: a registry would collect for it."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """All metrics of this moment."""
        yield _build()
        try:
            gathered = Gathered.of(self._files.tallies)
        except OSError:  # no process could write there either
            gathered = Gathered.nothing()
        yield _requests(gathered.cells)
        yield _durations(gathered.cells)
        yield _searches(gathered.cells)
        yield from _processes(gathered)
        yield from _index(examine(self._files))
        if self._has_accounts:
            name, told = "qingdu_accounts_up", "Whether the user centre's database answers."
            yield GaugeMetricFamily(name, told, value=int(self._has_accounts()))


def _build() -> Metric:
    told = InfoMetricFamily("qingdu_build", "What runs.")
    told.add_metric(
        (),
        {
            "version": __version__,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
        },
    )
    return told


def _requests(cells: list[int]) -> Metric:
    told = CounterMetricFamily(
        "qingdu_requests",
        "Answers, by route, status, and whether a kept page was ready (hit), was made and kept or"
        " could have been (miss), or is of a kind that is not kept (none).",
        labels=("route", "status", "cache"),
    )
    for route, name in enumerate(ROUTES):
        for place, outcome in enumerate(OUTCOMES):
            first = cell_of(route) + place * len(STATUSES)
            for offset, status in enumerate(STATUSES):
                if count := cells[first + offset]:
                    told.add_metric((name, str(status or "other"), outcome), count)
    return told


def _durations(cells: list[int]) -> Metric:
    told = HistogramMetricFamily(
        "qingdu_request_duration_seconds",
        "Time until an answer that was made began, by route; kept pages take microseconds and are"
        " not in it.",
        labels=("route",),
    )
    for timed, name in enumerate(ROUTES):
        counts, total = times_of(timed, cells)
        if any(counts):
            told.add_metric((name,), _buckets(counts), total / 1e6)
    return told


def _searches(cells: list[int]) -> Metric:
    told = HistogramMetricFamily(
        "qingdu_search_duration_seconds", "Time that the index took for a search."
    )
    counts, total = times_of(_SEARCHES, cells)
    told.add_metric((), _buckets(counts), total / 1e6)
    return told


def _buckets(counts: list[int]) -> list[tuple[str, float]]:
    names = [*map(str, BOUNDS), "+Inf"]
    return list(zip(names, map(float, accumulate(counts)), strict=True))


def _processes(gathered: Gathered) -> Iterator[Metric]:
    number = GaugeMetricFamily("qingdu_processes", "Processes at work.", labels=("role",))
    memory = GaugeMetricFamily(
        "qingdu_memory_bytes",
        "Memory of the processes of a role; what several share is counted in parts.",
        labels=("role",),
    )
    files = GaugeMetricFamily(
        "qingdu_open_files_ratio",
        "Open files of the process that has most of them, as a share of its limit.",
    )
    for role in sorted({process.role for process in gathered.processes}):
        pids = [process.pid for process in gathered.processes if process.role == role]
        number.add_metric((role,), len(pids))
        memory.add_metric((role,), sum(map(memory_of, pids)))
    shares = [open_files_of(process.pid) for process in gathered.processes]
    files.add_metric((), max(shares, default=0.0))
    yield from (number, memory, files)


def _index(index: Condition) -> Iterator[Metric]:
    for name, told, value in (
        ("up", "Whether there is an index that can be read.", int(index.is_there)),
        ("whole", "Whether every article was taken in once.", int(index.is_whole)),
        ("generation", "Changes since the index was made.", index.changes),
        ("made_timestamp_seconds", "When the index was made.", index.made),
        ("scanned_timestamp_seconds", "When the content folder was looked at.", index.scanned),
        ("articles", "Articles that are published.", index.articles),
        ("files", "Article files that are known.", index.files),
    ):
        yield GaugeMetricFamily(f"qingdu_index_{name}", told, value=value)
    told = "Whether the content folder could be taken in at the last look."
    yield GaugeMetricFamily("qingdu_content_up", told, value=int(not index.outage))
    faults = GaugeMetricFamily(
        "qingdu_content_faults", "Faults in article files, by kind.", labels=("severity", "code")
    )
    for kind, count in sorted(index.faults.items()):
        faults.add_metric(kind, count)
    yield faults
