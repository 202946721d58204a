"""Wiring: an indexer for a deployment."""

from functools import partial

from reader.config.resources import rules_digest
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
    progress: Progress = lambda _: None,
    *,
    rest: float = 0.0,
) -> Indexer:
    """The indexer of a content folder; `rest` as `Indexer` has it."""
    detect = partial(detect_script, default=site.script)
    deployment = (settings.content, site.timezone, site.script, terms.version)
    fingerprint = rules_digest("domain", "storage", "language/detection", also=deployment)
    return Indexer(
        settings.content,
        files,
        site,
        detect=detect,
        analysis=terms,
        fingerprint=fingerprint,
        progress=progress,
        rest=rest,
    )
