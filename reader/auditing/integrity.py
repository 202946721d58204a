"""Scripts and their integrity as the MDN HTTP Observatory marks them."""

import re
from urllib.parse import urlsplit

from reader.auditing.marks import Answered, Point

_INTEGRITY_FAULTS = (
    ("sri-not-implemented-but-external-scripts-loaded-securely", -5),
    ("sri-implemented-but-external-scripts-not-loaded-securely", -20),
    ("sri-not-implemented-and-external-scripts-not-loaded-securely", -50),
)


def integrity_point(answer: Answered) -> Point:
    """The worst of all scripts, or what own ones with an integrity earn."""
    test = "subresource-integrity"
    kind = (answer.first("content-type") or "").partition(";")[0].strip().lower()
    if kind and kind not in {"text/html", "application/xhtml+xml"}:
        return Point(test, "sri-not-implemented-response-not-html", 0, True)
    scripts = answer.tree.css("script")
    if not scripts:
        return Point(test, "sri-not-implemented-but-no-scripts-loaded", 0, True)
    has_own = has_foreign = False
    faults = set()
    for node in scripts:
        source = node.attributes.get("src") or ""
        has_hash = bool(node.attributes.get("integrity"))
        is_secure = source.startswith("https:") or (
            answer.is_tls and not re.match(r"http:|//", source)
        )
        if not source:
            continue
        if _is_foreign(source, answer.url):
            has_foreign = True
            if has_hash != is_secure:
                faults.add(_INTEGRITY_FAULTS[1 if has_hash else 0][0])
            elif not has_hash:
                faults.add(_INTEGRITY_FAULTS[2][0])
        elif has_hash and is_secure:
            has_own = True
    for name, value in reversed(_INTEGRITY_FAULTS):
        if name in faults:
            return Point(test, name, value, False)
    if has_own:
        return Point(test, "sri-implemented-and-all-scripts-loaded-securely", 5, True)
    if has_foreign:
        return Point(test, "sri-implemented-and-external-scripts-loaded-securely", 5, True)
    return Point(test, "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0, True)


def _is_foreign(source: str, url: str) -> bool:
    """Whether a script comes from elsewhere; addresses that leave the scheme out count as such."""
    if source.startswith("//"):
        return True
    if not re.match(r"https?://", source):
        return False
    own, other = (urlsplit(one).hostname or "" for one in (url, source))
    return own != other and not other.endswith("." + ".".join(own.split(".")[-2:]))
