"""What a run measures: the sizes, how long, how often, and where its files are."""

import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

from benchmarks.library import ROOT, Library, library

SETTLED = 2.0  # seconds until what a server does in the background is done
FULL_SIZES = (1_000, 10_000, 100_000)
_HAN = re.compile(r"[\u4e00-\u9fff]{10,}")
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_begun = time.monotonic()


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: libraries from the smallest to the largest, `seconds` a load, `rounds` of each."""

    libraries: Sequence[Library]
    folder: Path
    seconds: int
    rounds: int

    @classmethod
    def of(cls, sizes: Sequence[int], folder: Path, *, quick: bool) -> "Plan":
        """The plan for these sizes; makes the libraries that are missing."""
        made = []
        for size in sorted(sizes):
            say(f"library of {size:,} articles")
            made.append(library(size, folder / "libraries"))
        return cls(made, folder, seconds=1 if quick else 3, rounds=2 if quick else 5)

    @property
    def small(self) -> Library:
        """The smallest library."""
        return self.libraries[0]

    @property
    def large(self) -> Library:
        """The largest library."""
        return self.libraries[-1]

    @property
    def middle(self) -> Library:
        """The one that other software is measured with: of 10,000 articles in a full run."""
        return self.libraries[len(self.libraries) // 2]

    def state(self, of: Library) -> Path:
        """The state folder of a library's server."""
        return self.folder / "state" / str(of.size)


def say(text: str) -> None:
    """Tell the operator how far the run is."""
    print(f"{time.monotonic() - _begun:6.0f} s  {text}", file=sys.stderr, flush=True)


def article(of: Library, file: Path, edition: str = "zh-hans") -> str:
    """The address of a file's article."""
    return f"/{edition}/articles/{of.path_of(file)}"


def some_files(of: Library, count: int, seed: str) -> list[Path]:
    """Files of a library, drawn at random, always the same."""
    files = of.files
    return Random(seed).sample(files, min(count, len(files)))


def text_of(file: Path) -> str:
    """An article's text without its front matter."""
    return _HEAD.sub("", file.read_text("utf-8"))


def queries(of: Library, length: int, count: int, seed: str) -> list[str]:
    """Searches for what stands in articles drawn at random: Chinese characters in one piece."""
    chance = Random(seed)
    found: dict[str, None] = {}
    files = of.files
    while len(found) < count:
        runs = _HAN.findall(text_of(chance.choice(files)))
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - length + 1)
            found[run[start : start + length]] = None
    return list(found)


def search(query: str) -> str:
    """The address of a search."""
    return f"/zh-hans/search?q={quote(query)}"


DOCUMENT = ROOT / "docs" / "performance.md"
