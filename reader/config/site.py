"""Reads `site.toml`, the publisher's description of the site."""

import re
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
from reader.domain.site import Government, Robots, Site

_MAX_PAGE_SIZE = 100
_MAX_FEED_SIZE = 100
KEYS = {
    "name", "name_en", "description", "description_en", "publisher", "publisher_en", "timezone",
    "script", "default_edition", "editions", "page_size", "icp", "police", "contact",
    "columns", "rights", "rights_en", "logo", "government", "feeds", "robots",
    "glossary", "conversion", "check",
}  # fmt: skip
CHECK_KEYS = {"required", "keys"}
CONVERSION_KEYS = {"context", "quotes"}
COLUMN_KEYS = {
    "path", "title", "title_en", "description", "description_en", "type", "keywords",
}  # fmt: skip
GOVERNMENT_KEYS = {"site_id", "undertaker", "undertaker_en", "mark", "complaints"}
FEEDS_KEYS = {"text", "size"}
ROBOTS_KEYS = {"index", "disallow", "refused"}

# Ten digits: a code of the region, then a number; ministries have bm and eight.
_SITE_ID = re.compile(r"[0-9]{10}|bm[0-9]{8}")
_ICP = re.compile(r".*ICP[备備证證].*[0-9].*")
_POLICE = re.compile(r".*公[网網]安[备備].*[0-9].*")
_LOGO = re.compile(r"(?!/|[._~]|.*/[._~])[^\\:?#]+\.(?:png|jpe?g|webp|gif|svg)", re.IGNORECASE)
_DISALLOW = re.compile(r"/[^\s#]*")
_AGENT = re.compile(r"[A-Za-z_-]+")  # a product token (RFC 9309, 2.2.1)

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
        site = _site(table)
        if site.logo and not (content / site.logo).is_file():
            raise ValueError(f"logo is {site.logo}, and there is no such file beside site.toml.")
        return site
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
        icp=_matching(table, "icp", _ICP, "as it was given, such as 京ICP备12345678号-1"),
        police=_matching(
            table, "police", _POLICE, "as it was given, such as 京公网安备11010102001234号"
        ),
        contact=_text(table, "contact"),
        rights=_label(table, "rights"),
        logo=_matching(table, "logo", _LOGO, "as the path of a picture beside site.toml"),
        government=_government(table),
        feeds_have_texts=_feeds_have_texts(table),
        feed_size=_feed_size(table),
        robots=_robots(table),
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
        columns[path] = Column(
            path,
            title,
            _label(entry, "description"),
            type=_text(entry, "type"),
            keywords=_texts(entry, "keywords", "columns.keywords"),
        )
    return tuple(columns.values())


def _government(table: Table) -> Government | None:
    if "government" not in table:
        return None
    entries = _table(table, "government", GOVERNMENT_KEYS)
    site_id = _text(entries, "site_id")
    if not _SITE_ID.fullmatch(site_id):
        raise ValueError(
            "government.site_id must be the 政府网站标识码: ten digits, or bm and eight digits."
        )
    mark, complaints = (_secure_link(entries, key) for key in ("mark", "complaints"))
    return Government(site_id, _label(entries, "undertaker"), mark, complaints)


def _secure_link(table: Table, key: str) -> str:
    address = _text(table, key)
    if address and not re.fullmatch(r"https://[!-~]+", address):
        raise ValueError(f"government.{key} must be an address that begins with https://")
    return address


def _feeds_have_texts(table: Table) -> bool:
    text = _text(_table(table, "feeds", FEEDS_KEYS), "text") or "full"
    if text not in {"full", "summary"}:
        raise ValueError('feeds.text must be "full" or "summary".')
    return text == "full"


def _feed_size(table: Table) -> int:
    return _number(_table(table, "feeds", FEEDS_KEYS), "size", 20, "feeds.size", _MAX_FEED_SIZE)


def _robots(table: Table) -> Robots:
    entries = _table(table, "robots", ROBOTS_KEYS)
    disallow = _texts(entries, "disallow", "robots.disallow")
    if not all(map(_DISALLOW.fullmatch, disallow)):
        raise ValueError("robots.disallow must be paths that begin with a slash, without spaces.")
    refused = _texts(entries, "refused", "robots.refused")
    if not all(map(_AGENT.fullmatch, refused)):
        raise ValueError("robots.refused must be names of robots, of letters, - and _ only.")
    return Robots(_switch(entries, "index", "robots.index"), disallow, refused)


def _glossary(table: Table) -> Glossary:
    entries = table.get("glossary", {})
    if not isinstance(entries, dict):
        raise ValueError("glossary must be written as a [glossary] table.")
    try:
        return read_glossary(entries)
    except ValueError as error:
        raise ValueError(f"{error}.") from error


def _conversion(table: Table, key: str) -> bool:
    return _switch(_table(table, "conversion", CONVERSION_KEYS), key, f"conversion.{key}")


def _checks(table: Table) -> CheckRules:
    rules = table.get("check", {})
    if not isinstance(rules, dict):
        raise ValueError("check must be written as a [check] table.")
    _refuse_unknown(rules, CHECK_KEYS | CODES.keys(), "check.")
    required = _names_of_keys(rules, "required")
    if unknown := [key for key in required if key not in REQUIRABLE]:
        raise ValueError(f"check.required has {unknown[0]!r}; it may have {', '.join(REQUIRABLE)}.")
    severities = {
        code: _severity(code, value) for code, value in rules.items() if code not in CHECK_KEYS
    }
    return CheckRules(required, _names_of_keys(rules, "keys"), tuple(severities.items()))


def _severity(code: str, value: object) -> Severity | None:
    if value == "off":
        return None
    if value not in set(Severity):
        raise ValueError(f'check.{code} must be "off", "info", "warning" or "error".')
    return Severity(str(value))


def _names_of_keys(table: Table, key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"check.{key} must be a list of keys in quotes.")
    return tuple(dict.fromkeys(value.strip().lower() for value in values))


def _page_size(table: Table) -> int:
    return _number(table, "page_size", 20, "page_size", _MAX_PAGE_SIZE)


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


def _matching(table: Table, key: str, pattern: re.Pattern[str], how: str) -> str:
    """A text of a known form, or none; `how` says how it is written."""
    text = _text(table, key)
    if text and not pattern.fullmatch(text):
        raise ValueError(f"{key} is {text!r}; write it {how}.")
    return text


def _texts(table: Table, key: str, name: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f'{name} must be a list of texts, such as ["a", "b"].')
    return tuple(value.strip() for value in values if value.strip())


def _switch(table: Table, key: str, name: str) -> bool:
    value = table.get(key, True)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false.")
    return value


def _number(table: Table, key: str, default: int, name: str, most: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"{name} must be a number from 1 to {most}.")
    return value


def _table(table: Table, key: str, known: set[str]) -> Table:
    """A table within, empty where there is none."""
    entries = table.get(key, {})
    if not isinstance(entries, dict):
        raise ValueError(f"{key} must be written as a [{key}] table.")
    _refuse_unknown(entries, known, f"{key}.")
    return entries


def _refuse_unknown(table: Table, known: set[str], prefix: str) -> None:
    if unknown := sorted(table.keys() - known):
        raise ValueError(
            f"{prefix}{unknown[0]} is not a key; the keys are {', '.join(sorted(known))}."
        )
