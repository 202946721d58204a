"""Which HTML an article may hold: one allow-list, applied by nh3 and explained by `objections`."""

import re
from collections.abc import Iterator, Sequence
from html import escape

import nh3

from reader.domain.faults import Remark
from reader.language.markup.elements import RAW as _RAW
from reader.language.markup.parts import Part, Text

_COMMON = {"lang", "dir", "title", "translate", "id", "class"}
ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "aria-label"},
    "section": {"aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"datetime", "cite"},
    "ins": {"datetime", "cite"},
    "time": {"datetime"},
    "details": {"open"},
}
TAGS = {
    "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
    "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
    "var", "wbr",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}

# Elements that go with all they hold; of any other unknown element the text stays.
_GONE = {
    "script", "style", "svg", "math", "iframe", "object", "embed", "applet", "template", "title",
    "noscript", "noembed", "noframes", "textarea", "select", "canvas", "xmp",
}  # fmt: skip
_CLASSES = {"right", "center", "notranslate", "footnotes", "footnote-ref", "footnote-backref"}
_HARMLESS = {"html", "head", "body", "title", "meta", "font", "center", "article", "main",
             "header", "footer", "tt", "big", "strike", "nobr", "o:p"}  # fmt: skip
_MAX_DEPTH = 500
_UNNESTED = {"br", "hr", "img", "input", "col", "wbr", "meta", "link", "p", "li", "td", "th", "tr",
             "dt", "dd", "option"}  # fmt: skip
_MARKUP = re.compile(r"<[^<>]*>")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_SCHEME = re.compile(r"^[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", re.IGNORECASE)


def sanitize(html: str) -> str:
    """A well-formed fragment that holds allowed elements, attributes and links only.

    Elements nested without end would cost the parser the square of their number: their text
    alone is kept.
    """
    if _depth(html) > _MAX_DEPTH:
        html = escape(_MARKUP.sub(" ", html), quote=False)
    return _CLEANER.clean(html)


def objections(parts: Sequence[Part]) -> Iterator[Remark]:
    """What `sanitize` takes out that an author would miss: a remark for each, none twice."""
    known = set()
    for remark in _objections(parts):
        if remark.message not in known:
            known.add(remark.message)
            yield remark


def _objections(parts: Sequence[Part]) -> Iterator[Remark]:
    gone = ""  # the element that goes with all it holds, which we are in
    depth = deepest = 0
    for part in parts:
        if isinstance(part, Text):
            continue
        name = part.name
        if name not in _UNNESTED:
            depth = max(0, depth - 1) if part.is_closing else depth + 1
            deepest = max(deepest, depth)
        if part.is_closing:
            gone = "" if name == gone else gone
        elif not gone:
            gone = name if name in _GONE and name not in _RAW else ""
            if name not in TAGS and name not in _HARMLESS:
                yield Remark("not-allowed", _LEFT_OUT.format(name), part.line, part.column)
            for attribute, value in part.attributes.items():
                if found := _judged(name, attribute, value):
                    yield Remark(*found, part.line, part.column)
    if deepest > _MAX_DEPTH:
        message = f"elements are nested more than {_MAX_DEPTH} deep; only their text is shown"
        yield Remark("bounds", message)


def _allowed_value(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "cite":  # an address that nh3 does not look at
        scheme = _scheme(value)
        return None if scheme and scheme not in SCHEMES else value
    if attribute != "class":
        return value
    kept = [name for name in value.split() if name in _CLASSES]
    return " ".join(kept) or None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_GONE,
    attributes=ATTRIBUTES | {"*": _COMMON},
    tag_attribute_values={"section": {"role": {"doc-endnotes"}}},
    attribute_filter=_allowed_value,
    url_schemes=SCHEMES,
    link_rel=None,
)


def _depth(html: str) -> int:
    """How deep elements are nested, at most; elements that are never closed count."""
    depth = deepest = 0
    for tag in _TAG_NAME.finditer(html):
        if tag[2].lower() not in _UNNESTED:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _judged(tag: str, name: str, value: str) -> tuple[str, str] | None:
    """What is wrong with an attribute: the code and the message; None for nothing."""
    if name.startswith("on"):
        message = f"the {name} attribute of <{tag}> could run a script and was left out"
        return "not-allowed", message
    if name not in {"href", "src", "cite"}:
        return None
    shown = _scheme(value)
    if shown and shown not in SCHEMES:
        if shown == "file" or len(shown) == 1:
            message = (
                f"the {name} of <{tag}> is a place on somebody's own computer ({value.strip()[:80]}"
                "); put the file beside the article, and write its name alone"
            )
            return "link-local", message
        message = (
            f"the {name} of <{tag}> begins with {shown[:20]}:, which is not allowed; use one of "
            f"{', '.join(sorted(SCHEMES))}, or a path"
        )
        return "not-allowed", message
    if tag == "img" and (shown or value.strip().startswith("//")):
        message = (
            "a picture from another site is shown as a link only, so that no reader is tracked; "
            "put the file beside the article"
        )
        return "image-remote", message
    return None


def _scheme(value: str) -> str:
    """What an address begins with before its colon, as browsers read it; empty for none."""
    scheme = _SCHEME.match(value)
    return "".join(scheme[1].lower().split()) if scheme else ""


_LEFT_OUT = "<{}> is not allowed in an article and was left out"
