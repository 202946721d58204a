"""Every error as a page in the reader's edition, with a way on."""

import logging
from traceback import format_exception

from flask import Flask, Response, g, has_request_context, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.wrappers import Response as BaseResponse

from reader.domain.editions import EDITIONS
from reader.domain.errors import (
    AccountsUnavailableError,
    LibraryUnavailableError,
    MediaNotFoundError,
)
from reader.web.frames import render_page
from reader.web.services import go_on_without_library, library
from reader.web.views.unprefixed import alias_target

log = logging.getLogger(__name__)

_RETRY = "5"  # seconds
_SHORTEST_SECRET = 6  # characters; to take shorter words out of a text would spoil it

# What happened, and what the reader can do.
MESSAGES = {
    400: (_("The address or form has a mistake"), _("Go back and try again from a link.")),
    403: (
        _("This is not allowed"),
        _("The request came from another site. Start from a page here."),
    ),
    404: (_("There is no such page"), _("It may have moved, or the address has a slip in it.")),
    405: (_("This cannot be done here"), _("Go back and use the buttons of the page.")),
    410: (_("This page was taken down"), _("Its publisher has withdrawn it.")),
    413: (_("Too much was sent"), _("Send less and try again.")),
    414: (_("The address is too long"), _("Start from the home page.")),
    429: (_("Too many requests"), _("Wait a minute and try again.")),
    500: (_("Something went wrong here"), _("It is not your fault. Try again in a moment.")),
    503: (_("Resting for a moment"), _("Try again in a minute.")),
}


def configure_errors(app: Flask) -> None:
    """Answer every error of `app` with a page."""
    app.logger.addFilter(_hide_secret)
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(MediaNotFoundError, lambda _error: _answer(NotFound()))
    app.register_error_handler(LibraryUnavailableError, _answer_without_library)
    app.register_error_handler(AccountsUnavailableError, _answer_without_accounts)


def error_page(status: int) -> Response:
    """The page for a status code; one without words of its own speaks as 400 or 500 do."""
    title, advice = MESSAGES.get(status, MESSAGES[400 if status < 500 else 500])
    return render_page(
        "error.html", sheet="form", status=status, title=title, advice=advice, code=status
    )


def _answer_without_accounts(error: AccountsUnavailableError) -> Response:
    """The accounts database is away for a moment; reading is not."""
    log.warning("%s", error)
    _forget_secrets()
    response = render_page(
        "error.html",
        sheet="form",
        status=503,
        title=_("The user centre cannot be opened just now"),
        advice=_("Nothing is lost. Articles can be read as ever; try again in a minute."),
        code=503,
    )
    response.headers["Retry-After"] = _RETRY
    return response


def _hide_secret(record: logging.LogRecord) -> bool:
    """Flask logs the path of a request that failed, and an error may say what it was given."""
    if has_request_context():
        record.msg, record.args = _discreet(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = _discreet("".join(format_exception(record.exc_info[1])).rstrip())
    return True


def _discreet(text: str) -> str:
    """A text without the secrets of this request: of its path, its cookies, its form."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _secrets() -> set[str]:
    values = [
        (request.view_args or {}).get("token"),
        *(g.get(name) for name in ("token", "ticket")),
        *request.cookies.values(),
        request.headers.get("Authorization"),
        *(request.form.values() if "form" in request.__dict__ else ()),  # where it has been read
    ]
    return {value for value in values if isinstance(value, str) and len(value) >= _SHORTEST_SECRET}


def _forget_secrets() -> None:
    """Give the browser none that the database has not kept: those it has may still be good."""
    for name in ("token", "ticket"):
        g.pop(name, None)


def _answer_without_library(_error: LibraryUnavailableError) -> Response:
    """The index is away for a moment."""
    go_on_without_library()
    response = error_page(503)
    response.headers["Retry-After"] = _RETRY
    return response


def _answer(error: HTTPException) -> BaseResponse:
    try:
        return _answer_from_library(error)
    except LibraryUnavailableError as away:
        return _answer_without_library(away)


def _answer_from_library(error: HTTPException) -> BaseResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, InternalServerError) and error.original_exception:
        log.error("%s %s failed", request.method, _discreet(request.path))
        _forget_secrets()
    if error.code == 404 and (moved := _moved()):
        return moved
    if error.code == 404 and not library().is_complete:
        response = error_page(503)  # what is missing may yet come
        response.headers["Retry-After"] = _RETRY
        return response
    response = error_page(error.code)
    for name, value in error.get_headers():
        if name in {"Allow", "Content-Range", "Retry-After"}:
            response.headers[name] = value
    return response


def _moved() -> BaseResponse | None:
    """A page that is not there may be an alias; `unprefixed` has looked for its own."""
    first = request.path.lstrip("/").partition("/")[0]
    edition = first if first in EDITIONS else ""
    if request.endpoint == "unprefixed.unprefixed" and not edition:
        return None
    return alias_target(edition)
