"""Addresses in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.addresses import address_spans


def addresses(text: str) -> list[str]:
    return [text[start:end] for start, end in address_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见http://头发.com/发展?a=后 了解", "http://头发.com/发展?a=后"),
        ("https://zh.wikipedia.org/wiki/头发，后", "https://zh.wikipedia.org/wiki/头发"),
        ("https://x.cn/wiki/上海_(消歧义)后", "https://x.cn/wiki/上海_(消歧义)"),
        ("http://x.com/wiki/史蒂夫·乔布斯。", "http://x.com/wiki/史蒂夫·乔布斯"),
        ("http://x.com/?a=1&b=后&c=发#里", "http://x.com/?a=1&b=后&c=发#里"),
        ("http://x.com/a/头发3号/发-后_里 面", "http://x.com/a/头发3号/发-后_里"),
        ("http://政府.中国/里", "http://政府.中国/里"),
        ("http://www.中国银行.com/后", "http://www.中国银行.com/后"),
        ("http://localhost:80/发展", "http://localhost:80/发展"),
        ("http://[::1]:80/后", "http://[::1]:80/后"),
        ("ftp://u:p@h.com/后", "ftp://u:p@h.com/后"),
        ("file:///后/发.txt", "file:///后/发.txt"),
        ("见www.x.com/后", "www.x.com/后"),
        ("gov.cn/发展，后", "gov.cn/发展"),
        ("mailto:a@b.cn?subject=发展", "mailto:a@b.cn?subject=发展"),
    ],
)
def test_addresses_are_found_with_their_han_characters(text: str, expected: str) -> None:
    assert addresses(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见http://x.com了解更多", "http://x.com"),
        ("见http://x.com/a.html了解", "http://x.com/a.html"),
        ("http://x.com/%E5%90%8E后", "http://x.com/%E5%90%8E"),
        ("http://政府.中国了解", "http://政府.中国"),
        ("见www.x.com了解", "www.x.com"),
        ("(见http://x.com/a)后来", "http://x.com/a"),
        ("见http://x.com/a, 后", "http://x.com/a"),
        ("http://x.com/a\ufffc后", "http://x.com/a"),
        ("发到a.b@x.com后", "a.b@x.com"),
        ("mail@政府.中国了解", "mail@政府.中国"),
    ],
)
def test_prose_after_an_address_is_prose(text: str, expected: str) -> None:
    assert addresses(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "发展报告.pdf",
        "Node.js/后端",
        "@头发 #话题#",
        "x.com。后",
        "3.5/后",
        "e.g./后",
        "http:// 后",
    ],
)
def test_what_only_looks_like_an_address_is_prose(text: str) -> None:
    assert addresses(text) == []


@given(st.text(st.sampled_from("aw.:/?#=@-_()后中国com。 ·%")))
def test_spans_are_in_order_and_not_empty(text: str) -> None:
    places = [place for span in address_spans(text) for place in span]
    assert places == sorted(places)
    assert all(start < end for start, end in address_spans(text))


@pytest.mark.parametrize(
    "part",
    ["a", "a.", "http://", "a@", "www.", "://.", "http://a/.'后", "http://x_(后", "后.", "a.com:"],
)
def test_long_texts_take_linear_time(part: str) -> None:
    address_spans(part * 30_000 + ".")
