"""How the characters of titles sound, and what of a title sounds as a reader's letters."""

import sqlite3
from collections.abc import Iterator, Mapping

from reader.domain.search import Form

_SIGNS = 500  # parameters of one statement


def sounds_of(connection: sqlite3.Connection, folded: str) -> dict[str, str]:
    """The toneless syllables of those characters that have been met in titles."""
    signs = [sign for sign in dict.fromkeys(folded) if sign.isalpha() and sign > "\u2e80"]
    found: dict[str, str] = {}
    for start in range(0, len(signs), _SIGNS):
        some = signs[start : start + _SIGNS]
        marks = ",".join("?" * len(some))
        rows = connection.execute(
            f"SELECT sign, sound FROM sounds WHERE sign IN ({marks})",
            some,
        )
        found.update(rows)
    return found


def sounding(folded: str, form: Form, sounds: Mapping[str, str]) -> Iterator[str]:
    """The parts of a folded title that sound as the query's letters."""
    places = [place for place, sign in enumerate(folded) if sign in sounds]
    for reading in (reading for term in form for reading in term.readings):
        for first in range(len(places) - len(reading) + 1):
            taken = places[first : first + len(reading)]
            spoken = (sounds[folded[place]] for place in taken)
            if all(map(_begins, spoken, reading)):
                yield folded[taken[0] : taken[-1] + 1]


def _begins(syllable: str, letters: str) -> bool:
    return syllable.startswith(letters) or syllable.replace("v", "u").startswith(letters)
