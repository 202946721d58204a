"""What grows with the library, and must not: the cost of pages, of edits, and memory."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from statistics import median

from benchmarks.edits import cpu_of_edits
from benchmarks.library import BIGGEST_COLUMN, Library
from benchmarks.measure import Memory, in_rounds, ratio, worker_memory
from benchmarks.plan import Plan, article, queries, say, search, some_files
from benchmarks.report import Row, at_most, missing, plain
from benchmarks.servers import Server, qingdu

_ARTICLES = 50
_SEARCHES = 60
_BARS = {"home": 1.5, "column, page 1": 1.5, "column, page 1,000": 1.5, "article": 1.5, "search": 3}
_MEGABYTES = 120


def rows(plan: Plan) -> Iterator[Row]:
    """The largest library against the smallest, both served at once."""
    yield from _pages(plan)
    yield from _edits(plan)
    yield from _memory(plan)


def _pages(plan: Plan) -> Iterator[Row]:
    with ExitStack() as stack:
        small, large = (
            stack.enter_context(qingdu(library, plan.state(library), PAGE_CACHE_MB="0"))
            for library in (plan.small, plan.large)
        )
        few, many = (_paths(library) for library in (plan.small, plan.large))
        for server, paths in ((small, few), (large, many)):
            server.seconds_to_first("/zh-hans/")
            for path in paths["article"]:
                server.get(path)
        say(f"pages of {plan.small.size:,} and of {plan.large.size:,} articles")
        for what, bar in _BARS.items():
            try:
                yield from _page(plan, what, bar, {small: few[what], large: many[what]})
            except RuntimeError as reason:
                yield missing(what, reason)


def _page(
    plan: Plan, what: str, bar: float, asked: Mapping[Server, Sequence[str]]
) -> Iterator[Row]:
    small, large = asked
    small.get(asked[small][0])
    large.get(asked[large][0])
    found = in_rounds(
        {
            "small": lambda: small.light_load(asked[small], plan.seconds).per_cpu,
            "large": lambda: large.light_load(asked[large], plan.seconds).per_cpu,
        },
        plan.rounds,
    )
    milliseconds = f" ({1000 / median(found['large']):.2f} ms)"
    value = ratio(found["small"], found["large"])
    yield at_most(f"CPU of {what}", value, bar, note=milliseconds)


def _paths(library: Library) -> dict[str, list[str]]:
    """The addresses behind each name; in a small library its last full page stands for 1,000."""
    column = f"/zh-hans/columns/{BIGGEST_COLUMN}"
    held = len(list((library.folder / BIGGEST_COLUMN).glob("*.md")))
    words = [
        word for length in (2, 4, 8) for word in queries(library, length, _SEARCHES // 3, "growth")
    ]
    return {
        "home": ["/zh-hans/"],
        "column, page 1": [column],
        "column, page 1,000": [f"{column}?page={min(1000, held // 20)}"],
        "article": [article(library, file) for file in some_files(library, _ARTICLES, "growth")],
        "search": [search(word) for word in words],
    }


def _edits(plan: Plan) -> Iterator[Row]:
    libraries = [plan.small, plan.large]
    with ExitStack() as stack:
        servers = [
            stack.enter_context(qingdu(library, plan.state(library))) for library in libraries
        ]
        for server in servers:
            server.seconds_to_first("/zh-hans/")
        say("the cost of edits")
        small, large = cpu_of_edits(libraries, servers)
    milliseconds = f" ({large:.1f} ms to {small:.1f})"
    yield at_most("CPU of one changed file", large / max(small, 0.001), 1.5, note=milliseconds)


def _memory(plan: Plan) -> Iterator[Row]:
    say("memory")
    small, large = (_worker(plan, library) for library in (plan.small, plan.large))
    size = f"{plan.large.size:,} articles"
    yield at_most(f"resident memory of a worker, {size}", large.resident, _MEGABYTES, "MB")
    yield at_most(f"the same : with {plan.small.size:,}", large.resident / small.resident, 1.1)
    yield plain(f"proportional memory of a worker, {size}", large.proportional, "MB")
    yield plain("the same : with the fewer", large.proportional / small.proportional)


def _worker(plan: Plan, library: Library) -> Memory:
    """The memory of a worker that has answered some of everything."""
    paths = _paths(library)
    with qingdu(library, plan.state(library)) as server:
        server.seconds_to_first("/zh-hans/")
        for file in some_files(library, 300, "memory"):
            server.get(article(library, file))
        for file in some_files(library, 100, "memory"):
            server.get(article(library, file, "zh-hant"))
        for path in paths["home"] + paths["column, page 1"] + paths["search"]:
            server.get(path)
        (lock,) = plan.state(library).rglob("index.lock")
        return worker_memory(server.pid, indexer=int(lock.read_text()))
