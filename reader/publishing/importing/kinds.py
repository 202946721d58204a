"""What a file of an old site is, by its name and its first bytes: a page, an asset, or neither."""

import posixpath
import re
from enum import StrEnum

from reader.storage.media import DOWNLOAD_TYPES, INLINE_TYPES


class Kind(StrEnum):
    """Pages are read; assets are copied when an article refers to them; the rest is counted."""

    PAGE = "page"
    ASSET = "asset"
    ARCHIVE = "archive"
    OTHER = "other"


HEAD = 2048  # bytes that tell what a file is
DYNAMIC = {".asp", ".aspx", ".php", ".jsp", ".jspx", ".do", ".action", ".cgi", ".cfm", ".shtml",
           ".shtm", ".phtml", ".ashx", ".dhtml"}  # fmt: skip
STATIC = {".html", ".htm", ".xhtml", ".xht"}
_TEXT = {".txt"}
_ARCHIVES = (".warc", ".warc.gz")
_SAVED_WHOLE = {".mht", ".mhtml"}
_UNSERVED = {".bmp", ".tif", ".tiff", ".rar", ".7z", ".swf", ".flv", ".wmv", ".avi", ".rm", ".rmvb",
             ".wma", ".wav", ".mov", ".mpg", ".mpeg", ".rtf", ".et", ".dps", ".ceb", ".exe", ".tar",
             ".gz", ".jfif", ".ico"}  # fmt: skip
_NEVER = {".js", ".css", ".map", ".json", ".xml", ".rss", ".woff", ".woff2", ".ttf", ".eot", ".otf",
          ".mjs", ".md", ".markdown", ".py", ".db", ".log", ".toml", ".ini", ".dtd"}  # fmt: skip
_NO_ARTICLES = {"robots.txt", "ads.txt", "humans.txt", "sitemap.txt", "readme.txt", "license.txt"}

PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp", ".bmp", ".tif", ".tiff",
            ".jfif", ".ico"}  # fmt: skip
SERVED = INLINE_TYPES.keys() | DOWNLOAD_TYPES.keys()
ATTACHMENTS = (SERVED | _UNSERVED) - PICTURES

_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|title|meta|div|table|p|script|link|h[1-6]|font|center|span|!--)"
    rb"[\s>/-]", re.I,
)  # fmt: skip
# The folder that a browser saves beside a page: what is HTML in it are frames, mostly of others.
_SAVED_BESIDE = re.compile(r"(?:_files|\.files|_file)/", re.I)
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF87a", ".gif"),
    (b"GIF89a", ".gif"), (b"BM", ".bmp"), (b"II*\0", ".tif"), (b"MM\0*", ".tif"),
    (b"%PDF-", ".pdf"), (b"\0\0\1\0", ".ico"), (b"Rar!\x1a\x07", ".rar"), (b"CWS", ".swf"),
    (b"FWS", ".swf"), (b"7z\xbc\xaf", ".7z"),
)  # fmt: skip
_SVG = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]", re.I | re.S
)


def ending(name: str) -> str:
    """The ending of a file's name in lower case, without a query that a mirror left in it."""
    return posixpath.splitext(re.split(r"[?#]", name, maxsplit=1)[0])[1].lower()


def sniffed_ending(head: bytes) -> str:
    """The ending that a file's first bytes ask for, empty where they tell nothing."""
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return ".webp"
    if head[4:12] in {b"ftypavif", b"ftypavis"}:
        return ".avif"
    return ".svg" if _SVG.match(head[:1024]) else ""


def is_markup(head: bytes) -> bool:
    """Whether these first bytes are a page, in UTF-16 too."""
    return bool(_MARKUP.search(head.replace(b"\0", b"")))


def kind_by_name(name: str) -> Kind | None:
    """What a file is by its name alone; None where its first bytes have to tell."""
    last = name.rpartition("/")[2].lower()
    suffix = ending(last)
    if last.endswith(_ARCHIVES):
        return Kind.ARCHIVE
    if suffix in _NEVER or last in _NO_ARTICLES:
        return Kind.OTHER
    if suffix in SERVED or suffix in _UNSERVED:
        return Kind.ASSET
    if suffix in STATIC or suffix in _TEXT or suffix in _SAVED_WHOLE:
        return Kind.OTHER if _SAVED_BESIDE.search(name) else Kind.PAGE
    return None


def kind_by_content(head: bytes) -> Kind:
    """What a file whose name tells nothing is (a script's output, a name without an ending)."""
    if sniffed_ending(head):
        return Kind.ASSET
    return Kind.PAGE if is_markup(head) else Kind.OTHER


def is_saved_whole(name: str) -> bool:
    """Whether this is a page in Internet Explorer's one-file form, which is not read."""
    return ending(name) in _SAVED_WHOLE
