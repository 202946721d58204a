"""Addresses without an edition: the reader's own is chosen; old addresses lead to the new ones."""

from urllib.parse import quote

from flask import Blueprint, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from reader.domain.editions import EDITIONS
from reader.storage.addresses import readable, unescaped
from reader.web.addresses import quoted
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.editions import current_edition, nearest, request_preferences
from reader.web.frames import editions_page
from reader.web.presenter import presenter
from reader.web.services import library, services
from reader.web.text_pages import PLACE

blueprint = Blueprint("unprefixed", __name__)


@blueprint.get("/", defaults={"rest": ""})
@blueprint.get("/<path:rest>")
def unprefixed(rest: str) -> Response:
    """302 to the page in the reader's edition, 301 from an alias, else 404.

    An article of another name comes after aliases; home where its query is an alias's (`/?p=3`).
    """
    path = f"{current_edition().slug}/{rest}"
    is_page = _is_page(path)
    is_sure = is_page and not rest.startswith("articles/") and not (request.args and not rest)
    if not is_sure and (target := alias_target()):
        return target
    first, _, below = rest.partition("/")
    if first in EDITIONS:
        edition = nearest(services().site, EDITIONS[first])
        if edition.slug == first:
            abort(404)
        return _to(f"{edition.slug}/{below}")
    if suffix := services().settings.page_suffix:
        return _of_export(rest.removesuffix(suffix))
    if not is_page:
        abort(404)
    return _to(path)


def _of_export(rest: str) -> Response:
    """The page that leads on where no server does, under the name of the article if it is one."""
    kind, _, path = rest.partition("/")
    head = library().head(path) if kind == "articles" else None
    if (kind == "articles" and head is None) or not _is_page(f"{current_edition().slug}/{rest}"):
        abort(404)
    title = head.summary.title if head else presenter().label(services().site.name)
    return editions_page(title, quoted(f"/{rest}"))


def alias_target(edition: str = "") -> Response | None:
    """A permanent redirect where an old address of an article is asked for, None where it is not.

    It may be asked for below `edition`. The redirect leads to the article there, else to its
    address without an edition, which then follows the reader.
    """
    new = library().target_of_alias(_asked_address(edition))
    if new is None:
        return None
    address = url_for("unprefixed.unprefixed", rest=f"articles/{new}")
    if edition:
        address = url_for("articles.article", path=new)
    response = redirect(address, 301)
    response.headers["Cache-Control"] = PUBLIC
    return response


def _asked_address(edition: str) -> str:
    """The address asked for, below an edition if any, in whichever encoding it came.

    A question mark that was percent-encoded on its way begins the query all the same.
    """
    path = readable(request.environ["PATH_INFO"].encode("latin-1"))
    path = path.removeprefix(f"/{edition}") if edition else path
    query = unescaped(request.query_string.decode("latin-1"))
    if "?" in path:
        return f"{path}&{query}" if query else path
    return path.rstrip("/") + (f"?{query}" if query else "")


def _is_page(path: str) -> bool:
    """Whether a page's route would take this path."""
    urls = current_app.create_url_adapter(request)
    assert urls is not None
    try:
        endpoint, _ = urls.match(f"/{path}", method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return bool(endpoint != "unprefixed.unprefixed")


def _to(path: str) -> Response:
    query = request.query_string.decode("ascii", "replace")
    place = PLACE if request_preferences().images == "off" else ""
    target = f"{request.script_root}{place}/{quote(path)}" + (f"?{query}" if query else "")
    response = redirect(target, 302)
    response.headers["Cache-Control"] = NO_STORE
    response.vary.update(("Cookie", "Accept-Language"))
    return response
