"""What is made for a request is counted once, timed, and named."""

from collections.abc import Callable, Mapping
from wsgiref.types import WSGIEnvironment

import pytest

from reader.observing.cells import NONE, TIMED, cell_of, status_offset, times_of
from reader.observing.events import request_id
from reader.observing.routes import ROUTES
from reader.observing.tallies import Tallies
from reader.web.observed import SEARCHED, Observed
from reader.web.page_cache import PAGE
from reader.web.request_ids import RequestIds

SEARCH = ROUTES.index("search")


def asked(
    status: str = "200 OK", fails: Exception | None = None, more: Mapping[str, object] | None = None
) -> tuple[Tallies, dict[str, str], str]:
    """The counts after a search, the headers of its answer, and its name in the log."""
    tallies = Tallies()
    sent: dict[str, str] = {}
    names: list[str] = []

    def site(environ: WSGIEnvironment, start: Callable[..., object]) -> list[bytes]:
        names.append(request_id.get())
        environ.update(more or {})
        if fails:
            raise fails
        start(status, [])
        return []

    def start(_status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
        sent.update(headers)

    observed = Observed(site, tallies, RequestIds(has_proxy=False), "server")
    try:
        observed({"PATH_INFO": "/zh-hans/search"}, start)  # type: ignore[arg-type]
    except ValueError:
        sent["raised"] = "yes"
    assert request_id.get() == ""
    return tallies, sent, names[0]


def count(tallies: Tallies, status: int) -> int:
    return tallies.cells[cell_of(SEARCH) + NONE + status_offset(status)]


def timed(tallies: Tallies, what: str) -> int:
    return sum(times_of(TIMED.index(what), tallies.cells)[0])


@pytest.mark.parametrize("status", [200, 404])
def test_an_answer_is_counted_and_timed(status: int) -> None:
    tallies, sent, name = asked(f"{status} X")
    assert (count(tallies, status), timed(tallies, "search")) == (1, 1)
    assert name
    assert "X-Request-Id" not in sent


def test_an_error_carries_its_name_in_the_log() -> None:
    tallies, sent, name = asked("503 X")
    assert count(tallies, 503) == 1
    assert sent["X-Request-Id"] == name


def test_what_fails_without_an_answer_is_an_error() -> None:
    tallies, sent, _ = asked(fails=ValueError())
    assert count(tallies, 500) == 1
    assert "raised" in sent


def test_a_page_that_is_kept_is_counted_by_the_cache() -> None:
    tallies, _, _ = asked(more={PAGE: "a page"})
    assert (count(tallies, 200), timed(tallies, "search")) == (0, 1)


def test_searching_alone_is_timed() -> None:
    assert timed(asked()[0], "index search") == 0
    assert timed(asked(more={SEARCHED: 0.004})[0], "index search") == 1
