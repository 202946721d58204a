"""What pages say of themselves to machines: schema.org's vocabulary in JSON-LD 1.1."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reader.domain.article import ArticleSummary
from reader.language.bylines import Contributor, contributors
from reader.web.addresses import public, quoted
from reader.web.editions import canonical_edition
from reader.web.presenter import Link, Presenter, timestamp

_VOCABULARY = "https://schema.org"
_LOGO = "images/icon-512.png"
_LOGO_SIZE = 512  # pixels, each way
# What holds of every page (schema.org/accessibilityFeature); docs/accessibility.md has the tests.
_FEATURES = ("displayTransformability", "highContrastDisplay", "structuralNavigation")
# Characters that would end the script element, or a line of an older parser (ECMA-262, 12.3).
_UNSAFE = re.compile("[<>&\u2028\u2029]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Node = dict[str, Any]


def data_block(node: Mapping[str, Any]) -> Markup:
    """A node as the text of a data block: JSON that no HTML parser finds an end in."""
    text = _ENCODER.encode({"@context": _VOCABULARY, **_without_empty(node)})
    safe = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return Markup(safe)  # noqa: S704 - nothing in it is HTML


def article_data(
    show: Presenter, summary: ArticleSummary, trail: Sequence[Link], *, has_outline: bool
) -> tuple[Markup, Markup]:
    """An article (NewsArticle), and the way down to it (BreadcrumbList)."""
    edition = show.edition
    title = show.text(summary.title, summary.script, summary.glossary)
    features = [*_FEATURES]
    features += ["tableOfContents"] if has_outline else []
    features += ["rubyAnnotations"] if edition.is_annotated else []
    node = {
        "@type": "NewsArticle",
        "headline": title,
        "description": show.text(summary.summary, summary.script, summary.glossary),
        "image": cover(show, summary),
        "datePublished": timestamp(summary.published),
        "dateModified": timestamp(summary.updated or summary.published),
        "inLanguage": edition.language_of(summary.script),
        "author": _makers(show, summary),
        "publisher": publisher(show),
        "articleSection": trail[-1].title if trail else "",
        "keywords": [show.text(tag, summary.script) for tag in summary.tags],
        "mainEntityOfPage": canonical(show, quoted(f"/articles/{summary.path}")),
        "isAccessibleForFree": True,
        "accessibilityFeature": features,
        "speakable": {"@type": "SpeakableSpecification", "cssSelector": ["h1", ".text"]},
    }
    return data_block(node), crumbs_data(show, trail, title)


def _makers(show: Presenter, summary: ArticleSummary) -> list[Node]:
    """Who wrote an article; where nobody is named its source, else its publisher."""
    facts = show.facts(summary)
    found = contributors(facts.author)
    if not found:
        name = facts.source or show.label(show.parts.site.publisher) or site_name(show)
        found = (Contributor(name, is_person=False),)
    return [
        {"@type": "Person" if maker.is_person else "Organization", "name": maker.name}
        for maker in found
    ]


def list_data(
    show: Presenter, place: str, title: str, trail: Sequence[Link] = (), description: str = ""
) -> tuple[Markup, Markup]:
    """A page that lists articles (CollectionPage), and the way down to it."""
    node = {
        "@type": "CollectionPage",
        "name": title,
        "description": description,
        "url": canonical(show, place),
        "inLanguage": show.edition.language,
        "isPartOf": {"@type": "WebSite", "name": site_name(show), "url": canonical(show, "/")},
        "publisher": publisher(show),
        "accessibilityFeature": [*_FEATURES],
    }
    return data_block(node), crumbs_data(show, trail, title)


def site_data(show: Presenter) -> tuple[Markup]:
    """The site, and how it is searched, where there is a server to search it (SearchAction)."""
    search = canonical(show, "/search") + "?q={search_term_string}"
    node: dict[str, Any] = {
        "@type": "WebSite",
        "name": site_name(show),
        "alternateName": _other_names(show),
        "description": show.label(show.parts.site.description),
        "url": canonical(show, "/"),
        "inLanguage": show.edition.language,
        "publisher": publisher(show),
        "accessibilityFeature": [*_FEATURES],
    }
    if not show.parts.settings.page_suffix:
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        }
    return (data_block(node),)


def crumbs_data(show: Presenter, trail: Iterable[Link], title: str) -> Markup:
    """The way down to a page; the page itself has no address in it, as search engines ask."""
    steps = [(site_name(show), show.url("/")), *((step.title, step.url) for step in trail)]
    items: list[Node] = [
        {"@type": "ListItem", "position": number, "name": name, "item": public(show.parts, url)}
        for number, (name, url) in enumerate(steps, 1)
    ]
    items.append({"@type": "ListItem", "position": len(items) + 1, "name": title})
    return data_block({"@type": "BreadcrumbList", "itemListElement": items})


def publisher(show: Presenter) -> Node:
    """Who publishes the site, with their emblem."""
    url, size = logo(show)
    image: Node = {"@type": "ImageObject", "url": url}
    if size:
        image |= {"width": size, "height": size}
    name = show.label(show.parts.site.publisher) or site_name(show)
    return {"@type": "Organization", "name": name, "logo": image}


def logo(show: Presenter) -> tuple[str, int]:
    """The address of the publisher's emblem; its width and height in pixels, 0 if unknown."""
    if own := show.parts.site.logo:
        return public(show.parts, show.media(own)), 0
    static = f"{show.parts.settings.base_path}{show.parts.assets.prefix}"
    return public(show.parts, f"{static}/{_LOGO}"), _LOGO_SIZE


def cover(show: Presenter, summary: ArticleSummary) -> str:
    """The address of an article's picture, empty where it has none."""
    return public(show.parts, show.media(summary.cover)) if summary.cover else ""


def canonical(show: Presenter, place: str) -> str:
    """The address of the page at `place`, in the edition that search engines are told of.

    A place is as a URL has it below its edition.
    """
    edition = canonical_edition(show.parts.site, show.edition)
    return public(show.parts, f"{show.parts.settings.base_path}/{edition.slug}{place}")


def site_name(show: Presenter) -> str:
    """What the site is called in this edition."""
    return show.label(show.parts.site.name)


def _other_names(show: Presenter) -> list[str]:
    name = show.parts.site.name
    return [other for other in (name.chinese, name.english) if other and other != site_name(show)]


def _without_empty(node: Mapping[str, Any]) -> Node:
    return {key: value for key, value in node.items() if value}
