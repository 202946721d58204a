"""Dates as Chinese pages write them, as `2018-11-12 14:41` or the day alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))

_SEPARATOR = r"\s*[-/.年/–—]\s*"
_TIME = (
    r"(?:[T\s,，]|日|星期.|周[一二三四五六日]|[(（][^)）]{1,6}[)）]|HKT|CST|GMT\+8|[\u4e00-\u9fff]{2,6}时间|[\u4e00-\u9fff]{2,6}時間|[-,，])*"
    r"(?P<half>上午|下午|晚上|凌晨|中午|[AaPp][Mm])?\s*"
    r"(?P<hour>\d{1,2})\s*[:：时時点點]\s*(?P<minute>[0-5]\d)(?:\s*[:：分]\s*(?P<second>\d{2}))?"
    r"(?:\.\d+)?\s*(?P<after>[AaPp][Mm])?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_DAY = (
    r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})|民[国國]\s*(?P<minguo>\d{2,3}))" + _SEPARATOR
    + r"(?P<month>1[0-2]|0?[1-9])\s*[-/.月/–—]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)\s*[日号號]?"
)  # fmt: skip
_DATE = re.compile(f"{_DAY}(?:{_TIME})?")
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])"
    r"(?:(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/_]?(?P<month>0[1-9]|1[0-2])[-/_]?(?P<day>[0-2]\d|3[01])(?!\d)"
)
# Split over elements by designers: "21 2024年02月", "02-21 2024", "02/21 [space] 2024".
_SPLIT = (
    re.compile(r"^(?P<day>\d{1,2})[日号]?\s+(?P<year>(?:19|20)\d{2})\s*[-/.年]\s*(?P<month>\d{1,2})月?$"),
    re.compile(r"^(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?\s*[-/.,，]?\s*(?P<year>(?:19|20)\d{2})年?$"),
    re.compile(r"^(?P<year>(?:19|20)\d{2})年?\s+(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?$"),
)  # fmt: skip
_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY_OF = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH = (
    re.compile(f"{_MONTH}\\s+{_DAY_OF},?\\s+(?:[A-Z][a-z]{{2}},?\\s+)?(?P<year>(?:19|20)\\d{{2}})(?:{_TIME})?"),
    re.compile(f"{_DAY_OF}\\s+{_MONTH},?\\s+(?P<year>(?:19|20)\\d{{2}})(?:{_TIME})?"),
)  # fmt: skip
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_NUMERALS = {numeral: str(value) for value, numeral in enumerate("〇一二三四五六七八九")} | {
    "零": "0", "○": "0", "Ｏ": "0", "O": "0",
}  # fmt: skip
_WRITTEN = re.compile(
    "(?P<year>[〇零○ＯO一二三四五六七八九]{4})年(?P<month>[一二三四五六七八九十]{1,2})月"
    "(?P<day>[一二三四五六七八九十]{1,3})日"
)
# What content systems write where they know no time.
_NO_TIME = {(0, 0), (23, 59)}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, where it is said, a time of it; where in the text it was written."""

    day: str
    time: str
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        return f"{self.day} {self.time}".strip()


def moments_in(text: str) -> list[Moment]:
    """Every date of a text, in order."""
    found = [_moment(match) for match in _DATE.finditer(text)]
    if not any(found):
        found = [_moment(match) for pattern in _SPLIT if (match := pattern.match(text.strip()))]
    if not any(found):
        patterns = (*_ENGLISH, _WRITTEN)
        found = [_moment(match) for pattern in patterns for match in pattern.finditer(text)]
    return [moment for moment in found if moment]


def moment_of(value: str) -> Moment | None:
    """The date a piece of metadata gives: any of the above, `20181112…` or seconds since 1970."""
    value = value.strip()
    if re.fullmatch(r"1\d{9}(\d{3})?", value):
        moment = datetime.fromtimestamp(int(value[:10]), CHINA)
        return Moment(f"{moment:%Y-%m-%d}", f"{moment:%H:%M}")
    found = moments_in(value)
    if found:
        return found[0]
    return _moment(match) if (match := _COMPACT.search(value)) else None


def day_in_address(address: str) -> str:
    """The day that an address bears, as those of many systems do; empty for none.

    `/2018/11/12/`, `/2018-11/12/`, `/201811/12/`, `/2018/1112/`, `t20181112_1234.htm`.
    """
    for match in _IN_ADDRESS.finditer(address):
        if moment := _moment(match):
            return moment.day
    return ""


def _moment(match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    try:
        moment = datetime(*_day(parts), *_clock(parts))
    except (ValueError, TypeError):
        return None
    has_time = parts.get("hour") is not None
    has_time = has_time and not (
        (moment.hour, moment.minute) in _NO_TIME and parts.get("second") in {"00", "59", None}
    )
    if (zone := parts.get("zone")) and has_time:
        moment = _in_china(moment, zone)
    return Moment(
        f"{moment:%Y-%m-%d}", f"{moment:%H:%M}" if has_time else "", match.start(), match.end()
    )


def _day(parts: dict[str, str]) -> tuple[int, int, int]:
    if name := parts.get("name"):
        return int(parts["year"]), _MONTHS.index(name) // 3 + 1, int(parts["day"])
    if minguo := parts.get("minguo"):
        return int(minguo) + 1911, int(parts["month"]), int(parts["day"])
    if parts["year"].isdecimal():
        return int(parts["year"]), int(parts["month"]), int(parts["day"])
    year = int("".join(_NUMERALS[numeral] for numeral in parts["year"]))
    return year, _number(parts["month"]), _number(parts["day"])


def _number(numerals: str) -> int:
    """A number below 100 written in Chinese: 二十一."""
    tens, ten, ones = numerals.rpartition("十")
    if not ten:
        return int(_NUMERALS[numerals])
    return int(_NUMERALS.get(tens, "1")) * 10 + int(_NUMERALS.get(ones, "0"))


def _clock(parts: dict[str, str]) -> tuple[int, int]:
    if parts.get("hour") is None:
        return 0, 0
    hour = int(parts["hour"])
    half = (parts.get("half") or parts.get("after") or "").lower()
    if half in {"下午", "晚上", "pm"} and hour < 12:
        hour += 12
    if half in {"凌晨", "上午", "am"} and hour == 12:
        hour = 0
    return hour, int(parts["minute"])


def _in_china(moment: datetime, zone: str) -> datetime:
    """The time on the clock of a Chinese page: UTC is what software writes, not what is shown."""
    if zone != "Z" and zone.replace(":", "") != "+0000":
        return moment
    return moment.replace(tzinfo=UTC).astimezone(CHINA)
