"""Articles whose script is in doubt: mixed, or other than their front matter says."""

from collections.abc import Callable, Iterable, Iterator

from reader.domain.article import Article
from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Severity
from reader.language.detection.prose import prose_of
from reader.language.detection.scripts import Detection, detect
from reader.storage.front_matter import FrontMatter, split_front_matter

_CLEAR = 0.9  # ten characters that nothing contradicts
_SHOWN = 8  # characters or words in a message
_NAMES = {Script.HANS: "simplified", Script.HANT: "traditional"}


def script_faults(articles: Iterable[Article], read: Callable[[str], str]) -> Iterator[Fault]:
    """A warning for each article in mixed script, or that contradicts its `script` key.

    `read` gives the text of a file below the content folder; it is asked for those alone. A
    `script` key that agrees with the text says that the mixture is meant, and silences its warning.
    """
    for article in articles:
        summary = article.summary
        found = detect(f"{summary.title}\n{article.body}", summary.script)
        if found.script is not summary.script and found.confidence >= _CLEAR:
            source = _source(article.file, read)
            yield _fault(article, _contradiction(found, summary.script), found.signs, source)
        elif found.is_mixed:
            source = _source(article.file, read)
            if not source.values.get("script"):
                yield _fault(article, _mixture(found), found.odd, source)


def _contradiction(found: Detection, stated: Script) -> str:
    return (
        f"script is {stated.value}, but the text is {_NAMES[found.script]} "
        f"({_examples(found.signs)}); write {found.script.value}, or leave it out"
    )


def _mixture(found: Detection) -> str:
    other = next(script for script in Script if script is not found.script)
    return (
        f"the text is {_NAMES[found.script]}, but these in it are {_NAMES[other]}: "
        f"{_examples(found.odd)}; correct them, or write script: {found.script.value} if they are "
        "meant"
    )


def _examples(signs: tuple[str, ...]) -> str:
    more = f" and {len(signs) - _SHOWN} more" if len(signs) > _SHOWN else ""
    return "、".join(signs[:_SHOWN]) + more


def _source(file: str, read: Callable[[str], str]) -> FrontMatter:
    """The file as it is now; nothing when it can no longer be read."""
    try:
        return split_front_matter(read(file))
    except (ArticleError, ValueError):
        return FrontMatter({}, "")


def _fault(article: Article, message: str, signs: tuple[str, ...], source: FrontMatter) -> Fault:
    return Fault(Severity.WARNING, article.file, message, _line_of(signs, source))


def _line_of(signs: tuple[str, ...], source: FrontMatter) -> int:
    """The first line that has one of the signs outside quotation marks and code, 0 without any."""
    for number, line in enumerate(source.text.split("\n"), source.first_line):
        if any(sign in line for sign in signs):
            words = prose_of(line).frame
            if any(sign in words for sign in signs):
                return number
    return 0
