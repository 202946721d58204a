"""What readers see of an article: it enters its lists and what searches find, or leaves them."""

from dataclasses import replace
from datetime import tzinfo

from reader.domain.article import Article
from reader.storage.article_files import ParsedFile
from reader.storage.index.articles import Articles, Row
from reader.storage.index.lists import Lists, is_same_place
from reader.storage.index.records import article_of, text_of
from reader.storage.index.terms import Terms
from reader.storage.index.texts import Texts


class Publication:
    """Publishes articles that have a path, and takes them back."""

    def __init__(
        self, articles: Articles, texts: Texts, terms: Terms, lists: Lists, timezone: tzinfo
    ) -> None:
        self._articles = articles
        self._texts = texts
        self._terms = terms
        self._lists = lists
        self._timezone = timezone

    def publish(self, row: Row) -> None:
        """Let readers see an article."""
        article = self._article(row)
        self._terms.add(row.id, article)
        self._lists.enter(row, article.summary)

    def withdraw(self, row: Row) -> None:
        """Let readers see it no more."""
        article = self._article(row)
        self._terms.withdraw(row.id, article)
        self._lists.leave(row, article.summary)

    def revise(self, old: Row, parsed: ParsedFile) -> bool:
        """Change a published article where it stands; False when it must move."""
        article = parsed.article
        before = self._article(old)
        now = replace(article.summary, path=before.summary.path)
        if (
            parsed.is_draft
            or article.summary.path != old.wish
            or not is_same_place(before.summary, now)
        ):
            return False
        article = replace(article, summary=now)
        if before == article:
            return True
        self._terms.withdraw(old.id, before)
        self._articles.revise(old.id, article)
        self._terms.add(old.id, article)
        self._lists.revise(old.id, before.summary, now)
        if before.digest != article.digest:
            self._texts.release(before.digest)
        return True

    def _article(self, row: Row) -> Article:
        values = (row.path or "", row.published, row.title, row.record, row.file, row.digest)
        return article_of(values, text_of(row.file, self._texts.get(row.digest)), self._timezone)
