"""Security: the Observatory's tests, headers on every page, TLS, what a server tells of itself."""

import re
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from urllib.parse import urlsplit, urlunsplit

from reader.auditing import observatory
from reader.auditing.answers import Answer, Fetcher
from reader.auditing.findings import (
    Evidence,
    Finding,
    check,
    cut,
    failed,
    judged,
    not_applicable,
    passed,
    unknown,
)
from reader.auditing.marks import Point
from reader.auditing.observatory import Redirects
from reader.auditing.pages import decoded
from reader.auditing.site import Site
from reader.domain.article import Label

_TESTS = {
    "content-security-policy": "csp", "cookies": "cookies",
    "cross-origin-resource-sharing": "cors", "redirection": "https-redirect",
    "referrer-policy": "referrer", "strict-transport-security": "hsts",
    "subresource-integrity": "sri", "x-content-type-options": "nosniff",
    "x-frame-options": "framing", "cross-origin-resource-policy": "corp",
    "cross-origin-embedder-policy": "coep", "cross-origin-opener-policy": "coop",
}  # fmt: skip
_OF_TLS = {"https-redirect", "hsts"}
_ENOUGH = 100
_DAYS = 14
_EVERYWHERE = (
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
    "strict-transport-security", "cross-origin-opener-policy", "cross-origin-resource-policy",
)  # fmt: skip
_TRACE = re.compile(
    r"Traceback \(most recent|at [\w$.]+\([\w]+\.java:\d+\)|Werkzeug Debugger|System\.Web\.|"
    r"<b>(Fatal error|Warning)</b>:|SQLSTATE\[|ORA-\d{5}|Microsoft OLE DB|Whitelabel Error Page",
)
_VERSION = re.compile(r"\d+\.\d+")
_TELLERS = ("x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
MISSING = "qingdu-audit-nothing-here"  # a page that no site has
_MARKUP = "%3Cqingdu-audit%20x%3E"


def judge_security(site: Site) -> Iterator[Finding]:
    """Every check of the theme."""
    yield from _observatory(site)
    missing = site.fetcher.get(f"{site.base.rstrip('/')}/{MISSING}")
    yield _headers_everywhere(site, missing)
    yield from _tls(site)
    yield _quiet_server(site, missing)
    yield _quiet_errors(site, missing)


def _observatory(site: Site) -> Iterator[Finding]:
    home = site.home.answer
    origin = "https://qingdu-audit.invalid"
    cors = site.fetcher.get(home.url, headers={"Origin": origin})
    redirects = None if site.is_local else _redirects(site)
    others = {line for page in site.pages[1:] for line in page.answer.all("set-cookie")}
    headers = (*home.headers, *(("set-cookie", line) for line in sorted(others)))
    found = observatory.points(
        headers, decoded(home), home.url, redirects=redirects, cors=cors.headers,
        cors_origin=origin, is_verified=home.is_verified,
    )  # fmt: skip
    if site.is_local and not site.is_tls:
        found = [point for point in found if _TESTS[point.test] not in _OF_TLS]
    total = observatory.score(found)
    said = Label(
        f"{total} 分，{observatory.grade(total)}。", f"{total} points, {observatory.grade(total)}."
    )
    yield passed("observatory", said) if total >= _ENOUGH else failed("observatory", said)
    judged_here = {_TESTS[point.test]: point for point in found}
    for name in _TESTS.values():
        if name in judged_here:
            yield _of_point(site, name, judged_here[name])
        else:
            yield not_applicable(
                name, Label("本机地址没有 TLS。", "No TLS on an address of this machine.")
            )


def _of_point(site: Site, name: str, point: Point) -> Finding:
    said = Label(f"{point.points:+d}", f"{point.result} ({point.points:+d})")
    if point.is_passed:
        return passed(name, said)
    header = point.test if name != "cookies" else "set-cookie"
    values = [Evidence(site.home.url, cut(value)) for value in site.home.answer.all(header)]
    return failed(name, Label(f"{point.result}（{point.points:+d}）", said.english), *values)


def _redirects(site: Site) -> Redirects:
    parts = urlsplit(site.home.url)
    plain = urlunsplit(("http", site.host if site.is_tls else parts.netloc, parts.path, "", ""))
    answers = site.fetcher.follow(plain, lambda _: True, method="GET")
    if answers[0].status == 0:
        return Redirects()
    return Redirects(tuple(one.url for one in answers), all(one.is_verified for one in answers))


def _headers_everywhere(site: Site, missing: Answer) -> Finding:
    """Whatever headers the front page has, every page and error must have too."""
    wanted = [name for name in _EVERYWHERE if site.home.answer.header(name)]
    if not wanted:
        return failed("headers-everywhere", Label("首页没有安全头。", "The front page has none."))
    faults = (
        Evidence(answer.url, name, Label(f"没有 {name}", f"no {name}"))
        for answer in chain((page.answer for page in site.pages), [missing])
        for name in wanted
        if answer.status and not answer.header(name)
    )
    said = Label("、".join(wanted), ", ".join(wanted))
    return judged("headers-everywhere", faults, said)


def _tls(site: Site) -> Iterator[Finding]:
    names = ("tls-certificate", "tls-version")
    if not site.is_tls:
        for name in names:
            if site.is_local:
                said = Label("本机地址没有 TLS。", "No TLS on an address of this machine.")
                yield not_applicable(name, said)
            else:
                yield failed(name, Label("网站没有 https。", "The site has no https."))
        return
    yield from certificate_findings(site.fetcher, site.host, site.port, time.time())


def certificate_findings(fetcher: Fetcher, host: str, port: int, now: float) -> Iterator[Finding]:
    """Whether the certificate of a host is trusted at `now`, how long it holds, which TLS."""
    places = fetcher.resolve(host, port)
    try:
        with (
            socket.create_connection((places[0].address, port), fetcher.seconds) as plain,
            fetcher.context.wrap_socket(plain, server_hostname=host) as sock,
        ):
            certificate, version = sock.getpeercert() or {}, sock.version() or ""
    except ssl.SSLCertVerificationError as error:
        yield failed("tls-certificate", Label(error.verify_message, error.verify_message))
        yield unknown("tls-version", Label("证书不可信。", "The certificate is not trusted."))
        return
    except (OSError, IndexError) as error:
        said = Label(f"没有连接：{error}", f"No connection: {error}")
        yield unknown("tls-certificate", said)
        yield failed("tls-version", said)
        return
    ends = ssl.cert_time_to_seconds(str(certificate.get("notAfter")))
    day = datetime.fromtimestamp(ends, UTC).date().isoformat()
    said = Label(f"有效期到 {day}。", f"It holds until {day}.")
    is_long = ends - now >= _DAYS * 86_400
    yield passed("tls-certificate", said) if is_long else failed("tls-certificate", said)
    said = Label(version, version)
    is_new = version in {"TLSv1.2", "TLSv1.3"}
    yield passed("tls-version", said) if is_new else failed("tls-version", said)


def _quiet_server(site: Site, missing: Answer) -> Finding:
    faults = [
        Evidence(answer.url, cut(f"{name}: {value}"))
        for answer in (site.home.answer, missing)
        for name, value in answer.headers
        if name in _TELLERS or (name == "server" and _VERSION.search(value))
    ]
    return judged("quiet-server", faults)


def _quiet_errors(site: Site, missing: Answer) -> Finding:
    """Errors of a page that is not there, and of one with markup in its address."""
    odd = site.fetcher.get(f"{site.base.rstrip('/')}/{_MARKUP}?q={_MARKUP}")
    name = check("quiet-errors").id
    faults = []
    for answer in (missing, odd):
        text = decoded(answer)
        if match := _TRACE.search(text):
            faults.append(Evidence(answer.url, cut(text[match.start() :])))
        if answer.is_html and "<qingdu-audit x>" in text:
            faults.append(
                Evidence(answer.url, "<qingdu-audit x>", Label("原样显示", "shown as markup"))
            )
    return judged(name, faults)
