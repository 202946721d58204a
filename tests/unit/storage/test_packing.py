"""What is kept comes back whole, or not at all."""

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
