"""Every fault of a content folder."""

from collections.abc import Callable, Iterable, Sequence

from reader.domain.article import Article
from reader.domain.faults import Fault, Severity

# What a body holds that readers will not see, a sentence for each.
Examine = Callable[[Article], Iterable[str]]


def check_articles(
    faults: Iterable[Fault], articles: Iterable[Article], examine: Examine
) -> Sequence[Fault]:
    """The faults found while reading the files, and those of the articles' bodies.

    Errors first, then by file.
    """
    found = list(faults)
    for article in articles:
        found.extend(Fault(Severity.WARNING, article.file, text) for text in examine(article))
    return sorted(found, key=lambda fault: (fault.severity, fault.file, fault.line))
