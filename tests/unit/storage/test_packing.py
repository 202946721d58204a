"""What is kept comes back whole, or not at all."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zstandard import ZstdError

from reader.storage.packing import packed, unpacked


@given(st.binary())
def test_what_was_packed_comes_back(data: bytes) -> None:
    assert unpacked(packed(data)) == data


@given(st.binary(min_size=1))
def test_what_differs_from_its_checksum_is_refused(data: bytes) -> None:
    kept = packed(data)
    with pytest.raises(ZstdError):
        unpacked(kept[:-1] + bytes([kept[-1] ^ 1]))


def test_damage_of_any_bit_is_refused_or_unpacked_and_nothing_else() -> None:
    kept = packed("村里的路修好了。".encode() * 40)
    for place in range(len(kept)):
        for bit in range(8):
            damaged = bytearray(kept)
            damaged[place] ^= 1 << bit
            with suppress(ZstdError):
                unpacked(bytes(damaged))
