"""Content codings: which one a browser takes best, and the bytes in it."""

import gzip
import re

import brotli
import zstandard

ENCODINGS = ("br", "zstd", "gzip")  # those we make, the best first; "" is none
SMALLEST_BROTLI = 11  # 7 % smaller than the usual quality, at forty times the cost

_COMPRESSED_TYPES = re.compile(r"text/|image/svg\+xml|application/([\w.-]+\+)?(json|xml)\b")
_LEAST = 300  # bytes; below, the header costs more than compression saves
_BROTLI_QUALITY = 7  # 2 % smaller than 5
# Logarithms of brotli's window. With a larger one, its tables take 2 ms to lay out.
_SMALL_WINDOW, _LARGE_WINDOW = 16, 22
_ZSTD_LEVEL = 9
_GZIP_LEVEL = 9


def is_worth_compressing(content_type: str, size: int) -> bool:
    """Whether a body of this type and size (in bytes) gets smaller by being compressed."""
    return size >= _LEAST and bool(_COMPRESSED_TYPES.match(content_type))


def chosen_encoding(accepted: str) -> str:
    """The best content coding we make that `Accept-Encoding` allows, empty for none.

    RFC 9110, 12.5.3: a coding with `q=0` is refused; `*` stands for those not named; no coding
    where `identity` is wanted more than any.
    """
    weights = {}
    for item in accepted.lower().split(","):
        name, _, parameter = item.partition(";")
        weights[name.strip()] = _weight(parameter)
    others = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, others))
    wanted = weights.get(best, others)
    return best if wanted > 0 and wanted >= weights.get("identity", 0.0) else ""


def compress(body: bytes, encoding: str, brotli_quality: int = _BROTLI_QUALITY) -> bytes:
    """`body` in one of `ENCODINGS`, or as it is for ""; the same bytes each time."""
    match encoding:
        case "br":
            window = _SMALL_WINDOW if len(body) <= 1 << _SMALL_WINDOW else _LARGE_WINDOW
            return bytes(brotli.compress(body, quality=brotli_quality, lgwin=window))
        case "zstd":
            return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
        case "gzip":
            return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    return body


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    if key.strip() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
