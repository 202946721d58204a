"""Editions in URLs, and the choice of one for a reader who comes without."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, g, request
from werkzeug.routing import BaseConverter, Map

from reader.domain.editions import EDITIONS, Edition, nearest_edition
from reader.domain.preferences import COOKIE, Preferences
from reader.domain.site import Site
from reader.web.services import services

# Chinese languages, and the edition for a reader of traditional script who names no region.
_CHINESE = {"zh": "zh-hant", "cmn": "zh-hant", "yue": "zh-hant-hk", "nan": "zh-hant-tw",
            "hak": "zh-hant-tw"}  # fmt: skip
_HANT_REGIONS = {"tw": "zh-hant-tw", "hk": "zh-hant-hk", "mo": "zh-hant-hk"}


def edition_converter(site: Site) -> type[BaseConverter]:
    """A URL converter that matches the slugs of this site's editions only."""

    class EditionConverter(BaseConverter):
        regex = "|".join(edition.slug for edition in site.editions)
        part_isolating = True

        def __init__(self, map: Map) -> None:
            super().__init__(map)

        def to_python(self, value: str) -> Edition:
            return EDITIONS[value]

        def to_url(self, value: Edition) -> str:
            return value.slug

    return EditionConverter


def configure_editions(app: Flask, site: Site) -> None:
    """Take the edition out of every path before its view, and put it into every URL made."""
    app.url_map.converters["edition"] = edition_converter(site)

    @app.url_value_preprocessor
    def _take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "edition" in values:
            g.edition = values.pop("edition")

    @app.url_defaults
    def _put(endpoint: str, values: dict[str, Any]) -> None:
        if "edition" not in values and app.url_map.is_endpoint_expecting(endpoint, "edition"):
            values["edition"] = current_edition()


def current_edition() -> Edition:
    """The edition of this request: that of its path, else the one chosen for its reader."""
    if "edition" not in g:
        site = services().site
        first = request.path.lstrip("/").partition("/")[0]
        g.edition = site.edition(first) or edition_with(request_preferences())
    edition: Edition = g.edition
    return edition


def edition_with(preferences: Preferences) -> Edition:
    """The edition for this request's reader, were these their settings."""
    return choose_edition(services().site, preferences, _accepted_languages())


def _accepted_languages() -> Iterable[str]:
    return (language for language, quality in request.accept_languages if quality > 0)


def request_preferences() -> Preferences:
    """The reader's settings, from the cookie."""
    return Preferences.parse(request.cookies.get(COOKIE, ""))


def choose_edition(site: Site, preferences: Preferences, languages: Iterable[str]) -> Edition:
    """The edition for a reader: the one chosen before, else by language, else the site's default.

    `languages` are BCP 47 tags, the best first, as in `Accept-Language` (RFC 9110, 12.5.4).
    """
    if preferences.edition:
        return nearest(site, EDITIONS[preferences.edition])
    for language in languages:
        slug = _slug_for(language.lower())
        if slug and (edition := site.edition(slug)):
            return edition
        if slug.startswith("zh"):
            near = nearest(site, EDITIONS[slug])
            if near.script is EDITIONS[slug].script and not near.is_annotated:
                return near
    return site.default_edition


def nearest(site: Site, edition: Edition) -> Edition:
    """`edition` where the site offers it, else its offered edition that comes nearest."""
    return site.edition(edition.slug) or nearest_edition(edition, site.editions)


def keep_query(**arguments: str | int) -> None:
    """Name what of this request's query belongs to the page's address, empty values left out."""
    g.kept_query = {name: value for name, value in arguments.items() if value}


def kept_query() -> dict[str, str | int]:
    """What of this request's query belongs to the page's address."""
    found: dict[str, str | int] = g.get("kept_query", {})
    return found


def indexed_editions(site: Site) -> list[Edition]:
    """What search engines are told of: one edition for each language.

    Annotated ones are the plain one's text once more.
    """
    plain_last = sorted(site.editions, key=lambda edition: not edition.is_annotated)
    chosen = {edition.language: edition for edition in plain_last}
    return [edition for edition in site.editions if edition in chosen.values()]


def canonical_edition(site: Site, edition: Edition) -> Edition:
    """The edition whose pages stand for those of `edition` with search engines."""
    return next(e for e in indexed_editions(site) if e.language == edition.language)


def _slug_for(language: str) -> str:
    """The edition a language tag asks for, empty for a language that is neither ours."""
    primary, *rest = language.replace("_", "-").split("-")
    if primary == "en":
        return "en"
    if primary in _CHINESE:
        region = next((part for part in rest if part in _HANT_REGIONS), "")
        speech = "yue" if "yue" in rest else primary
        if "hans" in rest or (speech in {"zh", "cmn"} and not region and "hant" not in rest):
            return "zh-hans"
        return _HANT_REGIONS.get(region, _CHINESE[speech])
    return ""
