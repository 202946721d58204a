"""What counting and logging cost: a request from the page cache, and each way to do them."""

import io
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time, sleep

from benchmarks.measure import MissingError, in_rounds
from benchmarks.plan import SETTLED, Plan, article, say, some_files
from benchmarks.report import Row, missing, plain
from benchmarks.servers import qingdu
from reader.observing.events import JsonEvents
from reader.observing.lines import Lines
from reader.observing.tallies import Tallies
from reader.web.request_ids import RequestIds
from reader.web.request_log import RequestLog

_TIMES = 40_000
_ROUNDS = 5
_FIELDS = {
    "path": "/zh-hans/articles/news/1", "route": "articles", "status": 200, "bytes": 6702,
    "ms": 0.2, "cache": "hit",
}  # fmt: skip

Way = Callable[[], object]


def rows(plan: Plan) -> Iterator[Row]:
    """Nanoseconds of each way, and the same of a server under load."""
    yield from in_process()
    yield from _of_a_server(plan)


def in_process() -> Iterator[Row]:
    """Nanoseconds of processor time in this process, medians of rounds that take turns."""
    with TemporaryDirectory(prefix="qingdu-observing-") as name, ExitStack() as stack:
        folder = Path(name)
        ways: dict[str, Way] = {"nothing": _nothing, "a count of ours": _our_count(folder)}
        for what, make in {
            "a count of prometheus-client, several processes": _their_count,
            "a line of structlog, JSON": _structlog,
        }.items():
            try:
                ways[what] = make(folder)
            except ImportError as reason:
                yield missing(what, reason)
        ways["a line of logging with a JSON formatter"] = _logging(folder)
        for form in ("plain", "json"):
            ways[f"a line of ours, {form}, written"] = _our_line(form, folder, stack)
        say(f"counts and lines, {len(ways)} ways")
        found: dict[str, list[float]] = {what: [] for what in ways}
        for _ in range(_ROUNDS):
            for what, way in ways.items():
                found[what].append(_nanoseconds(way))
    nothing = median(found.pop("nothing"))
    for what, each in found.items():
        yield plain(what, median(each) - nothing, "ns")


def _nanoseconds(way: Way) -> float:
    began = process_time()
    for _ in range(_TIMES):
        way()
    return (process_time() - began) * 1e9 / _TIMES


def _nothing() -> None: ...


def _our_count(folder: Path) -> Way:
    tallies = Tallies(folder / "tallies")
    tallies.begin("benchmark")
    cells = tallies.cells

    def count() -> None:
        cells[7] += 1

    return count


def _their_count(folder: Path) -> Way:
    """As its documentation has it for a server of several processes."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    import prometheus_client  # noqa: PLC0415 - when its folder is named

    counter = prometheus_client.Counter(
        "benchmark_requests", "Requests.", ["route", "status", "cache"], registry=None
    )
    return lambda: counter.labels("articles", "200", "hit").inc()


def _structlog(folder: Path) -> Way:
    import structlog  # noqa: PLC0415 - it may not be there

    structlog.configure(
        processors=[
            structlog.processors.TimeStamper("iso"), structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory((folder / "structlog").open("w")),
        cache_logger_on_first_use=True,
    )  # fmt: skip
    log = structlog.get_logger()
    return lambda: log.info("request", **_FIELDS)


def _logging(folder: Path) -> Way:
    log = logging.Logger("benchmark")
    handler = logging.StreamHandler((folder / "logging").open("w"))
    handler.setFormatter(JsonEvents())
    log.addHandler(handler)
    return lambda: log.info(json.dumps(_FIELDS))


def _our_line(form: str, folder: Path, stack: ExitStack) -> Way:
    """A request through the middleware, and its line in a file."""
    file = stack.enter_context((folder / form).open("ab"))
    lines = Lines(str, file.fileno())
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "6702")]
    answer = [b""]

    def application(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", headers)
        return answer

    log = RequestLog(application, form, RequestIds(has_proxy=False), lines=lines)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": _FIELDS["path"], "wsgi.input": io.BytesIO()}
    environ["qingdu.cache"] = "hit"
    waiting = lines._waiting

    def ask() -> None:
        log(environ.copy(), lambda *_: None)  # type: ignore[arg-type]
        if len(waiting) >= 2_000:
            lines.write()

    return ask


def _of_a_server(plan: Plan) -> Iterator[Row]:
    """A warm article, as `qingdu serve` answers it with and without a log of requests."""
    library = plan.small
    path = article(library, some_files(library, 1, "observing")[0])
    settings: dict[str, dict[str, str]] = {
        "off": {},
        "plain": {"LOG_REQUESTS": "on"},
        "json": {"LOG_REQUESTS": "on", "LOG": "json"},
    }
    with ExitStack() as stack:
        ways = {}
        for name, given in settings.items():
            server = stack.enter_context(qingdu(library, plan.state(library), **given))
            server.seconds_to_first(path)
            server.load([path], 1, "br")
            ways[name] = partial(server.load, [path], plan.seconds, "br")
        sleep(SETTLED)
        say(f"a warm article, {len(ways)} logs in {plan.rounds} rounds")
        try:
            found = in_rounds(ways, plan.rounds)
        except MissingError as reason:
            yield missing("the log of a server", reason)
            return
    costs = {name: median(1e9 / load.per_cpu for load in loads) for name, loads in found.items()}
    yield plain("a warm article without a log", costs["off"] / 1000, "µs of CPU")
    for name in ("plain", "json"):
        more = (costs[name] - costs["off"]) / 1000
        yield plain(f"a line for each request, {name}", more, "µs of CPU")
        yield plain(f"warm article with it, {name} : without", costs["off"] / costs[name])
