"""Packs what is kept: zstandard, with a checksum."""

import zstandard

_LEVEL = 3
# A decompressor takes longer to make than to use, and serves one thread at a time. The last one
# used is the next: of as many as there are threads each would have its tables to lay out anew.
_idle: list[zstandard.ZstdDecompressor] = []


def packed(data: bytes) -> bytes:
    """Bytes as they are kept."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)


def unpacked(data: bytes) -> bytes:
    """What was packed; raises zstandard.ZstdError when it is damaged."""
    try:
        decompressor = _idle.pop()
    except IndexError:
        decompressor = zstandard.ZstdDecompressor()
    try:
        return decompressor.decompress(data)
    except MemoryError as error:  # the size that a damaged head tells
        raise zstandard.ZstdError("the head is damaged") from error
    finally:
        _idle.append(decompressor)
