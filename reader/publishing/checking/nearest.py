"""Files that a link most likely means, where it says another name."""

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable
from unicodedata import normalize
from urllib.parse import unquote

from reader.domain.faults import Mend
from reader.language.addresses import as_browsers_read
from reader.publishing.checking.links import Link


class Nearest:
    """Finds names again by what is like them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        self._elsewhere: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            key = _folded(name)
            self._alike[key].append(name)
            self._elsewhere[posixpath.basename(key)].append(name)

    def alike(self, path: str, among: Collection[str]) -> str:
        """The one name that some systems take for `path`; empty where there are none or several."""
        found = [name for name in self._alike.get(_folded(path), ()) if name in among]
        return found[0] if len(found) == 1 else ""

    def elsewhere(self, path: str, among: Collection[str]) -> str:
        """A file of that name in another folder, empty where there is none."""
        named = self._elsewhere.get(posixpath.basename(_folded(path)), ())
        return next((name for name in named if name in among), "")


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()


def difference(what: str, path: str, right: str) -> str:
    """In which way a name that is taken for another differs from it."""
    if normalize("NFC", path) == normalize("NFC", right):
        return f"the {what} is {right}, whose signs are composed otherwise; copy its name"
    return (
        f"the {what} is {right}, not {path}: capital and small letters are different files on the "
        "server; write its name as it is"
    )


def corrected(link: Link, path: str, right: str) -> tuple[Mend, ...]:
    """What makes a link say `right` where it says `path`; nothing where that is not sure."""
    written = unquote(as_browsers_read(link.address)).partition("?")[0].partition("#")[0]
    wrong, correct = path.split("/"), right.split("/")
    own = [part for part in written.split("/") if part not in {"", ".", ".."}]
    count = min(len(own), len(wrong))
    if len(wrong) != len(correct) or not count or ".." in written.lstrip("./"):
        return ()
    own = own[-count:]
    if not own[-1].startswith(wrong[-1]):
        return ()
    ending = own[-1][len(wrong[-1]) :]
    before, after = "/".join(own), "/".join(correct[-count:]) + ending
    if before != "/".join(wrong[-count:]) + ending or before not in written:
        return ()
    return (Mend(link.line, before, after, max(link.column, 1)),)
