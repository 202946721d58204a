"""Excerpts: the words around a place of a text, cut where a sentence, a clause or a word ends."""

from reader.domain.search import Passage

_BEFORE, _LENGTH, _LEAST = 24, 90, 60  # characters of an excerpt: before the hit, most, fewest
_SENTENCE = "。！？!?；;\n"
_CLAUSE = f"{_SENTENCE}，,、：: "


def excerpt(passage: Passage) -> str:
    """The words around the place of a passage, on one line."""
    text = passage.text
    begin = _beginning(text, passage.place)
    end = _end(text, begin)
    is_cut = begin > 0 and bool(text[:begin].strip()) and text[begin - 1] not in _SENTENCE
    is_more = end < len(text) and text[end - 1] not in _SENTENCE
    return f"{'…' * is_cut}{' '.join(text[begin:end].split())}{'…' * is_more}"


def _beginning(text: str, place: int) -> int:
    """Where an excerpt begins that shows a place: after a sentence, else a clause, else a word."""
    first = max(0, place - _BEFORE)
    for borders in (_SENTENCE, _CLAUSE):
        border = max(map(text[first:place].rfind, borders))
        if border >= 0:
            return first + border + 1
    while first and _parts_word(text, first):
        first -= 1
    return first


def _end(text: str, begin: int) -> int:
    """Where an excerpt ends, `_LEAST` to `_LENGTH` characters on."""
    last = min(len(text), begin + _LENGTH)
    if last == len(text):
        return last
    least = begin + _LEAST
    for borders in (_SENTENCE, _CLAUSE):
        border = max(map(text[least:last].rfind, borders))
        if border >= 0:
            return least + border + 1
    end = last
    while end > least and _parts_word(text, end):
        end -= 1
    return end


def _parts_word(text: str, place: int) -> bool:
    """Whether letters of Latin script stand on both sides of a place."""
    around = text[place - 1 : place + 1]
    return around.isascii() and around.isalnum()
