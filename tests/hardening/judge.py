"""What could run or load something on a page, as a browser's parser (html5lib) sees it."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib

from tests.client import Answer

_RUNNING = {
    "applet", "base", "embed", "fencedframe", "frame", "frameset", "iframe", "keygen", "marquee",
    "object", "param", "plaintext", "portal", "template", "xmp",
}  # fmt: skip
_NOT_IN_TEXTS = {
    "button", "dialog", "form", "input", "link", "math", "meta", "script", "select", "style",
    "svg", "textarea", "title",
}  # fmt: skip
_ADDRESSES = {
    "action", "background", "cite", "data", "formaction", "href", "icon", "longdesc", "manifest",
    "poster", "profile", "src", "srcset", "usemap",
}  # fmt: skip
_SCHEMES = {"", "http", "https", "mailto", "tel"}
_OWN_PICTURE = "data:image/"  # on a page that is saved as one file
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\r\n]")  # by browsers, in an address (URL, 4.1)


def dangers_in_text(html: str) -> list[str]:
    """Those in an article's own part of a page, where there is no script nor style at all."""
    tree = _parsed(f"<!doctype html><title></title><main>{html}<p>.</main>")
    (title,) = [element for element in tree.iter("title") if element.text is None][:1]
    title.tag = "own-title"
    return list(_found(tree, forbidden=_RUNNING | _NOT_IN_TEXTS, own_styles=False))


def dangers_in(answer: Answer) -> list[str]:
    """Those of an answer that is a page."""
    return dangers_on_page(answer.text, str(answer.headers["Content-Security-Policy"]))


def dangers_on_page(html: str, policy: str) -> list[str]:
    """Those on a whole page; its own scripts and styles are allowed by its policy."""
    tree = _parsed(html)
    found = [*_found(tree, forbidden=_RUNNING - {"template"}, own_styles=True)]
    for element in (*tree.iter("script"), *tree.iter("style")):
        found += _not_ours(element, policy)
    for element in tree.iter("meta"):
        if element.get("http-equiv"):
            found.append(f"meta {element.attrib}")
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in {
            "foreignObject", "animate", "set", "image", "handler", "maction", "math",
        }:  # fmt: skip
            found.append(f"<{element.tag}>")
    return found


def _parsed(html: str) -> Element:
    """The document, as a browser that runs scripts has it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(html, scripting=True)
    return document


def _not_ours(element: Element, policy: str) -> Iterator[str]:
    source = element.get("src", "")
    if source:
        if not re.fullmatch(r"/static/[0-9a-f]{12}/js/\w+\.js", source):
            yield f"script {source}"
        return
    text = element.text or ""
    if element.get("type") == "application/ld+json":
        json.loads(text)  # or it is not what we wrote
        return
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    if f"'sha256-{digest}'" not in policy:
        yield f"<{element.tag}>{text[:80]}"


def _found(tree: Element, forbidden: set[str], *, own_styles: bool) -> Iterator[str]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = element.tag.rpartition("}")[2].lower()
        if tag in forbidden:
            yield f"<{tag}>"
        for given, value in element.attrib.items():
            name = str(given).rpartition("}")[2].rpartition(":")[2].lower()
            if name.startswith("on") or name in {"srcdoc", "ping"}:
                yield f"<{tag} {name}={value}>"
            elif name == "style" and not own_styles:
                yield f"<{tag} style>"
            elif own_styles and tag in {"a", "img"} and value.startswith(_OWN_PICTURE):
                pass
            elif name in _ADDRESSES and _scheme(value) not in _SCHEMES:
                yield f"<{tag} {name}={value}>"


def _scheme(value: str) -> str:
    try:
        return urlsplit(_IGNORED.sub("", value)).scheme.lower()
    except ValueError:
        return "unreadable"
