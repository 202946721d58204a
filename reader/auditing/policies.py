"""Content-Security-Policies as the MDN HTTP Observatory reads and marks them."""

from collections.abc import Iterable, Mapping

_BROAD = frozenset({
    "ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*",
})  # fmt: skip
_INLINE = frozenset({"'unsafe-inline'", "data:"})
_HASHES = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
_PASSIVE = ("img-src", "media-src")
_SHORTEST = len("img-src") - 1


def parse_policies(policies: Iterable[str]) -> Mapping[str, set[str]]:
    """Policies taken together; raises ValueError where one cannot be read.

    A source has to stand in each to count. Directives that are repeated make a policy invalid.
    """
    together: dict[str, set[str]] = {}
    for number, policy in enumerate(part.strip() for part in policies):
        if len(policy) < _SHORTEST:
            raise ValueError(policy)
        seen: dict[str, set[str]] = {}
        for entry in policy.split(";"):
            name, *sources = entry.split() or [""]
            name = name.lower()
            if not name:
                continue
            if name in seen and name not in {"report-uri", "report-to"}:
                raise ValueError(name)
            found = {source.lower() for source in sources}
            seen[name] = found or ({"'none'"} if name.endswith("-src") else set())
        for name, found in seen.items():
            is_first = number == 0 or name not in together
            together[name] = found if is_first else (together[name] & found or {"'none'"})
    return together


def strength(csp: Mapping[str, set[str]], *, is_tls: bool) -> tuple[str, int]:  # noqa: PLR0911
    """The result of a policy that can be read, and its points."""
    everything = csp.get("default-src", {"*"})
    scripts = _effective(csp.get("script-src", everything))
    styles = _effective(csp.get("style-src", everything))
    if "'strict-dynamic'" in scripts:
        if not _has_hash(scripts):
            return "csp-header-invalid", -25
        scripts = {one for one in scripts if not one.startswith(tuple(_BROAD)) and one != "'self'"}
    active = {
        one for name, found in csp.items() if name not in {*_PASSIVE, "script-src"} for one in found
    }
    passive = {one for name in _PASSIVE for one in csp.get(name, csp.get("default-src", set()))}
    prefix = "csp-implemented-with-"
    if scripts & (_BROAD | _INLINE) or csp.get("object-src", everything) & _BROAD:
        return f"{prefix}unsafe-inline", -20
    if is_tls and _is_plain(active | scripts):
        return f"{prefix}insecure-scheme", -20
    if "'unsafe-eval'" in scripts | styles:
        return f"{prefix}unsafe-eval", -10
    if is_tls and _is_plain(passive):
        return f"{prefix}insecure-scheme-in-passive-content-only", -10
    if styles & (_BROAD | _INLINE):
        return f"{prefix}unsafe-inline-in-style-src-only", 0
    if csp.get("default-src") == {"'none'"}:
        return f"{prefix}no-unsafe-default-src-none", 10
    return f"{prefix}no-unsafe", 5


def _has_hash(sources: set[str]) -> bool:
    return any(source.startswith(_HASHES) for source in sources)


def _effective(sources: set[str]) -> set[str]:
    """Where a hash or a nonce stands, browsers do not heed 'unsafe-inline'."""
    return sources - {"'unsafe-inline'"} if _has_hash(sources) else set(sources)


def _is_plain(sources: Iterable[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)
