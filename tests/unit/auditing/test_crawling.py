"""Pages are read with measure: of every kind, on the site alone, as its robots.txt asks."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from reader.auditing.audit import Options, run
from reader.auditing.browsing import NoBrowser
from reader.auditing.crawling import crawl, open_site
from reader.auditing.findings import Outcome, load_catalogue
from reader.auditing.site import kind_of
from reader.domain.errors import AuditError
from tests.audited import File, Server, page, small_site

pytestmark = pytest.mark.xdist_group("auditing")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def read(server: Server, most: int, *, is_own: bool = True, path: str = "") -> list[str]:
    site = open_site(server.base + path, server.fetcher(), is_own=is_own)
    crawl(site, most, lambda _: None)
    return [one.url.partition(f":{server.port}")[2] for one in site.pages]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("/zh-hans/articles/a/b", "/zh-hant/articles/c/d", True),
        ("/archive/2025", "/archive/2026", True),
        ("/list_1.html", "/list_22.html", True),
        ("/articles/a", "/columns/a", False),
        ("/search?q=1", "/search?q=2", True),
        ("/search?q=1", "/search", False),
        ("/", "/zh-hans/", True),
    ],
)
def test_kinds_of_addresses(one: str, other: str, is_same: bool) -> None:
    assert (kind_of(f"http://a.cn{one}") == kind_of(f"http://a.cn{other}")) is is_same


def test_every_kind_is_met_though_one_has_hundreds_of_pages(server: Server) -> None:
    server.files = small_site()
    many = "".join(f'<a href="/many/{n}">第 {n} 页</a>' for n in range(300))
    server.files.add(many + '<a href="/rare">少见</a>')
    server.files.by_path |= {f"/many/{n}": page(f"/many/{n}") for n in range(300)}
    server.files.by_path["/rare"] = page("/rare")
    found = read(server, 9)
    assert len(found) == 9
    assert {"/", "/rare", "/c/news", "/map"} <= set(found)


def test_the_robots_of_others_are_heeded_and_those_of_ones_own_are_for_others(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.auditing.crawling._OTHERS_PAUSE", 0.0)
    server.files = small_site()
    robots = File("User-agent: *\nDisallow: /a/\nDisallow: /zh-hant/a/\n", "text/plain")
    server.files.by_path["/robots.txt"] = robots
    assert "/a/1" in read(server, 20)
    assert "/a/1" not in read(server, 20, is_own=False)
    server.files.by_path["/robots.txt"] = File(
        "User-agent: qingdu-audit\nDisallow: /", "text/plain"
    )
    with pytest.raises(AuditError, match=r"robots\.txt"):
        read(server, 1, is_own=False)


def test_what_is_above_the_sites_path_is_not_read(server: Server) -> None:
    server.files = small_site()
    assert all(path.startswith("/zh-hant/") for path in read(server, 20, path="zh-hant/"))


def test_the_address_of_a_file_is_that_of_its_folder(server: Server) -> None:
    server.files = small_site()
    server.files.by_path["/index.htm"] = page("/index.htm")
    assert "/a/1" in read(server, 20, path="index.htm")


def test_a_site_that_is_not_there_is_one_sentence(server: Server) -> None:
    with pytest.raises(AuditError, match="does not answer"):
        open_site("http://nowhere.example/", server.fetcher(), is_own=True)
    with pytest.raises(AuditError, match="404"):
        open_site(f"{server.base}gone", server.fetcher(), is_own=True)


def test_an_audit_has_every_check_once_in_the_order_of_the_catalogue(server: Server) -> None:
    server.files = small_site()
    site = open_site(server.base, server.fetcher(), is_own=True)
    told: list[int] = []
    options = Options(pages=4, skipped=frozenset({"csp"}))
    audit = run(site, options, datetime.now(UTC), NoBrowser(), told.append)
    assert [one.check.id for one in audit.findings] == [
        one.id
        for theme in load_catalogue().themes
        for one in load_catalogue().checks.values()
        if one.theme == theme.id
    ]
    skipped = next(one for one in audit.findings if one.check.id == "csp")
    assert skipped.outcome is Outcome.NOT_APPLICABLE
    assert (audit.name, audit.contact, sum(told)) == ("某县人民政府", "0915-7202345", 4)
