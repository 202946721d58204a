"""Second pass: all pages are known; articles get their files, their links, and are written."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from reader.publishing.importing.extracted import Extracted
from reader.publishing.importing.files import digest_on_disk, write_whole
from reader.publishing.importing.ledger import Ledger, Outcome, Page, Written, digest_of
from reader.publishing.importing.links import Links, Resolved
from reader.publishing.importing.naming import article_stem, column_folder
from reader.publishing.importing.new_columns import complete_site_file
from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.options import Options
from reader.publishing.importing.parts import Parts, find_parts
from reader.publishing.importing.places import Place, place_of
from reader.publishing.importing.read import Read
from reader.publishing.importing.sources import MAX_PAGE, Source
from reader.publishing.importing.work import Writing
from reader.publishing.importing.workers import Workers
from reader.storage.addresses import is_own_place
from reader.storage.article_files import FORMATS
from reader.storage.encoding import cleaned
from reader.storage.front_matter import MAX_LENGTH, split_front_matter

ORIGINALS = ".originals"  # in the content folder; names that begin with a dot are not served
_LONGEST = 500  # characters of a value
_MOST_TAGS = 50
_MOST_ALIASES = 6000  # bytes of them all
_BATCH = 20  # articles between two commits


@dataclass(frozen=True, slots=True)
class Job:
    """An article on its way: its pages, and what is said of it when it is written."""

    page: Page
    written: Written
    inputs: str
    outcome: Outcome
    originals: tuple[tuple[str, str], ...]  # sources and locators of its pages


class Settling:
    """One pass over the pages of a run."""

    def __init__(
        self, ledger: Ledger, sources: Mapping[str, Source], options: Options,
        advance: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._ledger = ledger
        self._sources = sources
        self._options = options
        self._advance = advance
        self._content = options.content
        self._heads: dict[str, str] = {}
        self._links = Links(ledger, sources, options.content, self._heads, is_dry=options.is_dry)
        self._aliases: dict[str, list[str]] = {}

    def run(self, workers: Workers[Job]) -> None:
        """Name, write and report every article."""
        self._begin_anew_if_all_is_gone()
        parts = self._plan()
        self._name()
        self._ledger.commit()
        batch: list[tuple[Job, bytes]] = []
        for job, answer in workers.each(self._tasks(parts)):
            if isinstance(answer, Notice):
                self._report_left(job, answer)
                continue
            raw, notices = answer
            batch.append((_with(job, notices), raw))
            if len(batch) >= _BATCH:
                self._write(batch)
                batch = []
        self._write(batch)
        self._report_archives()
        self._ledger.commit()

    # What belongs together

    def _begin_anew_if_all_is_gone(self) -> None:
        files = self._ledger.files()
        first = next(files, None)
        if first and not any((self._content / file).exists() for file in (first, *files)):
            self._ledger.unwrite()

    def _plan(self) -> Parts:
        parts = find_parts(self._ledger.pages(), self._links.follow)
        self._heads.update(parts.heads)
        first: dict[str, str] = {}  # keys by digests
        twins = []
        for page in self._ledger.pages():
            if page.key in self._heads or self._ledger.written(page.key):
                first.setdefault(page.digest, page.key)
        for page in self._ledger.pages():
            if page.key in self._heads or self._ledger.written(page.key):
                continue
            twin = first.setdefault(page.digest, page.key)
            twin = twin if twin != page.key else self._ledger.twin(page)
            if twin and page.key not in parts.of:
                twins.append((page, self._heads.get(twin, twin)))
        for page, twin in twins:
            self._heads[page.key] = twin
            self._aliases.setdefault(twin, []).extend(self._own_aliases(page, None))
            notice = Notice("same-as", (self._ledger.origin(twin),))
            self._ledger.report(Outcome("same", page.origin, title=page.title, notices=(notice,)))
        return parts

    def _name(self) -> None:
        """Choose the file of every new article, and enter new columns in `site.toml`."""
        options = self._options
        titles: dict[str, str] = {}
        for page in self._ledger.pages():
            if page.key in self._heads or self._ledger.written(page.key):
                if page.key in self._heads:
                    self._ledger.forget(page.key)
                continue
            read = self._ledger.read(page.key).extracted
            column = _clean(read.column)
            folder = column_folder(column, options.into, options.columns, self._ledger)
            if column:
                titles[folder] = column
            place = place_of(page.url) or place_of(read.address)
            stem = article_stem(_clean(read.published), place, page.path, read.title)
            file = self._free(folder, stem, page)
            self._ledger.choose(page.key, file, _stem(file))
        known = {column.path for column in options.columns}
        new = {folder: title for folder, title in titles.items() if folder not in known}
        if new and not options.is_dry:
            for folder, title in complete_site_file(self._content, new).items():
                self._ledger.report(
                    Outcome("note", folder, notices=(Notice("column-unlisted", (title, folder)),))
                )

    def _free(self, folder: str, stem: str, page: Page) -> str:
        """The first of an article's names that nothing else has, now or in another case."""
        letters = digest_of(page.key.encode("utf-8", "surrogateescape"))
        for candidate in (stem, f"{stem}-{letters[:6]}", f"{stem}-{letters}"):
            file = str(PurePosixPath(folder, f"{candidate}.md"))
            if self._ledger.has_stem(_stem(file)):
                continue
            beside = [self._content / folder / f"{candidate}{ending}" for ending in FORMATS]
            there = [path for path in beside if path.exists()]
            if not there or self._is_ours(file, page):
                return file
        raise AssertionError("a digest is unique")

    def _is_ours(self, file: str, page: Page) -> bool:
        """Whether a file that is not in the ledger says that it was made of this page."""
        try:
            text = (self._content / file).read_text("utf-8")
            values = split_front_matter(text[: 64 * 1024]).values
        except (OSError, ValueError, LeftError):
            return False
        return values.get("imported") == _clean(page.origin)

    # Jobs

    def _tasks(self, parts: Parts) -> Iterator[tuple[Job, Writing]]:
        by_key: dict[str, Page] = {}
        for page in self._ledger.pages():
            if page.key in parts.heads:
                by_key[page.key] = page
        for page in self._ledger.pages():
            self._advance(1)
            written = self._ledger.written(page.key)
            if page.key in self._heads or not written:
                continue
            members = [page, *(by_key[key] for key in parts.of.get(page.key, ()))]
            if made := self._job(members, written, parts.missing.get(page.key, [])):
                yield made

    def _job(
        self, members: list[Page], written: Written, missing: list[int]
    ) -> tuple[Job, Writing] | None:
        head, *further = members
        reads = [self._ledger.read(page.key) for page in members]
        resolved = Resolved()
        for page, read in zip(members, reads, strict=True):
            self._links.resolve(page, read, written.file, resolved)
        values = self._values(members, reads)
        notices = [*_doubtful(reads[0].extracted, missing), *resolved.notices]
        notices += [
            Notice("superseded", (known.file,))
            for page in further
            if (known := self._ledger.written(page.key)) and (self._content / known.file).exists()
        ]
        html = tuple(read.extracted.body for read in reads)
        task = Writing(written.file, values, html, resolved.links, self._options.timezone)
        inputs = digest_of(
            json.dumps([self._options.rules, values, html, resolved.links]).encode("ascii")
        )
        outcome = Outcome(
            "taken", head.origin, written.file, str(values["title"]), tuple(notices),
            tuple(dict.fromkeys(doubt for read in reads for doubt in read.extracted.doubts)),
            tuple(dict.fromkeys(item for read in reads for item in read.extracted.repairs)),
        )  # fmt: skip
        for page in further:
            notice = Notice("part-of", (head.origin,))
            self._ledger.report(Outcome("joined", page.origin, written.file, page.title, (notice,)))
        originals = tuple((page.source, page.key) for page in members)
        job = Job(head, written, inputs, outcome, originals)
        on_disk = digest_on_disk(self._content / written.file)
        if written.inputs == inputs and on_disk == written.written:
            self._settle(job, "unchanged")
            return None
        return job, task

    def _values(self, members: list[Page], reads: list[Read]) -> dict[str, str | tuple[str, ...]]:
        read = reads[0].extracted
        aliases = [
            alias
            for page, part in zip(members, reads, strict=True)
            for alias in self._own_aliases(page, part)
        ]
        aliases += self._aliases.get(members[0].key, [])
        stem = PurePosixPath(members[0].path.partition("?")[0]).stem
        return {
            "title": _clean(read.title) or _clean(stem) or "无题",
            "author": _clean(read.author),
            "published": _clean(read.published),
            "source": _clean(read.source),
            "editor": _clean(read.editor),
            "column": _clean(read.column),
            "tags": tuple(dict.fromkeys(filter(None, map(_clean, read.tags))))[:_MOST_TAGS],
            "aliases": _fitting(dict.fromkeys(map(_clean, aliases))),
            "imported": _clean(members[0].origin),
        }

    def _own_aliases(self, page: Page, read: Read | None) -> list[str]:
        """Where a page was on the old site: by its source, else by what it says itself."""
        read = read or self._ledger.read(page.key)
        own = place_of(page.url)
        claim = place_of(read.extracted.address, page.url) if read.extracted.address else None
        if claim and self._ledger.is_claimed_by_others(claim.name, page.key):
            claim = None
        is_sure = page.url.startswith("http") or not claim
        places: list[Place | None] = [own, claim] if is_sure and own else [claim]
        return [place.alias for place in places if place and not is_own_place(place.alias)]

    # Writing

    def _write(self, batch: list[tuple[Job, bytes]]) -> None:
        """Write some articles: what is intended is known before, what was done after."""
        chosen = []
        for job, raw in batch:
            digest = digest_of(raw)
            on_disk = digest_on_disk(self._content / job.written.file)
            if reason := _why_not(job.written, on_disk, digest):
                notice = Notice(reason, (job.written.file,))
                self._settle(job, "edited", notice)
            elif on_disk == digest:
                self._ledger.wrote(job.page.key, digest, job.inputs)
                self._settle(job, "unchanged" if job.written.written else "taken")
            else:
                self._ledger.intend(job.page.key, digest)
                chosen.append((job, raw, digest))
        if not self._options.is_dry:
            self._ledger.commit()
        for job, raw, digest in chosen:
            if not self._options.is_dry:
                modified = 0.0 if b"\npublished: " in raw[:MAX_LENGTH] else job.page.modified
                write_whole(self._content / job.written.file, raw, modified)
            self._ledger.wrote(job.page.key, digest, job.inputs)
            self._settle(job, "renewed" if job.written.written else "taken")
        self._ledger.commit()

    def _settle(self, job: Job, status: str, *notices: Notice) -> None:
        outcome = job.outcome
        self._ledger.report(
            Outcome(status, outcome.origin, outcome.file, outcome.title,
                    (*notices, *outcome.notices), outcome.doubts, outcome.repairs)
        )  # fmt: skip
        if self._options.keeps_originals and not self._options.is_dry:
            self._keep_originals(job)

    def _keep_originals(self, job: Job) -> None:
        base = self._content / ORIGINALS / PurePosixPath(job.written.file).with_suffix("")
        for number, (source, key) in enumerate(job.originals, 1):
            locator = self._ledger.locator(key)
            try:
                raw = self._sources[source].read(locator, MAX_PAGE)
            except LeftError:
                continue
            tail = f".{number}" if number > 1 else ""
            file = base.with_name(f"{base.name}{tail}.html")
            if digest_on_disk(file) != digest_of(raw):
                write_whole(file, raw)

    def _report_left(self, job: Job, notice: Notice) -> None:
        outcome = job.outcome
        self._ledger.report(Outcome("left", outcome.origin, "", outcome.title, (notice,)))

    def _report_archives(self) -> None:
        for origin in self._ledger.unused_archives():
            self._ledger.report(Outcome("left", origin, notices=(Notice("nested-archive"),)))


def _why_not(written: Written, on_disk: str, digest: str) -> str:
    """Why a file may not be written: a code of a notice, empty if it may."""
    if on_disk == digest:
        return ""
    if not on_disk:
        return "deleted" if written.written else ""
    return "" if on_disk in {written.written, written.pending} - {""} else "edited"


def _doubtful(read: Extracted, missing: list[int]) -> list[Notice]:
    notices = []
    fields = {doubt.field for doubt in read.doubts}
    if not read.title and "title" not in fields:
        notices.append(Notice("no-title"))
    if not read.published and "published" not in fields:
        notices.append(Notice("no-date"))
    if read.published[:10] > datetime.now(UTC).date().isoformat():
        notices.append(Notice("future-date", (read.published,)))
    return notices + [Notice("missing-part", (str(number),)) for number in missing]


def _with(job: Job, notices: tuple[Notice, ...]) -> Job:
    out = job.outcome
    outcome = Outcome(out.status, out.origin, out.file, out.title, (*out.notices, *notices),
                      out.doubts, out.repairs)  # fmt: skip
    return Job(job.page, job.written, job.inputs, outcome, job.originals)


def _clean(text: str) -> str:
    """One line without what no page may hold, as the reader of front matter has it."""
    return " ".join(cleaned(text)[0].split())[:_LONGEST]


def _fitting(aliases: Iterable[str]) -> tuple[str, ...]:
    """As many as front matter has room for."""
    chosen: list[str] = []
    room = _MOST_ALIASES
    for alias in aliases:
        room -= len(alias.encode("utf-8", "replace")) + 8
        if room < 0:
            break
        chosen.append(alias)
    return tuple(chosen)


def _stem(file: str) -> str:
    return str(PurePosixPath(file).with_suffix("")).casefold()
