"""Turns the values of front matter into typed metadata."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeVar

from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Remark
from reader.domain.glossary import NO_GLOSSARY, Glossary, read_glossary
from reader.storage.addresses import unescaped
from reader.storage.front_matter import Value

KEYS = (
    "title", "author", "published", "updated", "source", "editor", "summary", "tags", "script",
    "slug", "aliases", "cover", "pinned", "draft", "glossary", "imported",
    "column",
)  # fmt: skip

# What else people write for a script, besides BCP 47 tags such as zh-Hant-HK and zh_CN.
_SCRIPT_NAMES = {
    Script.HANS: {"简体", "简体中文", "简体字", "简", "簡體", "簡體中文", "簡體字", "simplified"},
    Script.HANT: {
        "繁体", "繁体中文", "繁体字", "繁", "繁體", "繁體中文", "繁體字", "正體", "正體中文",
        "正体", "traditional",
    },
}  # fmt: skip
_SCRIPT_SUBTAGS = {
    "hans": Script.HANS, "hant": Script.HANT, "cn": Script.HANS, "sg": Script.HANS,
    "my": Script.HANS, "tw": Script.HANT, "hk": Script.HANT, "mo": Script.HANT,
}  # fmt: skip
_TRUE = {"true", "yes", "on", "1", "是"}
_FALSE = {"false", "no", "off", "0", "", "否"}
_TIME = re.compile(
    r"(?P<year>\d{4})[-/.年]\s*(?P<month>\d{1,2})[-/.月]\s*(?P<day>\d{1,2})日?"
    r"(?:[T\s]+(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_SLUG = re.compile(r"[^\W_][\w.-]*")
_SEPARATORS = re.compile(r"[,，、;；]")
_MIN_YEAR = 1000

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What front matter says of an article; empty where it says nothing.

    `warnings` are for the publisher.
    """

    title: str
    author: str
    published: datetime | None
    updated: datetime | None
    source: str
    editor: str
    summary: str
    tags: tuple[str, ...]
    script: Script | None
    slug: str
    aliases: tuple[str, ...]
    cover: str
    pinned: bool
    draft: bool
    glossary: Glossary
    warnings: tuple[Remark, ...]


def read_metadata(values: Mapping[str, Value], timezone: tzinfo) -> Metadata:
    """Check and convert front matter.

    Raises ArticleError for a value that decides whether or when the article may be seen
    (`draft`, `published`) and cannot be understood; anything else odd is a warning.
    """
    warnings = [_unknown_key(key) for key in values if key not in KEYS]
    script = _script(written) if (written := _text(values, "script")) else None
    if written and not script:
        message = f'script is "{written}"; write hans or hant, or leave it out'
        warnings.append(Remark("value", message, key="script"))
    slug = _text(values, "slug")
    if slug and not _SLUG.fullmatch(slug):
        message = f'slug is "{slug}"; use letters, digits and hyphens only; it is ignored'
        warnings.append(Remark("value", message, key="slug"))
        slug = ""
    return Metadata(
        title=_text(values, "title"),
        author=_text(values, "author"),
        published=_time(values, "published", timezone),
        updated=_lenient(_time, values, "updated", warnings, timezone),
        source=_text(values, "source"),
        editor=_text(values, "editor"),
        summary=_text(values, "summary"),
        tags=tuple(dict.fromkeys(_texts(values, "tags"))),
        script=script,
        slug=slug,
        aliases=tuple(normal_address(alias) for alias in _texts(values, "aliases", split=False)),
        cover=_text(values, "cover"),
        pinned=_lenient(_flag, values, "pinned", warnings) or False,
        draft=_flag(values, "draft"),
        glossary=_glossary(values, warnings),
        warnings=tuple(warnings),
    )


def _glossary(values: Mapping[str, Value], warnings: list[Remark]) -> Glossary:
    table = values.get("glossary", {})
    try:
        if not isinstance(table, Mapping):
            raise ValueError("glossary must hold keep, replace or readings")
        return read_glossary(table)
    except ValueError as error:
        message = f"{error}; the glossary is ignored"
        warnings.append(Remark("value", message, key="glossary"))
        return NO_GLOSSARY


def _script(name: str) -> Script | None:
    """The script of `hans`, a BCP 47 tag of Chinese or a script's Chinese or English name."""
    name = name.lower().replace("_", "-")
    for script, names in _SCRIPT_NAMES.items():
        if name in names or name == script:
            return script
    language, *subtags = name.split("-")
    known = [_SCRIPT_SUBTAGS[subtag] for subtag in subtags if subtag in _SCRIPT_SUBTAGS]
    return known[0] if language in {"zh", "cmn", "yue"} and known else None


def normal_address(address: str) -> str:
    """An old address as it is looked up: from the root, no host, no trailing slash."""
    path = re.sub(r"^[a-z]+://[^/?#]+", "", address.strip(), flags=re.IGNORECASE).partition("#")[0]
    path, question, query = unescaped(path).partition("?")
    return posixpath.join("/", path.lstrip("/")).rstrip("/") + question + query


def date_in_name(name: str, timezone: tzinfo) -> datetime | None:
    """The day a file name such as `2018-11-12-title.md` opens with, None where it has none."""
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", name)
    if not match:
        return None
    try:
        return datetime(*map(int, match.groups()), tzinfo=timezone)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _unknown_key(key: str) -> Remark:
    message = f'"{key}" is not a key this reader knows; the keys are {", ".join(KEYS)}'
    return Remark("unknown-key", message, key=key)


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key, "")
    if isinstance(value, list):
        return "、".join(" ".join(item.split()) for item in value if isinstance(item, str))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(values: Mapping[str, Value], key: str, *, split: bool = True) -> Iterable[str]:
    value = values.get(key, "")
    if isinstance(value, str):
        items = _SEPARATORS.split(value) if split else [value]
    else:
        items = [item for item in value if isinstance(item, str)]
    return (" ".join(item.split()) for item in items if item.strip())


def _lenient(
    read: Callable[..., Result],
    values: Mapping[str, Value],
    key: str,
    warnings: list[Remark],
    *arguments: object,
) -> Result | None:
    """A value that nothing hangs on: what cannot be understood is a warning."""
    try:
        return read(values, key, *arguments)
    except ArticleError as error:
        warnings.append(Remark("value", f"{error.message}; it is ignored", key=key))
        return None


def _scalar(values: Mapping[str, Value], key: str) -> str:
    """A single value; raises ArticleError for a list or a mapping."""
    if not isinstance(values.get(key, ""), str):
        message = f"{key} must be one value, not a list or a mapping"
        raise ArticleError(message, code="visibility", key=key)
    return _text(values, key)


def _flag(values: Mapping[str, Value], key: str) -> bool:
    value = _scalar(values, key).lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    message = f'{key} is "{value}"; write true or false'
    raise ArticleError(message, code="visibility", key=key)


def _time(values: Mapping[str, Value], key: str, timezone: tzinfo) -> datetime | None:
    text = _scalar(values, key)
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if not match or int(match["year"]) < _MIN_YEAR:
        message = f'{key} is "{text}"; write it as 2018-11-12 or 2018-11-12 14:41'
        raise ArticleError(message, code="visibility", key=key)
    numbers = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute",
                                                  "second")]  # fmt: skip
    try:
        time = datetime(*numbers)  # type: ignore[arg-type]
        if match["zone"]:
            return datetime.fromisoformat(f"{time.isoformat()}{match['zone']}").astimezone(timezone)
    except (ValueError, OverflowError) as error:
        message = f'{key} is "{text}", which is no date of the calendar'
        raise ArticleError(message, code="visibility", key=key) from error
    return time.replace(tzinfo=timezone)
