"""What the elements of HTML are to running text, and which of them are open."""

from dataclasses import dataclass


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Elements that end a block of text where they begin and where they end. Any other is inline.
BLOCKS = _names(
    "address article aside blockquote body br button caption center col colgroup dd details dialog "
    "dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html legend li link listing main menu meta nav noembed noframes noscript ol "
    "optgroup option p plaintext pre search section select summary table tbody td template tfoot "
    "th thead title tr ul xmp"
)
# Inline elements that no phrase runs across: pictures, controls, and what is set apart from the
# line (footnote numbers) or gets quotation marks of its own.
BORDERS = _names(
    "area audio canvas embed iframe img input math meter object picture progress q sub sup svg "
    "textarea video"
)
# Elements whose text is no prose, or whose letters matter one by one.
CODE = _names(
    "code iframe kbd listing math noembed noframes plaintext pre samp script style svg textarea "
    "var xmp"
)
ASIDE = frozenset({"rt", "rp", "rtc"})
RUBY = ASIDE | {"rb", "ruby"}
VOID = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source "
    "track wbr"
)
# Elements that hold text alone, up to their own end tag (HTML 13.1.2: raw, escapable raw text).
RAW = _names("iframe noembed noframes plaintext script style textarea title xmp")

_FOREIGN = frozenset({"svg", "math"})
_HTML_IN_FOREIGN = _names("annotation-xml desc foreignobject mi mn mo ms mtext title")
_NEVER_FOREIGN = _names(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li "
    "menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)  # HTML 13.2.6.5
_SCOPES = _names("applet caption marquee object table td template th")
_TABLE_PARTS = _names("caption colgroup tbody td tfoot th thead tr")
_CLOSE_P = _names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr li dd dt listing main menu nav ol p plaintext "
    "pre search section summary table ul xmp"
)
_IN_BLOCK, _IN_SCOPE = "(block)", "(scope)"

# Which open elements a start tag ends (HTML 13.1.2.4), and the elements it does not look beyond.
_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", "dir", _IN_SCOPE)),
    "dd": (("dd", "dt"), ("dl", _IN_SCOPE)),
    "dt": (("dd", "dt"), ("dl", _IN_SCOPE)),
    "td": (("td", "th", "caption"), ("table",)),
    "th": (("td", "th", "caption"), ("table",)),
    "tr": (("tr", "td", "th", "caption"), ("table",)),
    "tbody": (("tbody", "thead", "tfoot", "tr", "td", "th", "caption"), ("table",)),
    "thead": (("tbody", "thead", "tfoot", "tr", "td", "th", "caption"), ("table",)),
    "tfoot": (("tbody", "thead", "tfoot", "tr", "td", "th", "caption"), ("table",)),
    "option": (("option",), ("select", "datalist")),
    "optgroup": (("option", "optgroup"), ("select",)),
    "body": (("head",), ()),
    "a": (("a",), (_IN_BLOCK,)),
    "rb": (("rb", "rt", "rp", "rtc"), ("ruby",)),
    "rtc": (("rb", "rt", "rp", "rtc"), ("ruby",)),
    "rt": (("rb", "rt", "rp"), ("ruby", "rtc")),
    "rp": (("rb", "rt", "rp"), ("ruby", "rtc")),
}


@dataclass(frozen=True, slots=True)
class Mode:
    """What holds for the text inside an element."""

    is_translated: bool = True
    is_chinese: bool = True
    is_prose: bool = True
    is_aside: bool = False

    @property
    def converts(self) -> bool:
        """Whether such text is converted."""
        return self.is_translated and self.is_chinese and self.is_prose


class OpenElements:
    """The elements around the place that is being read. Every step takes constant time."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._modes = [Mode()]
        self._places: dict[str, list[int]] = {}

    @property
    def mode(self) -> Mode:
        """What holds for text here."""
        return self._modes[-1]

    @property
    def is_foreign(self) -> bool:
        """Whether this is SVG or MathML."""
        if not (self._places.get("svg") or self._places.get("math")):
            return False
        return self._nearest(_FOREIGN) > self._nearest(_HTML_IN_FOREIGN)

    def make_way(self, name: str) -> None:
        """End the elements that a start tag ends without their end tags."""
        if self.is_foreign and name in _NEVER_FOREIGN:
            self._pop_to(self._nearest(_FOREIGN))
        if name in _CLOSE_P and self._places.get("p"):
            place = self._nearest(("p",))
            if place > self._nearest((_IN_SCOPE, "button")):
                self._pop_to(place)
        if name in _ENDS:
            ended, barriers = _ENDS[name]
            while (place := self._nearest(ended)) > self._nearest(barriers):
                self._pop_to(place)

    def push(self, name: str, mode: Mode) -> None:
        """An element begins."""
        for key in _keys(name):
            self._places.setdefault(key, []).append(len(self._names))
        self._names.append(name)
        self._modes.append(mode)

    def close(self, name: str) -> None:
        """An end tag: ends its element and those left open in it, or nothing (HTML 13.2.6.4.7)."""
        place = self._nearest((name,))
        if place < 0 or name in {"html", "body"}:
            return
        if name in _TABLE_PARTS:
            barrier = self._nearest(("table",))
        elif name in _SCOPES or name in _FOREIGN:
            barrier = -1
        else:
            barrier = self._nearest((_IN_SCOPE if name in BLOCKS else _IN_BLOCK,))
        if place > barrier:
            self._pop_to(place)

    def _nearest(self, names: tuple[str, ...] | frozenset[str]) -> int:
        """The place of the innermost open element of these names, -1 for none."""
        found = -1
        for name in names:
            places = self._places.get(name)
            if places and places[-1] > found:
                found = places[-1]
        return found

    def _pop_to(self, place: int) -> None:
        while len(self._names) > place:
            for key in _keys(self._names.pop()):
                self._places[key].pop()
            self._modes.pop()


def _keys(name: str) -> tuple[str, ...]:
    if name in _SCOPES:
        return name, _IN_BLOCK, _IN_SCOPE
    return (name, _IN_BLOCK) if name in BLOCKS else (name,)
