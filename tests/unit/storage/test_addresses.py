"""Old addresses, folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.storage.addresses import folded, is_own_place, keys_of, readable, unescaped


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/Item.asp?ID=3", "/item.asp?id=3"),
        ("/a?b=2&A=1", "/a?a=1&b=2"),
        ("/a?b=X", "/a?b=X"),
        ("/a?b=1&utm_source=x&UTM_Medium=y&spm=1", "/a?b=1"),
        ("/News//2018/Index.html", "/news/2018"),
        ("/News/default.aspx?x=1", "/news?x=1"),
        ("/list;JSESSIONID=1F/2", "/list/2"),
        ("/a/", "/a"),
        ("?p=3", "?p=3"),
        ("/a?flag", "/a?flag"),
    ],
)
def test_every_way_to_write_an_address_folds_to_one(address: str, key: str) -> None:
    assert folded(address) == key


def test_an_address_is_looked_for_as_it_stands_then_with_less() -> None:
    assert list(keys_of("/A?x=1&Y=2")) == [
        "/A?x=1&Y=2", "/a?x=1&y=2", "/a?x=1", "/a?y=2", "/a",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["新闻", "a/b", "頭條"])
def test_the_encoding_is_found(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert readable(text.encode(encoding)) == text
    assert unescaped("".join(f"%u{ord(sign):04x}" for sign in text)) == text


def test_half_of_a_pair_stays_as_it_was_written() -> None:
    assert unescaped("/%uD83D") == "/%uD83D"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_is_among_the_keys(address: str) -> None:
    assert folded(folded(address)) == folded(address)
    assert not folded(address) or folded(address) in set(keys_of(address))
    assert len(list(keys_of(address))) < 100


@given(st.binary(max_size=40))
def test_any_bytes_are_readable(raw: bytes) -> None:
    assert len(readable(raw)) <= len(raw)


@pytest.mark.parametrize("address", ["", "/", "/search", "/search?q=1", "/zh-hans", "/robots.txt",
                                     "/about/accessibility", "/tags/"])  # fmt: skip
def test_pages_that_are_always_there_are_the_sites_own(address: str) -> None:
    assert is_own_place(address)


@pytest.mark.parametrize("address", ["/?p=3", "/about/us.asp", "/search/a", "/Search.asp", "/x"])
def test_others_may_be_aliases(address: str) -> None:
    assert not is_own_place(address)
