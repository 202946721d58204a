"""Every check passes a small site without faults, and is seen to fail one that has its fault."""

import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from reader.auditing.browsing import needs_browser
from reader.auditing.crawling import crawl, open_site
from reader.auditing.documents import judge_documents
from reader.auditing.elderly import judge_elderly
from reader.auditing.findings import Finding, Outcome, load_catalogue
from reader.auditing.government import judge_government
from reader.auditing.links import judge_links
from reader.auditing.markup import judge_markup
from reader.auditing.networks import judge_networks
from reader.auditing.scripts import judge_scripts
from reader.auditing.security import certificate_findings, judge_security
from reader.auditing.site import Site
from reader.auditing.speed import first_byte, judge_speed
from reader.auditing.third_parties import judge_third_parties
from tests.audited import HOST, File, Files, Server, certified, page, small_site

pytestmark = pytest.mark.xdist_group("auditing")

Spoil = Callable[[Files], None]


def add(markup: str, path: str = "/") -> Spoil:
    return lambda files: files.add(markup, path)


def spoil(old: str, new: str, path: str = "/") -> Spoil:
    return lambda files: files.spoil(old, new, path)


def header(name: str, value: str) -> Spoil:
    return lambda files: files.headers.update({name: value})


def put(path: str, body: str, type: str = "text/html; charset=utf-8", **more: object) -> Spoil:
    return lambda files: files.by_path.update({path: File(body, type, **more)})  # type: ignore[arg-type]


def both(*spoils: Spoil) -> Spoil:
    def spoil_all(files: Files) -> None:
        for one in spoils:
            one(files)

    return spoil_all


def v6(path: str, file: File) -> Spoil:
    return lambda files: files.v6.update({path: file})


def nothing(files: Files) -> None:
    """What is wrong is not in the files: without TLS, without any other name."""
    del files


FAULTS: dict[str, Spoil] = {
    "page-lang": spoil('<html lang="zh-Hans">', "<html>"),
    "part-lang": add('<p lang="en">新闻</p>'),
    "page-title": spoil("<title>首页</title>", "<title></title>"),
    "one-h1": add("<h1>又一个</h1>"),
    "heading-order": add("<h3>跳级</h3>"),
    "image-alt": add('<img src="/p.png">'),
    "image-alt-words": add('<img src="/p.png" alt="DSC_0042.JPG">'),
    "field-label": add('<input placeholder="姓名">'),
    "button-name": add("<button><svg></svg></button>"),
    "link-name": add('<a href="/map"><img src="/p.png" alt=""></a>'),
    "link-words": add('<a href="/map">点击这里</a>'),
    "landmark-main": both(spoil("<main", "<div"), spoil("</main>", "</div>")),
    "skip-link": both(
        spoil('<a href="#main">跳到正文</a>', ""), spoil("<main", "<a href=/>一</a>" * 9 + "<main")
    ),
    "id-unique": add('<p id="main">又一个</p>'),
    "id-target": add('<input aria-labelledby="nothing">'),
    "zoom": spoil("initial-scale=1", "maximum-scale=1, user-scalable=no"),
    "inline-spacing": add('<p style="line-height: 1 !important">挤</p>'),
    "no-refresh": spoil("<title>", '<meta http-equiv="Refresh" content="5"><title>'),
    "no-motion": add("<marquee>通知</marquee>"),
    "video-captions": add('<video src="/p.png"></video>'),
    "frame-title": add('<iframe src="/map"></iframe>'),
    "table-headers": add("<table><tr><td>一</td></tr></table>"),
    "tabindex": add('<a href="/map" tabindex="3">地图</a>'),
    "keyboard": add('<div onclick="open()">打开</div>'),
    "new-window": add('<a href="/map" target="_blank">地图</a>'),
    "ways": both(spoil(' role="search"', ""), spoil('<a href="/map">网站地图</a>', "")),
    "statement": spoil("无障碍声明", "声明"),
    "elder-entry": spoil("长者版", "切换"),
    "elder-popups": add("<script>window.open('/ad')</script>"),
    "script-lang": spoil("发布关于道路维修", "發布關於道路維修的通知，學校將於週一開學", "/a/1"),
    "script-switch": lambda files: files.by_path.update(
        {"/zh-hant/a/1": page("/zh-hant/map", "zh-Hant", "別的")}
    ),
    "hreflang": spoil('"zh-Hans" href="/a/1"', '"zh-Hans" href="/map"', "/zh-hant/a/1"),
    "gov-site-tags": spoil('content="6109280001"', 'content="61092800"'),
    "gov-column-tags": spoil('name="ColumnType"', 'name="x"', "/c/news"),
    "gov-content-tags": spoil("2026-03-01 08:00", "2026年3月1日", "/a/1"),
    "gov-party-mark": both(spoil("bszs.conac.cn", "x.cn"), spoil("党政机关", "机关")),
    "gov-report-errors": both(spoil("zfwzgl.www", "x"), spoil("我为政府网站找错", "找错")),
    "gov-id-code": spoil("政府网站标识码：6109280001", "政府网站标识码：610928"),
    "gov-publisher": spoil("主办单位", "单位"),
    "gov-contact": spoil("联系电话：0915-7202345", ""),
    "gov-sitemap-link": spoil("网站地图", "地图"),
    "icp": spoil("https://beian.miit.gov.cn/", "/map"),
    "police": spoil("陕公网安备 61092802000001号", "备案"),
    "ipv6-home": v6("/", File("", status=500)),
    "ipv6-same": v6("/", page("/", title="别的")),
    "ipv6-second": v6("/map", File("", status=503)),
    "ipv6-third": both(
        add('<a href="/deep">深处</a>', "/a/1"),
        lambda files: files.by_path.update({"/deep": page("/deep")}),
        v6("/deep", File("", status=500)),
    ),
    "ipv6-mark": spoil("本网站支持 IPv6", ""),
    "observatory": header("Content-Security-Policy", ""),
    "csp": header("Content-Security-Policy", "default-src 'self' 'unsafe-inline'"),
    "cookies": header("Set-Cookie", "session=1; Path=/"),
    "cors": both(
        header("Access-Control-Allow-Origin", "https://qingdu-audit.invalid"),
        header("Access-Control-Allow-Credentials", "true"),
    ),
    "referrer": header("Referrer-Policy", "unsafe-url"),
    "hsts": nothing,
    "sri": spoil('<script src="/s.js">', '<script src="https://cdn.example.com/s.js">'),
    "nosniff": header("X-Content-Type-Options", ""),
    "framing": both(header("X-Frame-Options", ""), header("Content-Security-Policy", "")),
    "corp": header("Cross-Origin-Resource-Policy", "everybody"),
    "coep": header("Cross-Origin-Embedder-Policy", "everything"),
    "coop": header("Cross-Origin-Opener-Policy", "nobody"),
    "headers-everywhere": lambda files: files.missing.headers.update({"X-Frame-Options": ""}),
    "tls-certificate": nothing,
    "tls-version": nothing,
    "quiet-server": header("Server", "Apache/2.4.6 (CentOS) PHP/5.4"),
    "quiet-errors": lambda files: setattr(files.missing, "body", "Traceback (most recent call"),
    "third-party": put("/s.css", "@import '//fonts.example.com/a.css';", "text/css"),
    "first-14k": add("".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(20_000))),
    "first-visit": add("".join(f'<img src="/p.png?{n}" alt="">' for n in range(30))),
    "compression": lambda files: setattr(files.by_path["/"], "is_packed", False),
    "caching": put("/s.css", "a", "text/css", headers={"Cache-Control": "no-store"}),
    "revalidation": lambda files: setattr(files.by_path["/"], "has_tag", False),
    "links": add('<a href="/gone">没有了</a>'),
    "outer-links": nothing,
    "anchors": add('<a href="/a/1#nowhere">哪里</a>'),
    "resources": add('<img src="/gone.png" alt="没有了">'),
    "redirects": both(
        add('<a href="/old">旧</a>'),
        put("/old", "", status=301, headers={"Location": "/older"}),
        put("/older", "", status=301, headers={"Location": "/map"}),
    ),
    "not-found": lambda files: setattr(files.missing, "status", 200),
    "charset": lambda files: setattr(files.by_path["/a/1"], "type", "text/html; charset=gb2312"),
    "canonical": spoil('"canonical" href="/a/1"', '"canonical" href="/gone"', "/a/1"),
    "robots": put("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain"),
    "sitemap": put("/sitemap.xml", "<html>", "text/html"),
    "feeds": put("/feed.xml", "<feed/>", "application/atom+xml"),
    "manifest": put("/manifest.json", '{"icons": [{"src": "/gone.png"}]}', "application/json"),
}  # fmt: skip
# Seen to fail in tests of their own.
ELSEWHERE = {"gov-domain", "ipv6-record", "https-redirect", "first-byte"}


def judges(site: Site) -> dict[str, Callable[[], Iterator[Finding]]]:
    return {
        "wcag": lambda: judge_markup(site),
        "elder": lambda: judge_elderly(site),
        "scripts": lambda: judge_scripts(site),
        "government": lambda: judge_government(site),
        "ipv6": lambda: judge_networks(site, site.pages),
        "security": lambda: judge_security(site),
        "privacy": lambda: judge_third_parties(site),
        "speed": lambda: judge_speed(site),
        "whole": lambda: chain(judge_links(site, 100, outer=True), judge_documents(site)),
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture(scope="module")
def opened(server: Server) -> Callable[..., Site]:
    def open_(*, has_v6: bool = True, pages: int = 12) -> Site:
        site = open_site(server.base, server.fetcher(has_v6=has_v6), is_own=True)
        crawl(site, pages, lambda _: None)
        return site

    return open_


def outcome(site: Site, name: str) -> Finding:
    theme = load_catalogue().checks[name].theme
    found = {finding.check.id: finding for finding in judges(site)[theme]()}
    return found[name]


def test_every_check_has_its_fault() -> None:
    assert set(FAULTS) | ELSEWHERE | set(needs_browser()) == load_catalogue().checks.keys()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(name: str, server: Server, opened: Callable[..., Site]) -> None:
    server.files = small_site()
    FAULTS[name](server.files)
    finding = outcome(opened(), name)
    assert finding.outcome is Outcome.FAILED, finding
    assert finding.count >= 1


def test_a_site_without_faults_passes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no video, no table and no frame, and no other site is found."""
    monkeypatch.setattr("reader.auditing.speed._FIRST_BYTE", 60.0)  # the machine may be busy
    with certified(tmp_path) as (of_server, of_client):
        secure = Server(of_server)
        try:
            site = open_site(secure.base, secure.fetcher(context=of_client), is_own=True)
            crawl(site, 12, lambda _: None)
            found = {}
            for judge in judges(site).values():
                found.update({finding.check.id: finding for finding in judge()})
        finally:
            secure.close()
    wrong = {
        name: (finding.outcome, finding.said.english, finding.evidence[:2])
        for name, finding in found.items()
        if finding.outcome is not Outcome.PASSED
    }
    nothing = {"video-captions", "frame-title", "table-headers", "keyboard", "id-target"}
    assert wrong.keys() == nothing | {"outer-links"}, wrong
    assert all(wrong[name][0] is Outcome.NOT_APPLICABLE for name in nothing)


def test_a_name_without_an_aaaa_record_fails_all_of_ipv6(
    server: Server, opened: Callable[..., Site]
) -> None:
    server.files = small_site()
    found = {f.check.id: f.outcome for f in judge_networks(opened(has_v6=False), [])}
    names = {"ipv6-record", "ipv6-home", "ipv6-same", "ipv6-second", "ipv6-third"}
    assert {name for name, one in found.items() if one is Outcome.FAILED} == names


def test_a_certificate_that_ends_soon_and_one_that_nobody_trusts(tmp_path: Path) -> None:
    with certified(tmp_path, days=30) as (of_server, of_client):
        server = Server(of_server)
        try:
            trusted = server.fetcher(context=of_client)
            for later, expected in ((0, Outcome.PASSED), (20 * 86_400, Outcome.FAILED)):
                now = time.time() + later
                first = next(certificate_findings(trusted, HOST, server.port, now))
                assert (first.check.id, first.outcome) == ("tls-certificate", expected)
            untrusting = server.fetcher()
            first = next(certificate_findings(untrusting, HOST, server.port, time.time()))
            assert first.outcome is Outcome.FAILED
            answer = untrusting.get(server.base)
            assert (answer.status, answer.is_verified) == (200, False)
        finally:
            server.close()


def test_a_government_without_a_name_of_the_governments(server: Server) -> None:
    server.files = small_site()
    site = open_site(server.base, server.fetcher(), is_own=True)
    site.host = "www.example.com"
    found = {finding.check.id: finding.outcome for finding in judge_government(site)}
    assert found["gov-domain"] is Outcome.FAILED


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [([0.1, 0.2, 9.0], Outcome.PASSED), ([0.9, 1.0, 0.1], Outcome.FAILED), ([], Outcome.FAILED)],
)
def test_the_median_of_first_bytes_counts(seconds: list[float], expected: Outcome) -> None:
    assert first_byte(seconds).outcome is expected
