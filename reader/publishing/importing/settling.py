"""Second pass: all pages are known; articles get their files, their links, and are written."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from reader.domain.errors import ReaderError
from reader.publishing.importing.files import digest_on_disk
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.links import Links, Resolved
from reader.publishing.importing.matter import (
    aliases_of,
    doubts_about,
    one_line,
    published_of,
    values_of,
)
from reader.publishing.importing.naming import article_stem, column_folder
from reader.publishing.importing.new_columns import complete_site_file
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.options import Options
from reader.publishing.importing.parts import Parts, find_parts
from reader.publishing.importing.places import place_of
from reader.publishing.importing.records import Outcome, Page, Written, digest_of
from reader.publishing.importing.sources import Source
from reader.publishing.importing.work import Writing
from reader.publishing.importing.workers import Workers
from reader.publishing.importing.writing import Job, Writer
from reader.storage.article_files import FORMATS
from reader.storage.front_matter import split_front_matter

_BATCH = 20  # articles between two commits


class Settling:
    """One pass over the pages of a run."""

    def __init__(
        self, ledger: Ledger, sources: Mapping[str, Source], options: Options,
        advance: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._ledger = ledger
        self._options = options
        self._advance = advance
        self._content = options.content
        self._heads: dict[str, str] = {}
        self._links = Links(ledger, sources, options.content, self._heads, is_dry=options.is_dry)
        self._writer = Writer(ledger, sources, options)
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
            batch.append((job.doubted(notices), raw))
            if len(batch) >= _BATCH:
                self._writer.write(batch)
                batch = []
        self._writer.write(batch)
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
            self._aliases.setdefault(twin, []).extend(
                aliases_of(page, self._ledger.read(page.key), self._ledger)
            )
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
            column = one_line(read.column)
            folder = column_folder(column, options.into, options.columns, self._ledger)
            if column:
                titles[folder] = column
            place = place_of(page.url) or place_of(read.address)
            stem = article_stem(published_of(page, read), place, page.path, read.title)
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
        except (OSError, ValueError, ReaderError):
            return False
        return values.get("imported") == one_line(page.origin)

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
        aliases = [
            alias
            for page, read in zip(members, reads, strict=True)
            for alias in aliases_of(page, read, self._ledger)
        ]
        aliases += self._aliases.get(head.key, [])
        values = values_of(head, reads[0].extracted, aliases)
        notices = [*doubts_about(head, reads[0].extracted, missing), *resolved.notices]
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
            self._writer.settle(job, "unchanged")
            return None
        return job, task

    def _report_left(self, job: Job, notice: Notice) -> None:
        outcome = job.outcome
        self._ledger.report(Outcome("left", outcome.origin, "", outcome.title, (notice,)))

    def _report_archives(self) -> None:
        for origin in self._ledger.unused_archives():
            self._ledger.report(Outcome("left", origin, notices=(Notice("nested-archive"),)))


def _stem(file: str) -> str:
    return str(PurePosixPath(file).with_suffix("")).casefold()
