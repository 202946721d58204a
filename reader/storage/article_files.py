"""One article file: bytes in, an article and what is wrong with it out."""

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import blake2b
from pathlib import PurePosixPath
from unicodedata import normalize

from reader.domain.article import Article, ArticleSummary, Format
from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Severity
from reader.storage.encoding import decode
from reader.storage.front_matter import split_front_matter
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


def parse_article(
    file: str, raw: bytes, modified: datetime, timezone: tzinfo, detect: DetectScript
) -> ParsedFile:
    """Parse one file; `file` is its path below the content folder, `modified` its own time.

    Raises ArticleError when the file cannot be shown at all.
    """
    form = FORMATS[PurePosixPath(file).suffix.lower()]
    text, warnings = _text_of(raw)
    matter = split_front_matter(text)
    metadata = read_metadata(matter.values, timezone)
    title, body = _title_and_body(metadata.title, matter.text, form)
    if not title and not body.strip():
        raise ArticleError("the file has no text; write the article, or delete the file")
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
        Fault(Severity.WARNING, file, message) for message in (*warnings, *metadata.warnings)
    )
    return ParsedFile(article, metadata.draft, _aliases(file, path, metadata), faults)


def path_of_file(file: str) -> str:
    """The article path a file has without a `slug`: its name without the ending."""
    return normalize("NFC", str(PurePosixPath(file).with_suffix("")))


def _text_of(raw: bytes) -> tuple[str, list[str]]:
    if not raw.strip():
        raise ArticleError("the file is empty; write the article, or delete the file")
    decoded = decode(raw)
    warnings = []
    if decoded.encoding != "utf-8":
        warnings.append(f"the file is in {decoded.encoding.upper()}; save it as UTF-8")
    if decoded.removed:
        place = f", the first in line {decoded.damage[0].line}" if decoded.damage else ""
        warnings.append(
            f"{decoded.removed} characters are damaged or not allowed (such as NUL){place}"
        )
        if decoded.removed > len(raw) // 10:
            raise ArticleError("the file is not a text; move it out of the articles")
    return decoded.text, warnings


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
