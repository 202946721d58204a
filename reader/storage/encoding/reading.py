"""Bytes read in one encoding, with the places of what is damaged."""

import codecs
from contextvars import ContextVar

from reader.storage.encoding.euc_tw import euc_tw_text
from reader.storage.encoding.plausibility import DAMAGED

Spans = list[tuple[int, int]]

_LEAST_TRAIL = 0x40  # below it no byte is the second of a character of two
_spans: ContextVar[Spans] = ContextVar("spans")


def read(raw: bytes, encoding: str) -> tuple[str, Spans]:
    """The text in an encoding, DAMAGED for each place that is none, and where these are.

    Each place is its first byte and the one after its last.
    """
    if encoding == "euc-tw":
        return euc_tw_text(raw, DAMAGED)
    spans: Spans = []
    token = _spans.set(spans)
    try:
        return raw.decode(encoding, _HANDLERS.get(encoding, "qingdu-mark")), spans
    finally:
        _spans.reset(token)


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    _spans.get().append((error.start, error.end))
    return DAMAGED, error.end


def _mark_gb18030(error: UnicodeError) -> tuple[str, int]:
    """As _mark, but 0x80 is the euro sign, which Windows puts there."""
    assert isinstance(error, UnicodeDecodeError)
    if error.object[error.start] == 0x80:
        return "€", error.start + 1
    return _mark(error)


def _mark_big5(error: UnicodeError) -> tuple[str, int]:
    """As _mark, but two bytes that Windows knows are read, and two that nobody does go together."""
    assert isinstance(error, UnicodeDecodeError)
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and pair[0] > 0x80 and pair[1] >= _LEAST_TRAIL:
        try:
            return pair.decode("cp950"), error.start + 2
        except UnicodeDecodeError:
            if pair[1] > 0x7F:
                _spans.get().append((error.start, error.start + 2))
                return DAMAGED, error.start + 2
    return _mark(error)


_HANDLERS = {"gb18030": "qingdu-mark-gb18030", "big5hkscs": "qingdu-mark-big5"}

codecs.register_error("qingdu-mark", _mark)
codecs.register_error("qingdu-mark-gb18030", _mark_gb18030)
codecs.register_error("qingdu-mark-big5", _mark_big5)
