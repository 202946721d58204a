"""What a reader's words mean: a search has no operators, every word of it must be found.

Words written together are found together; so is what stands in quotation marks. A Latin word is
also taken for pinyin, which titles are searched by.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reader.domain.search import Form, Term, Token
from reader.language.search.pinyin import are_initials, is_beginning, is_syllable, splits
from reader.language.search.tokens import (
    RUN,
    WORD,
    initials_token,
    run_tokens,
    syllable_token,
    word_pattern,
    word_token,
)

MAX_LENGTH = 100  # characters of a search that count
_MAX_TERMS = 16
_MIN_PREFIX = 3  # letters of a word that longer ones match too

_CHUNK = re.compile(
    r"[\"“”]([^\"“”]*)[\"“”]|「([^「」]*)」|『([^『』]*)』|([^\s\"“”「」『』]+)|(?s:.)"
)
_PIECE = re.compile(f"{RUN.pattern}|{WORD.pattern}")
# What may stand inside of words that are written together: COVID-19, 3.5, Xi'an, 卡尔·马克思.
_JOINTS = frozenset("-.'’_·•‧")
_SEPARATOR = r"(?:[^\w\n]|_)"
_PINYIN = re.compile(r"[a-z]+")


def parse(folded: str) -> Form:
    """The terms of a folded text; none where it has no word."""
    written = _merged(_written(folded.strip()[:MAX_LENGTH]))[:_MAX_TERMS]
    return tuple(dict.fromkeys(map(_term, written)))


@dataclass(frozen=True, slots=True)
class _Written:
    """Words that belong together: the pieces, and what stands between them.

    `is_row`: they are syllables of pinyin, one each, the last perhaps unfinished.
    """

    pieces: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    is_quoted: bool = False
    is_row: bool = False

    @property
    def is_pinyin(self) -> bool:
        """Whether it may be pinyin: letters, and apostrophes between them."""
        return (
            not self.is_quoted
            and all(map(_PINYIN.fullmatch, self.pieces))
            and set(self.gaps) <= {"'", "’", " "}
        )


def _written(text: str) -> Iterator[_Written]:
    for chunk in _CHUNK.finditer(text):
        quoted = chunk[1] or chunk[2] or chunk[3]
        if quoted:
            found = list(_PIECE.finditer(quoted))
            if found:
                gaps = tuple(quoted[a.end() : b.start()] for a, b in pairwise(found))
                yield _Written(tuple(piece[0] for piece in found), gaps, is_quoted=True)
        elif chunk[4]:
            yield from _joined(chunk[4])


def _joined(chunk: str) -> Iterator[_Written]:
    """The words of a chunk without spaces, parted where punctuation parts them."""
    pieces: list[str] = []
    gaps: list[str] = []
    end = 0
    for piece in _PIECE.finditer(chunk):
        gap = chunk[end : piece.start()]
        if pieces and gap and gap not in _JOINTS:
            yield _Written(tuple(pieces), tuple(gaps))
            pieces, gaps = [], []
        elif pieces:
            gaps.append(gap)
        pieces.append(piece[0])
        end = piece.end()
    if pieces:
        yield _Written(tuple(pieces), tuple(gaps))


def _merged(written: Iterable[_Written]) -> list[_Written]:
    """Syllables typed with spaces between become one row: `nong cun dian sh`."""
    merged: list[_Written] = []
    for one in written:
        word = one.pieces[0] if len(one.pieces) == 1 and one.is_pinyin else ""
        last = merged[-1] if merged else None
        is_open = last is not None and last.is_row and is_syllable(last.pieces[-1])
        if last and is_open and (is_syllable(word) or is_beginning(word)):
            pieces, gaps = (*last.pieces, word), (*last.gaps, " ")
            merged[-1] = replace(last, pieces=pieces, gaps=gaps)
        else:
            merged.append(replace(one, is_row=is_syllable(word)))
    return merged


def _term(written: _Written) -> Term:
    if written.is_pinyin:
        term = _words(written) if written.is_row else _phrase(written)
        readings = {reading: _sound_tokens(reading) for reading in _readings(written)}
        sounds = tuple(dict.fromkeys(filter(None, readings.values())))
        return replace(term, sounds=sounds, readings=tuple(filter(readings.get, readings)))
    if len(written.pieces) == 1 and RUN.fullmatch(written.pieces[0]):
        run = written.pieces[0]
        return Term(tuple(map(Token, run_tokens(run))), needles=(run,), marks=(run,))
    return _phrase(written)


def _words(written: _Written) -> Term:
    """Words that need not stand together, unless as pinyin."""
    words = {word: _is_prefix(word) for word in written.pieces}
    return Term(
        tuple(Token(word_token(word), is_prefix) for word, is_prefix in words.items()),
        patterns=tuple(
            re.compile(word_pattern(word, is_prefix=is_prefix)) for word, is_prefix in words.items()
        ),
        marks=tuple(words),
    )


def _phrase(written: _Written) -> Term:
    """Pieces that stand together in their order."""
    last = len(written.pieces) - 1
    tokens: list[Token] = []
    pattern = ""
    for number, piece in enumerate(written.pieces):
        if RUN.fullmatch(piece):
            tokens += map(Token, run_tokens(piece))
            pattern += re.escape(piece)
        else:
            is_prefix = number == last and not written.is_quoted and _is_prefix(piece)
            tokens.append(Token(word_token(piece), is_prefix))
            pattern += word_pattern(piece, is_prefix=is_prefix)
        if number < last:
            pattern += _gap(piece, written.gaps[number], written.pieces[number + 1])
    return Term(
        tuple(dict.fromkeys(tokens)),
        patterns=(re.compile(pattern),),
        marks=tuple(dict.fromkeys(written.pieces)),
    )


def _gap(before: str, gap: str, after: str) -> str:
    """What may stand between two pieces of a phrase."""
    if not gap:  # 5G网络: with a thin space, or a usual one
        return r"[^\S\n]{0,2}"
    is_chinese = RUN.fullmatch(before) or RUN.fullmatch(after)
    return _SEPARATOR + ("{0,8}" if gap.isspace() and is_chinese else "{1,8}")


def _is_prefix(word: str) -> bool:
    return len(word) >= _MIN_PREFIX and word.isalpha()


def _readings(written: _Written) -> tuple[tuple[str, ...], ...]:
    """What letters may be in pinyin: beginnings of syllables, an alternative for each way."""
    found = splits(written.pieces)
    if len(written.pieces) == 1 and are_initials(written.pieces[0]):
        found.append(tuple(written.pieces[0]))
    return tuple(found)


def _sound_tokens(reading: Sequence[str]) -> tuple[Token, ...]:
    """The tokens of titles that sound so; none where too many would."""
    if len(reading) > 1 and all(len(part) == 1 for part in reading):
        letters = "".join(reading)
        size = min(len(letters), 3)
        parts = (letters[start : start + size] for start in range(len(letters) - size + 1))
        return tuple(Token(initials_token(part)) for part in dict.fromkeys(parts))
    *whole, last = reading
    if whole:
        pairs = [Token(syllable_token(*pair)) for pair in pairwise(whole)]
        return (*dict.fromkeys(pairs), Token(syllable_token(whole[-1], last), is_prefix=True))
    is_prefix = not is_syllable(last)
    return (Token(syllable_token(last), is_prefix),) if len(last) > 1 else ()
