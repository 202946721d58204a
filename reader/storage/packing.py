"""Packs what is kept: zstandard, with a checksum."""

import threading

import zstandard

_LEVEL = 3
_local = threading.local()  # a decompressor takes longer to make than to use, and serves one thread


def packed(data: bytes) -> bytes:
    """Bytes as they are kept."""
    return zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(data)


def unpacked(data: bytes) -> bytes:
    """What was packed; raises zstandard.ZstdError when it is damaged."""
    try:
        decompressor: zstandard.ZstdDecompressor = _local.decompressor
    except AttributeError:
        decompressor = _local.decompressor = zstandard.ZstdDecompressor()
    try:
        return decompressor.decompress(data)
    except MemoryError as error:  # the size that a damaged head tells
        raise zstandard.ZstdError("the head is damaged") from error
