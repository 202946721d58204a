"""Synthetic libraries: real sentences recombined into any number of distinct articles.

Each article takes its structure, and so its length, from one real article, and fills it with
sentences of the same genre and script, with names, places and numbers of its own. The same size
gives the same files on every machine that has the same source texts.
"""

import os
import random
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from benchmarks import vocabulary as words
from reader.domain.editions import Script
from reader.language.detection.scripts import detect_script

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "articles"
BIGGEST_COLUMN = "news/county"  # a quarter of all articles
BEGIN = datetime(2010, 7, 1, tzinfo=UTC)
YEARS = 15

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BLOCKS = re.compile(r"\n\s*\n")
_UNWANTED = re.compile(r"!\[|<")  # pictures, which are not there, and HTML
_SENTENCE = re.compile(r"[^。！？；]+[。！？；][”’」』）]*")
_CLAUSE = re.compile(r"[\u4e00-\u9fff]{7,22}")
_LABEL = re.compile(r"\A(?:\*\*[^*]{1,12}\*\*|[（(][一二三四五六七八九十]+[）)])[　 ]?")
_LEAST_PROSE = 12  # characters; a shorter block is a label, kept as it is


@dataclass(frozen=True, slots=True)
class Library:
    """A content folder of `size` articles."""

    folder: Path
    size: int

    @property
    def files(self) -> list[Path]:
        """The article files, by name."""
        return sorted(self.folder.rglob("*.md"))

    def path_of(self, file: Path) -> str:
        """The path of a file's article, as in `/zh-hans/articles/<path>`."""
        return file.relative_to(self.folder).with_suffix("").as_posix()


def library(size: int, root: Path) -> Library:
    """The library of that size below `root`; made where it is missing or out of date."""
    sources = source_files()
    folder, stamp = root / str(size), root / f"{size}.stamp"
    digest = _digest(sources)
    if not (stamp.is_file() and stamp.read_text() == digest):
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        _write(folder, size, _Texts.read(sources))
        stamp.write_text(digest)
    return Library(folder, size)


def source_files() -> list[Path]:
    """The texts that libraries are made from: the corpus where it is present, else `content/`."""
    return sorted((CORPUS if CORPUS.is_dir() else ROOT / "content").rglob("*.md"))


def _digest(sources: Sequence[Path]) -> str:
    code = (Path(__file__), Path(words.__file__))
    return blake2b(b"\0".join(file.read_bytes() for file in (*sources, *code))).hexdigest()


@dataclass(slots=True)
class _Pool:
    """What one genre of one script is made of."""

    is_traditional: bool
    templates: list[list[str]] = field(default_factory=list)  # the blocks of each article
    sentences: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    clauses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The pools, each as often as it has source articles."""

    pools: list[_Pool]

    @classmethod
    def read(cls, files: Sequence[Path]) -> "_Texts":
        pools: dict[str, _Pool] = {}
        drawn = []
        for file in files:
            text = file.read_text("utf-8")
            is_traditional = detect_script(text) is Script.HANT
            genre = file.stem.partition("-")[2] if CORPUS in file.parents else ""
            pool = pools.setdefault(f"{genre} {is_traditional}", _Pool(is_traditional))
            if _add(pool, text):
                drawn.append(pool)
        return cls([pool for pool in drawn if pool.sentences and pool.clauses])


def _add(pool: _Pool, text: str) -> bool:
    """Take an article apart into its pool; False where nothing can be made of it."""
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text))
    if "```" in text:
        return False
    blocks = [block for block in _BLOCKS.split(text.strip()) if not _UNWANTED.search(block)]
    if blocks and blocks[0].startswith("# "):
        pool.titles.append(blocks.pop(0)[2:].strip())
    blocks = [block for block in blocks if block.strip() and not block.startswith("# ")]
    for block in blocks:
        if block.startswith("#"):
            pool.headings.append(block.lstrip("# "))
        elif _is_prose(block):
            pool.sentences += _SENTENCE.findall(_LABEL.sub("", block))
    pool.clauses += _CLAUSE.findall("\n".join(block for block in blocks if _is_prose(block)))
    pool.templates.append(blocks)
    return bool(blocks)


def _is_prose(block: str) -> bool:
    """Whether sentences of a block may be exchanged: no list, table, quotation or HTML."""
    return len(block) >= _LEAST_PROSE and not block.startswith(
        ("#", "-", "*  ", "* ", "|", ">", "<", "1.")
    )


def _write(folder: Path, size: int, texts: _Texts) -> None:
    made = set()
    for number in range(size):
        chance = random.Random(f"qingdu {number} of {size}")
        published = BEGIN + timedelta(days=YEARS * 365.25) * ((number + chance.random()) / size)
        column = chance.choices(words.PATHS, words.WEIGHTS)[0]
        if column not in made:
            (folder / column).mkdir(parents=True)
            made.add(column)
        file = folder / column / f"{published:%Y-%m-%d}-{number:06}.md"
        file.write_text(_article(chance, texts, number, published), "utf-8")
        os.utime(file, (published.timestamp(),) * 2)
    (folder / "site.toml").write_text(words.SITE, "utf-8")


def _article(chance: random.Random, texts: _Texts, number: int, published: datetime) -> str:
    pool = chance.choice(texts.pools)
    voice = words.Voice(chance, pool.is_traditional)
    blocks = []
    for block in chance.choice(pool.templates):
        if block.startswith("#"):
            level = block[: len(block) - len(block.lstrip("#"))]
            blocks.append(f"{level} {chance.choice(pool.headings)}")
        elif _is_prose(block):
            blocks.append(_prose(chance, pool, block, voice))
        else:
            blocks.append(block)
    blocks.insert(0, voice.dateline(published) + _prose(chance, pool, "　" * 60, voice))
    return "\n\n".join([_front_matter(chance, pool, voice, number, published), *blocks, ""])


def _prose(chance: random.Random, pool: _Pool, block: str, voice: words.Voice) -> str:
    """Sentences of the pool, about as long as the block, after the block's own label."""
    label = _LABEL.match(block)
    made = [label.group()] if label else []
    length = len(made[0]) if made else 0
    while length < len(block) - 10:
        sentence = chance.choice(pool.sentences)
        if chance.random() < 0.1:
            sentence = voice.saying() + sentence
        made.append(sentence)
        length += len(sentence)
    return "".join(made).strip()


def _front_matter(
    chance: random.Random, pool: _Pool, voice: words.Voice, number: int, published: datetime
) -> str:
    lines = [
        "---",
        f"title: {_title(chance, pool, voice)}",
        f"author: {voice.author()}",
        f"source: {voice.source()}",
        f"published: {published:%Y-%m-%d %H:%M}",
        f"tags: [{', '.join(voice.tags())}]",
    ]
    if chance.random() < 0.3:
        lines.append(f"summary: {chance.choice(pool.clauses)}，{chance.choice(pool.clauses)}。")
    if chance.random() < 0.3:
        lines.append(f"aliases:\n  - /Item.asp?id={number}")
    return "\n".join([*lines, "---"])


def _title(chance: random.Random, pool: _Pool, voice: words.Voice) -> str:
    """A headline of the pool's own words: two halves of titles, or what happened where."""
    way = chance.random()
    if way < 0.3 and pool.titles:
        return f"{voice.place()}{voice.action()}《{chance.choice(pool.titles)}》"
    if way < 0.6 and pool.titles:
        first, second = chance.choice(pool.titles), chance.choice(pool.titles)
        title = first[: max(2, len(first) // 2)] + second[len(second) // 2 :]
        return f"{voice.place()}：{title}"
    return f"{voice.place()}{chance.choice(pool.clauses)}"
