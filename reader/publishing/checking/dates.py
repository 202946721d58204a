"""Dates that a person reads at once, in the form that front matter asks for."""

import re
from collections.abc import Iterator
from datetime import datetime
from unicodedata import normalize

from reader.domain.article import ArticleSummary
from reader.domain.faults import Remark

_STANDARD = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?"
)
_READABLE = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s,]*(?P<half>上午|下午|AM|PM|am|pm)?\s*(?P<hour>\d{1,2})\s*[:时時点點]\s*(?P<minute>\d{1,2})"
    r"\s*分?(?::?\s*(?P<second>\d{1,2})秒?(?:\.\d+)?)?\s*(?P<after>AM|PM|am|pm)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_NUMERALS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九十")} | {"零": 0}
_CHINESE = re.compile(r"[〇零一二三四五六七八九十]+(?=[年月日时時点點分])")
_FAR = 366  # days
_WAITING = "it appears by itself on that day"


def standard_form(text: str) -> str:
    """A date as `2018-11-12` or `2018-11-12 14:41`; empty where it can be read in two ways, or
    in none. What has that form already is answered as it is.
    """
    text = " ".join(normalize("NFKC", text).translate(_DASHES).split())
    if _STANDARD.fullmatch(text):
        return text if _is_moment(text) else ""
    text = _CHINESE.sub(lambda match: _number(match[0]), text)
    match = _READABLE.fullmatch(_COMPACT.sub(r"\1-\2-\3", text) if text.isdigit() else text)
    return _written(match) if match else ""


def date_remarks(summary: ArticleSummary, now: datetime) -> Iterator[Remark]:
    """Dates in the future, and an update before the publication."""
    published, updated = summary.published, summary.updated
    day = f"{published:%Y-%m-%d %H:%M}"
    if (published - now).days >= _FAR:
        message = f"published is {day}, more than a year ahead; is the year right? {_WAITING}"
        yield Remark("date-far", message, key="published")
    elif published > now:
        message = f"the article is scheduled for {day}; {_WAITING}"
        yield Remark("date-scheduled", message, key="published")
    if updated and updated.date() < published.date():
        message = f"updated is {updated:%Y-%m-%d}, before published ({day}); mend one of them"
        yield Remark("date-order", message, key="updated")
    elif updated and updated > now and published <= now:
        message = f"updated is {updated:%Y-%m-%d %H:%M}, which is still to come; mend it"
        yield Remark("date-order", message, key="updated")


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    except ValueError:
        return False
    return True


def _written(match: re.Match[str]) -> str:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    half = (match["half"] or match["after"] or "").upper()
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if match["half"] and match["after"]:
        return ""
    if half and not 1 <= hour <= 12:
        return ""
    if half in {"下午", "PM"}:
        hour = hour % 12 + 12
    elif half in {"上午", "AM"}:
        hour %= 12
    try:
        time = datetime(year, month, day, hour, minute, int(match["second"] or 0))
    except ValueError:
        return ""
    form = "%H:%M:%S" if match["second"] else "%H:%M"
    tail = f" {time.strftime(form)}" if match["hour"] else ""
    zone = match["zone"] or ""
    return f"{year:04}-{month:02}-{day:02}{tail}{zone}"


def _number(numerals: str) -> str:
    """一二 years are written digit by digit, months and days as 十二."""
    if "十" not in numerals:
        return "".join(str(_NUMERALS[numeral]) for numeral in numerals)
    tens, _, ones = numerals.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numerals
    return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))
