"""What an article's body says of itself: its sections, and how long it takes to read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Aloud, Chinese is read at 255 characters a minute and English at 228 words (Trauzettel-Klosinski
# and Dietz 2012, IReST), silently 1.3 times as fast (Brysbaert 2019). Older readers are slower.
CHARACTERS_A_MINUTE = 300
WORDS_A_MINUTE = 200
_FEWEST_SECTIONS = 3
_FEWEST_CHARACTERS = 1200

_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_UNSAID = re.compile(r"<rt>.*?</rt>|<rp>.*?</rp>|<sup\b.*?</sup>", re.DOTALL)
_NOTES = re.compile(r'<section class="footnotes".*', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CHARACTER = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’.,-][A-Za-z0-9]+)*")
_SECTION_ID = "s-{}"

Token = tuple[str, str]


class Section(NamedTuple):
    """A heading: its level (2 or 3), its id, and its words as HTML without any markup."""

    level: int
    id: str
    words: str


class Outline(NamedTuple):
    """The sections of a long article, none of a short one, and its minutes of reading, from 1."""

    sections: tuple[Section, ...]
    minutes: int


def number_headings(parts: list[Token]) -> Iterator[Token]:
    """Headings that have no id get one by their number, which every edition has alike."""
    number = 0
    for name, part in parts:
        if re.fullmatch("h[1-6]", name) and not part.startswith("</"):
            number += 1
            is_named = " id=" in part
            yield name, part if is_named else f'{part[:-1]} id="{_SECTION_ID.format(number)}">'
        else:
            yield name, part


def outline(body: str) -> Outline:
    """The outline of a body, which is HTML as `fit` made it, perhaps with readings."""
    said = _UNSAID.sub("", body)
    text = _TAG.sub(" ", _NOTES.sub("", said))
    characters = len(_CHARACTER.findall(text))
    words = len(_WORD.findall(text))
    minutes = round(characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE)
    found = tuple(
        Section(int(level), name, _TAG.sub("", words).strip())
        for level, name, words in _HEADING.findall(said)
    )
    is_long = len(found) >= _FEWEST_SECTIONS and characters >= _FEWEST_CHARACTERS
    return Outline(found if is_long else (), max(minutes, 1))


def outline_html(sections: tuple[Section, ...]) -> str:
    """Links to sections as list items; those of level 3 are a list below the one before."""
    html, level = "", 0
    for section in sections:
        if not level:  # the first
            deeper = 0
        elif section.level > level:
            html, deeper = html + "<ol>", deeper + 1
        else:
            up = min(level - section.level, deeper)
            html, deeper = html + "</li>" + "</ol></li>" * up, deeper - up
        html += f'<li><a href="#{section.id}">{section.words}</a>'
        level = section.level
    return html + "</li>" + "</ol></li>" * deeper if sections else ""
