"""Rules of glossaries that never apply, and readings that nobody could read."""

import re
from collections.abc import Collection, Iterator

from reader.domain.article import Article
from reader.domain.faults import Remark
from reader.domain.glossary import Glossary
from reader.language.ruby.annotate import parse_reading

_MARKUP = re.compile(r"<[^<>]*>|[*_~`]")


def words_in(article: Article, words: Collection[str]) -> frozenset[str]:
    """Those of the words that the article has."""
    if not words:
        return frozenset()
    text = _text(article)
    return frozenset(word for word in words if word in text)


def glossary_remarks(article: Article) -> Iterator[Remark]:
    """Rules of an article that it has no word for, and readings that cannot be understood."""
    own = article.summary.glossary
    if own.digest:
        words = dict.fromkeys(own.words())
        found = words_in(article, words)
        for word in words:
            if word not in found:
                yield _unused(f"{word} is not in the article", word)
        yield from _bad_readings(own)


def unused_rules(site: Glossary, found: Collection[str]) -> Iterator[Remark]:
    """Rules of the site that no article has a word for; `found` are words that articles have."""
    for word in dict.fromkeys(site.words()):
        if word not in found:
            yield _unused(f"no article has {word}", word)
    yield from _bad_readings(site)


def _bad_readings(glossary: Glossary) -> Iterator[Remark]:
    """Readings that cannot be understood."""
    for word, reading in glossary.readings:
        try:
            parse_reading(word, reading)
        except ValueError as error:
            message = f"glossary.readings: {str(error).rstrip('.')}"
            yield Remark("glossary", message, key="glossary")


def _text(article: Article) -> str:
    """Everything of an article that a rule may apply to, without the marks within words."""
    summary = article.summary
    fields = (summary.title, summary.summary, summary.author, summary.editor, summary.source)
    return "\n".join((*fields, article.body, _MARKUP.sub("", article.body)))


def _unused(why: str, word: str) -> Remark:
    message = f"{why}, so its rule in the glossary never applies; mend {word} or take it out"
    return Remark("glossary", message, key="glossary")
