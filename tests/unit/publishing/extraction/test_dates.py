"""Dates as Chinese pages write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.publishing.extraction.dates import day_in_address, moment_of, moments_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-11-12 14:41", "2018-11-12 14:41"),
        ("2019年9月18日 06:23", "2019-09-18 06:23"),
        ("2018/11/12 下午 3:05", "2018-11-12 15:05"),
        ("2018.1.2", "2018-01-02"),
        ("2018年11月12日（星期一）14:41", "2018-11-12 14:41"),
        ("2020年09月15日 09时32分", "2020-09-15 09:32"),
        ("2018-07-02 HKT 12:58", "2018-07-02 12:58"),
        ("民國107年11月12日", "2018-11-12"),
        ("中華民國112年2月1日", "2023-02-01"),
        ("二〇一八年十一月十二日", "2018-11-12"),
        ("二○二一年二月二十日", "2021-02-20"),
        ("21 2024年02月", "2024-02-21"),
        ("02-21 2024", "2024-02-21"),
        ("2018-11-12T06:41:00Z", "2018-11-12 14:41"),
        ("2018-11-12T06:41:00+08:00", "2018-11-12 06:41"),
        ("Wed, 25 Jan 2017 12:00:00 +0800", "2017-01-25 12:00"),
        ("Dec 28 Sat 2013 00:28", "2013-12-28 00:28"),
        ("2007-08-20-23:59:59", "2007-08-20"),  # what a system writes that knows no time
        ("2018-11-12 00:00:00", "2018-11-12"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, expected: str) -> None:
    assert [str(moment) for moment in moments_in(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    ["", "2018", "18-11-12", "2018-13-01", "2018-02-30", "1.2018.11", "电话0571-88123456"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert moments_in(text) == []


def test_metadata_give_compact_dates_and_seconds_too() -> None:
    assert str(moment_of("20181112144100")) == "2018-11-12 14:41"
    assert str(moment_of("20181112")) == "2018-11-12"
    assert str(moment_of("1542004860")) == "2018-11-12 14:41"
    assert moment_of("soon") is None


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_comes_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y年%m月%d日", "%Y/%m/%d"):
        text = f"发布时间：{day:{form}}　来源"
        assert [str(found) for found in moments_in(text)] == [f"{day:%Y-%m-%d}"]


@given(st.text(alphabet="0123456789年月日:-/. 二〇一八十", max_size=60))
def test_no_text_stops_it(text: str) -> None:
    for moment in moments_in(text):
        assert len(moment.day) == 10


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/xw/2018/11/12/c_123.htm", "2018-11-12"),
        ("/n/2018/1112/c1001-301.html", "2018-11-12"),
        ("/2018-11/12/content_5.htm", "2018-11-12"),
        ("/zw/201811/t20181112_5678.htm", "2018-11-12"),
        ("/Item.asp?id=20181312", ""),
        ("/a/1234567890.html", ""),
    ],
)
def test_an_address_bears_a_day(address: str, day: str) -> None:
    assert day_in_address(address) == day
