"""What the ledger of an import keeps of pages, assets and articles, and how it is packed."""

import json
import zlib
from dataclasses import asdict, dataclass
from hashlib import blake2b

from reader.language.repairs import Repair
from reader.publishing.extraction.extracted import Doubt, Extracted
from reader.publishing.importing.notices import Notice
from reader.publishing.importing.read import Read


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is known: what was read out of it is asked for by its key."""

    key: str
    origin: str
    source: str
    path: str
    url: str
    modified: float
    digest: str
    title: str
    next_page: str


@dataclass(frozen=True, slots=True)
class Found:
    """An asset: the source that has it, and where in it."""

    source: str
    locator: str
    origin: str


@dataclass(frozen=True, slots=True)
class Written:
    """The file of an article, and digests: of what was written, is being written, came in."""

    file: str
    written: str
    pending: str
    inputs: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page, for the report."""

    status: str  # taken, renewed, unchanged, edited, joined, same, left
    origin: str
    file: str = ""
    title: str = ""
    notices: tuple[Notice, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    repairs: tuple[Repair, ...] = ()


def file_name(source: str, path: str) -> str:
    """The name of a file in a source, which no address is like."""
    return f"{source}\0{path}"


def digest_of(*parts: bytes) -> str:
    """A digest of some bytes."""
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def written_notice(notice: Notice) -> str:
    """A notice as it is kept."""
    return json.dumps([notice.code, *notice.args])


def read_notice(text: str) -> Notice:
    """A kept notice."""
    code, *args = json.loads(text)
    return Notice(code, tuple(args))


def packed(read: Read) -> bytes:
    """What was read out of a page, as it is kept."""
    return zlib.compress(json.dumps(asdict(read)).encode("ascii"), 1)


def unpacked(blob: bytes) -> Read:
    """The same, read again."""
    table = json.loads(zlib.decompress(blob))
    fields = table["extracted"]
    fields["tags"] = tuple(fields["tags"])
    fields["doubts"] = tuple(Doubt(**doubt) for doubt in fields["doubts"])
    fields["repairs"] = tuple(Repair(**repair) for repair in fields["repairs"])
    return Read(Extracted(**fields), tuple(table["links"]), tuple(table["pictures"]))
