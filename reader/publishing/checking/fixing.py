"""Mends what can be mended without a doubt, and writes the file whole or not at all."""

import contextlib
import os
import re
import stat
import tempfile
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from html import escape
from pathlib import Path
from urllib.parse import quote

from reader.domain.errors import ArticleError
from reader.domain.faults import Fault, Mend
from reader.publishing.checking.examination import Examined, Examiner
from reader.storage.encoding import decode
from reader.storage.scan import FoundFile, read_bytes

_LINE_END = re.compile(r"\r\n|\r|\n")
_CHARSET = re.compile(
    r"(<meta\b[^>]{0,200}\bcharset\s*=\s*[\"']?)([A-Za-z0-9_-]{2,20})", re.IGNORECASE
)
_UTF8 = {"utf-8", "utf8"}
_HTML = {".html", ".htm"}


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file as it was and as it is mended, in bytes, and the faults that are gone with it."""

    file: str
    before: bytes
    after: bytes
    faults: tuple[Fault, ...]

    def diff(self, name: str) -> str:
        """What changes, as a unified diff; of a change of encoding, that it does."""
        old, new = _text(self.before), _text(self.after)
        lines = list(
            unified_diff(
                old.split("\n"), new.split("\n"), f"a/{name}", f"b/{name}", lineterm="", n=1
            )
        )
        if not lines:
            lines = [f"--- a/{name}", f"+++ b/{name}"]
        if _is_recoded(self.before, self.after):
            lines.insert(2, f"@ {decode(self.before).encoding.upper()} becomes UTF-8 @")
        return "\n".join(lines)


def fixed(found: FoundFile, faults: Sequence[Fault], examiner: Examiner) -> Fixed | None:
    """The file without those of its faults that can be mended; None where there are none.

    A mend is refused if it would bring a new fault about, hide the article or move it.
    """
    raw = read_bytes(found.path)
    before = examiner.examine(found, raw)
    after, gone = raw, []
    for fault in sorted(faults, key=_from_below):
        mended = _mended(after, fault.mends, is_html=found.path.suffix.lower() in _HTML)
        if mended is not None and mended != after:
            now = examiner.examine(found, mended)
            if _is_safe(before, now, fault):
                after, before = mended, now
                gone.append(fault)
    return Fixed(found.file, raw, after, tuple(gone)) if gone else None


def write_whole(found: FoundFile, change: Fixed) -> None:
    """Put the mended file in the place of the old one, with its permissions.

    Raises ArticleError if the file has changed meanwhile, and OSError if it cannot be written;
    then the old file stays as it was.
    """
    target = Path(os.path.realpath(found.path))
    status = target.stat()
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".qingdu-")
    try:
        with os.fdopen(descriptor, "wb") as copy:
            copy.write(change.after)
            copy.flush()
            os.fchmod(copy.fileno(), stat.S_IMODE(status.st_mode))
            with contextlib.suppress(PermissionError):
                os.fchown(copy.fileno(), status.st_uid, status.st_gid)
            os.fsync(copy.fileno())
        if read_bytes(target) != change.before:
            raise ArticleError("the file has been changed meanwhile; it was left as it is")
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _from_below(fault: Fault) -> tuple[int, int]:
    """Later lines first, so that the numbers of the earlier ones hold; the encoding last."""
    lines = [mend.line for mend in fault.mends]
    return -max(lines, default=0), -fault.column


def _is_safe(before: Examined, now: Examined, fault: Fault) -> bool:
    """Whether the fault is gone, no other has come, and the article is where it was."""
    old = [remark.code for remark in before.remarks]
    new = [remark.code for remark in now.remarks]
    is_of_folder = fault.code in _OF_FOLDER  # which an examination of the file does not see
    if not is_of_folder and new.count(fault.code) >= old.count(fault.code):
        return False
    if any(new.count(code) > old.count(code) for code in new if code != "date-scheduled"):
        return False
    if not before.known or not now.known:
        return bool(now.known) or not before.known
    known, became = before.known, now.known
    return (
        (known.path, known.is_draft) == (became.path, became.is_draft)
        and (known.published == became.published or fault.code == "unknown-key")
        and not (became.published > known.published and "date-scheduled" in new)
        and len(became.links) >= len(known.links)
    )


_OF_FOLDER = {"link-case", "link-edition"}


def _mended(raw: bytes, mends: Iterable[Mend], *, is_html: bool) -> bytes | None:
    """The bytes with these changes; None where one of them has no place, or others would change."""
    encoding = _encoding(raw)
    try:
        text = raw.decode(encoding)
        if text.encode(encoding) != raw:
            return None
    except (UnicodeError, LookupError):  # damaged, or a codec of our own
        return None
    mark = text[: text.startswith("\ufeff")]
    text = text.removeprefix("\ufeff")
    for mend in mends:
        if mend.line == 0:
            encoding, mark = "utf-8", ""
            text = _CHARSET.sub(_as_utf8, text, count=1) if is_html else text
            continue
        changed = _with_line(text, mend)
        if changed is None:
            return None
        text = changed
    try:
        return (mark + text).encode(encoding)
    except UnicodeEncodeError:
        return None


def _encoding(raw: bytes) -> str:
    """The encoding of the bytes, with a mark as a character of the text."""
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16-le" if raw.startswith(BOM_UTF16_LE) else "utf-16-be"
    return decode(raw).encoding


def _as_utf8(match: re.Match[str]) -> str:
    return match[0] if match[2].lower() in _UTF8 else f"{match[1]}utf-8"


def _with_line(text: str, mend: Mend) -> str | None:
    """The text with one line changed, and no other byte."""
    start = 0
    for _ in range(mend.line - 1):
        ending = _LINE_END.search(text, start)
        if not ending:
            return None
        start = ending.end()
    ending = _LINE_END.search(text, start)
    end = ending.start() if ending else len(text)
    line = text[start:end]
    if mend.after is None:
        if line != mend.before:
            return None
        return text[:start] + text[ending.end() if ending else end :]
    changed = _replaced(line, mend)
    return None if changed is None else text[:start] + changed + text[end:]


def _replaced(line: str, mend: Mend) -> str | None:
    assert mend.after is not None
    for write in (str, quote, _quoted_lower, escape):
        before = write(mend.before)
        at = line.find(before, mend.column - 1)
        if at < 0:
            at = line.lower().find(before, mend.column - 1) if mend.column == 1 else -1
        if at >= 0:
            return line[:at] + write(mend.after) + line[at + len(before) :]
    return None


def _quoted_lower(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), quote(text))


def _text(raw: bytes) -> str:
    return decode(raw).text.removeprefix("\ufeff")


def _is_recoded(before: bytes, after: bytes) -> bool:
    return decode(before).encoding != decode(after).encoding
