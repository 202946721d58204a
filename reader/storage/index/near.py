"""Titles that come near a search that found nothing."""

import sqlite3
from collections.abc import Sequence
from itertools import combinations

from reader.domain.search import Token
from reader.storage.index.expressions import all_of, any_of, quoted
from reader.storage.index.search_terms import SearchTerms
from reader.storage.index.sounds import sounds_of

_NEAR = 200  # titles that are compared with a text
_NEAR_TOKENS = 10
_LEAST_LIKENESS = 0.3


def near_titles(
    connection: sqlite3.Connection, terms: SearchTerms, text: str, limit: int
) -> list[int]:
    """The articles whose titles are most like a text, in characters or in sound, the likest first.

    农村点商 finds 农村电商; so does `nongcundians`.
    """
    signs = terms.near_tokens(text)[:_NEAR_TOKENS]
    sounds = sounds_of(connection, folded := terms.fold(text[:_NEAR]))
    syllables = terms.syllables(text) or [sounds[sign] for sign in folded if sign in sounds]
    spoken = terms.sound_tokens(syllables)[:_NEAR_TOKENS]
    titles = _titles_with(connection, (*signs, *spoken))
    heard = sounds_of(connection, "".join(map(terms.fold, titles.values())))
    ranked = []
    for article, title in titles.items():
        folded = terms.fold(title)
        title_sounds = [heard[sign] for sign in folded if sign in heard]
        likeness = max(
            _likeness(signs, terms.near_tokens(title)),
            0.9 * _likeness(spoken, terms.sound_tokens(title_sounds)),
        )
        if likeness >= _LEAST_LIKENESS:
            ranked.append((likeness, article))
    return [article for _, article in sorted(ranked, reverse=True)[:limit]]


def _titles_with(connection: sqlite3.Connection, tokens: Sequence[str]) -> dict[int, str]:
    """The newest articles whose titles have two of the tokens, else one, with their titles."""
    wanted = [quoted(Token(token)) for token in tokens]
    found: dict[int, str] = {}
    for ways in ([all_of(pair) for pair in combinations(wanted, 2)], wanted):
        if ways and len(found) < _NEAR:
            rows = connection.execute(
                "SELECT id, title FROM articles WHERE id IN (SELECT rowid FROM title_terms"
                " WHERE title_terms MATCH ? ORDER BY rowid DESC LIMIT ?)",
                (any_of(ways), _NEAR - len(found)),
            )
            found.update(rows)
    return found


def _likeness(tokens: Sequence[str], others: Sequence[str]) -> float:
    """What two texts share of their tokens, 0 to 1 (Dice)."""
    total = len(tokens) + len(others)
    return 2 * len(set(tokens) & set(others)) / total if total else 0.0
