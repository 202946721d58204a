"""First pass: every page of every source is read, in parallel, into the ledger."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reader.publishing.importing.kinds import Kind
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.places import Place, place_of
from reader.publishing.importing.read import Read
from reader.publishing.importing.records import Found, Outcome, Page, digest_of, file_name
from reader.publishing.importing.sources import Item, Left, Source
from reader.publishing.importing.work import Reading
from reader.publishing.importing.workers import Workers

_COMMIT_EVERY = 1.0  # seconds; what is lost to a kill is read again

Advance = Callable[[int], None]
Ticket = tuple[Page, str]  # with the locator


class Gathering:
    """One pass over the sources; `others` counts the files that are neither page nor asset."""

    def __init__(self, ledger: Ledger, off: frozenset[str], rules: str, advance: Advance) -> None:
        self._ledger = ledger
        self._off = off
        self._rules = digest_of(rules.encode(), " ".join(sorted(off)).encode())
        self._advance = advance
        self._seen: set[str] = set()
        self._committed = time.monotonic()
        self.others = 0

    def run(self, sources: Sequence[Source], workers: Workers[Ticket]) -> None:
        """Read all that is new."""
        for (page, locator), answer in workers.each(self._tasks(sources)):
            self._enter(page, locator, answer)
            if time.monotonic() - self._committed > _COMMIT_EVERY:
                self._ledger.commit()
                self._committed = time.monotonic()
        self._ledger.commit()

    def _tasks(self, sources: Sequence[Source]) -> Iterator[tuple[Ticket, Reading]]:
        for source in sources:
            for item in source.items():
                self._advance(item.weight)
                origin = f"{source.name}/{item.path}" if item.path != source.name else source.name
                if isinstance(item, Left):
                    self._ledger.report(Outcome("left", origin, notices=(item.notice,)))
                elif item.kind is Kind.ASSET:
                    self._enter_asset(source, item, origin)
                elif item.kind is Kind.PAGE:
                    yield from self._page(source, item, origin)
                else:
                    self.others += item.kind is Kind.OTHER

    def _page(self, source: Source, item: Item, origin: str) -> Iterator[tuple[Ticket, Reading]]:
        is_known_host = item.url.startswith("http")
        key = item.url if is_known_host else file_name(source.id, item.path)
        if key in self._seen and item.path != item.url:
            key = f"{key}\0{item.path}"
        if key in self._seen:  # fetched twice: the first stands
            return
        self._seen.add(key)
        page = Page(
            key, item.url if is_known_host else origin, source.id, item.path, item.url,
            item.modified, digest_of(item.raw), "", "",
        )  # fmt: skip
        known = self._ledger.knows(key, page.digest, self._rules)
        if known is False:
            yield (
                (page, item.locator),
                Reading(item.raw, item.url if is_known_host else "", self._off),
            )
            return
        self._ledger.see(page, item.locator)
        if isinstance(known, Notice):
            self._ledger.report(Outcome("left", page.origin, notices=(known,)))

    def _enter(self, page: Page, locator: str, answer: Read | Notice) -> None:
        claims: list[Place] = []
        if isinstance(answer, Notice):
            self._ledger.report(Outcome("left", page.origin, notices=(answer,)))
        else:
            read = answer.extracted
            page = replace(page, title=read.title, next_page=read.next_page)
            if claim := place_of(read.address, page.url):
                claims.append(claim)
        own = place_of(page.url)
        names = [file_name(page.source, page.path), *([own.name] if own else [])]
        self._ledger.enter(page, locator, self._rules, answer)
        self._ledger.name_page(page.key, names, (place.name for place in claims))

    def _enter_asset(self, source: Source, item: Item, origin: str) -> None:
        found = Found(source.id, item.locator, origin)
        self._ledger.name_asset(file_name(source.id, item.path), found)
        if place := place_of(item.url):
            self._ledger.name_asset(place.name, found)
