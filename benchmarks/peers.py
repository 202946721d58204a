"""Other software with the same articles: Flask-FlatPages and Hugo."""

import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from random import Random
from statistics import median

from benchmarks.edits import seconds_until_visible
from benchmarks.hugo import seconds_of_rebuild
from benchmarks.library import BIGGEST_COLUMN, Library
from benchmarks.measure import MissingError, in_rounds, ratio
from benchmarks.plan import SETTLED, Plan, article, queries, say, search, some_files
from benchmarks.report import Row, at_least, missing, plain
from benchmarks.servers import Server, other, qingdu

_ARTICLES = 50
_PAGES = 10
_SEARCHES = 50  # of each length


def rows(plan: Plan) -> Iterator[Row]:
    """The bars against other software."""
    for name, part in (("Flask-FlatPages", _flatpages), ("Hugo", _hugo)):
        try:
            yield from part(plan)
        except MissingError as reason:
            yield missing(name, reason)


def _flatpages(plan: Plan) -> Iterator[Row]:
    if not find_spec("flask_flatpages"):
        raise MissingError("not installed: pip install -r benchmarks/requirements.lock")
    library = plan.middle
    yield from _start(plan, library)
    with ExitStack() as stack:
        state = plan.state(library)
        cached = stack.enter_context(qingdu(library, state))
        uncached = stack.enter_context(qingdu(library, state, PAGE_CACHE_MB="0"))
        theirs = stack.enter_context(_site(plan, library))
        say(f"Flask-FlatPages with {library.size:,} articles")
        cached.seconds_to_first("/zh-hans/")
        uncached.seconds_to_first("/zh-hans/")
        for duel in _duels(library, cached, uncached):
            try:
                yield duel.row(theirs, plan)
            except RuntimeError as reason:
                yield missing(f"{duel.what} : Flask-FlatPages", reason)


def _start(plan: Plan, library: Library) -> Iterator[Row]:
    """Starts in turns, each with everything that can be kept from the one before.

    The site has an address, as sites have: without one, its pages would name the port, which is
    another each time.
    """
    file = some_files(library, 1, "start")[0]
    start = partial(qingdu, library, plan.state(library), SITE_URL="https://www.example.gov.cn")
    with start() as ours:
        ours.seconds_to_first(article(library, file))
        time.sleep(SETTLED)
        ours.get(article(library, file))
        time.sleep(SETTLED)

    def our_start() -> tuple[float, float]:
        with start() as server:
            return server.seconds_to_first(article(library, file)), server.cpu

    def their_start() -> tuple[float, float]:
        with _site(plan, library) as server:
            return server.seconds_to_first(f"/{library.path_of(file)}/"), server.cpu

    say("starts of Flask-FlatPages and of ours")
    found = in_rounds({"ours": our_start, "theirs": their_start}, 3)
    what = "from start to the first article, times as fast as Flask-FlatPages"
    times, cpu = (
        {name: [start[place] for start in starts] for name, starts in found.items()}
        for place in (0, 1)
    )
    yield at_least(what, ratio(times["theirs"], times["ours"]), 15)
    yield plain("Flask-FlatPages' start : ours (CPU)", ratio(cpu["theirs"], cpu["ours"]))
    yield plain("Flask-FlatPages, from start to the first article", median(times["theirs"]), "s")
    yield plain("ours", median(times["ours"]), "s")


@dataclass(frozen=True, slots=True)
class _Duel:
    """The same pages of two servers, and how many times as fast ours has to be."""

    what: str
    ours: Server
    our_paths: Sequence[str]
    their_paths: Sequence[str]
    bar: float

    def row(self, theirs: Server, plan: Plan) -> Row:
        """The figure; every page was asked for before."""
        what = f"{self.what} : Flask-FlatPages"
        for server, paths in ((self.ours, self.our_paths), (theirs, self.their_paths)):
            for path in paths:
                server.get(path)
        found = in_rounds(
            {
                "ours": partial(self.ours.light_load, self.our_paths, plan.seconds),
                "theirs": partial(theirs.light_load, self.their_paths, plan.seconds),
            },
            plan.rounds,
        )
        cpu = {name: [load.per_cpu for load in loads] for name, loads in found.items()}
        return at_least(what, ratio(cpu["ours"], cpu["theirs"]), self.bar)


def _duels(library: Library, cached: Server, uncached: Server) -> list[_Duel]:
    """Articles and lists as readers get them; searches, which are all different, made anew."""
    files = some_files(library, _ARTICLES, "peers")
    words = [word for size in (2, 4, 8) for word in queries(library, size, _SEARCHES, "peers")]
    Random("peers").shuffle(words)
    held = len(list((library.folder / BIGGEST_COLUMN).glob("*.md")))
    pages = range(1, min(_PAGES, held // 20) + 1)
    column = f"/zh-hans/columns/{BIGGEST_COLUMN}"
    return [
        _Duel(
            "article",
            cached,
            [article(library, file) for file in files],
            [f"/{library.path_of(file)}/" for file in files],
            5,
        ),
        _Duel(
            "list",
            cached,
            [f"{column}?page={page}" for page in pages],
            [f"/?page={page}" for page in pages],
            15,
        ),
        _Duel(
            "search",
            uncached,
            [search(word) for word in words],
            [search(word).removeprefix("/zh-hans") for word in words],
            20,
        ),
    ]


def _site(plan: Plan, library: Library) -> AbstractContextManager[Server]:
    folder = plan.folder / "flatpages"
    return other("benchmarks.flatpages:application", folder, BENCH_CONTENT=str(library.folder))


def _hugo(plan: Plan) -> Iterator[Row]:
    library = plan.middle
    say(f"Hugo builds {library.size:,} articles")
    rebuild = seconds_of_rebuild(library, plan.folder / "hugo", 2)
    with qingdu(library, plan.state(library)) as ours:
        ours.seconds_to_first("/zh-hans/")
        shown = median(seconds_until_visible(library, ours, 7))
    yield at_least("an edit visible, times as fast as Hugo's rebuild", rebuild / shown, 100)
    yield plain("Hugo's rebuild", rebuild, "s")
    yield plain("an edit visible", shown, "s")
