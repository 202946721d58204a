"""Writes the tables of docs/ that have their source elsewhere: `make tables`.

In a document each stands between a line that names it and `<!-- end -->`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from reader.auditing.findings import load_catalogue
from reader.cli import commands
from reader.config.conformance import load_conformance
from reader.config.variables import PREFIX, VARIABLES, Variable
from reader.domain.conformance import Result

DOCS = Path(__file__).resolve().parent
_TABLE = re.compile(r"(<!-- ([^\n]+), by `make tables` -->\n).*?(<!-- end -->\n)", re.DOTALL)
_CODE = re.compile(r"(?<![`\w-])(?:--[a-z][a-z-]+|QINGDU_\w+)")
_RESULTS = {Result.MET: "met", Result.OPERATOR: "met; rest with the articles", Result.NONE: "–"}
_MANY = 9  # criteria of one check, which are not named


def written(page: str) -> str:
    """A document with its tables made anew."""

    def anew(found: re.Match[str]) -> str:
        begin, name, end = found.groups()
        lines = "\n".join(_lines(name)).strip()
        return f"{begin}\n{lines}\n\n{end}"

    return _TABLE.sub(anew, page)


def _lines(name: str) -> Iterable[str]:
    if name.startswith("qingdu "):
        return _options(name.removeprefix("qingdu ").split())
    return _MAKERS[name]()


# Conformance and audit


def _criteria() -> Iterator[str]:
    """Every criterion with what shows it, then the Chinese norms."""
    conformance = load_conformance()
    yield f"Gone through on {conformance.checked}."
    yield ""
    yield from _head("WCAG 2.2", "level", "", "result", "how", "shown by")
    for one in conformance.criteria:
        how = f"{one.how.english}{_helped(one.checks)}"
        yield _row(
            one.id, one.level, one.name.english, _RESULTS[one.result], how, _shown(one.tests)
        )
    yield ""
    yield from _head("norm", "asks for", "how", "shown by")
    for demand in conformance.demands:
        yield _row(demand.norm, demand.name.english, demand.how, _shown(demand.tests))


def _helped(checks: tuple[str, ...]) -> str:
    """The faults of articles that `qingdu check` names."""
    codes = ", ".join(f"`{code}`" for code in checks)
    return f" [Checked](checking.md): {codes}." if checks else ""


def _shown(tests: tuple[str, ...]) -> str:
    return ", ".join(f"`{test.rpartition('/')[2]}`" for test in tests)


def _checks() -> Iterator[str]:
    """A table for each theme of `qingdu audit`: every check, and what asks for it."""
    catalogue = load_catalogue()
    for theme in catalogue.themes:
        yield f"### {theme.name.english}"
        yield ""
        yield from _head("id", "", "asked for by")
        for check in catalogue.checks.values():
            if check.theme == theme.id:
                few = len(check.criteria) < _MANY
                numbers = ", ".join(check.criteria) if few else "many criteria"
                wcag = [f"WCAG 2.2: {numbers}"] if check.criteria else []
                norms = "; ".join([*wcag, *filter(None, [check.norm])])
                yield _row(f"`{check.id}`", check.name.english.replace("<", "&lt;"), norms)
        yield ""


# Settings and commands


def _variables() -> Iterator[str]:
    yield from _head("variable", "default", "meaning")
    for variable in VARIABLES:
        yield _row(f"`{PREFIX}{variable.name}`", _default(variable), variable.meaning)


def _default(variable: Variable) -> str:
    if variable.shown:
        return variable.shown
    return variable.default if variable.default.isdigit() else f"`{variable.default}`"


def _options(words: list[str]) -> Iterator[str]:
    """The options of a command, in the order of its help."""
    command: click.Command | None = commands
    context = click.Context(commands)
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(context, word)
    assert command
    with click.Context(command, info_name=" ".join(words)) as context:
        yield from _head("option", "value", "default", "meaning")
        for option in command.params:
            if isinstance(option, click.Option):
                names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
                yield _row(
                    names,
                    _value(option, context),
                    _given(option, context),
                    _CODE.sub(r"`\g<0>`", option.help or ""),
                )


def _value(option: click.Option, context: click.Context) -> str:
    if option.is_flag:
        return ""
    match option.type:
        case click.Choice(choices=choices):
            return ", ".join(f"`{choice}`" for choice in choices)
        case click.IntRange() | click.FloatRange() as kind:
            return _range(kind)
    return option.make_metavar(context)


def _range(kind: click.IntRange | click.FloatRange) -> str:
    return f"{kind.min} to {kind.max}" if kind.max is not None else f"{kind.min} or more"


def _given(option: click.Option, context: click.Context) -> str:
    match option.get_default(context):
        case bool(is_on):
            names = option.opts if is_on else option.secondary_opts
            return f"`{names[0]}`" if names else ""
        case int() | float() as number:
            return f"{number:g}"
        case str(text) if text and not option.is_flag:
            return f"`{text}`"
    return ""


# Markdown


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


_MAKERS: dict[str, Callable[[], Iterable[str]]] = {
    "from reader/config/conformance.toml": _criteria,
    "from reader/auditing/checks.toml": _checks,
    "from reader/config/variables.py": _variables,
}


if __name__ == "__main__":
    for file in DOCS.glob("*.md"):
        file.write_text(written(file.read_text("utf-8")), "utf-8")
