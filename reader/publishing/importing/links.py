"""Where the links and pictures of a page lead after the import."""

import base64
import binascii
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote_to_bytes, urljoin

from reader.publishing.importing.files import digest_on_disk, write_whole
from reader.publishing.importing.kinds import (
    ATTACHMENTS,
    HEAD,
    PICTURES,
    SERVED,
    ending,
    is_markup,
    sniffed_ending,
)
from reader.publishing.importing.ledger import Ledger
from reader.publishing.importing.naming import media_name
from reader.publishing.importing.notices import LeftError, Notice
from reader.publishing.importing.places import Place, decoded, place_of
from reader.publishing.importing.read import Read
from reader.publishing.importing.records import Found, Page, digest_of, file_name
from reader.publishing.importing.sources import MAX_ASSET, Source

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[^,;]*)*),", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_SAME = {".jpeg": ".jpg", ".jfif": ".jpg", ".tiff": ".tif"}
Hit = TypeVar("Hit", str, Found)
_SHOWN = 120  # characters of an address in a sentence


@dataclass(slots=True)
class Resolved:
    """Where each address leads now, and what is doubtful about that."""

    links: dict[str, str] = field(default_factory=dict)
    notices: dict[Notice, None] = field(default_factory=dict)  # a set in order


class Links:
    """Resolves links to articles and copies what is shown; `heads` leads parts to first pages."""

    def __init__(
        self,
        ledger: Ledger,
        sources: Mapping[str, Source],
        content: Path,
        heads: Mapping[str, str],
        *,
        is_dry: bool,
    ) -> None:
        self._ledger = ledger
        self._sources = sources
        self._content = content
        self._heads = heads
        self._is_dry = is_dry

    def follow(self, page: Page) -> str:
        """The key of a page's next page, empty where it is not known."""
        return self._page(page, "", page.next_page)

    def resolve(self, page: Page, read: Read, file: str, into: Resolved) -> None:
        """Add where the links and pictures of a page of the article in `file` lead."""
        place = _Place(page, read.extracted.address, posixpath.dirname(file), into)
        for is_picture, addresses in ((False, read.links), (True, read.pictures)):
            for address in addresses:
                if address not in into.links:
                    self._resolve(place, address, is_picture=is_picture)

    def _resolve(self, at: "_Place", address: str, *, is_picture: bool) -> None:
        if address.lower().startswith("data:"):
            self._write_out(at, address)
            return
        if address.startswith("#") or (
            _SCHEME.match(address) and not address.lower().startswith(("http:", "https:"))
        ):
            return
        if not is_picture and (file := self._article(at, address)):
            fragment = address.partition("#")[2]
            tail = f"#{fragment}" if fragment else ""
            at.into.links[address] = _relative(file, at.folder) + tail
            return
        refusal: Notice | None = None
        if found := self._first(self._asset, at.page, at.claim, address):
            try:
                at.into.links[address] = self._copy(found, at.folder, address, is_picture)
            except LeftError as error:
                refusal = error.notice
            else:
                return
        _leave(at, address, refusal, is_picture=is_picture)

    def _article(self, at: "_Place", address: str) -> str:
        key = self._page(at.page, at.claim, address)
        written = self._ledger.written(self._heads.get(key, key)) if key else None
        return written.file if written else ""

    def _page(self, page: Page, claim: str, address: str) -> str:
        return self._first(self._ledger.page_named, page, claim, address) or ""

    def _asset(self, name: str) -> Found | None:
        """An asset by its name; a picture's query (`a.jpg?v=2`) seldom tells it from another."""
        found = self._ledger.asset_named(name)
        if (
            not found
            and "?" in name
            and ending(plain := name.partition("?")[0]) in PICTURES | SERVED
        ):
            return self._ledger.asset_named(plain)
        return found

    def _first(
        self, look_up: Callable[[str], Hit | None], page: Page, claim: str, address: str
    ) -> Hit | None:
        """What the first name finds that finds anything: a URL, or a file of the same source."""
        for base in dict.fromkeys((page.url, claim)):
            place = place_of(address, base) if base or _SCHEME.match(address) else None
            if place and (hit := look_up(place.name)):
                return hit
            if place and place.host and not page.url.startswith("http"):
                same_host = _host(claim) == place.host
                if same_host and (hit := look_up(place.hostless().name)):
                    return hit
        for path in _local(page.path, address):
            if hit := look_up(file_name(page.source, path)):
                return hit
        return None

    def _copy(self, found: Found, folder: str, address: str, is_picture: bool) -> str:
        raw = self._sources[found.source].read(found.locator, MAX_ASSET)
        self._ledger.use_asset(found)
        place = place_of(address, "/") or Place("", "/")
        is_picture = is_picture or ending(place.path) in PICTURES
        if is_picture and not sniffed_ending(raw[:HEAD]) and is_markup(raw[:HEAD]):
            raise LeftError("damaged", "a page where a picture should be")
        return self._keep(raw, folder, place.path, ending(place.path) or ending(found.origin))

    def _write_out(self, at: "_Place", address: str) -> None:
        """A `data:` URI (RFC 2397) becomes a file; one that is none loses its address."""
        try:
            raw = _data(address)
            name = f"picture-{digest_of(raw)[:8]}"
            at.into.links[address] = self._keep(raw, at.folder, name, "")
        except LeftError as error:
            at.into.links[address] = ""
            at.into.notices[Notice("file-refused", ("data:", error.notice.english))] = None

    def _keep(self, raw: bytes, folder: str, old: str, suffix: str) -> str:
        """Lay bytes beside the article, once a folder; answers the link to them."""
        real = sniffed_ending(raw[:HEAD])
        if (
            real
            and _SAME.get(suffix, suffix) != real
            and not (suffix in SERVED and suffix not in PICTURES and real not in PICTURES)
        ):
            suffix = real
        suffix = ".jpg" if suffix == ".jfif" else suffix
        if suffix not in SERVED:
            raise LeftError("unserved", old)
        digest = digest_of(raw)
        file = self._ledger.media(folder, digest)
        if not file:
            file = self._free(folder, media_name(old, suffix), digest)
            if not self._is_dry and digest_on_disk(self._content / file) != digest:
                write_whole(self._content / file, raw)
            self._ledger.wrote_media(file, folder, digest)
        elif not self._is_dry and not (self._content / file).is_file():
            write_whole(self._content / file, raw)
        return _quoted(posixpath.basename(file))

    def _free(self, folder: str, name: str, digest: str) -> str:
        """A name nothing else has: its own, or with some letters of its digest."""
        stem, suffix = posixpath.splitext(name)
        for candidate in (name, f"{stem}-{digest[:6]}{suffix}", f"{stem}-{digest}{suffix}"):
            file = posixpath.join(folder, candidate)
            on_disk = digest_on_disk(self._content / file)
            if not self._ledger.has_media(file) and on_disk in {"", digest}:
                return file
        raise LeftError("damaged", f"no free name for {name}")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a link stands: its page, where that says it is, the article's folder."""

    page: Page
    claim: str
    folder: str
    into: Resolved


def _leave(at: _Place, address: str, refusal: Notice | None, *, is_picture: bool) -> None:
    """A link stays as it was, from anywhere; what an article shows and nobody gave is doubtful."""
    page = at.page
    base = page.url if page.url.startswith("http") else at.claim or page.url
    at.into.links[address] = target = absolute(address, base)
    shown = target if len(target) <= _SHOWN else f"{target[:_SHOWN]}…"
    notice: Notice | None = None
    if refusal and refusal.code == "unserved":
        notice = Notice("unserved", (shown,))
    elif refusal:
        notice = Notice("file-refused", (shown, refusal.english))
    elif is_picture:
        notice = Notice("missing-picture", (shown,))
    elif ending(address) in ATTACHMENTS | PICTURES:
        notice = Notice("missing-attachment", (shown,))
    if notice:
        at.into.notices[notice] = None


def absolute(address: str, base: str) -> str:
    """An address as it holds away from its page, as far as the page's own address is known."""
    if not base or address.lower().startswith("data:"):
        return address
    try:
        return urljoin(base, address.strip().replace("\\", "/"))
    except ValueError:
        return address


def _host(url: str) -> str:
    place = place_of(url) if url else None
    return place.host if place else ""


def _local(path: str, address: str) -> list[str]:
    """The files of the same source that an address may name, as mirrors convert links."""
    plain = re.sub(r"#.*", "", address.strip().replace("\\", "/"))
    if not plain or plain.startswith("/") or _SCHEME.match(plain):
        return []
    folder = posixpath.dirname(path)
    names = [decoded(plain), decoded(plain.partition("?")[0])]
    joined = [posixpath.normpath(posixpath.join(folder, name)) for name in names]
    return [name for name in dict.fromkeys(joined) if not name.startswith("..")]


def _relative(file: str, folder: str) -> str:
    return _quoted(posixpath.relpath(file, folder or "."))


def _quoted(path: str) -> str:
    """A path as a link: what Markdown or URLs read otherwise is encoded, Han characters stay."""
    return re.sub(r"[^\w./~-]", lambda match: quote(match[0], safe=""), path)


def _data(address: str) -> bytes:
    match = _DATA.match(address)
    if not match:
        raise LeftError("damaged", "it is no data: URI")
    payload = unquote_to_bytes(address[match.end() :])
    if ";base64" not in match[2].lower():
        return payload
    try:
        return base64.b64decode(re.sub(rb"\s", b"", payload) + b"==", validate=False)
    except (binascii.Error, ValueError) as error:
        raise LeftError("damaged", str(error)) from error
