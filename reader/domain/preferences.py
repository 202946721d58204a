"""One reader's reading settings: few keys, few values, kept in one small cookie."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Self

from reader.domain.editions import EDITIONS

SIZES = (80, 90, 100, 110, 125, 140, 160, 180, 200, 250, 300, 400, 500)
DEFAULT_SIZE = 100
ELDER_SIZE = 160  # MIIT 2021: an elder edition starts well above 18 dp; 160 % of 20 px is 32 px

COOKIE = "preferences"
MAX_COOKIE_LENGTH = 256

# Every key with its values, the default first. A default is never written to the cookie.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "size": ("", *(str(size) for size in SIZES)),
    "theme": (
        "auto", "light", "dark", "contrast", "white", "paper", "green", "yellow", "amber", "blue",
        "own",
    ),
    "own": ("",),
    "elder": ("off", "on"),
    "line": ("", "150", "165", "200", "225", "250"),
    "space": ("", "0", "150", "200"),
    "letter": ("", "5", "12", "20"),
    "width": ("", "20", "25", "30", "35"),
    "face": ("", "song", "kai"),
    "align": ("", "start", "both"),
    "indent": ("on", "off"),
    "images": ("on", "off"),
    "flow": ("across", "down"),
    "pointer": ("usual", "big"),
    "motion": ("auto", "less"),
    "ruby": ("all", "difficult", "off"),
    "reading": ("", "50", "70", "85"),
    "guide": ("off", "1", "3", "5"),
    "caption": ("off", "on"),
    "keys": ("on", "off"),
    "rate": ("", "50", "75", "125", "150", "200", "250"),
    "edition": ("", *EDITIONS),
}  # fmt: skip
# The one open value: the reader's own colours, ink and paper, six hexadecimal digits each.
OPEN: Mapping[str, re.Pattern[str]] = {"own": re.compile(r"[0-9a-f]{6}-[0-9a-f]{6}")}

# What the theme button in the tool bar goes through.
THEME_CYCLE = ("auto", "dark", "contrast", "light")

# Settings for one press. Each begins from the defaults, and leaves what is in `LASTING` alone.
PRESETS: Mapping[str, Mapping[str, str]] = {
    "standard": {},
    "elder": {"elder": "on"},
    "vision": {
        "size": "250", "theme": "contrast", "line": "200", "letter": "5", "align": "start",
        "pointer": "big", "motion": "less",
    },
    "dyslexia": {
        "size": "125", "theme": "paper", "line": "200", "space": "200", "letter": "12",
        "width": "30", "align": "start",
    },
    "night": {"theme": "dark", "line": "200", "motion": "less"},
}  # fmt: skip
# What says nothing of how a page looks: a preset keeps it.
LASTING = ("own", "ruby", "keys", "rate", "edition")

_PAIR = re.compile(r"([a-z]+)=([A-Za-z0-9_-]+)")


@dataclass(frozen=True, slots=True)
class Preferences:
    """Reading settings; each field holds one of `CHOICES`, its first value being the default.

    `size` is the text size in per cent of 20 px, empty for the edition's own: 100, or 160 in the
    elder edition. `own` is the ink and the paper of the theme of that name, `rrggbb-rrggbb`.
    `line` is the line height in per cent of the text, `space` the space between paragraphs in per
    cent of the usual, `letter` the space between characters in per cent of one, `width` the
    longest line in characters. `face` is the typeface, `flow` the direction of lines. `ruby` is
    which characters have their pinyin or zhuyin shown, in editions that carry it, and `reading`
    the size of that in per cent of the text's. `guide` is the lines the reading guide leaves
    clear, `caption` whether what is under the pointer is shown magnified, `keys` whether single
    keys are shortcuts, `rate` the speed of reading aloud in per cent. `edition` is the slug of
    the edition the reader chose, empty for none.
    """

    size: str = ""
    theme: str = "auto"
    own: str = ""
    elder: str = "off"
    line: str = ""
    space: str = ""
    letter: str = ""
    width: str = ""
    face: str = ""
    align: str = ""
    indent: str = "on"
    images: str = "on"
    flow: str = "across"
    pointer: str = "usual"
    motion: str = "auto"
    ruby: str = "all"
    reading: str = ""
    guide: str = "off"
    caption: str = "off"
    keys: str = "on"
    rate: str = ""
    edition: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a cookie's value; anything odd falls back to the default of its key."""
        if len(text) > MAX_COOKIE_LENGTH:
            return cls()
        return cls().changed(dict(_PAIR.findall(text)))

    def changed(self, values: Mapping[str, str]) -> Self:
        """These settings with the allowed ones of `values` put in; others are ignored."""
        return replace(
            self, **{key: value for key, value in values.items() if is_allowed(key, value)}
        )

    def format(self) -> str:
        """The cookie's value: the settings that differ from their defaults, `key=value&…`."""
        return "&".join(f"{key}={value}" for key, value in self.chosen().items())

    def chosen(self) -> dict[str, str]:
        """The settings that differ from their defaults."""
        return {key: value for key, value in asdict(self).items() if value != CHOICES[key][0]}

    @property
    def own_size(self) -> int:
        """The text size in per cent where the reader has chosen none."""
        return ELDER_SIZE if self.elder == "on" else DEFAULT_SIZE

    @property
    def effective_size(self) -> int:
        """The text size in per cent that these settings lead to."""
        return int(self.size) if self.size else self.own_size

    def larger(self) -> Self:
        """One step up, the last step kept."""
        return self._sized(next((s for s in SIZES if s > self.effective_size), SIZES[-1]))

    def smaller(self) -> Self:
        """One step down, the first step kept."""
        return self._sized(next((s for s in SIZES[::-1] if s < self.effective_size), SIZES[0]))

    def with_elder(self, value: str) -> Self:
        """Enter (`on`) or leave (`off`) the elder edition, at that edition's own text size."""
        return replace(self, elder=value, size="")

    def with_preset(self, name: str) -> Self:
        """The settings of one of `PRESETS`; unchanged where there is none of that name."""
        if name not in PRESETS:
            return self
        lasting = {key: getattr(self, key) for key in LASTING}
        return type(self)(**{**PRESETS[name], **lasting})

    def with_next_theme(self) -> Self:
        """The theme after this one in `THEME_CYCLE`; the first, where it has not this one."""
        themes = (*THEME_CYCLE, THEME_CYCLE[0])
        here = self.theme in THEME_CYCLE
        return replace(self, theme=themes[themes.index(self.theme) + 1] if here else themes[0])

    def _sized(self, size: int) -> Self:
        return replace(self, size="" if size == self.own_size else str(size))


def is_allowed(key: str, value: str) -> bool:
    """Whether a setting of that name may have that value."""
    if key in OPEN and OPEN[key].fullmatch(value):
        return True
    return key in CHOICES and value in CHOICES[key]
