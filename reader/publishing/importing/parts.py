"""Which pages are parts of one article, by their links to the next and by their names."""

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from reader.publishing.importing.places import place_of
from reader.publishing.importing.records import Page

_NUMBERED = re.compile(r"(?P<base>.+?)[_-](?P<number>\d{1,2})")
_QUERY = re.compile(r"(?:^|&)(?:page|p|pageno|pn|pageindex|currentpage)=(?P<number>\d{1,2})(?=&|$)",
                    re.I)  # fmt: skip
_COUNTER = re.compile(
    r"(?:[（(][\d一二三四五六七八九十]{1,3}[)）]|[_-]\d{1,2}|第[\d一二三四五六七八九十]{1,3}页)$"
)
_MAX = 100


@dataclass(slots=True)
class Parts:
    """`of` names the parts after the first of a first page's key, `missing` the numbers lacking."""

    of: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, list[int]] = field(default_factory=dict)

    @property
    def heads(self) -> dict[str, str]:
        """The first page of each further part."""
        return {part: head for head, parts in self.of.items() for part in parts}


def find_parts(pages: Iterable[Page], follow: Callable[[Page], str]) -> Parts:
    """The articles of several pages; `follow` answers the key of a page's next, empty for none.

    Pages belong together only if their titles agree: 下一篇 is often taken for 下一页, and names
    that end in numbers are common.
    """
    families: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    titles: dict[str, str] = {}
    following: dict[str, str] = {}
    lacking: set[str] = set()
    for page in pages:
        titles[page.key] = title = _plain(page.title)
        name, base, number = _named(page)
        families[page.source, name, title].setdefault(0, page.key)
        if number:
            families[page.source, base, title].setdefault(number, page.key)
        if target := follow(page) if page.next_page else "":
            following[page.key] = target
        elif page.next_page and _is_next(page, base if number else name):
            lacking.add(page.key)
    parts = Parts()
    taken: set[str] = set()
    for (_, _, title), members in families.items():
        if title and _is_family(members) and not taken & set(members.values()):
            _join(parts, members)
            taken.update(members.values())
    _chain(parts, following, titles, taken)
    heads = parts.heads
    for key in sorted(lacking):
        head = heads.get(key, key)
        number = [head, *parts.of.get(head, ())].index(key) + 2
        parts.missing.setdefault(head, []).append(number)
    return parts


def _join(parts: Parts, members: dict[int, str]) -> None:
    numbers = sorted(members)
    # Names count from the second page as 1 (t1.htm, t1_1.htm) or as 2 (c.html, c_2.html).
    shift = 1 if 1 in members else 0
    shown = {1 if number == 0 else number + shift for number in numbers}
    head = members[numbers[0]]
    parts.of[head] = [members[number] for number in numbers[1:]]
    if missing := sorted(set(range(1, max(shown) + 1)) - shown):
        parts.missing[head] = missing


def _is_family(members: dict[int, str]) -> bool:
    """Whether these numbers are those of parts: with a first page, or from the second on."""
    numbers = sorted(members)
    if len(numbers) < 2 or numbers[-1] > _MAX:
        return False
    return numbers[0] == 0 or numbers == list(range(2, 2 + len(numbers)))


def _is_next(page: Page, base: str) -> bool:
    """Whether the link to a next page names a further part of the same article."""
    place = place_of(page.next_page, page.url or f"/{page.path}")
    if not place:
        return False
    stem = posixpath.splitext(posixpath.basename(place.path))[0]
    match = _NUMBERED.fullmatch(stem)
    return bool(match and match["base"] == base.rpartition("/")[2])


def _chain(
    parts: Parts, following: dict[str, str], titles: dict[str, str], taken: set[str]
) -> None:
    """What links alone hold together."""
    followed = {
        target: page
        for page, target in following.items()
        if target != page and titles.get(target) == titles[page] and titles[page]
        and page not in taken and target not in taken
    }  # fmt: skip
    onward = {page: target for target, page in followed.items()}
    for head in sorted(onward.keys() - followed.keys()):
        chain: list[str] = []
        at = head
        while at in onward and len(chain) < _MAX:
            at = onward[at]
            chain.append(at)
        parts.of[head] = chain


def _named(page: Page) -> tuple[str, str, int]:
    """A page's name; the name without the number of its part, and that number, 0 for none."""
    place = place_of(page.url)
    if place and place.query:
        name = f"{place.host}{place.path}?{place.query}"
        found = _QUERY.search(place.query)
        if not found:
            return name, name, 0
        rest = _QUERY.sub("", place.query).strip("&")
        base = f"{place.host}{place.path}" + (f"?{rest}" if rest else "")
        return (base, base, 0) if int(found["number"]) == 1 else (name, base, int(found["number"]))
    stem = posixpath.splitext(page.path)[0]
    folder, _, name = stem.rpartition("/")
    match = _NUMBERED.fullmatch(name)
    if match and int(match["number"]) > 0:
        return stem, f"{folder}/{match['base']}".lstrip("/"), int(match["number"])
    return stem, stem, 0


def _plain(title: str) -> str:
    words = "".join(unicodedata.normalize("NFKC", title).split())
    return _COUNTER.sub("", words)
