"""Articles whose script is in doubt: mixed, or other than their front matter says."""

from collections.abc import Iterator

from reader.domain.article import Article
from reader.domain.editions import Script
from reader.domain.faults import Remark
from reader.language.detection.prose import prose_of
from reader.language.detection.scripts import Detection
from reader.storage.front_matter import FrontMatter

_CLEAR = 0.9  # ten characters that nothing contradicts
_SHOWN = 8  # characters or words in a message
_NAMES = {Script.HANS: "simplified", Script.HANT: "traditional"}


def script_remarks(article: Article, source: FrontMatter, found: Detection) -> Iterator[Remark]:
    """A remark on an article in mixed script, or one that contradicts its `script` key.

    `source` is what is in its file, `found` the script of its title and text. A `script` key that
    agrees with the text says that the mixture is meant, and silences the remark.
    """
    stated = article.summary.script
    if found.script is not stated and found.confidence >= _CLEAR:
        line = _line_of(found.signs, source)
        yield Remark("script-contradicted", _contradiction(found, stated), line)
    elif found.is_mixed and not source.values.get("script"):
        yield Remark("script-mixed", _mixture(found), _line_of(found.odd, source))


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


def _line_of(signs: tuple[str, ...], source: FrontMatter) -> int:
    """The first line that has one of the signs outside quotation marks and code, 0 without any."""
    for number, line in enumerate(source.text.split("\n"), source.first_line):
        if any(sign in line for sign in signs):
            words = prose_of(line).frame
            if any(sign in words for sign in signs):
                return number
    return 0
