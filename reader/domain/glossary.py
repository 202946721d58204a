"""What a publisher says of words that no rule can know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

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


def read_glossary(table: Mapping[str, object], name: str = "glossary") -> Glossary:
    """A glossary as a publisher writes it: `keep`, `replace`, `readings`, and a table a variant.

    Raises ValueError, in a sentence that names the key.
    """
    variants = {variant.value: variant for variant in Variant}
    known = ("keep", "replace", "readings", *variants)
    if unknown := sorted(set(table) - set(known)):
        raise ValueError(f"{name}.{unknown[0]} is not a key; the keys are {', '.join(known)}")
    only = []
    for key, variant in variants.items():
        own = table.get(key, {})
        if not isinstance(own, Mapping) or not set(own) <= {"keep", "replace"}:
            raise ValueError(f"{name}.{key} must hold keep and replace only")
        if own:
            only.append((variant, read_glossary(own, f"{name}.{key}")))
    return Glossary(
        _words(table, name),
        _pairs(table, "replace", name),
        _pairs(table, "readings", name),
        tuple(only),
    )


def _words(table: Mapping[str, object], name: str) -> tuple[str, ...]:
    words = table.get("keep", [])
    if isinstance(words, str):
        words = [words]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"{name}.keep must be a list of words")
    return tuple(word.strip() for word in words if word.strip())


def _pairs(table: Mapping[str, object], key: str, name: str) -> tuple[tuple[str, str], ...]:
    pairs = table.get(key, {})
    if not isinstance(pairs, Mapping) or not all(isinstance(new, str) for new in pairs.values()):
        raise ValueError(f"{name}.{key} must be a table of a word and what it becomes")
    return tuple(
        (str(word).strip(), str(new).strip()) for word, new in pairs.items() if word.strip()
    )
