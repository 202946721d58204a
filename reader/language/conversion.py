"""Converts Chinese text between scripts and regional standards."""

import re
from collections.abc import Callable
from functools import lru_cache
from unicodedata import normalize

from opencc import OpenCC

from reader.domain.editions import Script, Variant

# Two conversions from each script; text already in the target script is never converted, since
# that damages it (咸豐 → 鹹豐).
_CONFIGURATIONS = {
    (Script.HANS, Variant.HANT): "s2tw",
    (Script.HANS, Variant.HANT_TW): "s2twp",
    (Script.HANS, Variant.HANT_HK): "s2hk",
    (Script.HANT, Variant.HANS): "t2s",
}
_RUN = 500  # characters; the engine's cost grows with the square of a run without punctuation
_HAN = re.compile(r"[⺀-鿿豈-﫿\U00020000-\U0003ffff]")
_KEPT_TEXTS = 8192


class Converter:
    """Every conversion the site needs, each made once, at start.

    One engine instance serves one conversion for good: changing an instance's conversion while
    another thread uses it gives wrong text. `convert` may be called from any thread.
    """

    def __init__(self) -> None:
        self._engines: dict[tuple[Script, Variant], Callable[[str], str]] = {
            key: OpenCC(name).convert for key, name in _CONFIGURATIONS.items()
        }
        self.convert_short = lru_cache(maxsize=_KEPT_TEXTS)(self.convert)

    def convert(self, text: str, source: Script, target: Variant | None) -> str:
        """`text`, written in `source`, as `target` writes it; None leaves it as it is.

        Text that is in the target's script already, and text without Chinese, comes back
        unchanged. `convert_short` does the same and remembers: for titles, names and labels.
        """
        if target is None or target.script is source or not _HAN.search(text):
            return text
        engine = self._engines[source, target]
        if len(text) <= _RUN:
            return engine(text)
        return "".join(map(engine, _bounded(text)))


def folded(text: str, converter: Converter) -> str:
    """A short text as it is compared: in either script, any case and any width alike."""
    plain = normalize("NFKC", text).casefold()
    return converter.convert_short(plain, Script.HANT, Variant.HANS)


def _bounded(text: str) -> list[str]:
    """Pieces of at most `_RUN` characters or so, cut after punctuation where there is any."""
    pieces = []
    start = 0
    while len(text) - start > _RUN:
        cut = max(text.rfind(mark, start, start + _RUN) for mark in "。，；！？、\n ") + 1
        cut = cut if cut > start else start + _RUN
        pieces.append(text[start:cut])
        start = cut
    return [*pieces, text[start:]]
