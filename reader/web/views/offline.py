"""Reading without a network: the service worker, the manifest, and what there is to keep."""

import json
import re

from flask import Blueprint, Response, abort, make_response, url_for

from reader.domain.article import Article
from reader.rendering.pictures import picture_paths
from reader.storage.media import media_size
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.frames import render_page
from reader.web.presenter import presenter
from reader.web.services import Services, library, services
from reader.web.views.panels import PANELS
from reader.web.visits import costly

blueprint = Blueprint("offline", __name__)

_MOST = 200  # articles of a column that are kept at once, the newest
_PAGE = 5_500  # bytes of an article's page beside its body, compressed
_COMPRESSED = 0.45  # of Chinese text in UTF-8, with its markup
_ANNOTATED = 1.0  # the same with readings above the characters
_PAPER = "#fbf9f4"  # as --paper in common.css
# The worker may fetch what it keeps, and nothing from elsewhere.
_WORKER_POLICY = "default-src 'none';connect-src 'self';frame-ancestors 'none';base-uri 'none'"
_SHEET = re.compile(r'styled\("([\w-]+)"\)')
_ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable.png", "512x512", "maskable"),
)


@blueprint.get("/service-worker.js")
def worker() -> Response:
    """The service worker, or where offline reading is off the one that takes itself away."""
    parts = services()
    name = "worker.js" if parts.settings.offline else "worker-off.js"
    text = (parts.assets.folder / "js" / name).read_text("utf-8")
    site = json.dumps(_site(parts), separators=(",", ":"))
    response = make_response(f"const SITE = {site};\n{text}")
    response.mimetype = "text/javascript"
    # Browsers ask each time whether there is another; the page cache answers them.
    response.headers["Cache-Control"] = PUBLIC
    response.headers["Content-Security-Policy"] = _WORKER_POLICY
    return response


@blueprint.get("/<edition:edition>/manifest.webmanifest")
def manifest() -> Response:
    """What the site is called and looks like among a device's applications (W3C Web App Manifest).

    It is there without offline reading too: an icon on a home screen goes on leading here.
    """
    parts, show = services(), presenter()
    base = parts.settings.base_path
    name = show.label(parts.site.name)
    home = url_for("home.home")
    icons = [
        {
            "src": f"{base}{parts.assets.prefix}/images/{file}",
            "sizes": sizes,
            "type": "image/png",
            "purpose": purpose,
        }
        for file, sizes, purpose in _ICONS
    ]
    response = make_response(
        json.dumps(
            {
                "id": f"{base}/",
                "name": name,
                "short_name": name,
                "description": show.label(parts.site.description),
                "lang": show.language_of_label(parts.site.name) or show.edition.language,
                "dir": "ltr",
                "start_url": home,
                "scope": f"{base}/",
                "display": "standalone",
                "display_override": ["minimal-ui"],  # with a button that leads back
                "background_color": _PAPER,
                "theme_color": _PAPER,
                "icons": icons,
            },
            ensure_ascii=False,
        )
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = PUBLIC
    return response


@blueprint.get("/<edition:edition>/offline")
def shelf() -> Response:
    """The page that lists what is kept on the reader's device, which alone knows."""
    _need_offline()
    return render_page("shelf.html", sheet="form shelf")


@blueprint.get("/<edition:edition>/columns/<path:path>/offline.json")
@costly
def column(path: str) -> Response:
    """The pages of a column and about how many bytes they take on the way, pictures apart."""
    _need_offline()
    articles, show = library(), presenter()
    found = articles.column(path)
    if found is None:
        abort(404)
    newest = articles.newest(path, _MOST)
    texts = [article for summary in newest if (article := articles.get(summary.path))]
    pictures = {picture for article in texts for picture in picture_paths(article)}
    content = services().settings.content
    size = services().site.page_size
    response = make_response(
        json.dumps(
            {
                "title": show.label(found.title),
                "total": found.size,
                "bytes": sum(_weight(article, show.edition.is_annotated) for article in texts),
                "pictures": sum(media_size(content, picture) for picture in pictures),
                "lists": _lists(show.url(f"/columns/{path}"), -(-len(newest) // size)),
                "articles": [show.url(f"/articles/{summary.path}") for summary in newest],
            },
            ensure_ascii=False,
        )
    )
    response.mimetype = "application/json"
    response.headers["Cache-Control"] = PUBLIC if articles.is_complete else NO_STORE
    return response


def _lists(url: str, pages: int) -> list[str]:
    return [url, *(f"{url}?page={number}" for number in range(2, pages + 1))]


def _weight(article: Article, is_annotated: bool) -> int:
    """About how many bytes an article's page takes on the way, without its pictures."""
    share = _ANNOTATED if is_annotated else _COMPRESSED
    return _PAGE + round(len(article.body.encode("utf-8", "replace")) * share)


def _site(parts: Services) -> dict[str, object]:
    """What the worker knows of the site."""
    folder, suffix = parts.assets.folder, parts.settings.page_suffix
    scripts = sorted((folder / "js").glob("*.js"))
    served = [script for script in scripts if script.name not in parts.assets.not_served]
    named = {name for script in served for name in _SHEET.findall(script.read_text("utf-8"))}
    return {
        # An export does not know where it will lie; its worker does.
        "base": None if suffix else parts.settings.base_path,
        "suffix": suffix,
        "digest": parts.assets.digest,
        "editions": [edition.slug for edition in parts.site.editions],
        "files": [f"js/{script.name}" for script in served]
        + [f"css/{name}.css" for name in sorted(named | {"preferences"})],
        "panels": sorted(PANELS),
    }


def _need_offline() -> None:
    if not services().settings.offline:
        abort(404)
