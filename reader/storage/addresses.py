"""Addresses of old sites, as aliases name them and as browsers ask for them.

Many of those sites ran on IIS, which takes `/News/Show.asp?ID=3` and `/news/show.asp?id=3` for the
same, and many wrote their addresses in GBK. So an alias is kept as it was written and once more
*folded*: lower case, parameters in order, the page of a folder by the folder's name. What is asked
for is folded too; of its parameters those may be missing that the alias does not name, such as
are added when a link is passed on.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from unicodedata import normalize
from urllib.parse import unquote_to_bytes

from reader.domain.editions import EDITIONS

# Pages that are always there; of places below them the site itself says whether there is a page.
_OWN_PAGES = {
    "", *EDITIONS, "preferences", "preferences.css", "columns", "tags", "archive", "offline",
    "search", "feed.xml", "feed.json", "sitemap.xml", "robots.txt", "opensearch.xml",
    "manifest.webmanifest", "service-worker.js", "about/accessibility", "health/live",
    "health/ready",
}  # fmt: skip

_ENCODINGS = ("utf-8", "gb18030", "big5hkscs", "latin-1")  # the last takes anything
_ESCAPED = re.compile("(?:%(?:[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}))+")
_JAVASCRIPT_ESCAPE = re.compile(
    "%u((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})"
)  # escape() of old browsers and of ASP
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_SLASHES = re.compile("/{2,}")
_FOLDER_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|aspx?|php|jsp)$")
_TRACKING = re.compile(r"utm_.*|spm|gclid|fbclid|msclkid|isappinstalled")
_MOST_PARAMETERS = 5  # of which every choice is tried


def is_own_place(address: str) -> bool:
    """Whether an address, such as an alias asks for, is that of a page that is always there."""
    path, question, _ = address.partition("?")
    name = path.strip("/")
    return name in _OWN_PAGES and not (question and not name)


def readable(raw: bytes) -> str:
    """The text of an address whose bytes are in UTF-8, GB18030 or Big5."""
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _JAVASCRIPT_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    raise AssertionError("latin-1 has a character for every byte")


def unescaped(address: str) -> str:
    """An address without percent-encoding, in whichever encoding its author's site was."""
    if address.isascii():
        return readable(unquote_to_bytes(address))
    return _ESCAPED.sub(lambda match: readable(unquote_to_bytes(match[0])), address)


def folded(address: str) -> str:
    """An old address as all ways to write it come to."""
    path, parameters = _parts(address)
    return _joined(path, parameters)


def keys_of(address: str) -> Iterator[str]:
    """The keys under which the alias may be kept that a request for `address` means, best first.

    First the address as it stands, then folded, with ever fewer of its parameters.
    """
    yield address
    path, parameters = _parts(address)
    sizes: tuple[int, ...] = tuple(range(len(parameters), -1, -1))
    if len(parameters) > _MOST_PARAMETERS:
        sizes = (len(parameters), 1, 0)
    for size in sizes:
        for some in combinations(parameters, size):
            if key := _joined(path, some):
                yield key


def _parts(address: str) -> tuple[str, tuple[str, ...]]:
    """The folded path, and the parameters in order."""
    path, _, query = normalize("NFC", address).partition("?")
    path = _SLASHES.sub("/", _SESSION.sub("", path).lower())
    path = _FOLDER_PAGE.sub("", path).rstrip("/")
    named = (part.partition("=") for part in query.split("&") if part)
    found = (f"{name.lower()}{equals}{value}" for name, equals, value in named
             if not _TRACKING.fullmatch(name.lower()))  # fmt: skip
    return path, tuple(sorted(found))


def _joined(path: str, parameters: tuple[str, ...]) -> str:
    return f"{path}?{'&'.join(parameters)}" if parameters else path
