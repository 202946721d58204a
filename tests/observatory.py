"""Counts an answer's points by the published rules of Mozilla's HTTP Observatory, algorithm 6.

A site begins with 100 points; each test adds or takes some. Written from the tables of what each
result is worth and what leads to it (mdn/mdn-http-observatory, 2026), for a site that is reached
over TLS, sends http there (worth 0), and is on no preload list (which would be worth 5 more).
"""

import re
from collections.abc import Iterator
from http.client import HTTPMessage
from http.cookies import SimpleCookie
from typing import TypeAlias

import html5lib

Policy: TypeAlias = dict[str, set[str]]

_BROAD = {"*", "ftp:", "http:", "https:", "http://*", "https://*", "http://*.*", "https://*.*"}
_INLINE = {"'unsafe-inline'", "data:"}
_HALF_A_YEAR = 15_552_000
_DISCREET = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_TALKATIVE = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
_OPENERS = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
_EMBEDDERS = {"require-corp", "credentialless"}


def points(headers: HTTPMessage, body: str, host: str = "county.example") -> dict[str, int]:
    """What each test gives an answer of a site at `host`; the score is 100 and their sum."""
    policy = _policy(headers)
    return {
        "csp": _csp(policy),
        "cookies": _cookies(headers),
        "cors": _cors(headers),
        "redirection": 0,
        "referrer-policy": _referrer(headers),
        "hsts": _hsts(headers),
        "sri": _integrity(headers, body, host),
        "nosniff": 0 if _one(headers, "X-Content-Type-Options") == "nosniff" else -5,
        "frames": _frames(headers, policy),
        "corp": _named(headers, "Resource", {"same-origin", "same-site"}, {"cross-origin"}),
        "coep": _named(headers, "Embedder", _EMBEDDERS, {"unsafe-none"}),
        "coop": _named(headers, "Opener", _OPENERS, {"unsafe-none"}),
    }


def score(headers: HTTPMessage, body: str) -> int:
    """The whole of it, without the cap that the extra points have below 90."""
    return 100 + sum(points(headers, body).values())


def _one(headers: HTTPMessage, name: str) -> str:
    return (headers.get(name) or "").strip().lower()


def _policy(headers: HTTPMessage) -> Policy | None:
    """The one policy of an answer; None where there is none, or where a directive stands twice."""
    given = headers.get_all("Content-Security-Policy") or []
    if len(given) != 1 or "," in given[0]:
        return None
    found: Policy = {}
    for directive in filter(None, map(str.strip, given[0].lower().split(";"))):
        name, *sources = directive.split()
        if name in found:
            return None
        found[name] = set(sources) or ({"'none'"} if name.endswith("-src") else set())
    return found


def _csp(policy: Policy | None) -> int:
    if not policy:
        return -25
    script, styles, objects = (
        _sources(policy, name) for name in ("script-src", "style-src", "object-src")
    )
    passive = _sources(policy, "img-src") | _sources(policy, "media-src")
    active = set().union(*(v for n, v in policy.items() if n not in {"img-src", "media-src"}))
    if script & (_BROAD | _INLINE) or objects & _BROAD or "'strict-dynamic'" in script:
        return -20
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20
    if "'unsafe-eval'" in script | styles or any(s.startswith(("http:", "ftp:")) for s in passive):
        return -10
    if styles & (_BROAD | _INLINE):
        return 0
    return 10 if policy.get("default-src") == {"'none'"} else 5


def _sources(policy: Policy, name: str) -> set[str]:
    found = policy.get(name, policy.get("default-src", {"*"}))
    has_hash = any(re.match(r"'(sha(256|384|512)|nonce)-", source) for source in found)
    return found - {"'unsafe-inline'"} if has_hash and name != "object-src" else found


def _cookies(headers: HTTPMessage) -> int:
    worth = [
        _cookie(line, has_hsts=_hsts(headers) >= 0) for line in headers.get_all("Set-Cookie") or []
    ]
    return min(worth, default=0)


def _cookie(line: str, *, has_hsts: bool) -> int:
    ((name, morsel),) = SimpleCookie(line).items()
    is_session = any(word in name.lower() for word in ("login", "sess"))
    same_site = morsel["samesite"].lower()
    worth = 5 if same_site else 0
    if same_site not in {"", "lax", "strict", "none"} or (
        same_site == "none" and not morsel["secure"]
    ):
        worth = -20
    if not morsel["secure"]:
        loss = (-10 if is_session else -5) if has_hsts else (-40 if is_session else -20)
        worth = min(worth, loss)
    if "csrf" in name.lower() and not same_site:
        worth = min(worth, -20)
    return min(worth, -30) if is_session and not morsel["httponly"] else worth


def _cors(headers: HTTPMessage) -> int:
    """Only any origin with credentials costs; we send neither, so either is taken for both."""
    return -50 if _one(headers, "Access-Control-Allow-Credentials") == "true" else 0


def _referrer(headers: HTTPMessage) -> int:
    given = [part.strip() for part in _one(headers, "Referrer-Policy").split(",")]
    known = [part for part in given if part in _DISCREET | _TALKATIVE]
    if given == [""]:
        return 0
    return 5 if known and known[-1] in _DISCREET else -5


def _hsts(headers: HTTPMessage) -> int:
    given = headers.get_all("Strict-Transport-Security") or [""]
    found = re.search(r"(?:^|;)\s*max-age=(\d+)", given[0].lower())
    if not found or "," in given[0]:
        return -20
    return 0 if int(found[1]) >= _HALF_A_YEAR else -10


def _integrity(headers: HTTPMessage, body: str, host: str) -> int:
    if headers.get_content_type() not in {"text/html", "application/xhtml+xml"}:
        return 0
    loaded = list(_loaded(body))
    worst = 0
    for source, has_integrity in loaded:
        is_own = not re.match(r"(?:https?:)?//", source) or source.startswith(f"https://{host}/")
        if not is_own:
            is_secure = source.startswith("https://")
            worth = (5 if is_secure else -20) if has_integrity else (-5 if is_secure else -50)
            worst = min(worst, worth)
    return worst or (5 if any(has_integrity for _, has_integrity in loaded) else 0)


def _loaded(body: str) -> Iterator[tuple[str, bool]]:
    document = html5lib.parse(body, namespaceHTMLElements=False)
    for script in document.iter("script"):
        if source := script.get("src"):
            yield source, bool(script.get("integrity"))


def _frames(headers: HTTPMessage, policy: Policy | None) -> int:
    if policy and "frame-ancestors" in policy:
        return 5
    given = _one(headers, "X-Frame-Options")
    if given in {"deny", "sameorigin"}:
        return 5
    return 0 if given.startswith("allow-from") else -20


def _named(headers: HTTPMessage, what: str, good: set[str], known: set[str]) -> int:
    kind = "Resource-Policy" if what == "Resource" else f"{what}-Policy"
    given = _one(headers, f"Cross-Origin-{kind}")
    if given in good:
        return 10
    return 0 if given in known or not given else -5
