"""Images and attachments beside the articles."""

from flask import Blueprint, Response, send_file

from reader.storage.media import open_media
from reader.web.ranges import allow_ranges
from reader.web.security import media_policy
from reader.web.services import services

blueprint = Blueprint("media", __name__)

_CACHE = "public, max-age=300"  # a picture may be replaced under its name


@blueprint.get("/media/<path:path>")
def media(path: str) -> Response:
    """One file, whole or in part (RFC 9110, 14); of known types only."""
    found = open_media(services().settings.content, path)
    response = send_file(
        found.stream,
        mimetype=found.type,
        as_attachment=found.is_download,
        download_name=found.name,
        conditional=False,
        etag=False,
        last_modified=found.modified,
    )
    response.set_etag(found.etag)
    response.headers["Cache-Control"] = _CACHE
    response.headers["Content-Security-Policy"] = media_policy(found.type)
    allow_ranges(response, found.size)
    return response
