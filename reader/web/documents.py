"""Articles as documents: to be printed, or saved as files, in the words of an edition."""

from collections.abc import Iterator

from flask_babel import gettext as _
from markupsafe import escape

from reader.domain.article import ArticleHead, ArticleSummary
from reader.domain.library import Library
from reader.language.ruby.annotate import annotate
from reader.publishing.document import Document
from reader.web.addresses import absolute, address, shared_address
from reader.web.presenter import Presenter


def document_of(show: Presenter, articles: Library, head: ArticleHead, body: bytes) -> Document:
    """An article whose body in this edition is `body`."""
    summary, edition = head.summary, show.edition
    title = show.text(summary.title, summary.script, summary.glossary)
    readings = show.parts.bodies.readings(summary, edition)
    facts = show.facts(summary)
    return Document(
        title=title,
        heading=annotate(str(escape(title)), edition.annotation, readings),
        language=edition.language_of(summary.script),
        frame=edition.language,
        facts=tuple(_facts(show, articles, summary)),
        body=body.decode(),
        signed=_("[Responsible editor: %(name)s]", name=facts.editor) if facts.editor else "",
        author=facts.author,
        summary=show.text(summary.summary, summary.script, summary.glossary),
        tags=tuple(tag.title for tag in show.tags(summary)),
        cover=summary.cover,
        published=summary.published,
        changed=max(summary.updated or summary.published, summary.published),
        place=show.url(f"/articles/{summary.path}"),
        media=address("/media"),
        site=absolute(""),
        address=shared_address(show.parts.settings, summary.path),
        suffix=show.parts.settings.page_suffix,
    )


def column_of(show: Presenter, articles: Library, summary: ArticleSummary) -> str:
    """The name of an article's column, with those above it."""
    return " › ".join(crumb.title for crumb in show.trail(articles, summary.column))


def _facts(show: Presenter, articles: Library, summary: ArticleSummary) -> Iterator[str]:
    facts = show.facts(summary)
    if facts.author:
        yield _("Author: %(name)s", name=facts.author)
    yield _("Published: %(time)s", time=facts.published.shown)
    if facts.updated:
        yield _("Updated: %(time)s", time=facts.updated.shown)
    if facts.source:
        yield _("Source: %(name)s", name=facts.source)
    if column := column_of(show, articles, summary):
        yield _("Column: %(name)s", name=column)
