"""Encodings: recognised by evidence, never a crash, never a text that no page may hold."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from reader.storage.encoding import Damage, Decoded, decode
from reader.storage.encoding.euc_tw import euc_tw_bytes, euc_tw_text
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
def test_any_bytes_are_a_clean_text(mark: bytes, raw: bytes, text: bytes) -> None:
    decoded = decode(mark + text + raw)
    assert not CONTROL.search(decoded.text)
    assert decoded.text.encode("utf-8").decode() == decoded.text


@given(st.text())
def test_utf8_comes_back_as_it_was_but_for_control_characters(text: str) -> None:
    assume(text.count("\0") * 8 < len(text))  # as UTF-16 has
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


def test_damaged_bytes_are_named_by_their_place() -> None:
    decoded = decode("第一行\n第二".encode() + b"\xff" + "行\n\n第\x01四".encode() + b"\xe4\xb8<")
    assert decoded.text == "第一行\n第二\ufffd行\n\n第四\ufffd<"
    assert decoded.damage == (Damage(16, 2, 3, "ff"), Damage(29, 4, 3, "e4 b8"))
    assert (decoded.encoding, decoded.damaged, decoded.removed) == ("utf-8", 2, 3)


def test_the_list_of_damaged_places_is_short_however_many_there_are() -> None:
    decoded = decode((HANS.encode() + b"\xff\n") * 300)
    assert (len(decoded.damage), decoded.damaged) == (100, 300)
    assert decoded.damage[99].line == 100


def test_utf8_cut_within_a_character_is_never_shown_as_another_encoding() -> None:
    """An editor that is still writing the file leaves such a state for a moment."""
    raw = "旬阳公安脱贫攻坚战场呈现新气象".encode()
    shown = [decode(raw[:length]) for length in range(1, len(raw))]
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


TITLES = ("关于通知", "本站原创", "图书馆法", "联通", "第一章 总则", "關於通知", "通知", "會議紀要")
CASES = [
    (title, encoding)
    for title in TITLES
    for encoding in ("gbk", "big5", "utf-16-le", "utf-16-be", "utf-8")
    if title.encode(encoding, "ignore").decode(encoding) == title
]


@pytest.mark.parametrize(("title", "encoding"), CASES)
@pytest.mark.parametrize("label", ["", "gb2312", "big5", "euc-tw", "no such thing"])
def test_a_title_alone_is_recognised_whatever_it_is_labelled(
    title: str, encoding: str, label: str
) -> None:
    assert decode(title.encode(encoding), label).text == title


@given(windows)
def test_any_part_of_a_text_in_euc_tw_is_recognised(window: tuple[int, int]) -> None:
    start, length = window
    text = HANT[start : start + length]
    assert decode(euc_tw_bytes(text)) == Decoded(text, "euc-tw")


def test_euc_tw_is_read_as_glibc_reads_it() -> None:
    raw = bytes.fromhex("a1a1a4a1c4a1c5d3d7d3ebd0f5b5f6c1f8acf8e48ea2a1a18ea2f2c08ea2f2c48ea1c4a1")
    assert euc_tw_text(raw + b"\x8e\xa3\xa1\xa1", "?") == (
        "\u3000０一毛耄銬薦彞嚥繳乂爩龘一?",
        [(len(raw), len(raw) + 4)],
    )


def test_a_mark_that_lies_is_not_believed() -> None:
    assert decode(b"\xef\xbb\xbf" + HANS.encode("gbk")).text == HANS


def test_utf32_and_gb18030_are_known_by_their_marks() -> None:
    assert decode(("\ufeff" + HANS).encode("utf-32-le")) == Decoded(HANS, "utf-32")
    assert decode(("\ufeff" + HANS).encode("gb18030")) == Decoded(HANS, "gb18030")


def test_hz_is_read() -> None:
    assert decode(f"title: {HANS}\n".encode("hz")) == Decoded(f"title: {HANS}\n", "hz")


def test_a_western_text_is_no_chinese() -> None:
    text = "Café – größer als “naïve” Ärger"
    assert decode(text.encode("cp1252")) == Decoded(text, "cp1252")
    assert decode("ä ö ü ß éà".encode()).text == "ä ö ü ß éà"


def test_a_page_of_two_encodings_is_read_in_both() -> None:
    start, end = "<div>在脱贫攻坚战场上</div>\n", "<p>主动作为，敢打硬仗</p>"
    for own, other in (("utf-8", "gb18030"), ("gb18030", "utf-8"), ("big5hkscs", "utf-8")):
        long = (HANS if own != "big5hkscs" else HANT) + "\n"
        if own == "big5hkscs":
            start, end = "<div>脫貧攻堅戰場</div>\n", "<p>主動作為敢打硬仗</p>"
        raw = long.encode(own) + start.encode(other) + long.encode(own) + end.encode(other)
        decoded = decode(raw)
        assert decoded.text == long + start + long + end
        assert (decoded.encoding, decoded.others) == (own, (other,))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_mojibake_of_windows_1252_is_undone(encoding: str, wrong: str) -> None:
    raw = HANS.encode(encoding)
    misread = "".join(bytes([b]).decode(wrong, "ignore") or chr(b) for b in raw)
    decoded = decode(misread.encode())
    assert (decoded.text, decoded.misread) == (HANS, encoding)


@pytest.mark.parametrize(
    "text", ["Ärger über größere Füße", "½ × ¾ ± ¶", "ÀÁÂÃÄÅÆ", "é", "中文 é ÄÖ"]
)
def test_western_letters_are_no_mojibake(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")
