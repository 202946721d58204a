"""Cookies as the MDN HTTP Observatory marks them."""

import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from reader.auditing.marks import Answered, Point

_COOKIE_FAULTS = (
    ("cookies-without-secure-flag-but-protected-by-hsts", -5),
    ("cookies-without-secure-flag", -20),
    ("cookies-session-without-secure-flag-but-protected-by-hsts", -10),
    ("cookies-samesite-flag-invalid", -20),
    ("cookies-anticsrf-without-samesite-flag", -20),
    ("cookies-session-without-httponly-flag", -30),
    ("cookies-session-without-secure-flag", -40),
)  # from the least to the worst


def cookie_point(answer: Answered, *, is_protected: bool) -> Point:
    """The worst of all cookies; `is_protected`: the host is reached over TLS alone."""
    lines = answer.all("set-cookie")
    if not lines:
        return Point("cookies", "cookies-not-found", 0, True)
    faults = {fault for line in lines for fault in _cookie_faults(line, is_protected=is_protected)}
    for name, value in reversed(_COOKIE_FAULTS):
        if name in faults:
            return Point("cookies", name, value, False)
    if all(re.search(r";\s*samesite=", line, re.IGNORECASE) for line in lines):
        return Point("cookies", "cookies-secure-with-httponly-sessions-and-samesite", 5, True)
    return Point("cookies", "cookies-secure-with-httponly-sessions", 0, True)


def _cookie_faults(line: str, *, is_protected: bool) -> Iterable[str]:
    try:
        (cookie,) = SimpleCookie(line).values()
    except (CookieError, ValueError):
        return
    name, same_site = cookie.key.lower(), cookie["samesite"].lower()
    is_session = "login" in name or "sess" in name
    guarded = "-but-protected-by-hsts" if is_protected else ""
    is_given = re.search(r";\s*samesite\s*(=|;|$)", line, re.IGNORECASE) is not None
    if (is_given and same_site not in {"none", "lax", "strict"}) or (
        same_site == "none" and not cookie["secure"]
    ):
        yield "cookies-samesite-flag-invalid"
    if not cookie["secure"]:
        yield f"cookies-without-secure-flag{guarded}"
        if is_session:
            yield f"cookies-session-without-secure-flag{guarded}"
    if "csrf" in name and not same_site:
        yield "cookies-anticsrf-without-samesite-flag"
    if is_session and not cookie["httponly"]:
        yield "cookies-session-without-httponly-flag"
