"""An import from beginning to end: read every page, then settle where all of it goes."""

from collections.abc import Callable, Iterator, Sequence

from reader.publishing.extraction.extracted import Extracted
from reader.publishing.importing.gathering import Gathering
from reader.publishing.importing.gathering import Ticket as GatheringTicket
from reader.publishing.importing.kinds import Kind
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.options import Options
from reader.publishing.importing.read import Read
from reader.publishing.importing.settling import Settling
from reader.publishing.importing.sources import Item, Left, Source
from reader.publishing.importing.work import Reading
from reader.publishing.importing.workers import Workers
from reader.publishing.importing.writing import Job

Advance = Callable[[int], None]


def gather(
    sources: Sequence[Source], ledger: Ledger, options: Options, jobs: int, advance: Advance
) -> int:
    """Read every new page; answers how many files were neither page nor asset."""
    workers: Workers[GatheringTicket] = Workers(jobs)
    try:
        gathering = Gathering(ledger, options.off, options.rules, advance)
        gathering.run(sources, workers)
    finally:
        workers.close()
    return gathering.others


def settle(
    sources: Sequence[Source], ledger: Ledger, options: Options, jobs: int, advance: Advance
) -> None:
    """Write every article that is new or changed."""
    workers: Workers[Job] = Workers(jobs)
    try:
        by_id = {source.id: source for source in sources}
        Settling(ledger, by_id, options, advance).run(workers)
    finally:
        workers.close()


def read_pages(
    sources: Sequence[Source], off: frozenset[str], jobs: int
) -> Iterator[tuple[str, Item | None, Extracted | Notice]]:
    """What is read out of each page, in the order of the sources, as (origin, page, what)."""

    def tasks() -> Iterator[tuple[tuple[int, str, Item], Reading]]:
        number = 0
        for source in sources:
            for item in source.items():
                origin = f"{source.name}/{item.path}" if item.path != source.name else item.path
                if isinstance(item, Left):
                    waiting[number] = origin, None, item.notice
                elif item.kind is Kind.PAGE:
                    ticket = (number, origin, item)
                    url = item.url if item.url.startswith("http") else ""
                    yield ticket, Reading(item.raw, url, off)
                else:
                    continue
                number += 1

    waiting: dict[int, tuple[str, Item | None, Extracted | Notice]] = {}
    turn = 0
    workers: Workers[tuple[int, str, Item]] = Workers(jobs)
    try:
        for (number, origin, item), answer in workers.each(tasks()):
            what = answer.extracted if isinstance(answer, Read) else answer
            waiting[number] = origin, item, what
            while turn in waiting:
                yield waiting.pop(turn)
                turn += 1
        for number in sorted(waiting):
            yield waiting[number]
    finally:
        workers.close()
