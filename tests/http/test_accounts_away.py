"""The database of the user centre stops, comes back, freezes: articles are read all the while."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, running
from tests.http.people import ME, Person
from tests.services import PostgreSQL, Redis

pytestmark = pytest.mark.xdist_group("accounts-away")

ARTICLE = "/zh-hans/articles/help/print"
# What the issue promises readers, in seconds.
AT_ONCE, SOON, BACK = 1.0, 5.0, 8.0


@contextmanager
def read_all_along(client: Client) -> Iterator[None]:
    """Meanwhile articles are opened, and others knock at the user centre; no article waits."""
    slow: list[float] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            before = time.monotonic()
            assert client.get(ARTICLE).status == 200
            slow.append(time.monotonic() - before)
            time.sleep(0.02)

    def knock() -> None:
        stranger = Person(client, {"me": "x" * 43})
        while not stop.is_set():
            stranger.get(f"{ME}/")

    threads = [threading.Thread(target=read)] + [threading.Thread(target=knock) for _ in range(40)]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()
    assert len(slow) > 20
    assert max(slow) < AT_ONCE


def answered(person: Person) -> tuple[int, float]:
    """What the user centre answers, and after how long."""
    before = time.monotonic()
    answer = person.get(f"{ME}/devices")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.status, time.monotonic() - before


def is_away(person: Person) -> None:
    """The user centre says so, soon."""
    for _ in range(4):
        status, seconds = answered(person)
        assert status == 503
        assert seconds < SOON


def is_back(person: Person) -> None:
    """The user centre opens again, soon, to who was in."""
    limit = time.monotonic() + BACK
    while answered(person)[0] != 200:
        assert time.monotonic() < limit
        time.sleep(0.1)
    assert "老王" in person.page(f"{ME}/").text


def test_postgresql_stops_comes_back_and_freezes(tmp_path: Path) -> None:
    with (
        PostgreSQL() as server,
        server.fresh() as url,
        running(tmp_path, ROOT / "content", "--workers", "1", DATABASE_URL=url) as client,
    ):
        wang = Person(client).names_themselves("老王")
        with read_all_along(client):
            server.stop()
            is_away(wang)
            page = wang.get(f"{ME}/devices")
            assert page.headers["Retry-After"]
            assert "用户中心暂时打不开" in page.text
            server.start()
            is_back(wang)
            server.freeze()
            frozen = time.monotonic()
            while time.monotonic() < frozen + 9:
                is_away(wang)
            server.thaw()
            is_back(wang)


def test_redis_is_not_needed(tmp_path: Path) -> None:
    with (
        Redis() as server,
        running(tmp_path, ROOT / "content", REDIS_URL=server.url) as client,
    ):
        Person(client).names_themselves("老王")
        wrong = Person(client)
        for _ in range(5):
            assert wrong.signs_in("老王", "不是这个密码").status == 422
        server.stop()
        for _ in range(10):
            assert wrong.signs_in("老王", "不是这个密码").status == 422
        assert wrong.signs_in("老王", "不是这个密码").status == 429
