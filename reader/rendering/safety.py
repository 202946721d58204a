"""Which HTML an article may hold: one allow-list, applied by nh3 and explained by `findings`."""

import re
from html import escape, unescape

import nh3

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
_OPENING = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]{0,40})([^<>]{0,5000})")
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]{0,3000})"?|'([^']{0,3000})'?|([^\s"'>]{1,3000}))"""
)
_SCHEME = re.compile(r"^[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", re.IGNORECASE)


def sanitize(html: str) -> str:
    """A well-formed fragment that holds allowed elements, attributes and links only.

    Elements nested without end would cost the parser the square of their number: their text
    alone is kept.
    """
    if _depth(html) > _MAX_DEPTH:
        html = escape(_MARKUP.sub(" ", html), quote=False)
    return _CLEANER.clean(html)


def findings(html: str) -> list[str]:
    """What `sanitize` takes out that an author would miss: a sentence for each, none twice."""
    found: dict[str, None] = {}  # a set in order
    if _depth(html) > _MAX_DEPTH:
        found[f"elements are nested more than {_MAX_DEPTH} deep; only their text is shown"] = None
    for tag in _OPENING.finditer(html):
        name = tag[1].lower()
        if name not in TAGS and name not in _HARMLESS:
            found[f"<{name}> is not allowed in an article and was left out"] = None
        for attribute in _ATTRIBUTE.finditer(tag[2]):
            value = unescape(attribute[2] or attribute[3] or attribute[4] or "")
            if message := _judged(name, attribute[1].lower(), value):
                found[message] = None
    return list(found)


def _allowed_class(_tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    kept = [name for name in value.split() if name in _CLASSES]
    return " ".join(kept) or None


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_GONE,
    attributes=ATTRIBUTES | {"*": _COMMON},
    tag_attribute_values={"section": {"role": {"doc-endnotes"}}},
    attribute_filter=_allowed_class,
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


def _judged(tag: str, name: str, value: str) -> str:
    """What is wrong with an attribute, empty for nothing."""
    if name.startswith("on"):
        return f"the {name} attribute of <{tag}> could run a script and was left out"
    if name not in {"href", "src"}:
        return ""
    scheme = _SCHEME.match(value)
    if scheme and (shown := "".join(scheme[1].lower().split())) not in SCHEMES:
        return (
            f"the {name} of <{tag}> begins with {shown[:20]}:, which is not allowed; use one of "
            f"{', '.join(sorted(SCHEMES))}, or a path"
        )
    if tag == "img" and (scheme or value.strip().startswith("//")):
        return (
            "a picture from another site is shown as a link only, so that no reader is tracked; "
            "put the file beside the article"
        )
    return ""
