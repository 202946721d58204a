"""One article page: warm, cold and seen for the first time."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import measure
from benchmarks.library import Library
from benchmarks.measure import Load, MissingError, Target, in_rounds, ratio
from benchmarks.plan import Plan, article, say, some_files, text_of
from benchmarks.report import Row, at_least, at_most, missing, plain
from benchmarks.servers import Answer, Nginx, Server, nginx, other, qingdu
from reader.domain.editions import Script
from reader.language.detection.scripts import detect_script

_CODINGS = {"": "identity", "br": "br"}
_COLD_PAGES = 50
_FIRST_VIEWS = 20  # a round
_LENGTH = 2_000  # characters


def rows(plan: Plan) -> Iterator[Row]:
    """The bars of a single page."""
    file = _typical(plan.small)
    yield from _warm(plan, file)
    yield from _cold(plan)
    yield from _first_views(plan)


def _typical(of: Library) -> Path:
    """An article of about 2,000 characters."""
    files = some_files(of, 500, "typical")
    return min(files, key=lambda file: abs(len(text_of(file)) - _LENGTH))


def _warm(plan: Plan, file: Path) -> Iterator[Row]:
    path = article(plan.small, file)
    with ExitStack() as stack:
        ours = stack.enter_context(qingdu(plan.small, plan.state(plan.small)))
        ours.seconds_to_first(path)
        answers = {coding: ours.get(path, coding) for coding in _CODINGS.values()}
        ways: dict[str, Callable[[], Load]] = {}
        for header, coding in _CODINGS.items():
            ways[f"ours {coding}"] = partial(ours.load, [path], plan.seconds, header)
            for kind in ("wsgi_callable", "flask_view"):
                bare = stack.enter_context(_bare(plan, kind, coding, answers[coding]))
                bare.seconds_to_first(path)
                ways[f"{kind} {coding}"] = partial(bare.load, [path], plan.seconds, header)
        front = None
        try:
            front = stack.enter_context(nginx(plan.folder / "nginx", answers, ours))
        except MissingError as reason:
            yield missing("nginx", reason)
        if front:
            ways |= _nginx_ways(front, ours, path, plan.seconds)
        say(f"a warm article, {len(ways)} ways in {plan.rounds} rounds")
        found = in_rounds(ways, plan.rounds)
    sizes = {coding: len(answer.body) for coding, answer in answers.items()}
    yield from _warm_rows(found, sizes)


def _warm_rows(found: dict[str, list[Load]], sizes: dict[str, int]) -> Iterator[Row]:
    cpu = {name: [load.per_cpu for load in loads] for name, loads in found.items()}
    rate = {name: [load.rate for load in loads] for name, loads in found.items()}
    for coding, size in sizes.items():
        page = f"warm article ({coding}, {size:,} bytes)"
        against = cpu[f"wsgi_callable {coding}"]
        yield at_least(f"{page} : bare WSGI callable", ratio(cpu[f"ours {coding}"], against), 0.85)
        against = cpu[f"flask_view {coding}"]
        yield at_least(f"{page} : bare Flask view", ratio(cpu[f"ours {coding}"], against), 8)
        ceiling = ratio(cpu[f"wsgi_callable {coding}"], against)
        yield plain(f"bare WSGI callable : bare Flask view ({coding})", ceiling)
    if "file br" not in found:
        return
    yield at_least(
        "warm article in br, answers a second on one core : nginx with a file",
        ratio(rate["ours br"], rate["file br"]), 0.4,
    )  # fmt: skip
    yield plain("the same per processor second", ratio(cpu["ours br"], cpu["file br"]))
    for coding in sizes:
        value = ratio(cpu[f"proxy {coding}"], cpu[f"file {coding}"])
        yield at_least(f"through nginx's proxy cache : nginx with a file ({coding})", value, 0.85)


def _bare(plan: Plan, kind: str, coding: str, answer: Answer) -> AbstractContextManager[Server]:
    folder = plan.folder / "bare" / f"{kind}-{coding}"
    folder.mkdir(parents=True, exist_ok=True)
    file = answer.write(folder / "answer.json")
    return other(f"benchmarks.bare:{kind}", folder, BENCH_ANSWER=str(file))


def _nginx_ways(
    both: Nginx, ours: Server, path: str, seconds: int
) -> dict[str, Callable[[], Load]]:
    """A file of nginx, and our page through its cache: there our own processes count as well."""
    ways: dict[str, Callable[[], Load]] = {}
    for header, coding in _CODINGS.items():
        both.front.get(path, coding)
        ways[f"file {coding}"] = partial(both.files.load, [f"/{coding}"], seconds, header)
        target = Target(both.front.port, (both.front.pid, ours.pid))
        ways[f"proxy {coding}"] = partial(measure.load, target, [path], seconds, encoding=header)
    return ways


def _cold(plan: Plan) -> Iterator[Row]:
    """Pages made anew for each request, from bodies that are kept."""
    files = some_files(plan.small, _COLD_PAGES, "cold")
    paths = [article(plan.small, file) for file in files]
    with ExitStack() as stack:
        state = plan.state(plan.small)
        ours = stack.enter_context(qingdu(plan.small, state, PAGE_CACHE_MB="0"))
        ours.seconds_to_first(paths[0])
        answers = sorted((ours.get(path) for path in paths), key=lambda answer: len(answer.body))
        bare = stack.enter_context(_bare(plan, "flask_view", "cold", answers[len(answers) // 2]))
        bare.seconds_to_first(paths[0])
        say(f"{len(paths)} cold articles in {plan.rounds} rounds")
        found = in_rounds(
            {
                "ours": lambda: ours.load(paths, plan.seconds),
                "ours br": lambda: ours.load(paths, plan.seconds, "br"),
                "bare": lambda: bare.load(paths, plan.seconds),
            },
            plan.rounds,
        )
    cpu = {name: [load.per_cpu for load in loads] for name, loads in found.items()}
    what = "cold page, body converted before"
    yield at_least(f"{what} : bare Flask view", ratio(cpu["ours"], cpu["bare"]), 0.6)
    yield plain(
        f"{what}, compressed as well (br) : bare Flask view", ratio(cpu["ours br"], cpu["bare"])
    )
    yield plain(what, 1000 / median(cpu["ours"]), "ms of CPU")


def _first_views(plan: Plan) -> Iterator[Row]:
    """Simplified articles in traditional script, each for the first time, nothing of it kept."""
    folder = plan.folder / "first-views"
    shutil.rmtree(folder, ignore_errors=True)
    library = _cut_articles(plan.large, folder / "content", 1 + plan.rounds * _FIRST_VIEWS)
    paths = [article(library, file, "zh-hant") for file in library.files]
    say(f"first views of {len(paths) - 1} articles of {_LENGTH:,} characters")
    with qingdu(library, folder / "state") as ours:
        ours.seconds_to_first(paths[0])
        milliseconds = []
        for start in range(1, len(paths), _FIRST_VIEWS):
            before = ours.cpu
            for path in paths[start : start + _FIRST_VIEWS]:
                ours.get(path, "br")
            milliseconds.append((ours.cpu - before) * 1000 / _FIRST_VIEWS)
    what = f"first view of an article of {_LENGTH:,} characters in the other script, nothing kept"
    yield at_most(what, median(milliseconds), 10, "ms of CPU")


def _cut_articles(source: Library, folder: Path, count: int) -> Library:
    """Simplified articles of exactly the length."""
    folder.mkdir(parents=True)
    made = 0
    for file in some_files(source, source.size, "first views"):
        text = text_of(file).strip()
        if len(text) >= _LENGTH and detect_script(text) is Script.HANS:
            (folder / file.name).write_text(f"# 第{made}篇\n\n{text[:_LENGTH]}\n", "utf-8")
            made += 1
        if made == count:
            break
    return Library(folder, made)
