"""Rules of glossaries that never apply, and readings that nobody could read."""

import re
from collections.abc import Iterable, Iterator

from reader.domain.article import Article
from reader.domain.faults import Fault, Severity
from reader.domain.glossary import Glossary
from reader.language.ruby.annotate import parse_reading

_MARKUP = re.compile(r"<[^<>]*>|[*_~`]")


def glossary_faults(articles: Iterable[Article], site: Glossary, site_file: str) -> Iterator[Fault]:
    """A warning for each rule of an article that the article has no word for, for each rule of
    the site that no article has a word for, and for each reading that cannot be understood.
    """
    unused = set(site.words())
    for article in articles:
        own = article.summary.glossary
        if not unused and not own.digest:
            continue
        text = _text(article)
        unused = {word for word in unused if word not in text}
        for word in dict.fromkeys(own.words()):
            if word not in text:
                yield _warning(article.file, f"{word} is not in the article", word)
        yield from _bad_readings(article.file, own)
    for word in dict.fromkeys(site.words()):
        if word in unused:
            yield _warning(site_file, f"no article has {word}", word)
    yield from _bad_readings(site_file, site)


def _text(article: Article) -> str:
    """Everything of an article that a rule may apply to, without the marks within words."""
    summary = article.summary
    fields = (summary.title, summary.summary, summary.author, summary.editor, summary.source)
    return "\n".join((*fields, article.body, _MARKUP.sub("", article.body)))


def _warning(file: str, why: str, word: str) -> Fault:
    message = f"{why}, so its rule in the glossary never applies; mend {word} or take it out"
    return Fault(Severity.WARNING, file, message)


def _bad_readings(file: str, glossary: Glossary) -> Iterator[Fault]:
    for word, reading in glossary.readings:
        try:
            parse_reading(word, reading)
        except ValueError as error:
            yield Fault(Severity.WARNING, file, f"glossary.readings: {str(error).rstrip('.')}")
