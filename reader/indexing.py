"""Wiring: an indexer for a deployment."""

from functools import partial
from hashlib import sha256
from pathlib import Path

from reader.config.settings import Settings
from reader.domain.site import Site
from reader.language.detection.scripts import detect_script
from reader.language.search.terms import SearchTerms
from reader.storage.index.indexer import Indexer
from reader.storage.index.intake import Progress
from reader.storage.index.schema import IndexFiles


def make_indexer(  # noqa: PLR0913 - all that an indexer is made of
    settings: Settings,
    site: Site,
    files: IndexFiles,
    terms: SearchTerms,
    progress: Progress = lambda *_: None,
    *,
    rest: float = 0.0,
) -> Indexer:
    """The indexer of a content folder; `rest` as `Indexer` has it."""
    detect = partial(detect_script, default=site.script)
    return Indexer(
        settings.content,
        files,
        site,
        detect=detect,
        analysis=terms,
        fingerprint=_fingerprint(settings, site, terms),
        progress=progress,
        rest=rest,
    )


def _fingerprint(settings: Settings, site: Site, terms: SearchTerms) -> str:
    """Changes with anything that decides what an index of this folder holds."""
    digest = sha256()
    for part in (settings.content, site.timezone, site.script, terms.version):
        digest.update(f"{part}\0".encode())
    package = Path(__file__).parent
    for folder in ("domain", "storage", "language/detection"):
        for file in sorted((package / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]
