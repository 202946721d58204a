"""The cookie that holds the reader's settings, which scripts read and write too."""

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from reader.domain.preferences import COOKIE, Preferences
from reader.web.services import services

_YEAR = 365 * 24 * 60 * 60


def keep_preferences(response: Response | BaseResponse, preferences: Preferences) -> None:
    """Have the browser keep these settings.

    The usual ones are an empty cookie: so a browser that was told of them differs from one that
    has forgotten what it knew, as some do after a week (`static/js/tools.js` does the same).
    """
    response.set_cookie(
        COOKIE,
        preferences.format(),
        max_age=_YEAR,
        path=f"{services().settings.base_path}/",
        secure=services().settings.is_https,
        samesite="Lax",
    )
