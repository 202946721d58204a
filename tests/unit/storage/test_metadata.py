"""Metadata: forgiving where nothing is at stake, strict where an article might be shown wrongly."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.domain.errors import ArticleError
from reader.domain.glossary import NO_GLOSSARY
from reader.storage.front_matter import Value
from reader.storage.metadata import KEYS, Metadata, date_in_name, normal_address, read_metadata
from tests.unit.builders import SHANGHAI, parse

times = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 30)).map(
    lambda time: time.replace(microsecond=0)
)
TIME_PIECES = ("2018", "-", "11", "/", "12", " ", "T", "14", ":", "：", "41", ".5", "Z", "+08:00",
               "年", "月", "日", "２０１８", "٢", "-99:99", "0000", "9999", "24", "60")  # fmt: skip
values = st.recursive(
    st.text(max_size=12) | st.sampled_from(["true", "no", "hans", "2018-11-12", "a,b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def read(**given_values: Value) -> Metadata:
    return read_metadata(given_values, SHANGHAI)


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), values))
@example({"title": ["新\n气象"]})
def test_any_values_are_metadata_or_an_article_error(given_values: dict[str, Value]) -> None:
    try:
        metadata = read_metadata(given_values, SHANGHAI)
    except ArticleError:
        return
    assert "\n" not in metadata.title + metadata.author + metadata.summary
    assert all(metadata.tags)
    unknown = given_values.keys() - set(KEYS)
    assert len(metadata.warnings) >= len(unknown)


@given(st.text() | st.lists(st.sampled_from(TIME_PIECES), max_size=12).map("".join))
@example("9999-12-31 23:59 -08:00")
@example("1000-01-01 00:00 +08:00")
@example("2018-11-12 14:41 +99:99")
@example("2018-11-12 14:41 +٠٨:٠٠")
@example("²018-11-12")
def test_any_text_is_a_time_with_a_zone_or_nothing_or_an_article_error(text: str) -> None:
    try:
        published = read(published=text).published
    except ArticleError:
        return
    assert (published is None) == (not text.split())
    if published:
        assert published.utcoffset() is not None
        assert published < datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@given(times, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%dT%H:%M:%S", "%Y.%m.%d  %H：%M：%S"]))
def test_a_time_in_any_usual_form_is_the_time_of_the_site(time: datetime, form: str) -> None:
    text = time.strftime(form).rjust(19, "0")
    assert read(published=text).published == time.replace(tzinfo=SHANGHAI)


@given(times, st.integers(-14 * 60, 14 * 60))
def test_a_time_with_an_offset_is_that_moment(time: datetime, minutes: int) -> None:
    moment = time.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    try:
        published = read(published=moment.isoformat()).published
    except ArticleError:
        assert time.year in {1000, 9999}
    else:
        assert published == moment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018-11-12", (2018, 11, 12, 0, 0)),
        ("2018-11-12 14:41", (2018, 11, 12, 14, 41)),
        ("2018-11-12T14:41", (2018, 11, 12, 14, 41)),
        ("2018-11-12 14:41:59.123", (2018, 11, 12, 14, 41, 59)),
        ("2018/1/2", (2018, 1, 2)),
        ("2018年1月2日", (2018, 1, 2)),
        ("2018 年 1 月 2 日", None),
        ("2018年11月12日 14：41", (2018, 11, 12, 14, 41)),
        ("２０１８-11-12", (2018, 11, 12)),
    ],
)
def test_times_as_publishers_write_them(text: str, expected: tuple[int, ...] | None) -> None:
    if expected is None:
        with pytest.raises(ArticleError):
            read(published=text)
    else:
        published = read(published=text).published
        assert published == datetime(*expected, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


def test_a_moment_elsewhere_is_told_in_the_sites_own_time() -> None:
    published = read(published="2018-11-12T14:41:00Z").published
    assert published
    assert published.isoformat() == "2018-11-12T22:41:00+08:00"
    later = read(published="2018-11-12 14:41 -0500").published
    assert later
    assert later.isoformat() == "2018-11-13T03:41:00+08:00"


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2018-13-01", "2018-11-12 24:00", "2018-11-12 14:60", "0999-01-01", "0000-01-01",
     "明天", "2018", "2018-11", "12-11-2018", "2018-11-12 14", "1542004860", "null", "~"],
)  # fmt: skip
def test_a_publishing_time_that_is_not_understood_hides_the_article(text: str) -> None:
    with pytest.raises(ArticleError, match="published is"):
        read(published=text)


def test_an_updated_time_that_is_not_understood_is_only_a_warning() -> None:
    metadata = read(title="题", updated="昨天")
    assert metadata.updated is None
    assert len(metadata.warnings) == 1
    assert "updated" in metadata.warnings[0].message


def test_a_pinned_flag_that_is_not_understood_is_only_a_warning() -> None:
    metadata = read(title="题", pinned="also")
    assert not metadata.pinned
    assert len(metadata.warnings) == 1
    assert "pinned" in metadata.warnings[0].message


@pytest.mark.parametrize("text", ["true", "True", "yes", "on", "1", "是", " TRUE "])
def test_words_for_yes(text: str) -> None:
    assert read(draft=text).draft


@pytest.mark.parametrize("text", ["false", "No", "off", "0", "否", "", "  "])
def test_words_for_no(text: str) -> None:
    assert not read(draft=text).draft


@pytest.mark.parametrize("text", ["perhaps", "ture", "2", "草稿", "null"])
def test_a_draft_flag_that_is_not_understood_hides_the_article(text: str) -> None:
    with pytest.raises(ArticleError, match="draft is"):
        read(draft=text)


@pytest.mark.parametrize("key", ["draft", "published"])
def test_a_mapping_where_visibility_is_decided_hides_the_article(key: str) -> None:
    with pytest.raises(ArticleError, match=key):
        read_metadata({"title": "题", key: {"true": "2099-01-01"}}, SHANGHAI)


def test_no_values_are_no_metadata() -> None:
    assert read() == Metadata(
        "", "", None, None, "", "", "", (), None, "", (), "", False, False, NO_GLOSSARY, ()
    )


def test_texts_lose_their_spare_space_and_lists_are_joined() -> None:
    metadata = read(title="  新 \n 气象 ", author=["张力", " 龚立 "], source={"a": "b"})
    assert (metadata.title, metadata.author, metadata.source) == ("新 气象", "张力、龚立", "")


@pytest.mark.parametrize(
    "tags",
    ["扶贫, 公安,扶贫", "扶贫，公安", "扶贫、公安", "扶贫；公安;", ["扶贫", " 公安 ", "扶贫", ""],
     ["扶贫", ["x"], "公安"]],
)  # fmt: skip
def test_tags_may_be_a_list_or_a_line(tags: Value) -> None:
    assert read(tags=tags).tags == ("扶贫", "公安")


def test_a_tag_in_a_list_may_hold_a_comma() -> None:
    assert read(tags=["北京，上海"]).tags == ("北京，上海",)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        *((name, Script.HANS) for name in ("hans", " Hans ", "zh-Hans", "zh-CN", "zh_cn", "zh-SG",
                                           "zh-Hans-HK", "简体", "简体中文", "簡體", "Simplified")),
        *((name, Script.HANT) for name in ("Hant", "zh-Hant", "zh-TW", "zh-HK", "zh_Hant_TW",
                                           "zh-MO", "繁體", "繁体", "正體中文", "traditional")),
    ],
)  # fmt: skip
def test_a_script_is_one_of_two_by_many_names(text: str, script: Script) -> None:
    assert read(script=text).script is script


@pytest.mark.parametrize("text", ["latn", "zh", "zh-Latn", "en-HK", "cn", "中文", "hans-CN"])
def test_another_script_is_a_warning_and_left_to_detection(text: str) -> None:
    metadata = read(script=text)
    assert metadata.script is None
    assert f'"{text}"' in metadata.warnings[0].message


@pytest.mark.parametrize("slug", ["xunyang", "2018-11-12", "旬阳", "a.b_c", "é"])
def test_a_slug_is_letters_digits_and_hyphens(slug: str) -> None:
    assert read(slug=slug) == read(slug=f" {slug} ")
    assert read(slug=slug).slug == slug


@pytest.mark.parametrize(
    "slug", ["../up", "a/b", ".hidden", "_draft", "a b", "a?b", "a#b", "-", "%2e"]
)
def test_a_slug_that_would_break_an_address_is_a_warning(slug: str) -> None:
    metadata = read(slug=slug)
    assert metadata.slug == ""
    assert slug in metadata.warnings[0].message


def test_a_key_that_is_not_known_is_a_warning_with_the_keys_that_are() -> None:
    (warning,) = read(titel="题").warnings
    assert (warning.code, warning.key) == ("unknown-key", "titel")
    assert '"titel"' in warning.message
    assert "title" in warning.message


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/news/1.html", "/news/1.html"),
        ("news/1.html", "/news/1.html"),
        ("//news/1.html", "/news/1.html"),
        ("/news/", "/news"),
        ("http://old.example.cn/news/1.html", "/news/1.html"),
        ("HTTPS://old.example.cn:8080/a/", "/a"),
        ("/show.asp?id=3", "/show.asp?id=3"),
        ("http://old.example.cn/show.asp?id=3&p=/", "/show.asp?id=3&p=/"),
        ("/list/?page=2", "/list?page=2"),
        ("/旧/文 章", "/旧/文 章"),
    ],
)
def test_an_alias_is_kept_from_the_root_with_its_query(written: str, address: str) -> None:
    assert normal_address(written) == address
    assert read(aliases=written).aliases == (address,)


def test_commas_do_not_part_aliases_but_a_list_does() -> None:
    assert read(aliases="/a,b").aliases == ("/a,b",)
    assert read(aliases=["/a", "/b", ""]).aliases == ("/a", "/b")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2018-11-12-xunyang.md", (2018, 11, 12)),
        ("2018-11-12.md", (2018, 11, 12)),
        ("2018-11-12旬阳.md", (2018, 11, 12)),
        ("2018-11-123.md", None),
        ("2018-02-30-x.md", None),
        ("0000-01-01-x.md", None),
        ("x-2018-11-12.md", None),
        ("20181112.md", None),
    ],
)
def test_a_date_that_opens_a_name(name: str, day: tuple[int, int, int] | None) -> None:
    expected = datetime(*day, tzinfo=SHANGHAI) if day else None
    assert date_in_name(name, SHANGHAI) == expected


@given(st.text(max_size=20) | st.from_regex(r"\d{4}-\d{2}-\d{2}.*"))
def test_any_name_has_a_date_or_none(name: str) -> None:
    found = date_in_name(name, ZoneInfo("America/New_York"))
    if found:
        assert found.utcoffset() is not None
        assert [int(part) for part in name[:10].split("-")] == [found.year, found.month, found.day]


def test_a_glossary_is_read() -> None:
    metadata = read(glossary={"keep": ["范小云"], "hant-tw": {"replace": {"内存": "主記憶"}}})
    assert metadata.glossary.keep == ("范小云",)
    assert metadata.glossary.rules(Variant.HANT_TW)["内存"] == "主記憶"
    assert metadata.warnings == ()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("范小云", "glossary must hold keep, replace or readings"),
        (["范小云"], "glossary must hold keep, replace or readings"),
        ({"kep": ["范小云"]}, "glossary.kep is not a key"),
        ({"keep": {"a": "b"}}, "glossary.keep must be a list of words"),
        ({"replace": ["a"]}, "glossary.replace must be a table"),
        ({"replace": {"a": ["b"]}}, "glossary.replace must be a table"),
        ({"hant-tw": {"readings": {}}}, "glossary.hant-tw must hold keep and replace only"),
    ],
)
def test_a_glossary_that_is_not_understood_is_only_a_warning(written: Value, words: str) -> None:
    metadata = read(glossary=written, title="题目")
    assert metadata.glossary == NO_GLOSSARY
    assert metadata.title == "题目"
    (warning,) = metadata.warnings
    assert words in warning.message
    assert warning.message.endswith("the glossary is ignored")


@pytest.mark.parametrize(
    "front",
    [
        "glossary:\n  keep: [范小云]\n  replace: {内存: 主記憶}\n  hant-hk:\n    keep: [内存]\n",
        "glossary:\n  keep: 范小云\n  replace:\n    内存: 主記憶\n  hant-hk: {keep: [内存]}\n",
    ],
)
def test_a_glossary_is_read_from_front_matter(front: str) -> None:
    parsed = parse("a.md", f"---\ntitle: 题目\n{front}---\n\n范小云\n")
    glossary = parsed.article.summary.glossary
    assert parsed.faults == ()
    assert glossary.rules(Variant.HANT) == {"范小云": "范小云", "内存": "主記憶"}
    assert glossary.rules(Variant.HANT_HK)["内存"] == "内存"
