"""Which HTML an article may hold: one allow-list, applied by nh3 and explained by `findings`."""

import re
from html.parser import HTMLParser

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
_SCHEME = re.compile(r"^[\x00-\x20]*([a-z][a-z0-9+.\-\s]*):", re.IGNORECASE)


def sanitize(html: str) -> str:
    """A well-formed fragment that holds allowed elements, attributes and links only."""
    return _CLEANER.clean(html)


def findings(html: str) -> list[str]:
    """What `sanitize` takes out that an author would miss: a sentence for each, none twice."""
    finder = _Finder()
    finder.feed(html)
    finder.close()
    return list(finder.found)


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


class _Finder(HTMLParser):
    """Compares what it reads with the allow-list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, None] = {}  # a set in order

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS and tag not in _HARMLESS:
            self._add(f"<{tag}> is not allowed in an article and was left out")
        for name, value in attrs:
            self._examine(tag, name, value or "")

    def _examine(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self._add(f"the {name} attribute of <{tag}> could run a script and was left out")
        elif name in {"href", "src"}:
            scheme = _SCHEME.match(value)
            if scheme and scheme[1].lower() not in SCHEMES:
                self._add(
                    f"the {name} of <{tag}> begins with {scheme[1][:20]}:, which is not allowed; "
                    f"use one of {', '.join(sorted(SCHEMES))}, or a path"
                )
            elif tag == "img" and (scheme or value.startswith("//")):
                self._add(
                    "a picture from another site is shown as a link only, so that no reader is "
                    "tracked; put the file beside the article"
                )

    def _add(self, message: str) -> None:
        self.found[message] = None
