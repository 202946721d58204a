"""Documentation is a contract: settings, commands, front matter and URLs are all described."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Context, Group, Option

from reader.cli import commands
from reader.config.settings import Settings
from reader.config.site import (
    CHECK_KEYS,
    COLUMN_KEYS,
    FEEDS_KEYS,
    GOVERNMENT_KEYS,
    KEYS,
    ROBOTS_KEYS,
)
from reader.config.variables import PREFIX
from reader.domain.errors import SettingsError
from reader.domain.preferences import CHOICES, PRESETS
from reader.storage import metadata
from tests.conftest import ROOT

DOCS = ROOT / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_every_setting_is_documented() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({f"{PREFIX}NOTHING": "x"})
    names = set(re.findall(rf"{PREFIX}[A-Z_]+", str(raised.value))) - {f"{PREFIX}NOTHING"}
    assert names
    for name in names:
        assert f"`{name}`" in text("configuration.md"), name
    documented = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", text("configuration.md")))
    assert documented == names


def test_every_reading_preference_and_preset_is_documented() -> None:
    settings, _, presets = text("preferences.md").partition("## Presets")
    first_two = re.compile(r"^\| `(\w+)`[^|]*\| ([^|]+) \|", re.MULTILINE)
    rows, sets = dict(first_two.findall(settings)), dict(first_two.findall(presets))
    for key, values in CHOICES.items():
        named = re.findall(r"`([\w-]+)`", rows[key])
        if key not in {"size", "own", "edition"}:
            assert named == [value for value in values if value], key
    for name, chosen in PRESETS.items():
        assert re.findall(r"`(\w+=\w+)`", sets[name]) == [f"{k}={v}" for k, v in chosen.items()]


def test_every_command_and_option_is_documented() -> None:
    assert isinstance(commands, Group)
    documented = text("commands.md")
    context = Context(commands)
    names = commands.list_commands(context)
    for name in names:
        command = commands.get_command(context, name)
        assert command, name
        assert f"## qingdu {name}" in documented
        parts = command.commands if isinstance(command, Group) else {}
        for part in parts:
            assert f"`qingdu {name} {part}" in documented, (name, part)
        for parameter in [p for one in (command, *parts.values()) for p in one.params]:
            if isinstance(parameter, Option):
                assert f"`{parameter.opts[0]}" in documented, (name, parameter.opts)
    named = set(re.findall(r"^## qingdu (\w+)", documented, re.MULTILINE))
    assert named == set(names)


def test_every_key_of_site_toml_and_of_front_matter_is_documented() -> None:
    for key in KEYS | CHECK_KEYS | COLUMN_KEYS | GOVERNMENT_KEYS | FEEDS_KEYS | ROBOTS_KEYS:
        assert f"`{key}`" in text("configuration.md"), key
    for key in metadata.KEYS:
        assert f"`{key}`" in text("articles.md"), key


def test_the_documents_link_to_files_that_exist() -> None:
    for document in [ROOT / "README.md", *DOCS.glob("*.md")]:
        prose = re.sub(r"`[^`]*`", "", document.read_text("utf-8"))
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", prose):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make serve" in readme
    assert "make test" in readme


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda file: file.stem)
def test_the_tables_say_what_their_sources_say(document: Path) -> None:
    page = document.read_text("utf-8")
    assert runpy.run_path(str(DOCS / "tables.py"))["written"](page) == page, "run `make tables`"


def test_every_table_is_in_the_documentation() -> None:
    """One whose first line was lost would be up to date for ever."""
    pages = {file.name: file.read_text("utf-8") for file in DOCS.glob("*.md")}
    begins = re.compile(r"^<!-- ([^\n]+), by `make tables` -->\n", re.MULTILINE)
    found = {name: set(begins.findall(page)) for name, page in pages.items()}
    assert found["accessibility.md"] == {"from reader/config/conformance.toml"}
    assert found["auditing.md"] == {"from reader/auditing/checks.toml"}
    assert found["configuration.md"] == {"from reader/config/variables.py"}
    assert found["commands.md"] == {f"qingdu {name}" for name in _commands_with_options()}
    assert "| 2.5.5 | AAA |" in pages["accessibility.md"]


def _commands_with_options() -> Iterator[str]:
    context = Context(commands)
    for name in commands.list_commands(context):
        command = commands.get_command(context, name)
        assert command
        parts = command.commands if isinstance(command, Group) else {"": command}
        for part, one in parts.items():
            if any(isinstance(parameter, Option) for parameter in one.params):
                yield f"{name} {part}".strip()


def test_every_option_has_a_description() -> None:
    rows = re.findall(r"^\| `--.*\| ([^|]*) \|$", text("commands.md"), re.MULTILINE)
    assert len(rows) > 60
    assert all(len(meaning) > 8 for meaning in rows)
