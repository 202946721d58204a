"""However a folder is edited, the index answers as one made of it anew.

A seeded walk writes, edits, renames and deletes files. After every step the index must equal an
index made from nothing, and every answer that changed must be named by what the generation
touched, or caches would go on with the old one.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reader.domain.article import Column, Label
from reader.domain.library import Page
from reader.domain.search import SearchRequest
from reader.language.search.terms import SearchTerms
from reader.storage.index.library import IndexLibrary
from tests.unit.builders import write
from tests.unit.storage.index.folders import IndexedFolder, write_article

STEPS = 60
FOLDERS = ("", "news", "news/local", "文化")
NAMES = ("a", "b", "c", "旬阳", "a.txt")
ENDINGS = (".md", ".txt", ".html")
SLUGS = ("", "", "", "a", "b", "a.txt", "c-2")
TAGS = ("电脑", "電腦", "乡村", "A", "a")
WORDS = ("扶贫", "电商", "農村", "茶叶", "coffee", "汉江")
ALIASES = ("/old", "/show.asp?id=1", "/articles/a", "/search")
SEARCHES = (*WORDS, "农村", "nongcun", "ff", "coff", "题目", "news")
COLUMNS = (Column("文化", Label("文化", "Culture")), Column("none", Label("空")))
BROKEN = ("---\ntitle: [x\n---\n", "", "---\ndraft: maybe\n---\n文\n")


class Walk:
    """One walk over a folder."""

    def __init__(self, root: Path, terms: SearchTerms, seed: int) -> None:
        self.random = random.Random(seed)
        self.terms = terms
        self.root = root
        self.content = root / "content"
        self.content.mkdir()
        write_article(self.content, "stays.md")
        self.index = IndexedFolder(self.content, root / "state", terms, COLUMNS)
        self.index.indexer.update()
        self.broken: set[str] = set()

    def step(self) -> str:
        """Do something to the folder, and say what."""
        kinds: list[Callable[[], str]] = [
            self.write, self.write, self.write, self.write, self.delete, self.rename, self.swap,
            self.rename_folder, self.spoil, self.touch, self.correct_script,
        ]  # fmt: skip
        return " + ".join(self.random.choice(kinds)() for _ in range(self.random.choice((1, 1, 3))))

    def files(self) -> list[str]:
        found = (item for item in self.content.rglob("*") if item.is_file())
        return sorted(item.relative_to(self.content).as_posix() for item in found)

    def some_file(self) -> str:
        return self.random.choice([file for file in self.files() if file != "stays.md"] or [""])

    def name(self) -> str:
        choice = self.random.choice
        return str(Path(choice(FOLDERS), choice(NAMES) + choice(ENDINGS)).as_posix())

    def write(self) -> str:
        file = self.name() if self.random.random() < 0.5 else self.some_file() or self.name()
        choice = self.random.choice
        fields: dict[str, object] = {
            "slug": choice(SLUGS),
            "tags": self.random.sample(TAGS, choice((0, 0, 1, 2))),
            "aliases": self.random.sample(ALIASES, choice((0, 0, 1))),
            "draft": choice((False,) * 5 + (True,)),
            "pinned": choice((False,) * 3 + (True,)),
            "script": choice(("", "hans", "hant")),
            "odd": choice(("", "x")),
        }
        for key in ("slug", "script", "odd"):
            if not fields[key]:
                del fields[key]
        words = self.random.sample(WORDS, 2)
        write_article(
            self.content, file, f"题目{words[0]}", self.time_of(file), **fields, author=words[1]
        )
        with (self.content / file).open("a") as opened:
            opened.write(f"\n{choice(WORDS)}。\n")
        self.broken.discard(file)
        return f"write {file} {fields}"

    def time_of(self, file: str) -> datetime:
        """A time that no other file has: the order of ties is not the walk's business."""
        number = (self.random.randrange(400), *file.encode())
        minute = timedelta(minutes=int.from_bytes(bytes(file.encode()[-6:])) % 1439)
        if self.random.random() < 0.1:
            return datetime(2999, 1, 1, tzinfo=UTC) + minute
        return datetime(2019, 1, 1, tzinfo=UTC) + timedelta(days=number[0]) + minute

    def delete(self) -> str:
        if file := self.some_file():
            (self.content / file).unlink()
            self.broken.discard(file)
        return f"delete {file}"

    def rename(self) -> str:
        old, new = self.some_file(), self.name()
        if old and old not in self.broken and not (self.content / new).exists():
            (self.content / new).parent.mkdir(parents=True, exist_ok=True)
            (self.content / old).rename(self.content / new)
        return f"rename {old} to {new}"

    def swap(self) -> str:
        """Two files change places, as an editor that numbers its files would have it."""
        one, two = self.some_file(), self.some_file()
        if one and one != two and not {one, two} & self.broken:
            (self.content / one).rename(self.root / "swapped")
            (self.content / two).rename(self.content / one)
            (self.root / "swapped").rename(self.content / two)
        return f"swap {one} and {two}"

    def rename_folder(self) -> str:
        old, new = self.random.sample(FOLDERS[1:], 2)
        source, target = self.content / old, self.content / new
        is_free = not target.exists() and not target.is_relative_to(source)
        if source.is_dir() and is_free and not self.broken:
            shutil.move(source, target)
        return f"rename {old}/ to {new}/"

    def spoil(self) -> str:
        """A file turns bad; what is written is kept to compare with."""
        file = self.name()
        if not (self.content / file).exists():
            write(self.content, file, self.random.choice(BROKEN))
            self.broken.add(file)
        return f"spoil {file}"

    def correct_script(self) -> str:
        """Nothing but the script of an article changes."""
        if file := self.some_file():
            text = (self.content / file).read_text()
            one, other = self.random.sample(("hans", "hant"), 2)
            (self.content / file).write_text(text.replace(f'"{one}"', f'"{other}"'))
        return f"correct the script of {file}"

    def touch(self) -> str:
        if file := self.some_file():
            (self.content / file).touch()
        return f"touch {file}"

    def made_anew(self, number: int) -> IndexedFolder:
        made = IndexedFolder(self.content, self.root / f"state{number}", self.terms, COLUMNS)
        made.indexer.update()
        return made


def answers(library: IndexLibrary) -> dict[str, tuple[Any, frozenset[str]]]:
    """Everything a page may ask, with what the answer says that it depends on."""
    found: dict[str, tuple[Any, frozenset[str]]] = {}

    def ask(question: str, answer: Callable[[], Any]) -> Any:
        library.touched.clear()
        value = answer()
        found[question] = (value, frozenset(library.touched))
        return value

    def pages(question: str, page: Callable[[int, int], Page[Any]]) -> None:
        for number, size in ((1, 2), (2, 2), (3, 2), (1, 100)):
            ask(f"{question} {number} {size}", partial(page, number, size))

    ask("latest", lambda: tuple(library.latest(5)))
    everything = list(library.latest(1000))
    for column in ["", *FOLDERS, "none"]:
        ask(f"newest {column}", partial(library.newest, column, 4))
        pages(f"column {column}", partial(library.in_column, column))
    ask("sections", lambda: [column.path for column in library.sections()])
    ask("columns", lambda: tuple(library.columns()))
    pages("tags", library.tags)
    for tag in TAGS:
        pages(f"tag {tag}", partial(library.tagged, tag))
    for month in ask("months", lambda: tuple(library.months())):
        pages(
            f"month {month.year}-{month.month}",
            partial(library.in_month, month.year, month.month),
        )
    for summary in everything:
        ask(f"article {summary.path}", partial(library.get, summary.path))
        ask(f"near {summary.path}", partial(library.neighbours, summary.path))
    return found


def unbounded(library: IndexLibrary) -> dict[str, Any]:
    """Answers that no page keeps, or that differ with the ids of articles."""
    found: dict[str, Any] = {}
    for alias in ALIASES:
        found[alias] = library.target_of_alias(alias)
    for text in SEARCHES:
        for column in ("", "news"):
            page = library.search(SearchRequest(text, column, size=1000))
            assert not page.next
            hits = sorted((hit.summary.path, hit.excerpt, hit.marks) for hit in page.hits)
            found[f"search {text} {column}"] = hits
    parts = [library.sitemap_part(part.number) for part in library.sitemap_parts()]
    assert all(parts)
    found["sitemap"] = sorted((item for part in parts for item in part), key=lambda x: x.path)
    for text in ("题目扶贫", "题目电商"):
        found[f"near {text}"] = sorted(item.path for item in library.near_titles(text, 100))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_an_index_that_follows_equals_one_made_anew(
    tmp_path: Path, search_terms: SearchTerms, seed: int
) -> None:
    walk = Walk(tmp_path, search_terms, seed)
    done = []
    with walk.index.reader.view() as library:
        before, generation = answers(library), library.generation
    for number in range(STEPS):
        done.append(walk.step())
        walk.index.indexer.update()
        walk.index.check()
        again = walk.made_anew(number)
        with walk.index.reader.view() as library, again.reader.view() as fresh:
            now = answers(library)
            expected = answers(fresh)
            for question, (answer, _) in expected.items():
                assert now[question][0] == answer, (question, done[-3:])
            assert now.keys() == expected.keys(), done[-3:]
            assert unbounded(library) == unbounded(fresh), done[-3:]
            changed = walk.index.reader.changed_since(generation)
            generation = library.generation
        assert changed is not None
        assert walk.index.faults == again.faults, done[-3:]
        for question, (answer, keys) in before.items():
            is_same = question in now and now[question][0] == answer
            assert is_same or keys & changed, (question, keys, changed, done[-3:])
        for question, (answer, keys) in now.items():
            is_same = question in before and before[question][0] == answer
            assert is_same or keys & changed, (question, keys, changed, done[-3:])
        before = now
        again.close()
        shutil.rmtree(again.files.folder)
    walk.index.close()


def test_a_word_that_is_gone_finds_nothing(tmp_path: Path, search_terms: SearchTerms) -> None:
    content = tmp_path / "content"
    index = IndexedFolder(content, tmp_path / "state", search_terms)
    for number in range(30):
        write_article(content, f"{number}.md", f"题目汉江{number}", tags=["茶叶"])
    index.indexer.update()
    for number in range(29):
        write_article(content, f"{number}.md", f"题目{number}")
    index.indexer.update()
    (content / "29.md").unlink()
    index.indexer.update()
    with index.reader.view() as library:
        for text in ("汉江", "漢江", "茶叶", "hanjiang"):
            assert library.search(SearchRequest(text)).hits == ()
        assert len(library.search(SearchRequest("题目", size=100)).hits) == 29
    with closing(sqlite3.connect(index.files.index)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM body_terms WHERE body_terms MATCH '\"汉江\"'"
        )
        assert found.fetchone() == (0,)
    index.close()
