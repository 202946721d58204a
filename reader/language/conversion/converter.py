"""Converts Chinese text between scripts and regional standards."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Self
from unicodedata import normalize

from reader.config.resources import rules_digest
from reader.domain.editions import Script, Variant
from reader.domain.glossary import NO_GLOSSARY, Glossary
from reader.domain.site import Site
from reader.language.characters import HAN, TRANSPARENT
from reader.language.conversion import contexts, names
from reader.language.conversion.dictionaries import EITHER_REGION, Dictionaries
from reader.language.conversion.engine import Asked, Engine, Result, Table
from reader.language.conversion.quotes import quote_edits
from reader.language.conversion.segmentation import Lexicon
from reader.language.conversion.untouched import untouched
from reader.language.edits import Edit, apply, finest, over
from reader.language.markup.joined import edits_through

# Text already in the target script is never converted, since that damages it (咸豐 → 鹹豐).
_CONFIGURATIONS = {
    (Script.HANS, Variant.HANT): "s2tw",
    (Script.HANS, Variant.HANT_TW): "s2twp",
    (Script.HANS, Variant.HANT_HK): "s2hk",
    (Script.HANT, Variant.HANS): EITHER_REGION,
}
_KEPT_TEXTS = 8192
_KEPT_RULES = 64  # of glossaries; a list of titles asks for the same again and again
_MARGIN = 1.0  # OpenCC has the benefit of the doubt where its phrase changes nothing


class Change(NamedTuple):
    """Why text[start:end] becomes `new`, or stays although a dictionary would change it."""

    start: int
    end: int
    new: str
    rule: str


class Converter:
    """Every conversion the site needs, each made once: when it is first needed, or by `load`.

    `context` adds what dictionaries cannot know: word borders, names, measure words. Without it
    words come out as OpenCC has them. `quotes` changes quotation marks with the script.
    `glossary` is the site's. Methods may be called from any thread.
    """

    def __init__(
        self,
        dictionaries: Dictionaries,
        glossary: Glossary = NO_GLOSSARY,
        *,
        context: bool = True,
        quotes: bool = True,
    ) -> None:
        self._glossary = glossary
        self._context = context
        self._quotes = quotes
        self._dictionaries_version = dictionaries.version
        self._tables = _loaded.get(dictionaries.version) or _Tables(dictionaries)
        rules = rules_digest("language")
        self.version = f"{dictionaries.version}-{rules}-{context:d}{quotes:d}-{glossary.digest}"
        self._rules = lru_cache(maxsize=_KEPT_RULES)(self._make_rules)
        self.convert_short = lru_cache(maxsize=_KEPT_TEXTS)(self.convert)
        self.simplify = lru_cache(maxsize=_KEPT_TEXTS)(self._simplify)
        self.convert_field = lru_cache(maxsize=_KEPT_TEXTS)(self._convert_field)

    @classmethod
    def of_site(cls, site: Site, dictionaries: Dictionaries) -> Self:
        """The conversions of a site, with its glossary and switches."""
        return cls(
            dictionaries,
            site.glossary,
            context=site.converts_context,
            quotes=site.converts_quotes,
        )

    def load(self) -> None:
        """Make everything now, for processes that are forked to share it."""
        self._tables.load()
        _loaded[self._dictionaries_version] = self._tables

    def convert(
        self,
        text: str,
        source: Script,
        target: Variant | None,
        glossary: Glossary = NO_GLOSSARY,
        people: tuple[str, ...] = (),
    ) -> str:
        """`text`, written in `source`, as `target` writes it; None leaves it as it is.

        Text that is in the target's script already, and text without Chinese, comes back
        unchanged. `glossary` is the article's; `people` are names known to be in the text.
        `convert_short` does the same and remembers: for titles and labels.
        """
        if target is None or target.script is source or not HAN.search(text):
            return text
        return self.conversion(source, target, glossary, people).convert(text)

    def _simplify(self, text: str) -> str:
        """A short text in simplified characters by the tables alone, whichever script it is in."""
        return self._tables.engine(Script.HANT, Variant.HANS).convert(text).text

    def readings(
        self, source: Script, target: Variant | None, glossary: Glossary = NO_GLOSSARY
    ) -> dict[str, str]:
        """The readings of the glossaries, for words as `target` writes them."""
        pairs = (*self._glossary.readings, *glossary.readings)
        return {self.convert_short(word, source, target, glossary): own for word, own in pairs}

    def people(self, source: Script, fields: Iterable[str], text: str = "") -> tuple[str, ...]:
        """The people whom an article's author and editor fields name, and its text in full."""
        found = []
        lexicon = self._tables.lexicon()
        for field in fields:
            plain = self.simplify(field) if source is Script.HANT else field
            places = names.in_field(plain, lexicon) if len(plain) == len(field) else []
            found += [field[start:end] for start, end in places]
        if text and source is Script.HANS and self._context:
            for start, end, is_full in names.in_text(text, lexicon):
                found += [text[start:end]] if is_full else []
        return tuple(dict.fromkeys(found))

    def conversion(
        self,
        source: Script,
        target: Variant,
        glossary: Glossary = NO_GLOSSARY,
        people: Iterable[str] = (),
    ) -> "Conversion":
        """The conversion of one text, for those who keep markup around it."""
        lexicon = self._tables.lexicon() if self._context and source is Script.HANS else None
        how = How(
            self._tables.engine(source, target),
            lexicon,
            self._context,
            self._quotes,
            target.script is Script.HANT,
        )
        return Conversion(how, self._rules(source, target, glossary), people)

    def _make_rules(self, source: Script, target: Variant, glossary: Glossary) -> "Rules":
        rules = {**self._glossary.rules(target), **glossary.rules(target)}
        if target is Variant.HANS:  # a replacement may be written for the other way
            engine = self._tables.engine(source, target)
            rules = {
                word: new if new == word else engine.convert(new).text
                for word, new in rules.items()
            }
        return Rules(rules, _alternatives(rules))

    def _convert_field(
        self, field: str, source: Script, target: Variant | None, glossary: Glossary = NO_GLOSSARY
    ) -> str:
        """What an author or editor field says, as `target` writes it: names by their own rule."""
        if target is None or target.script is source:
            return field
        return self.convert(field, source, target, glossary, self.people(source, [field]))


class _Tables:
    """The engines and the lexicon, each made by the first thread that needs it."""

    def __init__(self, dictionaries: Dictionaries) -> None:
        self._dictionaries: Dictionaries | None = dictionaries  # until all is made
        self._lock = threading.Lock()
        self._shared: dict[int, Table] = {}
        self._engines: dict[tuple[Script, Variant], Engine] = {}
        self._lexicon: Lexicon | None = None

    def engine(self, source: Script, target: Variant) -> Engine:
        """What converts text of a script to a variant of the other."""
        return self._engines.get((source, target)) or self._made_engine(source, target)

    def lexicon(self) -> Lexicon:
        """The words of simplified text."""
        return self._lexicon or self._made_lexicon()

    def load(self) -> None:
        """Make all of them."""
        for source, target in _CONFIGURATIONS:
            self.engine(source, target)
        self.lexicon()
        self._dictionaries = None

    def _made_engine(self, source: Script, target: Variant) -> Engine:
        key = (source, target)
        with self._lock:
            if key not in self._engines:
                assert self._dictionaries
                configuration = self._dictionaries.configuration(_CONFIGURATIONS[key])
                self._engines[key] = Engine(configuration, self._shared)
            return self._engines[key]

    def _made_lexicon(self) -> Lexicon:
        with self._lock:
            if self._lexicon is None:
                assert self._dictionaries
                self._lexicon = Lexicon(self._dictionaries.frequencies())
            return self._lexicon


# Those that are made whole, which all applications of a process share, by their dictionaries.
_loaded: dict[str, _Tables] = {}


class How(NamedTuple):
    """What a conversion works with; without a `lexicon` it knows no word borders and names."""

    engine: Engine
    lexicon: Lexicon | None
    context: bool
    quotes: bool
    to_traditional: bool


class Rules(NamedTuple):
    """What a glossary's words become, and the pattern that finds them, None without any."""

    words: Mapping[str, str]
    pattern: re.Pattern[str] | None


class Conversion:
    """Converts the blocks of one text; made by `Converter.conversion`."""

    def __init__(self, how: How, rules: Rules, people: Iterable[str]) -> None:
        self._how = how
        self._rules = rules
        self._people = _alternatives(people)

    def edits(self, text: str) -> list[Edit]:
        """What changes in `text`, one block or a whole text.

        A U+FFFC in it stands for what is no text and is a border; characters that do not show are
        for the caller to take out (`edits_through`).
        """
        return finest(text, self._edits(text, None))

    def convert(self, text: str) -> str:
        """A plain text, converted."""
        if TRANSPARENT.search(text):
            return apply(text, edits_through(text, self))
        return apply(text, self._edits(text, None))

    def explain(self, text: str) -> list[Change]:
        """Every change of `text`, in order, with its rule, and every phrase that was refused."""
        bare, places = _bare(text)
        changes: list[Change] = []
        self._edits(bare, changes)
        return [
            Change(places[start], places[end - 1] + 1, new, rule)
            for start, end, new, rule in sorted(changes)
        ]

    def _edits(self, text: str, changes: list[Change] | None) -> list[Edit]:
        quoted = text
        if self._how.quotes:
            marks = quote_edits(text, self._how.to_traditional)
            quoted = apply(text, marks)
            if changes is not None:
                changes += [Change(*mark, "quotation mark") for mark in marks]
        edits: list[Edit] = []
        position = 0
        for start, end, new, rule in (*self._decided(text), Change(len(text), len(text), "", "")):
            if position < start:
                edits += self._between(text, quoted, position, start, changes)
            if text[start:end] != new:
                edits.append((start, end, new))
            if changes is not None and rule:
                changes.append(Change(start, end, new, rule))
            position = end
        return edits

    def _name(self, name: str) -> str:
        full = names.written_in_full(name) if self._how.to_traditional else name
        return self._how.engine.convert_name(full)

    def _between(
        self, text: str, quoted: str, start: int, end: int, changes: list[Change] | None
    ) -> Iterator[Edit]:
        """The edits of text[start:end], which the dictionaries decide."""
        given, plain = quoted[start:end], text[start:end]
        refused: list[Change] = []

        def judge(asked: Asked) -> bool:
            why = self._doubt(asked)
            if why and changes is not None:
                place = (start + asked.start, start + asked.end)
                word = asked.text[asked.start : asked.end]
                refused.append(Change(*place, word, f"not taken for {word}: {why}"))
            return not why

        result = self._how.engine.convert(given, judge if self._how.lexicon else None)
        edits = (
            result.edits if given is plain or given == plain else over(plain, given, result.edits)
        )
        if changes is not None:
            changes += refused
            changes += self._reasons(given, result, start)
        return ((start + first, start + last, new) for first, last, new in edits)

    def _doubt(self, asked: Asked) -> str:
        """Why a phrase is none where it was found, empty when it is one."""
        assert self._how.lexicon
        text, start, end, is_in_the_way, step = asked
        if step and contexts.is_misplaced_term(text, start, end):
            return "a term of computing, and this is about something else"
        margin = _MARGIN if is_in_the_way else 0.0
        across = self._how.lexicon.straddling(text, start, end, margin)
        return f"{across} lies across its border" if across else ""

    def _reasons(self, text: str, result: Result, shift: int) -> Iterator[Change]:
        """The changes of a stretch: its phrases, and the characters outside them."""
        taken: set[int] = set()
        is_aligned = len(result.text) == len(text)
        for start, end, value in result.phrases:
            taken.update(range(start, end))
            new = result.text[start:end] if is_aligned else value
            yield Change(shift + start, shift + end, new, f"phrase {text[start:end]} → {value}")
        for start, end, new in finest(text, result.edits):
            if end - start == len(new):
                for place, sign in enumerate(new, start):
                    if place not in taken:
                        options = self._how.engine.counterparts(text[place])
                        more = f", first of {' '.join(options)}" if options[1:] else ""
                        yield Change(shift + place, shift + place + 1, sign, f"character{more}")

    def _decided(self, text: str) -> list[Change]:
        """What is not the dictionaries' to decide, in order: the first rule that speaks counts."""
        found: list[Change] = []
        found += [Change(start, end, text[start:end], rule) for start, end, rule in untouched(text)]
        if self._rules.pattern:
            found += [
                Change(*match.span(), self._rules.words[match[0]], "glossary")
                for match in self._rules.pattern.finditer(text)
            ]
        people: list[tuple[int, int]] = []
        if self._people:
            people += [match.span() for match in self._people.finditer(text)]
        if self._how.lexicon:
            people += [(start, end) for start, end, _ in names.in_text(text, self._how.lexicon)]
        found += [
            Change(start, end, self._name(text[start:end]), "name of a person")
            for start, end in people
        ]
        if self._how.lexicon:
            found += [
                Change(start, end, self._how.engine.finish(value), "context")
                for start, end, value in contexts.in_simplified(text, self._how.lexicon)
            ]
        elif self._how.context:
            found += [
                Change(start, end, value, "context")
                for start, end, value in contexts.in_traditional(text)
            ]
        return _without_overlaps(found) if len(found) > 1 else found


def folded(text: str, converter: Converter) -> str:
    """A short text as it is compared: in either script, any case and any width alike."""
    return converter.simplify(normalize("NFKC", text).casefold())


def _alternatives(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the words, the longest that begins at a place."""
    options = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    return re.compile(options) if options else None


def _without_overlaps(found: Iterable[Change]) -> list[Change]:
    """Those that no earlier one overlaps, in the order of the text."""
    taken: set[int] = set()
    kept = []
    for change in found:
        places = range(change.start, change.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(change)
    return sorted(kept)


def _bare(text: str) -> tuple[str, Sequence[int]]:
    """The text without the characters that do not show, and where each of the others was."""
    places = [place for place, sign in enumerate(text) if not TRANSPARENT.match(sign)]
    return "".join(text[place] for place in places), places
