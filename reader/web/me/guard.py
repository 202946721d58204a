"""Who may change something: a page of this site alone."""

from urllib.parse import urlsplit

from flask import abort, request

from reader.web.host import given_host
from reader.web.services import services

_KEPT = ("name", "note", "label")  # fields of forms


def refuse_other_sites() -> None:
    """Answer 403 to what changes something and does not come from a page of ours.

    A browser says so itself (Fetch Metadata); one too old for that sends `Origin` with every POST
    (RFC 6454). Where neither is sent nobody knows, and nothing is changed.
    """
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not _is_ours():
        abort(403)


def refuse_odd_text() -> None:
    """Answer 400 to a NUL in what is to be kept: no form has one, and PostgreSQL can keep none."""
    if any("\0" in request.form.get(name, "") for name in _KEPT):
        abort(400)


def _is_ours() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site:
        return site == "same-origin" and (not origin or origin != "null")
    return bool(origin) and origin in _origins()


def _origins() -> set[str]:
    """The origins that our pages may have."""
    given = urlsplit(services().settings.site_url)
    host = given_host()
    return {f"{given.scheme}://{given.netloc}", f"http://{host}", f"https://{host}"}
