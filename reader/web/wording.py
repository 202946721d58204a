"""Reading settings in words, as the preferences page has them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from reader.domain.editions import EDITIONS
from reader.domain.preferences import Preferences

_ON, _OFF = _("On"), _("Off")

# Every setting but size and edition: what it is called, and its values but the default.
WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "elder": (_("Elder edition"), {"on": _ON}),
    "theme": (
        _("Theme"),
        {
            "light": _("Light"),
            "dark": _("Dark"),
            "contrast": _("White on black"),
            "white": _("Black on white"),
            "paper": _("Old paper"),
            "green": _("Soft green"),
            "yellow": _("Yellow on black"),
            "amber": _("Black on yellow"),
            "blue": _("White on blue"),
            "own": _("Own colours"),
        },
    ),
    "face": (_("Typeface"), {"song": _("Song (serif)"), "kai": _("Kai (handwritten)")}),
    "line": (
        _("Line spacing"),
        {
            "150": _("Narrow"),
            "165": _("Fairly narrow"),
            "200": _("Wide"),
            "225": _("Wider"),
            "250": _("Widest"),
        },
    ),
    "space": (
        _("Space between paragraphs"),
        {"0": _("None"), "150": _("Wide"), "200": _("Widest")},
    ),
    "letter": (
        _("Space between characters"),
        {"5": _("Wide"), "12": _("Wider"), "20": _("Widest")},
    ),
    "width": (
        _("Longest line"),
        {
            "20": _("20 characters"),
            "25": _("25 characters"),
            "30": _("30 characters"),
            "35": _("35 characters"),
        },
    ),
    "align": (
        _("Ends of the lines"),
        {"start": _("Ragged, even spaces"), "both": _("All at the edge")},
    ),
    "indent": (_("Beginnings of paragraphs"), {"off": _("Not indented")}),
    "images": (_("Pictures"), {"off": _("Text only")}),
    "flow": (_("Direction of the lines"), {"down": _("Downwards, from right to left")}),
    "pointer": (_("Pointer"), {"big": _("Large")}),
    "motion": (_("Movement"), {"less": _("Nothing moves")}),
    "ruby": (
        _("Pinyin and zhuyin, in editions that have them"),
        {"difficult": _("Above difficult characters"), "off": _("Hidden")},
    ),
    "reading": (
        _("Size of pinyin and zhuyin"),
        {"50": _("Small"), "70": _("Large"), "85": _("Largest")},
    ),
    "guide": (
        _("Reading guide: only these lines are clear"),
        {"1": _("1 line"), "3": _("3 lines"), "5": _("5 lines")},
    ),
    "caption": (_("Large captions of what the pointer or the focus is on"), {"on": _ON}),
    "rate": (
        _("Speed of reading aloud"),
        {
            "50": _("Half"),
            "75": "0.75×",
            "125": "1.25×",
            "150": "1.5×",
            "200": "2×",
            "250": "2.5×",
        },
    ),
    "keys": (_("Shortcuts by single keys"), {"off": _OFF}),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One setting in words; `language` is that of `value` where it is not the page's (BCP 47)."""

    name: str
    value: str
    language: str = ""


def in_words(preferences: Preferences) -> list[Wording]:
    """The settings that are not the usual ones; own colours are only said to be used."""
    chosen = preferences.chosen()
    found = [
        Wording(str(name), str(values[chosen[key]]))
        for key, (name, values) in WORDS.items()
        if key in chosen
    ]
    if preferences.size:
        found.insert(0, Wording(gettext("Text size"), f"{preferences.size}%"))
    if preferences.edition:
        edition = EDITIONS[preferences.edition]
        name = gettext("Script and language")
        found.append(Wording(name, edition.name, edition.language))
    return found
