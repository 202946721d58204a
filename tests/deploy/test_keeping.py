"""The caches of nginx and HAProxy: they answer while the site does not, but nothing private."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from tests.deploy.conftest import BELOW
from tests.deploy.readers import HOST, Front
from tests.deploy.sites import Site
from tests.http.people import ME, Person
from tests.http.sites import await_

pytestmark = pytest.mark.xdist_group("proxies")

ARTICLE = "/zh-hans/articles/help/themes"
KEPT = [
    ("", "identity"),
    ("", "gzip"),
    ("", "br"),
    ("?page=1", "identity"),
    ("?br", "identity"),
    ("?", "br"),
]


_WITH_A_CACHE = [(name, base) for name in ("nginx", "haproxy") for base in ("", BELOW)]


@contextmanager
def silence(front: Front, sites: list[Site]) -> Iterator[None]:
    """The site is frozen, and afterwards is itself again for the proxy too."""
    with ExitStack() as stack:
        for one in sites:
            if one.process.poll() is None:
                stack.enter_context(one.frozen())
        yield
    await_(lambda: front.reader().get("/zh-hans/?awake").status == 200, 20, "the site")


@pytest.mark.parametrize("front", _WITH_A_CACHE, indirect=True, ids="".join)
def test_pages_are_kept_by_host_path_parameters_and_coding(front: Front, sites: list[Site]) -> None:
    reader = front.reader()
    wang = Person(front.reader(source="127.8.0.1")).names_themselves(
        f"读者{front.name}{front.base}"
    )
    private = f"{ME}/favourites"
    wang.page(private)
    wang.get("/preferences.css")
    before = [reader.get(ARTICLE + query, {"Accept-Encoding": coding}) for query, coding in KEPT]
    codings = [page.headers["Content-Encoding"] or "identity" for page in before]
    assert codings == [coding for _, coding in KEPT]
    unkept: list[tuple[str, dict[str, str | bytes]]] = [
        (ARTICLE + "?other", {}),
        ("/zh-hans/articles/help/enlarge-text?never", {}),
        (private, {"Cookie": f"__Host-me={wang.token}"}),
        (f"{ME}/", {}),
        ("/preferences.css", {}),
        ("/", {}),
        (ARTICLE, {"Accept-Encoding": "identity", "Host": f"www2.{HOST}"}),
    ]
    with silence(front, sites):
        for (query, coding), page in zip(KEPT, before, strict=True):
            again = front.reader("::1").get(ARTICLE + query, {"Accept-Encoding": coding})
            assert again.status == 200
            assert again.body == page.body
            assert again.headers["ETag"] == page.headers["ETag"]
            assert again.headers["Content-Encoding"] == page.headers["Content-Encoding"]
        with ThreadPoolExecutor(len(unkept)) as pool:
            asked = [pool.submit(answers, front, *each) for each in unkept]
            assert [each.result() for each in asked] == [False] * len(unkept)


def answers(front: Front, path: str, headers: dict[str, str | bytes]) -> bool:
    """Whether a page is answered at once."""
    try:
        return front.reader(timeout=1).get(path, headers).status == 200
    except (TimeoutError, ConnectionError):
        return False


@pytest.mark.parametrize("front", _WITH_A_CACHE[::2], indirect=True, ids="".join)
def test_who_asks_for_what_is_private_waits_for_nobody(front: Front) -> None:
    """nginx could have one reader wait until another has got the page of the same address.

    It would look again after half a second, and let one more go.
    """
    readers = [front.reader() for _ in range(12)]
    path = f"{front.base}/preferences.css"
    began = time.monotonic()
    with ThreadPoolExecutor(len(readers)) as herd:
        statuses = list(herd.map(lambda reader: reader.get(path).status, readers))
    assert statuses == [200] * len(readers)
    assert time.monotonic() - began < 3
