"""The whole content folder read at once, for the publisher's checks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reader.domain.article import Article
from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Severity
from reader.domain.site import Site
from reader.storage.addresses import folded, is_own_place
from reader.storage.article_files import DetectScript, ParsedFile
from reader.storage.parsing import parse_file
from reader.storage.scan import FoundFile, scan


@dataclass(frozen=True, slots=True)
class Folder:
    """Every article that can be read, drafts and scheduled ones too, and what is wrong."""

    articles: tuple[Article, ...]
    faults: tuple[Fault, ...]


def read_folder(content: Path, site: Site, detect: DetectScript) -> Folder:
    """Read every file. Raises OSError when the folder itself cannot be read."""
    parsed: list[ParsedFile] = []
    faults: list[Fault] = []
    for found in scan(content):
        try:
            if not isinstance(found, FoundFile):
                raise ArticleError(found.reason)
            parsed.append(parse_file(found, site.timezone, detect))
        except ArticleError as error:
            faults.append(Fault(Severity.ERROR, found.file, error.message, error.line))
    parsed.sort(key=lambda item: item.article.file)
    faults += [fault for item in parsed for fault in item.faults]
    now = datetime.now(UTC)
    shown = [item for item in parsed if not item.is_draft and item.article.summary.published <= now]
    faults += _clashes(shown)
    faults += _alias_faults(shown)
    faults.sort(key=lambda fault: (fault.severity, fault.file, fault.line))
    return Folder(tuple(item.article for item in parsed), tuple(faults))


def _clashes(files: Iterable[ParsedFile]) -> Iterator[Fault]:
    """Articles that ask for an address another has."""
    owners: dict[str, str] = {}
    for item in files:
        file, path = item.article.file, item.article.summary.path
        owner = owners.setdefault(path, file)
        if owner != file:
            message = (
                f"{owner} has the same address, so this article is shown at /articles/{file}; "
                "give one of them another name or slug"
            )
            yield Fault(Severity.WARNING, file, message)


def _alias_faults(files: Iterable[ParsedFile]) -> Iterator[Fault]:
    """Aliases that lead nowhere; pages that are there today come before aliases of theirs."""
    files = list(files)
    paths = {item.article.summary.path for item in files}
    targets: dict[str, str] = {}
    for item in files:
        path = item.article.summary.path
        for alias in dict.fromkeys(item.aliases):
            reason = ""
            if alias.startswith("/articles/") and alias.removeprefix("/articles/") in paths:
                reason = "is the address of an article"
            elif is_own_place(alias):
                reason = "is the address of a page of this site"
            elif targets.setdefault(folded(alias), path) != path:
                reason = f"already leads to {targets[folded(alias)]}"
            if reason:
                message = f"the alias {alias or '/'} {reason}; it is ignored here"
                yield Fault(Severity.WARNING, item.article.file, message)
