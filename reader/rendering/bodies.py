"""An article's body as an edition shows it, made once and kept."""

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from reader.domain.article import Article, Format
from reader.domain.editions import Edition, Script, Variant
from reader.language.conversion import Converter
from reader.language.edits import Edit
from reader.language.markup import convert_markup
from reader.rendering.markdown import markdown_to_html
from reader.rendering.plain import text_to_html
from reader.rendering.safety import sanitize
from reader.rendering.structure import fit

# Unclosed brackets cost a Markdown parser the square of their number; no article has so many links.
_MAX_BRACKETS = 5000

DEFAULT_CAPACITY = 64 * 1024 * 1024  # characters kept, of all bodies together


class BodyRenderer:
    """Makes bodies and keeps the ones used last, by content digest and target variant."""

    def __init__(self, converter: Converter, capacity: int = DEFAULT_CAPACITY) -> None:
        self._converter = converter
        self._capacity = capacity
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = threading.Lock()

    def body(self, article: Article, edition: Edition) -> str:
        """The safe HTML of an article's body in an edition."""
        source = article.summary.script
        target = edition.variant
        if target is not None and target.script is source:
            target = None
        key = (article.digest, f"{source}>{edition.language if target else ''}")
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        html = safe_html(article)
        if target is not None:
            conversion = _Conversion(self._converter, source, target)
            html = convert_markup(html, conversion, edition.language)
        self._keep(key, html)
        return html

    def _keep(self, key: tuple[str, str], html: str) -> None:
        with self._lock:
            if key in self._kept or len(html) > self._capacity:
                return
            self._kept[key] = html
            self._size += len(html)
            while self._size > self._capacity:
                self._size -= len(self._kept.popitem(last=False)[1])


@dataclass(frozen=True)
class _Conversion:
    """A conversion whose edits are found by comparing; until the converter answers edits."""

    converter: Converter
    source: Script
    target: Variant

    def edits(self, text: str) -> list[Edit]:
        edits: list[Edit] = []
        for run in re.finditer(r"[^\ufffc\s，。、：；！？“”]+", text):
            new = self.converter.convert(run[0], self.source, self.target)
            if len(new) != len(run[0]):
                edits.append((run.start(), run.end(), new))
                continue
            for at, char in enumerate(new, run.start()):
                if text[at] != char:
                    edits.append((at, at + 1, char))
        return edits


def safe_html(article: Article) -> str:
    """The safe HTML of an article's body in its own script."""
    return fit(sanitize(raw_html(article)), article.summary.path)


def raw_html(article: Article) -> str:
    """What the author's text comes to before anything unsafe is taken out.

    Markdown with thousands of brackets is shown as the plain text it is.
    """
    if article.format is Format.MARKDOWN and article.body.count("[") <= _MAX_BRACKETS:
        return markdown_to_html(article.body)
    if article.format is Format.HTML:
        return article.body
    return text_to_html(article.body)
