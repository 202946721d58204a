"""`qingdu convert`: text or HTML in another script."""

import codecs
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol

import click

from reader.config.settings import Settings
from reader.config.site import load_site
from reader.domain.editions import EDITIONS, Annotation, Script, Variant
from reader.domain.errors import ReaderError
from reader.language.conversion.converter import Change, Converter
from reader.language.conversion.dictionaries import CONFIGURATIONS, prepare
from reader.language.conversion.engine import Engine
from reader.language.conversion.stream import PlainConversion
from reader.language.detection.scripts import detect_script
from reader.language.edits import Edit, TextConversion, finest
from reader.language.markup.html import MarkupConversion
from reader.storage.encoding import decode

_CHUNK = 256 * 1024  # bytes
_LONGEST_CHARACTER = 4  # bytes, in any encoding known here
_LONG = 4 * _CHUNK  # bytes; less is done before anybody wonders


class _Stream(Protocol):
    def feed(self, text: str) -> str: ...

    def close(self) -> str: ...


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--to",
    "target",
    type=click.Choice([v.value for v in Variant]),
    help=("The script to write: `hant` has the characters of Taiwan, `hant-tw` also its words."),
)
@click.option(
    "--from", "source", type=click.Choice([s.value for s in Script]),
    help="The script of the input; found out from its beginning without it.",
)  # fmt: skip
@click.option(
    "--html",
    "is_html",
    is_flag=True,
    help=(
        "The input is HTML: tags, code and other languages stay, lang is rewritten, and "
        "charset to UTF-8. What html and body say of English is not believed."
    ),
)
@click.option(
    "--explain",
    is_flag=True,
    help=(
        "Print, instead of the text, a line for each change: line (with --html, the "
        "number of the block of text), before → after, the phrase or rule that did it, "
        "what stands around it; and each phrase that was refused, with the word that "
        "lies across its border."
    ),
)
@click.option(
    "--opencc",
    type=click.Choice(CONFIGURATIONS),
    help=(
        "Instead of --to: OpenCC's conversion of that name and nothing more (`twhk2s` "
        "is ours, for traditional text of either region)."
    ),
)
def convert(  # noqa: PLR0913 - one for each option
    file: Path | None,
    target: str | None,
    source: str | None,
    *,
    is_html: bool,
    explain: bool,
    opencc: str | None,
) -> None:
    """Convert FILE, or standard input, to another script, on standard output in UTF-8.

    Uses the glossary of the site's site.toml. Bytes that are no text come out as they were.
    """
    if (target is None) == (opencc is None):
        raise click.UsageError("say --to hans, hant, hant-tw or hant-hk (or --opencc NAME)")
    with _input(file) as stream:
        size = os.fstat(stream.fileno()).st_size if file and str(file) != "-" else 0
        pieces = _pieces(stream)
        first = next(pieces)
        conversion, language = _conversion(first[0], target, source, opencc)
        explainer = _Explainer(conversion, is_html=is_html) if explain else None
        used: TextConversion = explainer or conversion
        is_plain = not is_html or isinstance(conversion, _Unchanged)
        work: _Stream = PlainConversion(used) if is_plain else MarkupConversion(used, language)
        with _progress(size) as passed:
            for text, count in chain([first], pieces):
                _write(work.feed(text), explainer)
                passed(count)
            _write(work.close(), explainer)
    if explainer:
        explainer.sum_up()


class _Reasoned(TextConversion, Protocol):
    def explain(self, text: str, /) -> list[Change]: ...


class _Unchanged:
    """Stands for the conversion of a text that is in the target script."""

    def edits(self, text: str) -> list[Edit]:  # noqa: ARG002
        return []

    def explain(self, text: str) -> list[Change]:  # noqa: ARG002
        return []


class _Plain:
    """OpenCC's own conversion, rare characters and all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def edits(self, text: str) -> list[Edit]:
        return self._engine.convert(text).edits

    def explain(self, text: str) -> list[Change]:
        result = self._engine.convert(text)
        phrases = [
            Change(*phrase, f"phrase {text[slice(*phrase[:2])]}") for phrase in result.phrases
        ]
        taken = {place for start, end, _ in result.phrases for place in range(start, end)}
        signs = [
            Change(place, place + 1, new[place - start], "character")
            for start, end, new in finest(text, result.edits)
            if end - start == len(new)
            for place in range(start, end)
            if place not in taken
        ]
        return sorted(phrases + signs)


class _Explainer:
    """Prints why a conversion changes what it does: by line, or in HTML by block of text."""

    def __init__(self, conversion: _Reasoned, *, is_html: bool) -> None:
        self._conversion = conversion
        self._is_html = is_html
        self._place = 1
        self._certain = 0
        self.lines: list[str] = []

    def edits(self, text: str) -> list[Edit]:
        seen = 0
        for start, end, new, rule in self._conversion.explain(text):
            if not self._is_html:
                self._place += text.count("\n", seen, start)
            seen = start
            if rule == "character":
                self._certain += 1
                continue
            around = text[max(0, start - 6) : end + 6].replace("\n", " ")
            self.lines.append(f"{self._place}\t{text[start:end]} → {new}\t{rule}\t{around}\n")
        self._place += 1 if self._is_html else text.count("\n", seen)
        return list(self._conversion.edits(text))

    def sum_up(self) -> None:
        click.echo(f"{self._certain} characters more have one counterpart each.", err=True)


def _conversion(
    first: str, target: str | None, source: str | None, opencc: str | None
) -> tuple[_Reasoned, str]:
    """The conversion asked for, and the language tag of its result."""
    settings = Settings.from_environment(os.environ)
    if opencc:
        engine = Engine(prepare(settings.state).configuration(opencc), rare=True)
        to_hans = opencc.endswith(("s", "sp"))
        language = "zh-Hans" if to_hans else "zh-Hant"
        return _Plain(engine), language
    site = load_site(settings.content)
    variant = Variant(target or "")
    script = Script(source) if source else detect_script(first, site.script)
    language = next(
        edition.language
        for edition in EDITIONS.values()
        if edition.variant is variant and edition.annotation is Annotation.NONE
    )
    if script is variant.script:
        click.echo(
            f"The text is in {script.value} already and comes out as it is; if it is not, say "
            f"--from {next(other.value for other in Script if other is not script)}.",
            err=True,
        )
        return _Unchanged(), language
    converter = Converter.of_site(site, prepare(settings.state))
    return converter.conversion(script, variant), language


@contextmanager
def _input(file: Path | None) -> Iterator[BinaryIO]:
    if file is None or str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        raise ReaderError(f"{file} cannot be read: {error.strerror}.") from error
    with stream:
        yield stream


def _pieces(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """The text in pieces, each with its size in bytes, as soon as there is any.

    What is not in its encoding comes as lone surrogates and goes out as it was.
    """
    chunk = _read(stream)
    encoding = _encoding(chunk)
    if encoding == "euc-tw":  # Python has no codec of it
        raw = chunk + stream.read()
        yield decode(raw).text, len(raw)
        return
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk:
        yield decoder.decode(chunk), len(chunk)
        chunk = _read(stream)
    yield decoder.decode(b"", final=True), 0


def _read(stream: BinaryIO) -> bytes:
    read = getattr(stream, "read1", stream.read)
    return bytes(read(_CHUNK))


def _encoding(chunk: bytes) -> str:
    """The encoding of a text by its beginning, which may end within a character."""
    for cut in range(_LONGEST_CHARACTER):
        decoded = decode(chunk[: len(chunk) - cut])
        if not decoded.removed and not (cut and decoded.encoding == "cp1252"):
            return decoded.encoding
    return "utf-8"


def _write(text: str, explainer: _Explainer | None) -> None:
    if explainer:
        text, explainer.lines = "".join(explainer.lines), []
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderError(f"the result cannot be written: {error.strerror}.") from error


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, a line a quarter elsewhere; nothing for what is short."""
    if size < _LONG or (sys.stderr.isatty() and sys.stdout.isatty()):
        yield lambda _count: None
    elif sys.stderr.isatty():
        with click.progressbar(length=size, file=sys.stderr, label="Converting") as bar:
            yield bar.update
    else:
        yield _Lines(size)


class _Lines:
    def __init__(self, size: int) -> None:
        self._size, self._done, self._next = size, 0, 25

    def __call__(self, count: int, /) -> None:
        self._done += count
        while self._next <= 100 and self._done * 100 >= self._next * self._size:
            click.echo(f"qingdu convert: {self._next} %", err=True)
            self._next += 25
