"""Addresses that more than one file asks for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import normalize

from reader.domain.faults import Remark
from reader.publishing.checking.examination import Examined, Known
from reader.storage.addresses import folded, is_own_place

Named = tuple[str, Remark]  # a file, and what is wrong with it


def settled(files: Sequence[tuple[str, Known]]) -> Mapping[str, tuple[str, Known]]:
    """Which article is shown at which path: the first file by name, others by their whole name."""
    shown: dict[str, tuple[str, Known]] = {}
    for file, known in sorted(files, key=lambda item: item[0]):
        shown[file if known.path in shown else known.path] = (file, known)
    return shown


def address_remarks(files: Sequence[tuple[str, Known]]) -> Iterator[Named]:
    """Articles that ask for an address another has, or for one that differs in case alone."""
    owners: dict[str, str] = {}
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for file, known in sorted(files, key=lambda item: item[0]):
        owner = owners.setdefault(known.path, file)
        if owner != file:
            message = (
                f"{owner} has the same address, so this article is shown at /articles/{file}; "
                "give one of them another name or slug"
            )
            yield file, Remark("address-taken", message)
            continue
        others = alike[normalize("NFC", known.path).casefold()]
        if others:
            message = (
                f"{others[0]} differs from this file by capital letters alone: on Windows and "
                "macOS they are one file; rename one of them"
            )
            yield file, Remark("address-case", message)
        others.append(file)


def alias_remarks(files: Sequence[tuple[str, Known]]) -> Iterator[Named]:
    """Aliases that lead nowhere; pages that are there today come before aliases of theirs."""
    paths = {known.path for _, known in files}
    targets: dict[str, str] = {}
    for file, known in files:
        for alias in dict.fromkeys(known.aliases):
            code, reason = "alias-ignored", ""
            if alias.startswith("/articles/") and alias.removeprefix("/articles/") in paths:
                reason = "is the address of an article"
            elif is_own_place(alias):
                reason = "is the address of a page of this site"
            elif targets.setdefault(folded(alias), known.path) != known.path:
                code, reason = "alias-taken", f"already leads to {targets[folded(alias)]}"
            if reason:
                message = (
                    f"the alias {alias or '/'} {reason}; it is ignored here, so take it out or "
                    "mend it"
                )
                yield file, Remark(code, message, known.alias_line)


def aliases_of(files: Sequence[tuple[str, Known]]) -> Mapping[str, str]:
    """Old addresses that lead to articles, and the paths of these."""
    found: dict[str, str] = {}
    for _, known in files:
        for alias in known.aliases:
            if not is_own_place(alias):
                found.setdefault(alias, known.path)
                found.setdefault(folded(alias), known.path)
    return found


def known_of(examined: Sequence[Examined]) -> list[tuple[str, Known]]:
    """The files that could be read."""
    return [(one.file, one.known) for one in examined if one.known]
