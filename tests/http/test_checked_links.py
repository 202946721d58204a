"""`qingdu check` says of links what the server answers when readers follow them."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin

import pytest

from tests.client import Client
from tests.commands import run_command
from tests.conftest import Serve, deployment
from tests.unit.builders import write

SITE = "https://read.example.cn"
GOOD = [
    "../help/print.md", "../help/print", "../help/print.html", "/articles/help/print",
    "../help/print.md#纸", "../help/print.md#" + quote("纸"), "/articles/help/print#a-纸",
    "/articles/help/print#s-1", "../help/print.md?page=2", "../help/old-name.md",
    "/articles/help/old-name", "../help/new-name.md", "/articles/help/new-name", "../", "./",
    "../help/", "/columns/help", "/columns", "/tags", "/tags/交通", "/tags/%E4%BA%A4%E9%80%9A",
    "/archive", "/archive/2020/01", "/search?q=x", "/about/accessibility", "/preferences", "/",
    "/feed.xml", "/Item.asp?id=1", "/Item.asp?id=1&x=%E6%97%AC", "/old/page.html",
    "/old/page.html/",
       "洪水.md", "%E6%B4%AA%E6%B0%B4.md", "a%20b.md", "<a b.md>", "图.JPG", "/media/news/图.JPG",
    "图.JPG?x=1", "../公报.pdf", "表.xlsx", "#here", "#", "?page=2", f"{SITE}/articles/help/print",
    f"{SITE}/Item.asp?id=1", "../help/./print.md", "../../help/print.md",
    "again.txt.md", "/articles/news/clash.txt", "v1.2.md", "../help/print.md#fn1",
]  # fmt: skip
DEAD = [
    "../help/Print.md", "../Help/print.md", "print.md", "../help", "/articles/help/print.md",
    "/articles/none", "../none/", "/columns/none", "/tags/none", "/archive/1999/01",
    "/Item.asp?id=2", "/old/page", "洪", "洪.md", "图.jpg", "/media/图.JPG", "../help/draft.md",
    "../help/later.md", "x.exe", ".hidden.png", "_draft.png", "www.gov.cn", "Item.asp?id=1",
    f"{SITE}/articles/none", f"{SITE}/none", "/articles/help/draft", "site.toml", "v1.2",
    "..\\help\\print.md", "empty/",
    "/zh-hans/articles/none", "%e6%b4%aa.md",
]  # fmt: skip
LOST = [  # the page is there, but not the place on it
    "../help/print.md#none", "#none", "/articles/help/print#纸", "/articles/help/print#s-9",
    "#top", "/articles/help/print#s-2",
]  # fmt: skip


@dataclass(frozen=True)
class Site:
    content: Path
    client: Client
    links: list[str]  # as the page of links has them
    faults: dict[int, list[str]]  # codes by the number of the link


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Site:
    content = tmp_path_factory.mktemp("content")
    front = "---\ntitle: {}\n{}---\n正文。\n"
    write(content, "site.toml", '[[columns]]\npath = "news/empty"\n')
    write(
        content,
        "help/print.md",
        front.format("打印", "") + "\n## 甲\n\n<h2 id='纸'>纸</h2>\n\n注[^1]。\n\n[^1]: 注。\n",
    )
    write(content, "help/old-name.md", front.format("改名", "slug: new-name\n"))
    write(content, "help/draft.md", front.format("草稿", "draft: true\n"))
    write(content, "help/later.md", front.format("以后", "published: 2999-01-01\n"))
    write(
        content,
        "news/洪水.md",
        front.format(
            "洪水",
            "published: 2020-01-05\ntags: 交通\naliases:\n- /Item.asp?id=1\n"
            "- /Item.asp?id=1&x=旬\n- http://old.cn/old/page.html\n",
        ),
    )
    for name in ("a b.md", "again.txt.md", "clash.md", "clash.txt", "v1.2.md"):
        write(content, f"news/{name}", front.format(name, ""))
    for name in ("news/图.JPG", "公报.pdf", "news/表.xlsx", "news/x.exe", "news/.hidden.png",
                 "news/_draft.png"):  # fmt: skip
        write(content, name, b"x")
    addresses = [*GOOD, *DEAD, *LOST]
    lines = "\n\n".join(f"[第{number}条]({address})" for number, address in enumerate(addresses))
    write(content, "news/links.md", f"---\ntitle: 链接\n---\n<p id='here'>此</p>\n\n{lines}\n")
    client = serve(content, SITE_URL=SITE)
    page = client.page("/zh-hans/articles/news/links")
    links = {a.text: a.get("href") or "" for a in page.page.iter("a") if (a.text or "")[:1] == "第"}
    done = run_command(
        ["check", "--json", "news/links.md"],
        deployment(tmp_path_factory.mktemp("state"), content, SITE_URL=SITE),
    )
    faults: dict[int, list[str]] = {}
    for fault in json.loads(done.stdout)["faults"]:
        faults.setdefault((fault["line"] - 6) // 2, []).append(fault["code"])
    shown = [links.get(f"第{number}条", "") for number in range(len(addresses))]
    return Site(content, client, shown, faults)


def answer(client: Client, href: str) -> tuple[int, str]:
    """The status where a link leads in the end, and the page."""
    address = urljoin("/zh-hans/articles/news/links", href.removeprefix(SITE))
    place, _ = urldefrag(address)
    for _ in range(4):
        got = client.get(place)
        if got.status not in {301, 302}:
            return got.status, got.text if got.is_html else ""
        place = urljoin(place, got.headers["Location"].removeprefix(SITE))
    raise AssertionError(f"{href} leads round in circles")


@pytest.mark.parametrize("address", GOOD)
def test_a_link_that_works_is_not_named(site: Site, address: str) -> None:
    number = GOOD.index(address)
    assert site.faults.get(number, []) == []
    href = site.links[number]
    status, page = answer(site.client, href)
    assert status == 200, href
    fragment = unquote(urldefrag(href)[1])
    assert not fragment or f'id="{fragment}"' in page, href


@pytest.mark.parametrize("address", DEAD)
def test_a_link_that_is_dead_is_named(site: Site, address: str) -> None:
    number = len(GOOD) + DEAD.index(address)
    codes = set(site.faults.get(number, ()))
    assert codes & {"link-dead", "link-case", "link-unpublished", "media-unserved"}
    assert answer(site.client, site.links[number])[0] == 404


@pytest.mark.parametrize("address", LOST)
def test_a_link_to_a_place_that_is_not_there_is_named(site: Site, address: str) -> None:
    number = len(GOOD) + len(DEAD) + LOST.index(address)
    assert site.faults.get(number) == ["link-anchor"]
    status, page = answer(site.client, site.links[number])
    fragment = unquote(urldefrag(site.links[number])[1])
    assert status == 200
    assert f'id="{fragment}"' not in page
