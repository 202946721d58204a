"""Two hosts behind one proxy: own content, index and state; one PostgreSQL and one Redis.

Each host is a server with folders of its own, as `deploy/two-hosts/` has them.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.client import Answer, Client
from tests.conftest import ROOT
from tests.deploy.certificates import Certificate
from tests.deploy.programs import proxy
from tests.deploy.readers import HOST, Front
from tests.deploy.sites import Site, site
from tests.deploy.test_failing import Readers
from tests.http.people import ME, Person
from tests.http.sites import await_
from tests.services import PostgreSQL, Redis

pytestmark = pytest.mark.xdist_group("postgresql")

PAGES = ["/zh-hans/", "/zh-hant/columns/help", "/zh-hans/articles/help/print", "/en/archive",
         "/zh-hans/search?q=%E5%AD%97", "/zh-hans/feed.xml"]  # fmt: skip


@pytest.fixture(scope="module")
def hosts(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL, redis: Redis
) -> Iterator[list[Site]]:
    with ExitStack() as stack:
        url = stack.enter_context(postgresql.fresh())
        found = []
        for _ in range(2):
            folder = tmp_path_factory.mktemp("host")
            shutil.copytree(ROOT / "content", folder / "content")
            one = site(folder, url, "127.0.0.1", content=folder / "content", redis_url=redis.url)
            found.append(stack.enter_context(one))
        for each in found:
            each.await_open()
        yield found


@pytest.fixture(scope="module")
def front(hosts: list[Site], tls: Certificate) -> Iterator[Front]:
    with proxy("nginx", tls, [f"127.0.0.1:{one.port}" for one in hosts]) as found:
        yield found


def contents(hosts: list[Site]) -> list[Path]:
    return [one.log.with_name("content") for one in hosts]


def test_both_hosts_answer_the_same_bytes(hosts: list[Site]) -> None:
    for path in PAGES:
        one, other = (host.get(path, {"Accept-Encoding": "br"}) for host in hosts)
        assert one.status == other.status == 200
        assert one.text == other.text, path  # one may have compressed it better by now
        assert one.headers["ETag"] == other.headers["ETag"], path


def test_an_article_is_on_both_as_soon_as_it_is_copied_there(hosts: list[Site]) -> None:
    for content in contents(hosts):
        (content / "news").mkdir(exist_ok=True)
        (content / "news/new.md").write_text("---\ntitle: 新事\n---\n今天。\n", "utf-8")
    for host in hosts:
        await_(lambda host=host: host.get("/zh-hans/articles/news/new").status == 200, 30, "it")  # type: ignore[misc]


def test_a_reader_goes_on_at_the_other_host(hosts: list[Site]) -> None:
    """What one host took, the other has at once: devices, favourites, failures."""
    one, other = (_directly(host) for host in hosts)
    one.names_themselves("老赵")
    one.does(f"{ME}/favourites", add="/articles/help/print")
    other.cookies = one.cookies
    assert other.is_in
    assert "/articles/help/print" in other.page(f"{ME}/favourites").text
    strangers = [_directly(host) for host in hosts]
    for stranger in strangers:
        stranger.address = "198.51.100.7"
    statuses = [strangers[n % 2].signs_in("老赵", "不是这一句话").status for n in range(11)]
    assert statuses[-1] == 429
    assert 429 not in statuses[:10]


def test_a_host_that_dies_under_load_takes_nobody_with_it(hosts: list[Site], front: Front) -> None:
    """The last test of these hosts: of readers on either, and of one who is signed in."""
    reader = Person(front.reader())
    reader.names_themselves("老钱")
    readers = Readers(front)
    readers.await_more(60)
    hosts[0].kill()
    readers.await_more(120)
    for _ in range(4):  # whichever host was asked before
        assert reader.is_in
    reader.does(f"{ME}/favourites", add="/articles/help/share")
    readers.stop()
    assert readers.wrong == []


class _AtHost(Client):
    """Who comes to a host itself, by the name of the site."""

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str | bytes] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        return super().request(method, path, {"Host": HOST, **(headers or {})}, body)


def _directly(host: Site) -> Person:
    """Somebody at a host itself, who says what the proxy would."""
    return Person(_AtHost(f"http://127.0.0.1:{host.port}"))
