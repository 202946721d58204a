"""Every fault of a content folder, in one pass over its files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from reader.domain.article import columns_down_to
from reader.domain.checks import CheckRules
from reader.domain.faults import Fault, Remark
from reader.domain.site import Site
from reader.publishing.checking.clashes import (
    Named,
    address_remarks,
    alias_remarks,
    aliases_of,
    known_of,
    settled,
)
from reader.publishing.checking.examination import Examined, Examiner, Known
from reader.publishing.checking.glossaries import unused_rules
from reader.publishing.checking.links import Link
from reader.publishing.checking.places import Places, Shown, months_of
from reader.storage.article_files import FORMATS
from reader.storage.media import media_files, media_type
from reader.storage.recordings import is_recording
from reader.storage.scan import FoundFile, RefusedFile, scan

Walk = Callable[[Callable[[FoundFile], Examined], Sequence[FoundFile]], Iterable[Examined]]


@dataclass(frozen=True, slots=True)
class Checked:
    """How many articles there are, and what is wrong with the folder, by file and line."""

    articles: int
    faults: tuple[Fault, ...]


def check(  # noqa: PLR0913 - what a check is made of
    content: Path,
    site: Site,
    examiner: Examiner,
    *,
    site_file: str,
    site_url: str = "",
    fold: Callable[[str], str] = str.casefold,
    walk: Walk = map,
) -> Checked:
    """Check every file below `content`. `walk` examines the files, perhaps several at a time.

    Raises OSError when the folder itself cannot be read.
    """
    found: list[FoundFile] = []
    named: list[Named] = []
    for one in scan(content):
        if isinstance(one, RefusedFile):
            named.append((one.file, Remark(one.code, one.reason)))
        else:
            found.append(one)
    examined = list(walk(examiner.examine, found))
    named += [(one.file, remark) for one in examined for remark in one.remarks]
    folder = _Folder(known_of(examined), examiner.now)
    named += folder.remarks()
    places = folder.places(frozenset(media_files(content)), site_url, fold)
    named += folder.judged(places)
    words: set[str] = set().union(*(known.words for _, known in folder.files))
    named += [(site_file, remark) for remark in unused_rules(site.glossary, words)]
    return Checked(len(folder.files), tuple(faults_of(named, site.checks)))


def faults_of(named: Iterable[Named], rules: CheckRules) -> Sequence[Fault]:
    """The faults that these remarks are by the rules of the site, by file and line."""
    severities = {code: rules.severity(code) for code in {remark.code for _, remark in named}}
    faults = [
        Fault(severity, file, remark.message, remark.line, remark.column, remark.code,
              remark.mends)
        for file, remark in named
        if (severity := severities[remark.code])
    ]  # fmt: skip
    return sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column, fault.code))


class _Folder:
    """The articles that could be read, as they are to each other."""

    def __init__(self, files: Sequence[tuple[str, Known]], now: datetime) -> None:
        self.files = sorted(files, key=lambda item: item[0])
        self._public = [
            (file, known)
            for file, known in self.files
            if not known.is_draft and known.published <= now
        ]

    def remarks(self) -> Iterator[Named]:
        yield from address_remarks(self._public)
        yield from alias_remarks(self._public)

    def places(self, media: frozenset[str], site_url: str, fold: Callable[[str], str]) -> Places:
        shown = {
            path: Shown(file, frozenset(known.ids), known.sections, known.names)
            for path, (file, known) in settled(self._public).items()
        }
        public = {file for file, _ in self._public}
        hidden = {known.path: file for file, known in self.files if file not in public}
        columns = {path for _, known in self._public for path in columns_down_to(known.column)}
        return Places(
            shown,
            hidden,
            aliases_of(self._public),
            frozenset(columns),
            frozenset(tag for _, known in self._public for tag in known.tags),
            months_of((known.published.year, known.published.month) for _, known in self._public),
            frozenset(name for name in media if not _is_article(name)),
            site_url,
            fold,
        )

    def judged(self, places: Places) -> Iterator[Named]:
        """Links and covers that lead nowhere, and media that nothing leads to."""
        public = {file for file, _ in self._public}
        for file, known in self.files:
            for link in known.links:
                for remark in places.judge(link, known.path, is_shown=file in public):
                    yield file, remark
            if known.cover:
                cover = Link(f"/{known.cover}", known.cover_line, 0, is_picture=True)
                for remark in places.judge(cover, known.path, is_shown=True):
                    yield file, remark
            places.used.update(known.recordings)
        for name in sorted(places.media - places.used):
            if media_type(name) and not _is_beside(name, places.shown):
                message = "no article shows or links this file; link it, or delete it"
                yield name, Remark("media-unused", message)


def _is_article(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in FORMATS


def _is_beside(name: str, shown: Mapping[str, Shown]) -> bool:
    """Whether it is a recording that an article of the same name plays."""
    return is_recording(name) and str(PurePosixPath(name).with_suffix("")) in shown
