"""Encodings: recognised by evidence, never a crash, never a text that no page may hold."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.storage.encoding import Decoded, decode
from tests.unit.conftest import CorpusFile

HANS = (
    "在脱贫攻坚战场上，旬阳县公安局从过去的“高标准，做标杆”到现在的“破难题，重实效”再一次体现了"
    "在县委县政府的坚强领导下，主动作为，敢打硬仗，不断为贫困群众谋求幸福生活新风貌、新气象、新作为。"
)
HANT = (
    "在脫貧攻堅戰場上，旬陽縣公安局從過去的「高標準，做標桿」到現在的「破難題，重實效」再一次體現了"
    "在縣委縣政府的堅強領導下，主動作為，敢打硬仗，不斷為貧困群眾謀求幸福生活新風貌、新氣象、新作為。"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MARKS = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00")

windows = st.tuples(st.integers(0, 40), st.integers(20, 45))


@given(st.sampled_from(MARKS), st.binary(), st.sampled_from([b"", HANS.encode()]))
@example(b"\xff\xfe", b"\x00\xd8", b"")  # half a UTF-16 pair
@example(b"\xef\xbb\xbf", b"\xff", b"")
@example(b"", b"\xed\xa0\x80", b"")  # a surrogate written as if it were a character
@example(b"", b"\x81\x30\x81", b"")
def test_any_bytes_are_a_clean_text_or_a_value_error(mark: bytes, raw: bytes, text: bytes) -> None:
    try:
        decoded = decode(mark + text + raw)
    except ValueError:
        return
    assert not CONTROL.search(decoded.text)
    assert decoded.text.encode("utf-8").decode() == decoded.text


@given(st.text())
def test_utf8_comes_back_as_it_was_but_for_control_characters(text: str) -> None:
    decoded = decode(text.encode())
    if not text.startswith("\ufeff"):
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        kept = re.sub("[\ufffe\uffff]", "", CONTROL.sub("", plain))
        assert decoded == Decoded(kept, "utf-8", len(plain) - len(kept))


@given(windows)
def test_any_part_of_a_gbk_text_is_recognised(window: tuple[int, int]) -> None:
    start, length = window
    text = HANS[start : start + length]
    assert decode(text.encode("gbk")) == Decoded(text, "gb18030")


@given(windows)
def test_any_part_of_a_big5_text_is_recognised(window: tuple[int, int]) -> None:
    start, length = window
    text = HANT[start : start + length]
    assert decode(text.encode("big5")) == Decoded(text, "big5hkscs")


@given(windows)
def test_any_part_of_a_traditional_text_in_gbk_is_recognised(window: tuple[int, int]) -> None:
    start, length = window
    text = HANT.translate(str.maketrans("「」", "“”"))[start : start + length]
    assert decode(text.encode("gbk")).text == text


def test_a_gbk_text_among_latin_words_is_recognised() -> None:
    text = "---\ntitle: 通知\nauthor: 张力\n---\nHello, world. 今天的通知如下。\n" * 3
    assert decode(text.encode("gbk")).text == text


def test_four_byte_characters_of_gb18030_are_read() -> None:
    text = f"{HANS}𠮷野家，㐂。"
    assert decode(text.encode("gb18030")) == Decoded(text, "gb18030")


def test_hong_kong_characters_of_big5_are_read() -> None:
    text = f"{HANT}我哋喺度嘅嘢。"
    assert decode(text.encode("big5hkscs")) == Decoded(text, "big5hkscs")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_known_by_its_mark(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    assert decode((mark + HANS).encode(encoding)) == Decoded(HANS, "utf-16")


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(HANS.encode("utf-8-sig")) == Decoded(HANS, "utf-8")


def test_line_ends_of_every_system_become_the_same() -> None:
    assert decode(b"a\r\nb\rc\nd\r\r\ne").text == "a\nb\nc\nd\n\ne"


def test_control_characters_are_taken_out_and_counted() -> None:
    decoded = decode("空\0字\x1b[1m符\x85\tb\n".encode())
    assert decoded == Decoded("空字[1m符\tb\n", "utf-8", 3)


def test_bytes_of_no_known_encoding_are_named_by_their_place() -> None:
    with pytest.raises(ValueError, match="byte 3 is not valid UTF-8"):
        decode(b"ab\xff\xff\xff")


def test_utf8_cut_within_a_character_is_never_shown_as_another_encoding() -> None:
    """An editor that is still writing the file leaves such a state for a moment."""
    raw = "旬阳公安脱贫攻坚战场呈现新气象".encode()
    shown = []
    for length in range(1, len(raw)):
        try:
            shown.append(decode(raw[:length]))
        except ValueError:
            continue
    assert {decoded.encoding for decoded in shown} == {"utf-8"}


def test_every_real_article_is_recognised_in_the_old_encodings(
    corpus_files: list[CorpusFile],
) -> None:
    wrong = []
    for item in corpus_files:
        text = item.raw.decode()
        for encoding, is_usual in (("gb18030", True), ("big5hkscs", item.script == "hant")):
            if is_usual and decode(text.encode(encoding, "ignore")).encoding != encoding:
                wrong.append((item.name, encoding))
    assert wrong == []
