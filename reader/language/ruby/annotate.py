"""Pinyin or zhuyin above the Chinese characters of an HTML fragment, as `<ruby>`.

It reads what the sanitizer wrote: well formed, every attribute in double quotes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape

from reader.domain.editions import Annotation
from reader.language.markup.html import tokens
from reader.language.ruby.lexicon import Syllables
from reader.language.ruby.pronunciation import Pronouncer, pronouncer
from reader.language.ruby.syllables import parse_syllable, zhuyin

# A Chinese character with its variation selectors (UTS 37), and what may stand unseen within a
# word: soft hyphen, zero-width space, joiners and word joiner.
_HAN = re.compile("[〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")
_RUN = re.compile(f"(?:{_HAN.pattern}[\u00ad\u200b-\u200d\u2060\ufeff]*)+")

# Phrases go on across these; every other element begins and ends a block of its own.
_INLINE = {
    "!", "a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "i", "ins", "mark", "q", "rb",
    "ruby", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
}  # fmt: skip
# Code, and readings that stand there already. (`translate="no"` is no reason to leave text out:
# a name is hardest of all to read.)
_BARE = {"code", "kbd", "math", "pre", "rp", "rt", "rtc", "samp", "script", "style", "svg",
         "textarea", "var"}  # fmt: skip
_BASE = "ruby"
_VOID = {"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}
_LANG = re.compile(r' lang="([^"]*)"')

DIFFICULT = "d"  # the class of a `<ruby>` above a character that a reader may need help with


def annotate(html: str, annotation: Annotation, readings: Mapping[str, str]) -> str:
    """The fragment with a reading above every Chinese character; the rest as it was, to the byte
    (but for the class that the author's own `<ruby>` is given).

    `readings` are an article's own: `{"行长": "háng zhǎng"}`, see `parse_reading`; one that cannot
    be read is passed over. Left bare are characters whose reading nobody knows, code, text in
    another language, and text within the author's own `<ruby>`, which still lends its context.
    Readings in zhuyin are those of Taiwan, in pinyin those of the mainland.
    """
    if annotation is Annotation.NONE or not _HAN.search(html):
        return html
    reader = pronouncer(is_taiwan=annotation is Annotation.ZHUYIN)
    block = _Block(reader, _own_words(reader, readings), annotation)
    done: list[str] = []
    for part, is_text, is_shown in _texts(html):
        if not is_text and part:
            block.parts.append(part)
        elif is_text:
            block.add(part, is_shown=is_shown)
        else:
            done += block.finish()
    return "".join([*done, *block.finish()])


def load(annotations: Iterable[Annotation]) -> None:
    """Make now what is made when one of these is first needed: 80 MB."""
    for annotation in set(annotations) - {Annotation.NONE}:
        pronouncer(is_taiwan=annotation is Annotation.ZHUYIN)


def parse_reading(word: str, text: str) -> Syllables:
    """The syllables of a word, with tone marks, from pinyin with marks or numbers.

    Raises ValueError, with a sentence, where they are not as many as the characters of `word`.
    """
    syllables = tuple(map(parse_syllable, text.split()))
    characters = len(_HAN.findall(word))
    if not characters or characters != len(_HAN.sub("x", word)):
        raise ValueError(f"{word!r} is not a word of Chinese characters only.")
    if len(syllables) != characters:
        raise ValueError(
            f"{word} has {characters} characters and {text!r} {len(syllables)} syllables; "
            "write one for each, with spaces between them."
        )
    return syllables


def _own_words(reader: Pronouncer, readings: Mapping[str, str]) -> dict[str, Syllables]:
    words = {}
    for word, text in readings.items():
        try:
            words[reader.fold(word)] = parse_reading(word, text)
        except ValueError:
            continue
    return words


def _texts(html: str) -> Iterator[tuple[str, bool, bool]]:
    """Parts in order, each with whether it is prose, and whether to annotate it.

    An empty part is the end of a block.
    """
    stack: list[tuple[str, bool, bool]] = [("", True, True)]  # element, is it prose, annotated
    for name, part in tokens(html):
        _, is_prose, is_shown = stack[-1]
        if not name:
            yield part, is_prose, is_shown
            continue
        if name not in _INLINE | {"rt", "rp"}:
            yield "", False, False
        yield _marked(name, part), False, False
        if part.startswith("</"):
            _close(stack, name)
        elif name not in _VOID and name != "!":
            stack.append((name, _is_prose(name, part, stack), is_shown and name != _BASE))


def _marked(name: str, tag: str) -> str:
    """The tag; the author's own `<ruby>` counts as difficult, since the author gave it readings."""
    is_own = name == _BASE and not tag.startswith("</") and " class=" not in tag
    return f'{tag[:-1]} class="{DIFFICULT}">' if is_own else tag


def _close(stack: list[tuple[str, bool, bool]], name: str) -> None:
    """Leave an element, and whatever is open within it."""
    for place in range(len(stack) - 1, 0, -1):
        if stack[place][0] == name:
            del stack[place:]
            return


def _is_prose(name: str, tag: str, stack: list[tuple[str, bool, bool]]) -> bool:
    language = _LANG.search(tag)
    if name in _BARE or not (language and language[1]):
        return name not in _BARE and stack[-1][1]
    if any(outer in _BARE for outer, _, _ in stack):
        return False
    return language[1].lower().partition("-")[0] in {"zh", "cmn"}


class _Block:
    """The parts of one block of text, read together, since phrases go across inline elements."""

    def __init__(
        self, reader: Pronouncer, own: Mapping[str, Syllables], annotation: Annotation
    ) -> None:
        self._reader = reader
        self._own = own
        self._write = zhuyin if annotation is Annotation.ZHUYIN else str
        self._shown = lru_cache(maxsize=4096)(self._ruby)
        self._clear()

    def _clear(self) -> None:
        self.parts: list[str] = []
        self._texts: list[tuple[int, str, bool]] = []  # where among the parts, text, annotated

    def add(self, text: str, *, is_shown: bool) -> None:
        """Add a text of the block."""
        self._texts.append((len(self.parts), text, is_shown))
        self.parts.append(text)

    def finish(self) -> list[str]:
        """The block's parts, annotated; the next block begins."""
        syllables = self._read("".join(text for _, text, _ in self._texts))
        for place, text, is_shown in self._texts:
            written = _HAN.sub(lambda match: self._shown(match[0], next(syllables)), text)
            self.parts[place] = written if is_shown else text
        done = self.parts
        self._clear()
        return done

    def _read(self, text: str) -> Iterator[str]:
        for run in _RUN.finditer(text):
            characters = "".join(match[0][0] for match in _HAN.finditer(run[0]))
            yield from self._reader.read(characters, self._own)

    def _ruby(self, character: str, syllable: str) -> str:
        if not syllable:
            return character
        is_difficult = self._reader.is_difficult(character[0], syllable)
        opening = f'<ruby class="{DIFFICULT}">' if is_difficult else "<ruby>"
        written = escape(self._write(syllable))
        return f"{opening}{character}<rp>(</rp><rt>{written}</rt><rp>)</rp></ruby>"
