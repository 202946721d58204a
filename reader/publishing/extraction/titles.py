"""Which line of a page is its title."""

import re
from collections.abc import Iterable, Sequence

from reader.publishing.extraction.dates import moments_in
from reader.publishing.extraction.lines import HEADINGS, Line, length, names_of, squashed
from reader.publishing.extraction.metadata import Metadata

LONGEST = 120  # characters
_ENOUGH = 30
_MOST_LINES = 5  # of one title

# Between the parts of a <title>: the article's, the column's and the site's.
_PARTS = re.compile(r"\s*(?:[_|｜»›>＞]+|\s[-–—·•:：]+\s|--+|——|[-–—](?=[^-–—]{2,20}$)|::)\s*")
_NAMES = re.compile(r"title|headline|biaoti|\bbt\b|tit\b|\bh1\b|entry-header|subject")
_NOT = re.compile(
    r"sub-?title|futi|site-?title|logo|nav|crumb|menu|foot|aside|relat|recom|hot|list|"
    r"site-?name|share|page-title-bar"
)
_HOME = re.compile(r"(?:https?:)?(?://[^/]+)?\.{0,2}/?(?:(?:index|default)\.\w+)?")
_FRAME = frozenset({"nav", "footer", "aside"})
_SITE = re.compile(
    "(?:网|網|网站|網站|门户|政府|频道|頻道|新闻|新聞|大学|大學|学院|委员会|首页|首頁|在线|"
    "日报|协会|研究所)$"
)


def parts_of(title: str) -> list[str]:
    """A `<title>` and what it is made of, the whole first."""
    parts = [part.strip() for part in _PARTS.split(title)]
    return [title.strip(), *(part for part in parts if part)]


def site_names(title: str, metadata: Metadata) -> set[str]:
    """What the site calls itself, squashed: never an article's title."""
    names = {squashed(name) for name in metadata.all("site")}
    parts = parts_of(title)[1:]
    names |= {squashed(part) for part in parts[1:] if _SITE.search(part)}
    return {name for name in names if name}


def title_line(lines: Sequence[Line], title: str, metadata: Metadata) -> Line | None:
    """The line that is most likely the title, None where no line is likely enough."""
    known = [squashed(value) for value in metadata.all("title")]
    parts = [squashed(part) for part in parts_of(title)]
    sites = site_names(title, metadata)
    bylines = [line.number for line in lines if _is_byline(line)]
    best, best_points = None, float(_ENOUGH)
    for line in lines:
        if not 2 <= length(line.text) <= LONGEST:
            continue
        points = _points(line, known, parts, sites)
        if points <= 0:
            continue
        points += _nearness(line.number, bylines)
        if points > best_points:
            best, best_points = line, points
    return best


def title_run(lines: Sequence[Line], title: str, metadata: Metadata) -> tuple[int, int, str] | None:
    """A title set in several lines: the first, the last, and the title as the page writes it."""
    wanted = {squashed(value): value for value in metadata.all("title")}
    wanted |= {squashed(part): part for part in parts_of(title)[:2] if part}
    wanted |= {squashed(end): end for _, _, end in [title.partition("：")] if end}
    texts = [squashed(line.text) for line in lines]
    for number, text in enumerate(texts):
        starts = [
            value for value in wanted if len(text) > 3 and value.startswith(text) and value != text
        ]
        for value in starts:
            last, said = number, text
            while len(said) < len(value) and last + 1 < len(texts) and last - number < _MOST_LINES:
                last += 1
                said += texts[last]
            if said == value and not lines[number].is_hidden:
                return number, last, wanted[value]
    return None


def _points(line: Line, known: list[str], parts: list[str], sites: set[str]) -> float:
    text = squashed(line.text)
    points = 0.0
    if any(text == value for value in known):
        points += 50
    elif any(value.startswith(text) and len(text) >= 4 for value in known):
        points += 25 * len(text) / max(len(value) for value in known if value.startswith(text))
    points += _likeness(text, parts)
    names = f"{names_of(line.element)} {' '.join(name for name, _ in line.hints)}"
    around = list(line.element.iterancestors())[:4]
    if line.tag in HEADINGS:
        points += 16 - 2 * int(line.tag[1])
    points += 8 * bool(_NAMES.search(names) and not _NOT.search(names))
    points += 4 * any(_NAMES.search(names_of(ancestor)) for ancestor in around[:1])
    points -= 15 * (line.linked > 0.7 * length(line.text))
    points -= 12 * any(_NOT.search(names_of(ancestor)) for ancestor in (line.element, *around))
    points -= 25 * any(ancestor.tag in _FRAME for ancestor in (line.element, *around))
    points -= 5 * line.is_hidden
    points -= 60 * (text in sites)
    points -= 25 * (len(text) < 15 and bool(_SITE.search(text)))
    points -= 30 * (line.linked > 0 and _leads_home(line))
    return points - 15 * (len(text) < 5) - 20 * text.endswith(("。", "；", "，"))


def _leads_home(line: Line) -> bool:
    """Whether a line is the site's name, linked to its front page."""
    around = [*line.element.iter("a"), *list(line.element.iterancestors("a"))[:1]]
    return any(_HOME.fullmatch((link.get("href") or "").strip()) for link in around)


def _likeness(text: str, parts: list[str]) -> float:
    """How much a line is like the page's `<title>` or its first part."""
    if not parts or not parts[0]:
        return 0
    first = parts[1] if len(parts) > 1 else parts[0]
    points = 22 * _shared(text, first) if len(text) >= 6 else 0.0
    if len(text) >= 6 and text in parts[0]:
        points = 20
    if len(text) >= 4 and parts[0].startswith(text):
        points = 45 * len(text) / max(len(first), len(text)) - 5
    if len(text) >= 8 and first.endswith(text) and len(text) * 2 > len(first):
        points = 36  # behind the name of a magazine or a series
    if text in parts:
        points = 25
    if text == first:
        points = 42
    return 45 if text == parts[0] else points


def _shared(text: str, other: str) -> float:
    """The share of pairs of characters two texts have in common, 0 below two thirds."""
    one, two = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (text, other))
    share = len(one & two) / max(len(one | two), 1)
    return share if share > 0.66 else 0


def _is_byline(line: Line) -> bool:
    return length(line.text) < 60 and bool(moments_in(line.text))


def _nearness(number: int, bylines: Iterable[int]) -> float:
    """A title stands a few lines above the line with its date."""
    distances = [byline - number for byline in bylines if 0 < byline - number <= 8]
    return 16 - min(distances) if distances else 0


def written_title(title: str, metadata: Metadata, sites: set[str]) -> str:
    """The title without any line of the page to say it: the page's own `<title>`, its ends off."""
    values = [*metadata.all("title"), title]
    for value in values:
        parts = [part for part in parts_of(value)[1:] if squashed(part) not in sites]
        if parts and not (len(parts) == 1 and _SITE.search(parts[0]) and len(parts[0]) < 20):
            return max(parts[:2], key=len) if len(parts[0]) < 5 else parts[0]
    return ""


def plain_title(text: str) -> str:
    """A title without the date that lists of notices put behind it."""
    for moment in moments_in(text)[-1:]:
        if moment.end >= len(text.rstrip(" )）]】")) and text[: moment.start].rstrip().endswith(
            tuple("(（[【")
        ):
            return text[: moment.start].rstrip(" (（[【")
    return text
