"""One article file: bytes in, an article and what is wrong with it out."""

import posixpath
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from pathlib import PurePosixPath
from unicodedata import normalize

from reader.domain.article import Article, ArticleSummary, Format
from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Remark, Severity
from reader.storage.encoding import Decoded, decode
from reader.storage.front_matter import FrontMatter, split_front_matter
from reader.storage.metadata import Metadata, date_in_name, read_metadata
from reader.storage.titles import drop_repeated_title, excerpt, split_title

FORMATS = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TEXT,
}
MAX_BYTES = 5 * 1024 * 1024

DetectScript = Callable[[str], Script]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """An article, whether it is a draft, the addresses it once had, and its file's faults."""

    article: Article
    is_draft: bool
    aliases: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, divided, and what is wrong with its bytes.

    `text` is all of it, with line ends as `\\n`. `has_mark`: it begins with a byte order mark.
    `is_sound`: nothing was lost in reading it.
    """

    text: str
    matter: FrontMatter
    encoding: str
    has_mark: bool
    is_sound: bool
    remarks: tuple[Remark, ...]


def parse_article(
    file: str, raw: bytes, modified: datetime, timezone: tzinfo, detect: DetectScript
) -> ParsedFile:
    """Parse one file; `file` is its path below the content folder, `modified` its own time.

    Raises ArticleError when the file cannot be shown at all.
    """
    return parse_source(file, read_source(raw), modified, timezone, detect)


def parse_source(
    file: str, source: Source, modified: datetime, timezone: tzinfo, detect: DetectScript
) -> ParsedFile:
    """The same, of a file whose bytes have been read."""
    form = FORMATS[PurePosixPath(file).suffix.lower()]
    matter = source.matter
    try:
        metadata = read_metadata(matter.values, timezone)
    except ArticleError as error:
        error.line = matter.lines.get(error.key, 0)
        raise
    title, body = _title_and_body(metadata.title, matter.text, form)
    if not title and not body.strip():
        message = "the file has no text; write the article, or delete the file"
        raise ArticleError(message, code="file-empty")
    path = _article_path(file, metadata.slug)
    summary = ArticleSummary(
        path=path,
        column=posixpath.dirname(path),
        title=title or PurePosixPath(file).stem,
        published=metadata.published
        or date_in_name(PurePosixPath(file).name, timezone)
        or modified.astimezone(timezone),
        script=metadata.script or detect(f"{title}\n{body}"),
        updated=metadata.updated,
        author=metadata.author,
        source=metadata.source,
        editor=metadata.editor,
        summary=metadata.summary or excerpt(body, form),
        tags=metadata.tags,
        cover=_media_path(file, metadata.cover),
        pinned=metadata.pinned,
        glossary=metadata.glossary,
    )
    article = Article(summary, body, form, file, _digest(path, form, body))
    faults = tuple(
        Fault(Severity.WARNING, file, remark.message, matter.lines.get(remark.key, 0),
              code=remark.code)
        for remark in (*source.remarks, *metadata.warnings)
    )  # fmt: skip
    return ParsedFile(article, metadata.draft, _aliases(file, path, metadata), faults)


def path_of_file(file: str) -> str:
    """The article path a file has without a `slug`: its name without the ending."""
    return normalize("NFC", str(PurePosixPath(file).with_suffix("")))


def _is_noise(decoded: Decoded) -> bool:
    """Whether bytes are Windows-1252 only because any bytes are: its texts are mostly ASCII."""
    beyond = sum(character > "\x7f" for character in decoded.text)
    return decoded.encoding == "cp1252" and beyond * 10 > len(decoded.text)


def read_source(raw: bytes) -> Source:
    """Read the bytes of a file. Raises ArticleError when they are no article's."""
    if not raw.strip():
        message = "the file is empty; write the article, or delete the file"
        raise ArticleError(message, code="file-empty")
    decoded = decode(raw)
    remarks = []
    if decoded.encoding != "utf-8":
        message = f"the file is in {decoded.encoding.upper()}; save it as UTF-8"
        remarks.append(Remark("encoding", message))
    if decoded.removed:
        damage = decoded.damage
        line = damage[0].line if damage else 0
        message = f"{decoded.removed} characters are damaged or not allowed (such as NUL)"
        remarks.append(Remark("damaged", message, line))
    if decoded.removed > len(raw) // 10 or _is_noise(decoded):
        message = "the file is not a text; move it out of the articles"
        raise ArticleError(message, code="not-text")
    return Source(
        decoded.text,
        split_front_matter(decoded.text),
        decoded.encoding,
        has_mark=raw.startswith(BOM_UTF8),
        is_sound=not decoded.removed,
        remarks=tuple(remarks),
    )


def _title_and_body(title: str, text: str, form: Format) -> tuple[str, str]:
    if title:
        return title, drop_repeated_title(text, form, title)
    return split_title(text, form)


def _article_path(file: str, slug: str) -> str:
    path = path_of_file(file)
    return posixpath.join(posixpath.dirname(path), normalize("NFC", slug)) if slug else path


def _aliases(file: str, path: str, metadata: Metadata) -> tuple[str, ...]:
    """Old addresses; a file with a slug also answers under its own name, for links to the file."""
    own = path_of_file(file)
    return (*metadata.aliases, *([f"/articles/{own}"] if own != path else []))


def _media_path(file: str, cover: str) -> str:
    if not cover or "://" in cover:
        return ""
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(file), cover)).lstrip("/")
    return path.removeprefix("media/") if cover.startswith("/") else path


def _digest(path: str, form: Format, body: str) -> str:
    key = f"{path}\0{form.value}\0{body}".encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=16).hexdigest()
