"""HTML fragments as trees, which are written as well-formed XML or as HTML again."""

import re
from html import unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from reader.language.markup.elements import VOID
from reader.language.markup.html import tokens

_ATTRIBUTE = re.compile(r' ([a-z][a-z:-]*)="([^"]*)"')
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """`text` without the characters that no XML document may have (XML 1.0, 2.2)."""
    return _NOT_XML.sub("", text)


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """Put an element at the end of `parent`; `lang_` is `lang`, `epub__type` is `epub:type`."""
    named = {_attribute(key): legal(value) for key, value in attributes.items()}
    element = SubElement(parent, name, named)
    element.text = legal(text) or None
    return element


def grow(parent: Element, html: str) -> None:
    """Put a safe HTML fragment, as the sanitizer writes it, at the end of `parent`.

    What is never closed ends with the fragment; what was never opened is passed over.
    """
    opened = [parent]
    for name, part in tokens(html):
        if not name:
            _append(opened[-1], legal(unescape(part)))
        elif part.startswith("</"):
            names = [element.tag for element in opened[1:]]
            if name in names:
                del opened[1 + max(n for n, other in enumerate(names) if other == name) :]
        elif name != "!":
            attributes = {key: legal(unescape(value)) for key, value in _ATTRIBUTE.findall(part)}
            element = SubElement(opened[-1], name, attributes)
            if name not in VOID:
                opened.append(element)


def inner_html(element: Element) -> str:
    """What an element holds, as HTML."""
    text = tostring(element, "unicode", method="html")
    return text[text.index(">") + 1 : text.rindex("</")]


def _append(element: Element, text: str) -> None:
    """Add text after all that an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("__", ":").replace("_", "-")
