"""What features of a script show, in an edition's words; each a page by itself too."""

from flask import Blueprint, Response, abort

from reader.config.resources import resource_dir
from reader.web.frames import render_page

blueprint = Blueprint("panels", __name__, url_prefix="/<edition:edition>")

PANELS = frozenset(path.stem for path in resource_dir("templates").glob("panels/*.html"))


@blueprint.get("/panels/<name>")
def panel(name: str) -> Response:
    """One panel, in a page for whoever comes to it without the script."""
    if name not in PANELS:
        abort(404)
    return render_page("panel.html", sheet="form panels", panel=name)
