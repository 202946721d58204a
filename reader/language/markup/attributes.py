"""The attributes of a start tag: which of them are text, and what they say of the text inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

from reader.language.edits import Edit, TextConversion
from reader.language.markup.elements import ASIDE, CODE, Mode
from reader.language.markup.joined import JoinedText, readable
from reader.language.markup.language_tags import is_chinese, is_in_script_of, locale, retagged

_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = re.compile(
    rf"""(=?[^ \t\n\f\r/>=]++)
    (?:{_SPACE}*+={_SPACE}*+(?:"([^"]*+)"|'([^']*+)'|([^ \t\n\f\r"'>][^ \t\n\f\r>]*+))?+)?+""",
    re.VERBOSE,
)
_CHARSET = re.compile(r"(charset\s*=\s*)[^\s;]+", re.IGNORECASE)
_SYNTAX = re.compile("[ \t\n\f\r\"'=<>`&]")

# Read aloud or shown on any element; values of these on some.
_TEXT = {
    "abbr", "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription",
    "aria-valuetext", "placeholder", "summary", "title",
}  # fmt: skip
_LABELLED = {"menu", "optgroup", "option", "track"}
_BUTTONS = {"submit", "button", "reset"}
_META = {
    "abstract", "apple-mobile-web-app-title", "application-name", "article:author",
    "article:section", "article:tag", "author", "dc.creator", "dc.description", "dc.subject",
    "dc.title", "dcterms.description", "dcterms.subject", "dcterms.title", "description",
    "headline", "keywords", "name", "og:description", "og:image:alt", "og:site_name", "og:title",
    "subject", "twitter:description", "twitter:image:alt", "twitter:title",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value as it is written, and where."""

    value: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The value as it is compared."""
        return unescape(self.value).strip().lower()


Attributes = dict[str, Attribute]


def read_attributes(html: str, start: int, end: int) -> Attributes:
    """The attributes between a tag's name and its end, by name in lower case; the first counts."""
    found: Attributes = {}
    for match in _ATTRIBUTE.finditer(html, start, end):
        group = match.lastindex or 1
        if group > 1:
            found.setdefault(
                match[1].lower(), Attribute(match[group], match.start(group), match.end(group))
            )
        else:
            found.setdefault(match[1].lower(), Attribute("", match.end(), match.end()))
    return found


def own_mode(name: str, attributes: Attributes, outer: Mode, language: str) -> Mode:
    """What holds for an element's own attributes when text is converted to `language`.

    `translate` and the class notranslate, `lang` and `xml:lang`: text in another language is no
    Chinese, and text that says it is in the target's script has no need. (What `html` and `body`
    say of that is often a template's mistake, as is their English.)
    """
    mode = outer
    wish = attributes["translate"].word if "translate" in attributes else None
    if wish in {"yes", ""}:
        mode = replace(mode, is_translated=True)
    if wish == "no" or (
        "class" in attributes and "notranslate" in attributes["class"].word.split()
    ):
        mode = replace(mode, is_translated=False)
    tag = attributes.get("lang", attributes.get("xml:lang"))
    if tag is not None:
        is_page = name in {"html", "body"}
        is_done = not is_page and is_in_script_of(tag.word, language)
        is_ours = not tag.word or (is_chinese(tag.word) and not is_done)
        is_ours = is_ours or (is_page and tag.word.split("-")[0] in {"en", "x"})
        mode = replace(mode, is_chinese=is_ours)
    return mode


def inner_mode(name: str, own: Mode) -> Mode:
    """What holds for the text inside an element."""
    if name in CODE:
        return replace(own, is_prose=False)
    return replace(own, is_aside=True) if name in ASIDE else own


def attribute_edits(
    name: str,
    attributes: Attributes,
    inner: Mode,
    conversion: TextConversion,
    language: str,
) -> Iterator[Edit]:
    """What changes in the attributes of an element that is converted, in no certain order.

    `inner` is the mode of its text: the language of text that stays is not rewritten.
    """
    for key, attribute in attributes.items():
        if key in {"lang", "xml:lang"}:
            if inner.converts and is_chinese(attribute.word):
                yield from _changed(attribute, retagged(attribute.word, language))
        elif _is_text(name, key, attributes):
            joined = JoinedText()
            for text, start, end in readable(attribute.value, 0, len(attribute.value)):
                joined.add(text, attribute.start + start, attribute.start + end)
            yield from joined.edits(conversion, _escaped)
        elif name == "meta" and key == "charset":
            if attribute.word not in {"utf-8", "utf8"}:
                yield from _changed(attribute, "utf-8")  # what is converted is written so
        elif name == "meta" and key == "content":
            yield from _changed(attribute, _declared(attribute.value, attributes, language))


def _is_text(name: str, key: str, attributes: Attributes) -> bool:
    if key in _TEXT:
        return True
    if key == "label":
        return name in _LABELLED
    if key == "value":
        return name == "input" and "type" in attributes and attributes["type"].word in _BUTTONS
    if key == "content" and name == "meta":
        return any(
            attributes[which].word in _META
            for which in ("name", "property", "itemprop")
            if which in attributes
        )
    return False


def _declared(value: str, attributes: Attributes, language: str) -> str:
    """What a `meta` element says of the page's language, once it is converted."""
    if "http-equiv" in attributes and attributes["http-equiv"].word == "content-language":
        return re.sub(
            r"[^\s,]+",
            lambda tag: retagged(tag[0], language) if is_chinese(tag[0]) else tag[0],
            value,
        )
    if "http-equiv" in attributes and attributes["http-equiv"].word == "content-type":
        return _CHARSET.sub(r"\1utf-8", value)
    if "property" in attributes and attributes["property"].word == "og:locale":
        return locale(language) if is_chinese(value) else value
    return value


def _changed(attribute: Attribute, value: str) -> Iterator[Edit]:
    if attribute.value != value:
        yield attribute.start, attribute.end, value


def _escaped(text: str) -> str:
    """Text for a value in quotes of either kind, or in none."""
    return _SYNTAX.sub(lambda char: f"&#{ord(char[0])};", text) if _SYNTAX.search(text) else text
