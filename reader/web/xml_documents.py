"""XML documents: feeds and the description of the search."""

from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, make_response

from reader.publishing.tree import legal
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.services import library

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Put an element at the end of `parent`."""
    element = SubElement(parent, name, {key: legal(value) for key, value in attributes.items()})
    element.text = legal(text) or None
    return element


def document(root: Element, type: str) -> Response:
    """An answer with this document, kept as public pages are."""
    return xml_answer(tostring(root, "utf-8", xml_declaration=True), type)


def xml_answer(text: bytes, type: str = "application/xml") -> Response:
    """An answer with an XML text, kept as public pages are once the library is complete."""
    response = make_response(text)
    response.content_type = f"{type}; charset=utf-8"
    response.headers["Cache-Control"] = PUBLIC if library().is_complete else NO_STORE
    return response
