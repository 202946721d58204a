"""Where a page was on the old site: addresses, and the names that mirrors give to files."""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from reader.publishing.importing.kinds import DYNAMIC, STATIC, ending

_GENERIC = ("cn|com|net|org|gov|edu|info|biz|mil|int|cc|tv|me|io|top|xyz|asia|mobi|name|pro|wang|"
            "site|online|local|test|example|[a-z]{2}|xn--[a-z0-9-]+")  # fmt: skip
_HOST = re.compile(
    rf"(?:[a-z0-9_](?:[a-z0-9_-]{{0,61}}[a-z0-9])?\.)+(?:{_GENERIC})(?:[:+]\d{{1,5}})?|"
    r"(?:\d{1,3}\.){3}\d{1,3}(?:[:+]\d{1,5})?", re.I,
)  # fmt: skip
_NO_HOSTS = {"js", "py", "gz", "db", "so", "rm", "md", "ps", "sh", "pl", "ai", "et", "do"}
_INDEX = re.compile(r"(?:index|default|home)\.[a-z]{3,5}", re.I)
_WINDOWS_QUERY = re.compile(r"@(?=[\w.-]+=)")
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)\s*(https?://[^\s>\"']{3,500})", re.I)
_MAX = 2000  # characters of an address


@dataclass(frozen=True, slots=True)
class Place:
    """An address without what does not tell pages apart: scheme, fragment, port 80, `www.`.

    `path` and `query` are decoded; `host` is empty where it is not known.
    """

    host: str
    path: str
    query: str = ""

    @property
    def name(self) -> str:
        """The address in one text, as it is looked up."""
        return f"{self.host}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def alias(self) -> str:
        """The address as an alias of an article: from the root, no host."""
        return self.path + (f"?{self.query}" if self.query else "")

    def hostless(self) -> "Place":
        """The same place of a site whose host is not known."""
        return Place("", self.path, self.query)


def place_of(url: str, base: str = "") -> Place | None:
    """The place of an address as a page writes it; None where it is none on the web.

    `base` is the address of the page: a URL, or a path from the root.
    """
    url = re.sub(r"[\t\n\r]", "", url.strip()).replace("\\", "/")
    if not url or len(url) > _MAX or url.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(base, url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    if host and port and port not in {80, 443}:
        host += f":{port}"
    path = posixpath.normpath(posixpath.join("/", decoded(parts.path)))
    path = re.sub(r"^/+", "/", path)
    if parts.path.endswith("/") and path != "/":
        path += "/"
    folder, _, last = path.rpartition("/")
    if _INDEX.fullmatch(last):
        path = f"{folder}/"
    return Place(host.removeprefix("www."), path, decoded(parts.query))


def decoded(text: str) -> str:
    """A part of an address with its percent signs read, as UTF-8 or as GBK."""
    raw = unquote_to_bytes(text)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def is_host(name: str) -> bool:
    """Whether a folder of this name is that of a mirrored host."""
    if not _HOST.fullmatch(name):
        return False
    last = re.split(r"[:+]", name.lower())[0].rpartition(".")[2]
    return last not in _NO_HOSTS


def url_of_file(path: str, root: str = "") -> str:
    """The URL of a file of a mirror, `http://` and the host if a folder is named by one.

    `path` is the file's path below the source; `root` the name of the source itself. Queries that
    are part of the name (`Item.asp?id=1`, `Item.asp@id=1`, `index.html?id=1.html`) become queries,
    and the `.html` that `wget -E` puts behind them goes. Without a host: a path from the root.
    """
    parts = path.split("/")
    host = next((at for at, part in enumerate(parts[:-1]) if is_host(part)), -1)
    name, query = _name_and_query(parts[-1])
    below = "/".join(map(_quoted, [*parts[host + 1 : -1], name]))
    tail = f"/{below}" + (f"?{query}" if query else "")
    if host >= 0:
        return f"http://{parts[host].replace('+', ':').lower()}{tail}"
    if is_host(root):
        return f"http://{root.replace('+', ':').lower()}{tail}"
    return tail


def saved_from(raw: bytes) -> str:
    """The address that a browser wrote into a page it saved, empty where there is none."""
    found = _SAVED_FROM.search(raw[:4096])
    return found[1].decode("ascii", "ignore") if found else ""


def _name_and_query(name: str) -> tuple[str, str]:
    stem, question, query = name.partition("?")
    if not question and (at := _WINDOWS_QUERY.search(name)):
        stem, query = name[: at.start()], name[at.end() :]
    if query:
        suffix = ending(query)
        if suffix in STATIC:
            query = query[: -len(suffix)]
        return stem, query.replace("%2F", "/").replace("%2f", "/")
    inner = posixpath.splitext(stem)[0]
    if ending(stem) in STATIC and ending(inner) in DYNAMIC:
        return inner, ""
    return stem, ""


def _quoted(part: str) -> str:
    """A name as a part of a URL; only what would be read as something else is encoded."""
    return part.replace("%", "%25").replace("?", "%3F").replace("#", "%23").replace("\\", "%5C")
