"""Files whole or in part (RFC 9110, 14)."""

import re

from flask import Response, request

_RANGE = re.compile(r"bytes=(?:\d{1,15}-\d{0,15}|-\d{1,15})")


def allow_ranges(response: Response, size: int) -> None:
    """Answer the one range a request asks for, of a file of `size` bytes with an ETag; or 304.

    A range in other units, or several, may be ignored, and is.
    """
    response.content_length = size
    if not _RANGE.fullmatch(request.headers.get("Range", "")):
        request.environ.pop("HTTP_RANGE", None)
    response.make_conditional(request, accept_ranges=True, complete_length=size)
