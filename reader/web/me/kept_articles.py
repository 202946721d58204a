"""Articles that a reader kept something of: as they are now, or as they were."""

from urllib.parse import unquote

from flask import abort

from reader.domain.article import ArticleSummary
from reader.language.characters import HAN
from reader.language.detection.scripts import detect_script
from reader.web.presenter import Link, Presenter
from reader.web.services import library

_ARTICLES = "/articles/"


def named_article(place: str) -> ArticleSummary:
    """The article that a form of its page names, by its address below the edition; else 404."""
    path = unquote(place.removeprefix(_ARTICLES)) if place.startswith(_ARTICLES) else ""
    head = library().head(path)
    if head is None:
        abort(404)
    return head.summary


def article_now(path: str) -> ArticleSummary | None:
    """The article at a path, or where it has moved to; None where it is on the site no longer."""
    articles = library()
    head = articles.head(path)
    if head is None and (moved := articles.target_of_alias(f"{_ARTICLES}{path}")):
        head = articles.head(moved)
    return head.summary if head else None


def paths_of(summary: ArticleSummary) -> list[str]:
    """The path of an article and those it once had, under which something of it may be kept."""
    return [summary.path, *library().former_paths(summary.path)]


def link_to(show: Presenter, path: str, title: str) -> Link:
    """A link to an article; without an address, and by its old title, where it is gone."""
    summary = article_now(path)
    if summary:
        return show.link(summary)
    script = detect_script(title, show.parts.site.script)
    shown = show.text(title, script)
    return Link("", shown, show.differing(show.edition.language_of(script)))


def language_of(show: Presenter, text: str) -> str:
    """The language of what a reader wrote, empty where it is the page's own or not Chinese."""
    return show.differing(detect_script(text).language) if HAN.search(text) else ""
