"""What one process of an export does: asks for pages, changes their links, writes them."""

import errno
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from reader.config.resources import release_digest
from reader.config.settings import SITE_FILE, Settings
from reader.domain.article import Article
from reader.domain.errors import MediaNotFoundError
from reader.domain.library import Library
from reader.domain.site import Site
from reader.exporting.addresses import Addresses, Page
from reader.exporting.answers import Answer, ask
from reader.exporting.folder import ExportFolder
from reader.exporting.places import Batch, Place, alias_file, article_places
from reader.exporting.rewriting import Followed, json_text, page_html, xml_text
from reader.rendering.pictures import picture_paths
from reader.storage.index.reading import IndexReader
from reader.storage.media import media_type, open_media
from reader.web.addresses import quoted
from reader.web.encodings import SMALLEST_BROTLI, compress, is_worth_compressing
from reader.web.mount import Application

_CHUNK = 1024 * 1024  # bytes
_COMPRESSED = {".br": ("br", SMALLEST_BROTLI), ".gz": ("gzip", 0)}
# A name that this file system cannot have; all else means that nothing can be written.
_OF_A_NAME = {errno.ENAMETOOLONG, errno.EILSEQ, errno.EISDIR, errno.ENOTDIR, errno.EINVAL}


@dataclass
class Report:
    """What came of an export, or of a part of it.

    `faults` are places that could not be exported, with a reason; `foreign` files that were there
    and no export's, and so were left; `found` places that pages lead to and nobody has named.
    """

    written: int = 0
    same: int = 0
    removed: int = 0
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Report") -> None:
        """Count another part."""
        self.written += other.written
        self.same += other.same
        self.removed += other.removed
        self.faults += other.faults
        self.foreign += other.foreign
        self.found |= other.found


class Work:
    """An export as a process does it; made before the processes part, opened in each."""

    def __init__(  # noqa: PLR0913 - all that the work is done with
        self,
        application: Application,
        settings: Settings,
        site: Site,
        library: IndexReader,
        addresses: Addresses,
        *,
        compresses: bool,
    ) -> None:
        self._application = application
        self._settings = settings
        self._site = site
        self._library = library
        self._addresses = addresses
        self._compresses = compresses
        self._known = _known(site)
        self._report = Report()
        self._folder: ExportFolder | None = None

    def open(self, root: Path, run: int) -> None:
        """Begin in a process."""
        self._folder = ExportFolder(root, run)

    @property
    def folder(self) -> ExportFolder:
        """The folder exported to."""
        assert self._folder
        return self._folder

    def do(self, batch: Batch) -> Report:
        """Export a batch; raises OSError and sqlite3.Error where the folder cannot be written."""
        self._report = Report()
        for path, changed in batch.articles:
            self._article(path, changed)
        if batch.places:
            self._places(batch.places, batch.changed)
        for path in batch.media:
            self._media(path)
        return self._report

    def redirect(self, alias: str, path: str, changed: float) -> None:
        """Export the page that leads from an old address of an article on."""
        place = Place(f"/articles{quoted(f'/{path}')}{self._settings.page_suffix}")
        file = alias_file(alias)
        if file and file in self._claimed([file]):
            answer = self._ask(place)
            if answer:
                page = Page(place.address, quoted(file))
                self._write(file, self._page(answer, page), answer.type, changed)

    def keep(self, file: str, data: bytes, changed: float) -> None:
        """Export a file of the export's own."""
        if file in self._claimed([file]):
            self._write(file, data, "", changed)

    def end(self) -> Report:
        """Remove what is gone; what has come of the export since the last batch."""
        report, self._report = self._report, Report()
        report.removed = self.folder.remove_gone()
        return report

    # -- Articles

    def _article(self, path: str, changed: float) -> None:
        with self._library.view() as library:
            article = library.get(path)
            stamp = self._stamp(library, article) if article else b""
        if article is None:  # taken down meanwhile
            return
        if self.folder.is_whole(path, stamp):
            self._report.same += 1
            return
        count = len(self._report.faults)
        self._places(tuple(article_places(path, self._settings, self._site)), changed, path)
        if len(self._report.faults) == count:
            self.folder.keep_stamp(path, stamp)

    def _stamp(self, library: Library, article: Article) -> bytes:
        """What all files of an article hang on: as long as it is the same, so are they."""
        summary = article.summary
        pictures = {*picture_paths(article), summary.cover, *summary.recordings}
        sections = [(column.path, column.title) for column in library.sections()]
        folder = str((self._settings.content / article.file).parent)
        seen = [(path, self._media_stamp(path)) for path in sorted(pictures)]
        given = (library.version(summary.path), sections, seen, _media_stamps(folder))
        return blake2b(repr(given).encode(), key=self._rules, digest_size=16).digest()

    def _media_stamp(self, path: str) -> str:
        try:
            media = open_media(self._settings.content, path)
        except MediaNotFoundError:
            return ""
        media.stream.close()
        return media.etag

    @cached_property
    def _rules(self) -> bytes:
        """A name for the release, the site and the options."""
        site = b""
        file = self._settings.content / SITE_FILE
        if file.is_file():
            site = file.read_bytes()
        settings = self._settings
        release = release_digest(settings.content, settings.site_url, settings.offline, site)
        given = (release, self._site, self._addresses, self._compresses)
        return blake2b(repr(given).encode("utf-8", "surrogatepass")).digest()

    # -- Places

    def _places(self, places: tuple[Place, ...], changed: float, article: str = "") -> None:
        named = {self._file(place.address): place for place in places}
        waiting = [(file, named[file]) for file in self._claimed(named, article)]
        while waiting:
            file, place = waiting.pop()
            found = self._place(place, file, changed, article)
            further = {self._file(address): address for address in found}
            new = [name for name in further if name not in named]
            for name in self._claimed(new, article) if new else ():
                named[name] = Place(further[name])
                waiting.append((name, named[name]))

    def _place(self, place: Place, file: str, changed: float, article: str) -> Iterable[str]:
        """Export a place; others of the same path, such as the next page of a list."""
        answer = self._ask(place)
        if answer is None:
            return ()
        page = Page(place.address, quoted(file), is_anywhere=place.status == 404)
        here = place.address.partition("?")[0]
        variants: list[str] = []

        def follow(address: str) -> None:
            path, _, query = address.partition("?")
            if query and path == here:
                variants.append(address)
            elif address and not query and not self._known.fullmatch(path):
                self._report.found.setdefault(address, place.address)

        self._write(file, self._made(answer, page, follow), answer.type, changed, article)
        return variants

    def _ask(self, place: Place) -> Answer | None:
        """The answer of a place, None where it is not what it should be: that is a fault."""
        answer = ask(self._application, self._settings.base_path + place.address)
        if answer.status == place.status:
            return answer
        self._report.faults.append(f"{place.address}: the site answers {answer.status}")
        if answer.status < 500:
            self.folder.disclaim(self._file(place.address))
        return None

    def _made(self, answer: Answer, page: Page, follow: Followed) -> bytes:
        """An answer as it is in the export."""
        is_file = "Content-Disposition" in answer.headers
        if answer.type == "text/html" and not is_file:
            return self._page(answer, page, follow)
        if answer.type.endswith("xml") and not is_file:
            return xml_text(answer.body.decode(), self._addresses).encode()
        if answer.type.endswith("json"):
            return json_text(answer.body.decode(), page, self._addresses, follow).encode()
        return answer.body

    def _page(self, answer: Answer, page: Page, follow: Followed = lambda _: None) -> bytes:
        policy = answer.headers["Content-Security-Policy"] or ""
        return page_html(answer.body.decode(), policy, page, self._addresses, follow).encode()

    # -- Files

    def _file(self, address: str) -> str:
        return unquote(self._addresses.file(address))

    def _claimed(self, files: Iterable[str], article: str = "") -> set[str]:
        """Those of the files that may be written; the others are told of."""
        wanted = list(files)
        claimed = self.folder.claim(wanted, article)
        self._report.foreign += [file for file in wanted if file not in claimed]
        return claimed

    def _write(self, file: str, data: bytes, kind: str, changed: float, article: str = "") -> None:
        try:
            is_new = self.folder.write(file, data, changed)
        except OSError as error:
            if error.errno not in _OF_A_NAME:
                raise
            self._report.faults.append(f"{file}: it cannot be written: {error.strerror}")
            return
        self._count(is_new)
        if self._compresses and is_worth_compressing(kind, len(data)):
            self._write_compressed(file, data, changed, article, is_new=is_new)

    def _write_compressed(
        self, file: str, data: bytes, changed: float, article: str, *, is_new: bool
    ) -> None:
        names = {f"{file}{ending}": coding for ending, coding in _COMPRESSED.items()}
        for name in self._claimed(names, article):
            if is_new or not (self.folder.root / name).exists():
                coding, quality = names[name]
                self._count(self.folder.write(name, compress(data, coding, quality), changed))
            else:
                self._count(False)

    def _media(self, path: str) -> None:
        file = f"media/{path}"
        if file not in self._claimed([file]):
            return
        try:
            media = open_media(self._settings.content, path)
        except MediaNotFoundError:  # gone since it was listed
            self.folder.disclaim(file)
            return
        with media.stream as stream:
            chunks = iter(lambda: stream.read(_CHUNK), b"")
            self._count(self.folder.copy(file, chunks, media.size, media.modified))

    def _count(self, is_new: bool) -> None:
        self._report.written += is_new
        self._report.same += not is_new


@cache
def _media_stamps(folder: str) -> bytes:
    """A name for the pictures and attachments in a folder as they are now."""
    digest = blake2b(digest_size=16)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if media_type(entry.name) and entry.is_file():
                status = entry.stat()
                digest.update(repr((entry.name, status.st_size, status.st_mtime_ns)).encode())
    return digest.digest()


def _known(site: Site) -> re.Pattern[str]:
    """Places that are exported without being found on a page."""
    own = "|".join(edition.slug for edition in site.editions)
    kinds = r"articles|print|share|save|files|columns|archive|tags|panels|about"
    return re.compile(
        rf"/(?:{own})/(?:|(?:{kinds})/.+|columns|archive|tags|preferences|offline|feed\.xml"
        rf"|manifest\.webmanifest)|/(?:static|media|qr|sitemaps|articles|columns)/.+"
        r"|/|/preferences|/(?:preferences\.css|robots\.txt|sitemap\.xml|service-worker\.js)"
    )
