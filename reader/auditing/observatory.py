"""The points of the MDN HTTP Observatory, algorithm version 6, from one answer of a site.

After the published rules (MDN Web Docs, HTTP Observatory: tests and scoring). What needs lists
that others keep is left out: no host counts as preloaded for HSTS.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from reader.auditing.cookies import cookie_point
from reader.auditing.integrity import integrity_point
from reader.auditing.marks import Answered, Headers, Point
from reader.auditing.policies import parse_policies, strength

_NOT_IN_META = ("frame-ancestors", "report-uri", "sandbox")
_SIX_MONTHS = 15_552_000  # seconds, as the Observatory counts them
_MIN_FOR_EXTRA = 90
_GRADES = (
    (100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"),
    (50, "C"), (45, "C-"), (40, "D+"), (30, "D"), (25, "D-"), (0, "F"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redirects:
    """The way from http:// to where it ends; `route` is empty where nothing answers there."""

    route: tuple[str, ...] = ()
    is_verified: bool = True


def points(  # noqa: PLR0913 - all but the headers may be left out
    headers: Headers,
    html: str = "",
    url: str = "https://localhost/",
    *,
    redirects: Redirects | None = None,
    cors: Headers = (),
    cors_origin: str = "",
    is_verified: bool = True,
) -> list[Point]:
    """The points of every test for one answer.

    `headers` are those of the answer, `cors` those of one to a request with `cors_origin` as its
    Origin. Without `redirects` the way from http is taken to be right.
    """
    answer = Answered(headers, html, url)
    hsts = _hsts(answer, is_verified)
    policy = _policy(answer)
    return [
        policy.point, cookie_point(answer, is_protected=hsts.is_passed), _cors(cors, cors_origin),
        _redirection(redirects), _referrer(answer), hsts, integrity_point(answer), _nosniff(answer),
        _framing(answer, policy.has_frame_ancestors), _resource_policy(answer),
        _embedder_policy(answer), _opener_policy(answer),
    ]  # fmt: skip


def score(found: Iterable[Point]) -> int:
    """All points together: what is above 100 counts only where little was lost."""
    given = [point.points for point in found]
    lost = 100 + sum(value for value in given if value < 0)
    return max(0, 100 + sum(given) if lost >= _MIN_FOR_EXTRA else lost)


def grade(value: int) -> str:
    """The mark for a score."""
    return next(mark for least, mark in _GRADES if value >= least)


@dataclass(frozen=True, slots=True)
class _Policy:
    point: Point
    has_frame_ancestors: bool


def _policy(answer: Answered) -> _Policy:
    name = "content-security-policy"
    sent = [part.strip() for value in answer.all(name) for part in value.split(",")]
    in_page = answer.meta(name)
    try:
        csp = parse_policies([*sent, *in_page])
    except ValueError:
        return _Policy(_csp("csp-header-invalid", -25), False)
    header_only = parse_policies(sent)
    of_page = set(parse_policies(in_page)) - set(_NOT_IN_META)
    if not header_only and not of_page:
        is_tried = answer.first(f"{name}-report-only")
        missing = "csp-not-implemented" + ("-but-reporting-enabled" if is_tried else "")
        return _Policy(_csp(missing, -25), False)
    return _Policy(_csp(*strength(csp, is_tls=answer.is_tls)), "frame-ancestors" in csp)


def _csp(result: str, value: int) -> Point:
    is_passed = value >= 0 or result.endswith("passive-content-only")
    return Point("content-security-policy", result, value, is_passed)


def _cors(headers: Headers, origin: str) -> Point:
    found = {name.lower(): value.strip() for name, value in headers}
    allowed = found.get("access-control-allow-origin", "")
    prefix = "cross-origin-resource-sharing-"
    with_credentials = found.get("access-control-allow-credentials", "").lower() == "true"
    test = prefix.rstrip("-")
    if not allowed:
        return Point(test, f"{prefix}not-implemented", 0, True)
    if allowed == "*":
        return Point(test, f"{prefix}implemented-with-public-access", 0, True)
    if origin and allowed == origin and with_credentials:
        return Point(test, f"{prefix}implemented-with-universal-access", -50, False)
    return Point(test, f"{prefix}implemented-with-restricted-access", 0, True)


def _redirection(redirects: Redirects | None) -> Point:  # noqa: PLR0911 - one a rule
    test = "redirection"
    if redirects is None:
        return Point(test, "redirection-to-https", 0, True)
    route = [urlsplit(url) for url in redirects.route]
    if not route:
        return Point(test, "redirection-not-needed-no-http", 0, True)
    if not redirects.is_verified:
        return Point(test, "redirection-invalid-cert", -20, False)
    if len(route) == 1:
        return Point(test, "redirection-missing", -20, False)
    if route[-1].scheme != "https":
        return Point(test, "redirection-not-to-https", -20, False)
    if route[1].scheme == "http":
        return Point(test, "redirection-not-to-https-on-initial-redirection", -10, False)
    if route[0].hostname != route[1].hostname:
        return Point(test, "redirection-off-host-from-http", -5, False)
    return Point(test, "redirection-to-https", 0, True)


_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_TELLING = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


def _referrer(answer: Answered) -> Point:
    test = "referrer-policy"
    given = [*answer.all(test), *answer.meta("referrer")]
    if not given:
        return Point(test, f"{test}-not-implemented", 0, True)
    values = [part.strip().lower() for part in ",".join(given).split(",")]
    known = [value for value in values if value in _PRIVATE | _TELLING]
    if known and known[-1] in _PRIVATE:
        return Point(test, f"{test}-private", 5, True)
    return Point(test, f"{test}-{'unsafe' if known else 'header-invalid'}", -5, False)


def _hsts(answer: Answered, is_verified: bool) -> Point:
    test = "strict-transport-security"
    if not answer.is_tls:
        return Point(test, "hsts-not-implemented-no-https", -20, False)
    if not is_verified:
        return Point(test, "hsts-invalid-cert", -20, False)
    value = answer.first(test)
    if value is None:
        return Point(test, "hsts-not-implemented", -20, False)
    ages = [
        part.strip()[8:] for part in value.split(";") if part.strip().lower().startswith("max-age=")
    ]
    if "," in value or not ages or not (age := re.match(r"\d+", ages[-1])):
        return Point(test, "hsts-header-invalid", -20, False)
    if int(age[0][:12]) < _SIX_MONTHS:
        return Point(test, "hsts-implemented-max-age-less-than-six-months", -10, False)
    return Point(test, "hsts-implemented-max-age-at-least-six-months", 0, True)


def _nosniff(answer: Answered) -> Point:
    test = "x-content-type-options"
    value = answer.first(test)
    if value is None:
        return Point(test, f"{test}-not-implemented", -5, False)
    is_good = value.strip().lower() == "nosniff"
    return Point(
        test, f"{test}-{'nosniff' if is_good else 'header-invalid'}", 0 if is_good else -5, is_good
    )


def _framing(answer: Answered, has_frame_ancestors: bool) -> Point:
    test = "x-frame-options"
    value = (answer.first(test) or "").strip().lower()
    if has_frame_ancestors:
        return Point(test, f"{test}-implemented-via-csp", 5, True)
    if value in {"deny", "sameorigin"}:
        return Point(test, f"{test}-sameorigin-or-deny", 5, True)
    if value.startswith("allow-from"):
        return Point(test, f"{test}-allow-from-origin", 0, True)
    return Point(test, f"{test}-{'header-invalid' if value else 'not-implemented'}", -20, False)


def _resource_policy(answer: Answered) -> Point:
    test = "cross-origin-resource-policy"
    value = (answer.first(test) or next(iter(answer.meta(test)), "")).strip().lower()
    return _by_value(test, value, {"same-origin": 10, "same-site": 10, "cross-origin": 0})


def _embedder_policy(answer: Answered) -> Point:
    test = "cross-origin-embedder-policy"
    known = {"require-corp": 10, "credentialless": 10, "unsafe-none": 0}
    return _by_value(test, _token(answer.all(test)), known)


def _opener_policy(answer: Answered) -> Point:
    test = "cross-origin-opener-policy"
    known = {
        "same-origin": 10, "same-origin-allow-popups": 10, "noopener-allow-popups": 10,
        "unsafe-none": 0,
    }  # fmt: skip
    return _by_value(test, _token(answer.all(test)), known)


def _token(values: Sequence[str]) -> str:
    """The token of a structured field; several headers make it invalid."""
    return values[0].partition(";")[0].strip() if len(values) == 1 else ",".join(values)


def _by_value(test: str, value: str, known: Mapping[str, int]) -> Point:
    if not value:
        return Point(test, f"{test}-not-implemented", 0, True)
    if value not in known:
        return Point(test, f"{test}-header-invalid", -5, False)
    return Point(test, f"{test}-implemented-with-{value}", known[value], True)
