"""What a publisher says of words that no rule can know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

from reader.domain.editions import Variant


@dataclass(frozen=True, slots=True)
class Glossary:
    """Rules for one conversion of text, each for a word as the article writes it.

    `keep`: words that stay as they are. `replace`: words and what they become. `readings`: words
    and their pinyin, a syllable a character. `only` holds further rules for one variant, which
    go before the general ones.
    """

    keep: tuple[str, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    only: tuple[tuple[Variant, "Glossary"], ...] = ()
    digest: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        parts = repr((self.keep, self.replace, self.readings, self.only))
        is_empty = not (self.keep or self.replace or self.readings or self.only)
        digest = "" if is_empty else sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        object.__setattr__(self, "digest", digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def under(self, own: Self) -> "Glossary":
        """These rules, the site's, under an article's `own`."""
        if not own.digest:
            return self
        if not self.digest:
            return own
        return Glossary(
            own.keep + self.keep,
            own.replace + self.replace,
            own.readings + self.readings,
            own.only + self.only,
        )

    def rules(self, target: Variant) -> Mapping[str, str]:
        """Every word that has a rule when text is converted to `target`, and what it becomes."""
        found: dict[str, str] = {}
        chosen = [glossary for variant, glossary in self.only if variant is target]
        for glossary in (*chosen, self):
            for word, new in (*((word, word) for word in glossary.keep), *glossary.replace):
                found.setdefault(word, new)
        return found

    def words(self) -> tuple[str, ...]:
        """Every word that has a rule of any kind."""
        own = (*self.keep, *(word for word, _ in self.replace + self.readings))
        return own + tuple(word for _, glossary in self.only for word in glossary.words())


NO_GLOSSARY = Glossary()
