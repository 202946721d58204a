"""An article as a sheet of paper: with its title block, its address and nothing to press."""

import re

from flask import Blueprint, Response, abort, request

from reader.web.delivery import NO_STORE
from reader.web.documents import column_of, document_of
from reader.web.frames import page_place, page_style, rendered
from reader.web.presenter import presenter
from reader.web.security import csp_hash, page_policy
from reader.web.services import library
from reader.web.views.articles import body_of, sheets_for

blueprint = Blueprint("printing", __name__, url_prefix="/<edition:edition>")

SIZES = ("", "mine", "large")
PICTURES = ("", "off")
# Not for the page cache, which looks at no other parameter than a page's number.
CACHE = "public, no-cache"

_LONGEST_MARGIN = 36  # characters of a running title
_NOT_PLAIN = re.compile(r'[\x00-\x1f"\\<>]')
_PICTURE = re.compile(r"<img\b[^>]*>")


@blueprint.get("/print/<path:path>")
def paper(path: str) -> Response:
    """The sheet, at the size and with the pictures that the query asks for."""
    articles, show = library(), presenter()
    head = articles.head(path)
    body = body_of(show, articles, head) if head else None
    if head is None or body is None:
        abort(404)
    size = _chosen("size", SIZES)
    pictures = _chosen("pictures", PICTURES)
    document = document_of(show, articles, head, body)
    site_name = show.label(show.parts.site.name)
    margins = running_titles(site_name, document.title)
    sheets = f"{' '.join(sheets_for(body, show.edition))} paper"
    content = {
        "place": page_place(),
        "path": path,
        "document": document,
        "body": printed_body(document.body, has_pictures=not pictures),
        "column": column_of(show, articles, head.summary),
        "facts": show.facts(head.summary),
        "own_language": show.differing(document.language),
        "size": size,
        "pictures": pictures,
        "margins": margins,
    }
    html = rendered("print.html", sheets, is_page=True, content=content)
    parts = show.parts
    styles = (page_style(parts, sheets).source, csp_hash(margins))
    policy = page_policy((parts.assets.head_script_source,), styles)
    cache = CACHE if articles.is_complete else NO_STORE
    return Response(html, headers={"Cache-Control": cache, "Content-Security-Policy": policy})


def printed_body(body: str, *, has_pictures: bool) -> str:
    """A body with its pictures loaded at once, or without them: paper does not scroll."""
    if not has_pictures:
        return _PICTURE.sub("", body)
    return body.replace(' loading="lazy"', "")


def running_titles(site_name: str, title: str) -> str:
    """The rules that put the names of site and article above every page but the first."""
    return (
        f"@page{{@top-left{{content:{_css_string(site_name)}}}"
        f"@top-right{{content:{_css_string(title)}}}}}"
        "@page :first{@top-left{content:none}@top-right{content:none}}"
    )


def _css_string(text: str) -> str:
    """A text as a CSS string (CSS Syntax 3, 4.3.5), shortened to fit a margin."""
    if len(text) > _LONGEST_MARGIN:
        text = text[: _LONGEST_MARGIN - 1] + "…"
    return '"' + _NOT_PLAIN.sub(lambda match: f"\\{ord(match[0]):x} ", text) + '"'


def _chosen(name: str, values: tuple[str, ...]) -> str:
    value = request.args.get(name, "")
    return value if value in values else values[0]
