"""Names for what is written: files of articles, folders of columns, pictures and attachments."""

import posixpath
import re
import unicodedata

from reader.domain.article import Column
from reader.publishing.importing.kinds import DYNAMIC, STATIC, ending
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.places import Place
from reader.publishing.importing.records import digest_of
from reader.publishing.names import file_name

_LONGEST = 60  # characters of a slug
_ODD = re.compile(r"[^\w-]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INDEX = {"index", "default", "home", "content", "article", "view", "show", "item", "news", "info",
          "detail", "details", "display", "read", "page"}  # fmt: skip
_NUMBER = re.compile(r"(?:^|&)(?:\w*id|sn|no|n|a|key)=([\w.-]{1,40})(?=&|$)",
                     re.I)  # fmt: skip


def article_stem(published: str, place: Place | None, path: str, title: str) -> str:
    """The name of an article's file without its ending: its date, and a slug of its old name.

    `/Item.asp?id=12345` of 2018-11-12 is `2018-11-12-item-12345`.
    """
    slug = _slug(_old_name(place, path)) or _slug(title) or "article"
    date = published[:10]
    if not _DATE.fullmatch(date):
        return slug
    return slug if slug.startswith(date) else f"{date}-{slug}"


def column_folder(title: str, into: str, columns: tuple[Column, ...], ledger: Ledger) -> str:
    """The folder of a column's title, remembered for good; `into` for no title.

    A column that `site.toml` has a title for is that column; any other gets its pinyin as a name.
    """
    if not title:
        return into
    key = f"{into}\0{title}"
    if (known := ledger.column(key)) is not None:
        return known
    prefix = f"{into}/" if into else ""
    for column in columns:
        if title in {column.title.chinese, column.title.english} and column.path.startswith(prefix):
            ledger.enter_column(key, column.path)
            return column.path
    folder = prefix + (_pinyin(title) or "column")
    others = {column.path for column in columns}
    if ledger.has_column_folder(folder) or folder in others:
        folder = f"{folder}-{digest_of(title.encode())[:6]}"
    ledger.enter_column(key, folder)
    return folder


def media_name(place_path: str, suffix: str) -> str:
    """A safe name for a picture or an attachment, near its old one."""
    name = posixpath.basename(place_path.rstrip("/"))
    stem = posixpath.splitext(name)[0] if ending(name) else name
    stem = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", stem)).strip("._-~")
    return re.sub(r"\s+", "-", file_name(stem[:_LONGEST] or "picture", suffix.lstrip("."))).lstrip(
        "_"
    )


def _old_name(place: Place | None, path: str) -> str:
    """What told the page from others on the old site."""
    address = place.path if place and place.path != "/" else path
    parts = [part for part in address.split("/") if part]
    stem = _without_ending(parts[-1]) if parts else ""
    if place and place.query:
        number = _NUMBER.search(place.query)
        return f"{stem}-{number[1] if number else place.query}"
    if stem.lower() in _INDEX and len(parts) > 1:
        return f"{parts[-2]}-{stem}" if stem.lower() not in {"index", "default"} else parts[-2]
    return stem


def _without_ending(name: str) -> str:
    for _ in range(2):
        stem, suffix = posixpath.splitext(name)
        if suffix.lower() not in DYNAMIC | STATIC | {".txt"}:
            break
        name = stem
    return name


def _slug(text: str) -> str:
    words = _ODD.sub("-", unicodedata.normalize("NFC", text).lower()).strip("-_")
    return re.sub(r"-{2,}", "-", words)[:_LONGEST].strip("-_")


def _pinyin(title: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - slow, and needed for new columns alone

    words = "".join(lazy_pinyin(title, errors=lambda text: f"-{text}-"))
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:_LONGEST].strip("-")
