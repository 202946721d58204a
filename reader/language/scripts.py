"""Which writing system a Chinese text is in."""

from functools import lru_cache
from importlib.resources import files

from reader.domain.editions import Script

_SAMPLE = 20_000  # characters; a text that long has decided


def detect_script(text: str, default: Script = Script.HANS) -> Script:
    """The script of a text, by counting the characters that exist in one script only.

    A text without any (no Chinese, or a few words that are written alike) is in `default`.
    """
    only_hans, only_hant = _distinctive()
    sample = text[:_SAMPLE]
    hans = sum(map(sample.count, only_hans & set(sample)))
    hant = sum(map(sample.count, only_hant & set(sample)))
    if hans == hant:
        return default
    return Script.HANS if hans > hant else Script.HANT


@lru_cache(maxsize=1)
def _distinctive() -> tuple[frozenset[str], frozenset[str]]:
    """The characters of simplified text only, and those of traditional text only.

    From OpenCC's character tables: a character that simplification changes is traditional, one
    that the reverse changes is simplified; a character in both (后, 干, 云) tells nothing.
    """
    to_hant = _changed_characters("STCharacters.txt")
    to_hans = _changed_characters("TSCharacters.txt")
    return to_hant - to_hans, to_hans - to_hant


def _changed_characters(name: str) -> frozenset[str]:
    table = files("opencc").joinpath("dictionary", name).read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return frozenset(key for key, values in rows if key not in values.split(" "))
