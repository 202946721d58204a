"""Reads `site.toml`, the publisher's description of the site."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from reader.config.settings import SITE_FILE
from reader.domain.article import Column, Label
from reader.domain.checks import CODES, REQUIRABLE, CheckRules
from reader.domain.editions import DEFAULT_EDITIONS, EDITIONS, Edition, Script
from reader.domain.errors import SettingsError
from reader.domain.faults import Severity
from reader.domain.glossary import Glossary, read_glossary
from reader.domain.site import Site

_MAX_PAGE_SIZE = 100
KEYS = {
    "name", "name_en", "description", "description_en", "publisher", "publisher_en", "timezone",
    "script", "default_edition", "editions", "page_size", "icp", "police", "contact",
    "columns",
    "glossary", "conversion", "check",
}  # fmt: skip
CHECK_KEYS = {"required", "keys"}
CONVERSION_KEYS = {"context", "quotes"}
COLUMN_KEYS = {"path", "title", "title_en", "description", "description_en"}

Table: TypeAlias = Mapping[str, object]


def load_site(content: Path) -> Site:
    """The site described by `content/site.toml`, or a site of defaults where there is none.

    Raises SettingsError, naming the key, when the file cannot be used.
    """
    file = content / SITE_FILE
    try:
        table: Table = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        table = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    try:
        return _site(table)
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error


def _site(table: Table) -> Site:
    _refuse_unknown(table, KEYS, "")
    editions = _editions(table)
    default = _default_edition(table, editions)
    script = _text(table, "script") or (default.script or Script.HANS).value
    if script not in set(Script):
        raise ValueError('script must be "hans" or "hant".')
    return Site(
        name=_label(table, "name") or Label("清读", "Qingdu"),
        description=_label(table, "description"),
        publisher=_label(table, "publisher"),
        timezone=_timezone(_text(table, "timezone") or "Asia/Shanghai"),
        script=Script(script),
        editions=editions,
        default_edition=default,
        columns=_columns(table),
        page_size=_page_size(table),
        icp=_text(table, "icp"),
        police=_text(table, "police"),
        contact=_text(table, "contact"),
        glossary=_glossary(table),
        converts_context=_conversion(table, "context"),
        converts_quotes=_conversion(table, "quotes"),
        checks=_checks(table),
    )


def _editions(table: Table) -> tuple[Edition, ...]:
    slugs = table.get("editions", list(DEFAULT_EDITIONS))
    if not isinstance(slugs, list) or not slugs or not set(map(str, slugs)) <= EDITIONS.keys():
        raise ValueError(f"editions must be a list of some of: {', '.join(EDITIONS)}.")
    return tuple(EDITIONS[str(slug)] for slug in dict.fromkeys(slugs))


def _default_edition(table: Table, editions: tuple[Edition, ...]) -> Edition:
    plain = next((edition for edition in editions if not edition.is_annotated), editions[0])
    slug = _text(table, "default_edition") or plain.slug
    for edition in editions:
        if edition.slug == slug:
            return edition
    raise ValueError("default_edition must be one of the site's editions.")


def _columns(table: Table) -> tuple[Column, ...]:
    entries = table.get("columns", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError("columns must be written as [[columns]] tables.")
    columns = {}
    for entry in entries:
        _refuse_unknown(entry, COLUMN_KEYS, "columns.")
        path = _text(entry, "path").strip("/")
        if not path:
            raise ValueError("every [[columns]] table needs a path: the name of its folder.")
        title = _label(entry, "title") or Label(path.rpartition("/")[2])
        columns[path] = Column(path, title, _label(entry, "description"))
    return tuple(columns.values())


def _glossary(table: Table) -> Glossary:
    entries = table.get("glossary", {})
    if not isinstance(entries, dict):
        raise ValueError("glossary must be written as a [glossary] table.")
    try:
        return read_glossary(entries)
    except ValueError as error:
        raise ValueError(f"{error}.") from error


def _conversion(table: Table, key: str) -> bool:
    switches = table.get("conversion", {})
    if not isinstance(switches, dict):
        raise ValueError("conversion must be written as a [conversion] table.")
    _refuse_unknown(switches, CONVERSION_KEYS, "conversion.")
    value = switches.get(key, True)
    if not isinstance(value, bool):
        raise ValueError(f"conversion.{key} must be true or false.")
    return value


def _checks(table: Table) -> CheckRules:
    rules = table.get("check", {})
    if not isinstance(rules, dict):
        raise ValueError("check must be written as a [check] table.")
    _refuse_unknown(rules, CHECK_KEYS | CODES.keys(), "check.")
    required = _texts(rules, "required")
    if unknown := [key for key in required if key not in REQUIRABLE]:
        raise ValueError(f"check.required has {unknown[0]!r}; it may have {', '.join(REQUIRABLE)}.")
    severities = {
        code: _severity(code, value) for code, value in rules.items() if code not in CHECK_KEYS
    }
    return CheckRules(required, _texts(rules, "keys"), tuple(severities.items()))


def _severity(code: str, value: object) -> Severity | None:
    if value == "off":
        return None
    if value not in set(Severity):
        raise ValueError(f'check.{code} must be "off", "info", "warning" or "error".')
    return Severity(str(value))


def _texts(table: Table, key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"check.{key} must be a list of keys in quotes.")
    return tuple(dict.fromkeys(value.strip().lower() for value in values))


def _page_size(table: Table) -> int:
    size = table.get("page_size", 20)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= _MAX_PAGE_SIZE:
        raise ValueError(f"page_size must be a number from 1 to {_MAX_PAGE_SIZE}.")
    return size


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError(f'timezone {name!r} is not known; write "Asia/Shanghai".') from error


def _label(table: Table, key: str) -> Label:
    return Label(_text(table, key), _text(table, f"{key}_en"))


def _text(table: Table, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} must be a text in quotes.")
    return value.strip()


def _refuse_unknown(table: Table, known: set[str], prefix: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise ValueError(
            f"{prefix}{unknown[0]} is not a key; the keys are {', '.join(sorted(known))}."
        )
