"""An article's body as an edition shows it, made once and kept."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from importlib.metadata import version

from reader.config.resources import rules_digest
from reader.domain.article import Article, ArticleHead, ArticleSummary, Format
from reader.domain.editions import Annotation, Edition, Variant
from reader.language.conversion.converter import Converter
from reader.language.markup.html import convert_markup
from reader.language.ruby.annotate import annotate
from reader.rendering.markdown import markdown_to_html
from reader.rendering.plain import text_to_html
from reader.rendering.safety import sanitize
from reader.rendering.structure import fit
from reader.storage.bodies import BodyStore

# Unclosed brackets cost a Markdown parser the square of their number; no article has so many links.
_MAX_BRACKETS = 5000
_PACKAGES = ("markdown-it-py", "mdit-py-plugins", "nh3", "pypinyin")  # that bodies are made by

_TAG = re.compile(r"<[^>]*>")


class BodyRenderer:
    """Makes bodies, and keeps them in a store by content, conversion, readings and version."""

    def __init__(self, converter: Converter, store: BodyStore | None = None) -> None:
        self._converter = converter
        self._store = store
        self._version = rules_digest("rendering", also=tuple(map(version, _PACKAGES)))
        self._lock = threading.Lock()
        self._turns: dict[bytes, tuple[threading.Lock, int]] = {}

    def kept(self, head: ArticleHead, edition: Edition) -> bytes | None:
        """The safe HTML of an article's body in an edition, in UTF-8, where it is kept."""
        return self._store.get(self._key(head, edition)) if self._store else None

    @property
    def version(self) -> str:
        """Changes with the rules that bodies are made by, whichever these are."""
        return f"{self._version}-{self._converter.version}"

    def filling(self, key: bytes) -> tuple[bytes, bytes] | None:
        """What a page says beside a body, as `keep_filling` was given it, and the body."""
        return self._store.filling(key) if self._store else None

    def keep_filling(self, key: bytes, texts: bytes, head: ArticleHead, edition: Edition) -> None:
        """Keep what a page says beside the body of this article in this edition."""
        if self._store and self._store.filling(key) is None:
            self._store.put_filling(key, self._key(head, edition), texts)

    def body(self, article: Article, edition: Edition) -> str:
        """The safe HTML of an article's body in an edition, kept from now on."""
        if self._store is None:
            return self._made(article, edition)
        key = self._key(ArticleHead(article.summary, article.digest), edition)
        with self._turn(key):  # the same body is made once, however many ask for it
            kept = self._store.get(key)
            if kept is not None:
                return kept.decode()
            made = self._made(article, edition)
            self._store.put(key, made)
            return made

    @contextmanager
    def _turn(self, key: bytes) -> Iterator[None]:
        with self._lock:
            turn, waiting = self._turns.get(key, (threading.Lock(), 0))
            self._turns[key] = (turn, waiting + 1)
        try:
            with turn:
                yield
        finally:
            with self._lock:
                turn, waiting = self._turns.pop(key)
                if waiting > 1:
                    self._turns[key] = (turn, waiting - 1)

    def _made(self, article: Article, edition: Edition) -> str:
        target = edition.variant
        if target is not None and target.script is article.summary.script:
            target = None
        html = safe_html(article)
        if target is not None:
            html = self._converted(html, article, target, edition.language)
        return annotate(html, edition.annotation, self.readings(article.summary, edition))

    def _converted(self, html: str, article: Article, target: Variant, language: str) -> str:
        summary = article.summary
        fields = (summary.author, summary.editor)
        people = self._converter.people(summary.script, fields, _TAG.sub("", html))
        conversion = self._converter.conversion(summary.script, target, summary.glossary, people)
        return convert_markup(html, conversion, language)

    def readings(self, summary: ArticleSummary, edition: Edition) -> Mapping[str, str]:
        """The readings that site and article ask for, of words as the edition writes them."""
        if edition.annotation is Annotation.NONE:
            return {}
        return self._converter.readings(summary.script, edition.variant, summary.glossary)

    def _key(self, head: ArticleHead, edition: Edition) -> bytes:
        """A digest of everything a body in this edition depends on."""
        summary = head.summary
        is_own = edition.variant is None or edition.variant.script is summary.script
        parts = [head.digest, self._version]
        if not is_own or edition.annotation is not Annotation.NONE:
            parts += (self._converter.version, summary.script, edition.language,
                      edition.annotation, summary.glossary.digest, summary.author,
                      summary.editor)  # fmt: skip
        text = "\0".join(parts)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def safe_html(article: Article) -> str:
    """The safe HTML of an article's body in its own script."""
    return fit(sanitize(raw_html(article)), article.summary.path)


def raw_html(article: Article) -> str:
    """What the author's text comes to before anything unsafe is taken out.

    Markdown with thousands of brackets is shown as the plain text it is.
    """
    if article.format is Format.MARKDOWN and not has_too_many_brackets(article.body):
        return markdown_to_html(article.body)
    if article.format is Format.HTML:
        return article.body
    return text_to_html(article.body)


def has_too_many_brackets(text: str) -> bool:
    """Whether a Markdown text is shown as the plain text it is."""
    return text.count("[") > _MAX_BRACKETS
