"""Editions: the forms in which one article can be read, each with its own path segment."""

from dataclasses import dataclass
from enum import StrEnum


class Script(StrEnum):
    """The writing system of a text (ISO 15924, lower case)."""

    HANS = "hans"
    HANT = "hant"

    @property
    def language(self) -> str:
        """The BCP 47 tag of a Chinese text in this script whose region is unknown."""
        return f"zh-{self.value.title()}"


class Variant(StrEnum):
    """What a text is converted to: a script, a character standard and, for TW, its vocabulary."""

    HANS = "hans"
    HANT = "hant"
    HANT_TW = "hant-tw"
    HANT_HK = "hant-hk"

    @property
    def script(self) -> Script:
        """The writing system this variant belongs to."""
        return Script.HANS if self is Variant.HANS else Script.HANT


class Annotation(StrEnum):
    """Reading aids written above the characters."""

    NONE = "none"
    PINYIN = "pinyin"
    ZHUYIN = "zhuyin"


@dataclass(frozen=True, slots=True)
class Edition:
    """One way to read the whole site: the text's variant and the language of the interface.

    `variant` is None where articles keep the script they were written in.
    `language` is a BCP 47 tag for `lang` and `hreflang`; `locale` is a Babel identifier.
    """

    slug: str
    variant: Variant | None
    language: str
    locale: str
    name: str
    annotation: Annotation = Annotation.NONE

    @property
    def is_annotated(self) -> bool:
        """Whether readings stand above the characters."""
        return self.annotation is not Annotation.NONE

    @property
    def script(self) -> Script | None:
        """The writing system of the converted text, None where texts keep their own."""
        return self.variant.script if self.variant else None

    def language_of(self, script: Script) -> str:
        """The BCP 47 tag of an article written in `script` as this edition shows it."""
        return self.language if self.variant else script.language


EDITIONS = {
    edition.slug: edition
    for edition in (
        Edition("zh-hans", Variant.HANS, "zh-Hans", "zh_Hans", "简体中文"),
        Edition("zh-hant", Variant.HANT, "zh-Hant", "zh_Hant", "繁體中文"),
        Edition("zh-hant-tw", Variant.HANT_TW, "zh-Hant-TW", "zh_Hant_TW", "繁體中文（台灣）"),
        Edition("zh-hant-hk", Variant.HANT_HK, "zh-Hant-HK", "zh_Hant_HK", "繁體中文（香港）"),
        Edition("en", None, "en", "en", "English"),
        Edition(
            "zh-hans-pinyin", Variant.HANS, "zh-Hans", "zh_Hans", "简体中文（拼音）",
            Annotation.PINYIN,
        ),
        Edition(
            "zh-hant-pinyin", Variant.HANT, "zh-Hant", "zh_Hant", "繁體中文（拼音）",
            Annotation.PINYIN,
        ),
        Edition(
            "zh-hant-zhuyin", Variant.HANT, "zh-Hant", "zh_Hant", "繁體中文（注音）",
            Annotation.ZHUYIN,
        ),
        Edition(
            "zh-hant-tw-zhuyin", Variant.HANT_TW, "zh-Hant-TW", "zh_Hant_TW",
            "繁體中文（台灣、注音）", Annotation.ZHUYIN,
        ),
    )
}  # fmt: skip

# Regional vocabulary (信息 → 資訊) changes an author's words, so a publisher must ask for it.
DEFAULT_EDITIONS = ("zh-hans", "zh-hant", "zh-hant-hk", "en", "zh-hans-pinyin")


def nearest_edition(edition: Edition, offered: tuple[Edition, ...]) -> Edition:
    """The offered edition that serves a reader of `edition` best: its script, else the first.

    Among those of its script one annotated alike comes first, then, for a reader of annotations,
    one annotated otherwise: only who asked for readings is given any.
    """
    same_script = [other for other in offered if other.script == edition.script]
    return min(same_script, key=lambda other: distance(edition, other), default=offered[0])


def distance(edition: Edition, other: Edition) -> tuple[bool, bool]:
    """How far the annotations of two editions are apart, for comparing."""
    return other.annotation is not edition.annotation, not other.is_annotated
