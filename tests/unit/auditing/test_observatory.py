"""The Observatory's points, after its published rules."""

import pytest

from reader.auditing.observatory import Redirects, grade, points, score
from tests.audited import SECURE

URL = "https://www.example.gov.cn/"
BEST = tuple(SECURE.items())
OWN_SCRIPT = '<script src="/s.js" integrity="sha384-x"></script>'
ROUTE = ("http://www.example.gov.cn/", URL)


def result(test: str, headers: dict[str, str] | None = None, html: str = "", **more: object) -> str:
    sent = [(name, value) for name, value in {**SECURE, **(headers or {})}.items() if value]
    found = {one.test: one for one in points(sent, html, URL, **more)}  # type: ignore[arg-type]
    return f"{found[test].result} {found[test].points:+d}"


def test_the_best_score_is_that_of_every_header() -> None:
    best = points(BEST, OWN_SCRIPT, URL)
    assert score(best) == 155  # 160 with a cookie, which is worse than none for readers
    assert all(point.is_passed for point in best)
    assert grade(155) == "A+"


def test_extras_count_only_where_little_was_lost() -> None:
    without = [(name, value) for name, value in BEST if name != "Strict-Transport-Security"]
    found = points(without, OWN_SCRIPT, URL)
    assert score(found) == 80
    assert score(points((), "", "http://www.example.gov.cn/")) == 30


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("default-src 'none'", "csp-implemented-with-no-unsafe-default-src-none +10"),
        ("default-src 'self'", "csp-implemented-with-no-unsafe +5"),
        ("default-src 'none'; style-src 'unsafe-inline'",
         "csp-implemented-with-unsafe-inline-in-style-src-only +0"),
        ("default-src 'none'; img-src http:",
         "csp-implemented-with-insecure-scheme-in-passive-content-only -10"),
        ("default-src 'none'; script-src 'unsafe-eval'", "csp-implemented-with-unsafe-eval -10"),
        ("default-src 'none'; connect-src http://x.cn",
         "csp-implemented-with-insecure-scheme -20"),
        ("script-src 'self'", "csp-implemented-with-unsafe-inline -20"),
        ("default-src *", "csp-implemented-with-unsafe-inline -20"),
        ("default-src 'none'; script-src 'unsafe-inline' 'sha256-x'",
         "csp-implemented-with-no-unsafe-default-src-none +10"),
        ("default-src 'none'; script-src 'strict-dynamic'", "csp-header-invalid -25"),
        ("default-src 'none'; default-src 'self'", "csp-header-invalid -25"),
        ("x", "csp-header-invalid -25"),
        ("", "csp-not-implemented -25"),
        ("default-src 'self', default-src 'none'",
         "csp-implemented-with-no-unsafe-default-src-none +10"),
    ],
)  # fmt: skip
def test_policies(policy: str, expected: str) -> None:
    assert result("content-security-policy", {"Content-Security-Policy": policy}) == expected


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        ("a=1; Secure; SameSite=Lax", "cookies-secure-with-httponly-sessions-and-samesite +5"),
        ("a=1; Secure", "cookies-secure-with-httponly-sessions +0"),
        ("a=1", "cookies-without-secure-flag-but-protected-by-hsts -5"),
        ("session=1", "cookies-session-without-httponly-flag -30"),
        ("csrf=1; Secure", "cookies-anticsrf-without-samesite-flag -20"),
        ("a=1; Secure; SameSite=Some", "cookies-samesite-flag-invalid -20"),
        ("a=1; SameSite=None", "cookies-samesite-flag-invalid -20"),
    ],
)
def test_cookies(cookie: str, expected: str) -> None:
    assert result("cookies", {"Set-Cookie": cookie}) == expected


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ((), "redirection-not-needed-no-http +0"),
        (ROUTE, "redirection-to-https +0"),
        (ROUTE[:1], "redirection-missing -20"),
        ((ROUTE[0], "http://example.gov.cn/"), "redirection-not-to-https -20"),
        ((ROUTE[0], "http://example.gov.cn/", URL),
         "redirection-not-to-https-on-initial-redirection -10"),
        ((ROUTE[0], "https://example.com/"), "redirection-off-host-from-http -5"),
    ],
)  # fmt: skip
def test_redirections(route: tuple[str, ...], expected: str) -> None:
    assert result("redirection", redirects=Redirects(route)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/s.js", "sri-not-implemented-but-all-scripts-loaded-from-secure-origin +0"),
        ("https://cdn.com/s.js", "sri-not-implemented-but-external-scripts-loaded-securely -5"),
        ("//cdn.com/s.js", "sri-not-implemented-and-external-scripts-not-loaded-securely -50"),
        ("https://cdn.com/s.js\" integrity=\"sha384-x",
         "sri-implemented-and-external-scripts-loaded-securely +5"),
        ("http://cdn.com/s.js\" integrity=\"sha384-x",
         "sri-implemented-but-external-scripts-not-loaded-securely -20"),
    ],
)  # fmt: skip
def test_scripts(source: str, expected: str) -> None:
    html = f'<script src="{source}"></script>'
    assert result("subresource-integrity", html=html) == expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ("strict-transport-security", "max-age=100",
         "hsts-implemented-max-age-less-than-six-months -10"),
        ("strict-transport-security", "includeSubDomains", "hsts-header-invalid -20"),
        ("strict-transport-security", "", "hsts-not-implemented -20"),
        ("referrer-policy", "unsafe-url", "referrer-policy-unsafe -5"),
        ("referrer-policy", "unsafe-url, no-referrer", "referrer-policy-private +5"),
        ("referrer-policy", "none", "referrer-policy-header-invalid -5"),
        ("x-content-type-options", "sniff", "x-content-type-options-header-invalid -5"),
        ("cross-origin-opener-policy", "unsafe-none",
         "cross-origin-opener-policy-implemented-with-unsafe-none +0"),
        ("cross-origin-embedder-policy", "", "cross-origin-embedder-policy-not-implemented +0"),
        ("cross-origin-resource-policy", "x", "cross-origin-resource-policy-header-invalid -5"),
    ],
)  # fmt: skip
def test_other_headers(test: str, value: str, expected: str) -> None:
    assert result(test, {test.title(): value}) == expected


@pytest.mark.parametrize(
    ("policy", "worth"),
    {
        "default-src 'none'": 10, "default-src 'self'": 5, "script-src 'unsafe-inline'": -20,
        "default-src 'none'; style-src 'unsafe-inline'": 0, "img-src x": -20,
        "default-src 'none'; img-src http:": -10, "default-src 'none'; default-src 'none'": -25,
        "default-src 'none'; script-src 'unsafe-inline' 'sha256-x'": 10,
        "default-src 'none'; script-src 'unsafe-eval'": -10,
        "default-src 'none'; connect-src http://x": -20,
    }.items(),
)  # fmt: skip
def test_what_policies_are_worth(policy: str, worth: int) -> None:
    """As the rules were read by somebody else."""
    assert worth_of("content-security-policy", ("Content-Security-Policy", policy)) == worth


@pytest.mark.parametrize(
    ("script", "worth"),
    {
        "<script src=/a.js integrity=sha256-x></script>": 5, "<script src=/a.js></script>": 0,
        "<script src=//evil.example/a.js></script>": -50, "<script>1</script>": 0,
        "<script src=https://evil.example/a.js></script>": -5,
    }.items(),
)  # fmt: skip
def test_what_scripts_are_worth(script: str, worth: int) -> None:
    assert worth_of("subresource-integrity", html=script) == worth


@pytest.mark.parametrize(
    ("cookie", "worth"),
    {
        "a=1; Secure; SameSite=Lax": 5, "a=1; Secure": 0, "a=1; SameSite=Lax": -5,
        "session=1; Secure": -30, "a=1; Secure; SameSite=x": -20,
    }.items(),
)  # fmt: skip
def test_what_cookies_are_worth(cookie: str, worth: int) -> None:
    hsts = ("Strict-Transport-Security", "max-age=63072000")
    assert worth_of("cookies", hsts, ("Set-Cookie", cookie)) == worth


def test_what_a_bare_answer_loses() -> None:
    """Policy, HSTS, nosniff, frames; a script of its own without integrity costs nothing."""
    bare = points((), "<script src=/a.js></script>", URL)
    assert 100 + sum(one.points for one in bare) == 100 - 25 - 20 - 5 - 20


def worth_of(test: str, *headers: tuple[str, str], html: str = "") -> int:
    """The points that one test gives."""
    found = {one.test: one.points for one in points(headers, html, URL)}
    return found[test]
