"""Word borders: the likeliest words of a text, and what they decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.conversion.dictionaries import Dictionaries
from reader.language.conversion.segmentation import Lexicon
from tests.unit.builders import processor_time
from tests.unit.conftest import CorpusFile


@pytest.fixture(scope="session")
def lexicon(dictionaries: Dictionaries) -> Lexicon:
    return Lexicon(dictionaries.frequencies())


def place(text: str) -> tuple[str, int, int]:
    """A text with a part in brackets, as the text and where the part is."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("他的头发现在很长", "他 的 头发 现在 很 长"),
        ("被发明的灯", "被 发明 的 灯"),
        ("展示了如何", "展示 了 如何"),
        ("改变量子比特", "改变 量子 比特"),
        ("从西方回来", "从 西方 回来"),
        ("", ""),
        ("\ud800", "\ud800"),
        ("a1，。", "a 1 ， 。"),
    ],
)
def test_a_text_is_cut_into_its_likeliest_words(lexicon: Lexicon, text: str, words: str) -> None:
    found = [text[start:end] for start, end in lexicon.words(text, 0, len(text))]
    assert " ".join(found) == words


@given(st.text("头发展现在里面条了如何干后来 a\n\ud800", max_size=40))
def test_the_words_are_the_whole_text(lexicon: Lexicon, text: str) -> None:
    spans = list(lexicon.words(text, 0, len(text)))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= 4 for start, end in spans)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("被[发明]了", ""),
        ("[被发]明了", "发明"),
        ("展示[了如]何做", "如何"),
        ("改[变量]子比特", "改变"),
        ("国[王后]面站着人", "国王"),
        ("校[舍不得]出租", ""),
        ("学[校舍]弃了", "学校"),
        ("[头发]现在很长", ""),
        ("[头发]", ""),
        ("这里[面条]好吃", ""),
        ("在屋[里面]条件好", ""),
        ("屋里[面条]件好", "里面"),
        ("a[里面]b", ""),
    ],
)
def test_a_phrase_that_a_word_lies_across_is_none(lexicon: Lexicon, text: str, word: str) -> None:
    assert lexicon.straddling(*place(text)) == word


@pytest.mark.parametrize(
    "text", ["[余]先生来了", "记者[范冰冰]报道", "昨天[于]老师", "[朴]女士", "[余晓洁]说"]
)
def test_a_name_begins_a_word(lexicon: Lexicon, text: str) -> None:
    assert lexicon.begins_word(*place(text))


@pytest.mark.parametrize(
    "text", ["其[余]先生", "[云南]省委", "关[于]先生", "[于是]他", "规[范]老师", "[后来]老师"]
)
def test_a_part_of_a_word_is_no_name(lexicon: Lexicon, text: str) -> None:
    assert not lexicon.begins_word(*place(text))


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("这个[余]字", True),
        ("其[余]的人", False),
        ("[余]额不足", False),
        ("范[围]", False),
        ("他姓[范]", True),
        ("[a]", True),
        ("[𠮷]", True),
    ],
)
def test_a_character_stands_alone_or_in_a_word(
    lexicon: Lexicon, text: str, *, is_alone: bool
) -> None:
    text, start, _ = place(text)
    assert lexicon.stands_alone(text, start) is is_alone


def test_words_end_where_words_end(lexicon: Lexicon) -> None:
    text = "他的头发现在很长"
    assert [end for end in range(1, len(text) + 1) if lexicon.ends_word(text, end)] == [
        1, 2, 4, 6, 7, 8,
    ]  # fmt: skip


def test_without_words_nothing_lies_across_a_border() -> None:
    empty = Lexicon({})
    assert empty.straddling("头发现在", 0, 2) == ""
    assert empty.stands_alone("头发", 0)
    assert list(empty.words("头发", 0, 2)) == [(0, 1), (1, 2)]


def test_far_text_has_no_say(lexicon: Lexicon) -> None:
    """What is asked of a place costs the same however long the text is."""
    with processor_time(5):
        text = "头发现在" * 200_000
        assert lexicon.straddling(text, 400_000, 400_002) == ""
        assert lexicon.stands_alone(text, 400_000) is False


def test_real_words_are_not_lost(lexicon: Lexicon, corpus_files: list[CorpusFile]) -> None:
    for item in corpus_files[::10]:
        text = item.parsed.article.body[:500]
        spans = list(lexicon.words(text, 0, len(text)))
        assert "".join(text[start:end] for start, end in spans) == text
