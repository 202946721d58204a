"""Writes articles: never over an edited file, and so that a kill leaves nothing in doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from reader.publishing.importing.files import digest_on_disk, write_whole
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.options import Options
from reader.publishing.importing.records import Outcome, Page, Written, digest_of
from reader.publishing.importing.sources import MAX_PAGE, Source
from reader.storage.front_matter import MAX_LENGTH

ORIGINALS = ".originals"  # in the content folder; names that begin with a dot are not served


@dataclass(frozen=True, slots=True)
class Job:
    """An article on its way: its pages, and what is said of it when it is written."""

    page: Page
    written: Written
    inputs: str
    outcome: Outcome
    originals: tuple[tuple[str, str], ...]  # sources and keys of its pages

    def doubted(self, notices: Sequence[Notice]) -> "Job":
        """The same with more that is doubtful about it."""
        outcome = replace(self.outcome, notices=(*self.outcome.notices, *notices))
        return replace(self, outcome=outcome)


class Writer:
    """Writes the articles of one run and reports them."""

    def __init__(self, ledger: Ledger, sources: Mapping[str, Source], options: Options) -> None:
        self._ledger = ledger
        self._sources = sources
        self._options = options
        self._content = options.content

    def write(self, batch: list[tuple[Job, bytes]]) -> None:
        """Write some articles: what is intended is known before, what was done after."""
        chosen = []
        for job, raw in batch:
            digest = digest_of(raw)
            on_disk = digest_on_disk(self._content / job.written.file)
            if reason := _why_not(job.written, on_disk, digest):
                notice = Notice(reason, (job.written.file,))
                self.settle(job, "edited", notice)
            elif on_disk == digest:
                self._ledger.wrote(job.page.key, digest, job.inputs)
                self.settle(job, "unchanged" if job.written.written else "taken")
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
            self.settle(job, "renewed" if job.written.written else "taken")
        self._ledger.commit()

    def settle(self, job: Job, status: str, *notices: Notice) -> None:
        """Report what became of an article, and keep its pages if that is wanted."""
        said = (*notices, *job.outcome.notices)
        self._ledger.report(replace(job.outcome, status=status, notices=said))
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


def _why_not(written: Written, on_disk: str, digest: str) -> str:
    """Why a file may not be written: a code of a notice, empty if it may."""
    if on_disk == digest:
        return ""
    if not on_disk:
        return "deleted" if written.written else ""
    return "" if on_disk in {written.written, written.pending} - {""} else "edited"
