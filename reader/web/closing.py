"""Answers that end their connection: for servers that another takes over from."""

from collections.abc import Callable
from wsgiref.types import StartResponse

from reader.web.kept_page import Headers
from reader.web.mount import ExcInfo


def closing(start_response: StartResponse) -> StartResponse:
    """The same with `Connection: close`.

    (A request that comes while its connection is closed would be lost.)
    """

    def start(
        status: str, headers: Headers, exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        return start_response(status, [*headers, ("Connection", "close")], exc_info)

    return start
