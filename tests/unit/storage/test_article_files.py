"""One article file, from bytes to an article and what is wrong with it."""

from datetime import UTC, datetime
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.domain.editions import Script
from reader.domain.errors import ArticleError
from reader.domain.faults import Severity
from tests.conftest import SEED, needs_seed
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, MODIFIED, SHANGHAI, parse
from tests.unit.conftest import CorpusFile

heads = st.sampled_from(["", "---\ntitle: 题\n---\n", "---\n", "---\ndraft: yes\n---\n"])
bodies = st.lists(st.sampled_from(MARKDOWN_PIECES + HTML_PIECES)).map("".join) | st.text()


@needs_seed
def test_the_article_of_the_brief_is_read_with_all_it_says_of_itself() -> None:
    head = (
        "---\ntitle: 縣公安脫貧攻堅戰場呈現新氣象\nauthor: 张力\npublished: 2018-11-12 14:41\n"
        "source: 本站原创\neditor: 徐斯征\n---\n"
    )
    body = SEED.read_text("utf-8")
    parsed = parse("news/xunyang.txt", head + body)
    summary = parsed.article.summary
    assert summary.title == "縣公安脫貧攻堅戰場呈現新氣象"
    assert summary.author == "张力"
    assert summary.published == datetime(2018, 11, 12, 14, 41, tzinfo=SHANGHAI)
    assert summary.source == "本站原创"
    assert summary.editor == "徐斯征"
    assert summary.script is Script.HANT
    assert (summary.path, summary.column) == ("news/xunyang", "news")
    assert summary.summary
    assert parsed.article.body == body
    assert parsed.article.format is Format.TEXT
    assert not parsed.is_draft
    assert parsed.faults == ()


def test_every_real_article_has_a_title_and_a_body(corpus_files: list[CorpusFile]) -> None:
    assert len(corpus_files) == 230
    for item in corpus_files:
        assert item.parsed.article.summary.title, item.name
        assert item.parsed.article.body.strip(), item.name


def test_the_script_of_every_real_article_is_detected(corpus_files: list[CorpusFile]) -> None:
    wrong = [
        item.name for item in corpus_files if item.parsed.article.summary.script != item.script
    ]
    assert wrong == []


def test_a_bare_file_is_published_with_what_can_be_found() -> None:
    parsed = parse("要闻/2018-11-12-旬阳.md", "# 戰場呈現新氣象\n\n縣公安局主動作為，敢打硬仗。\n")
    summary = parsed.article.summary
    assert summary.title == "戰場呈現新氣象"
    assert summary.published == datetime(2018, 11, 12, tzinfo=SHANGHAI)
    assert summary.script is Script.HANT
    assert summary.path == "要闻/2018-11-12-旬阳"
    assert summary.summary == "縣公安局主動作為，敢打硬仗。"
    assert parsed.article.file == "要闻/2018-11-12-旬阳.md"
    assert parsed.faults == ()


def test_without_any_date_the_files_own_time_counts() -> None:
    published = parse("a.md", "# 题\n\n正文").article.summary.published
    assert published == MODIFIED
    assert published.utcoffset() == datetime(2020, 2, 2, tzinfo=SHANGHAI).utcoffset()


def test_the_date_in_front_matter_counts_before_the_one_in_the_name() -> None:
    parsed = parse("2018-11-12-a.md", "---\npublished: 2019-01-02\n---\n# 题\n\n正文")
    assert parsed.article.summary.published == datetime(2019, 1, 2, tzinfo=SHANGHAI)


def test_the_script_in_front_matter_counts_before_the_one_detected() -> None:
    parsed = parse("a.md", "---\nscript: hant\n---\n# 简体\n\n这是简体。")
    assert parsed.article.summary.script is Script.HANT


def test_the_summary_in_front_matter_counts_before_the_opening() -> None:
    parsed = parse("a.md", "---\nsummary: 提要\n---\n# 题\n\n旬阳县公安局主动作为，敢打硬仗。")
    assert parsed.article.summary.summary == "提要"


def test_a_title_that_the_text_repeats_is_shown_once() -> None:
    parsed = parse("a.md", "---\ntitle: 题目\n---\n# 题目\n\n正文。")
    assert parsed.article.body == "正文。"


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.md", "markdown"), ("a.Markdown", "markdown"), ("a.HTML", "html"), ("a.htm", "html"),
     ("a.TXT", "text")],
)  # fmt: skip
def test_the_ending_says_how_a_file_is_written(name: str, form: str) -> None:
    article = parse(name, "题目\n正文").article
    assert (article.format, article.summary.path) == (form, "a")


def test_a_text_without_a_title_is_called_by_its_file() -> None:
    assert parse("news/图.md", "![](a.png)\n").article.summary.title == "图"


def test_a_slug_takes_the_place_of_the_name_and_the_name_stays_an_alias() -> None:
    parsed = parse("要闻/旬阳.md", "---\nslug: xunyang\naliases: /old.asp?id=3\n---\n题\n\n正文")
    assert parsed.article.summary.path == "要闻/xunyang"
    assert parsed.article.summary.column == "要闻"
    assert parsed.aliases == ("/old.asp?id=3", "/articles/要闻/旬阳")


def test_a_slug_that_is_the_name_makes_no_alias() -> None:
    assert parse("a/b.md", "---\nslug: b\n---\n题\n\n正文").aliases == ()


def test_paths_are_composed_unicode() -> None:
    decomposed = normalize("NFD", "é/è.md")
    assert parse(decomposed, "题\n\n正文").article.summary.path == "é/è"
    slug = normalize("NFD", "ö")
    assert parse("a.md", f"---\nslug: {slug}\n---\n题\n\n正文").article.summary.path in {"ö", "a"}


@pytest.mark.parametrize(
    ("cover", "path"),
    [
        ("a.jpg", "news/2018/a.jpg"),
        ("../a.jpg", "news/a.jpg"),
        ("../../../../a.jpg", "a.jpg"),
        ("/media/news/a.jpg", "news/a.jpg"),
        ("/news/a.jpg", "news/a.jpg"),
        ("media/a.jpg", "news/2018/media/a.jpg"),
        ("https://example.cn/a.jpg", ""),
        ("", ""),
    ],
)
def test_a_cover_is_a_path_below_the_content_folder(cover: str, path: str) -> None:
    parsed = parse("news/2018/x.md", f"---\ncover: {cover}\n---\n题\n\n正文")
    assert parsed.article.summary.cover == path


def test_a_cover_may_lie_in_a_folder_called_media() -> None:
    parsed = parse("x.md", "---\ncover: media/a.jpg\n---\n题\n\n正文")
    assert parsed.article.summary.cover == "media/a.jpg"


def test_a_draft_is_marked_and_still_parsed() -> None:
    parsed = parse("a.md", "---\ntitle: 题\ndraft: true\n---\n正文。")
    assert parsed.is_draft
    assert parsed.article.body == "正文。"


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-16"])
def test_another_encoding_is_read_and_reported(encoding: str) -> None:
    text = "---\ntitle: 公安通知\n---\n今天的天氣很好，大家可以到公園去走一走。\n"
    raw = text.replace("氣", "气" if encoding == "gbk" else "氣").encode(encoding, "replace")
    parsed = parse("a.md", raw)
    assert parsed.article.summary.title == "公安通知"
    (fault,) = parsed.faults
    assert fault.severity is Severity.WARNING
    assert "save it as UTF-8" in fault.message


def test_control_characters_are_left_out_and_reported() -> None:
    parsed = parse("a.md", "# 空\0字\n\n正\0文很长很长很长很长。".encode())
    assert parsed.article.summary.title == "空字"
    assert parsed.article.body == "正文很长很长很长很长。"
    (fault,) = parsed.faults
    assert fault.message.startswith("2 characters")


def test_what_is_odd_in_the_front_matter_is_reported_of_the_file() -> None:
    parsed = parse("a.md", "---\ntitle: 题\nscript: x\nnew: 1\n---\n正文")
    assert [fault.severity for fault in parsed.faults] == [Severity.WARNING] * 2
    assert {fault.file for fault in parsed.faults} == {"a.md"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (b"\xef\xbb\xbf", "no text"),
        (b"---\n---\n", "no text"),
        (b"---\nauthor: x\n---\n\n", "no text"),
        (b"\xff\xff\xff\xff", "not a text"),
        (b"a\0\0" * 100, "not a text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, ""),
        (b"---\ntitle: [x\n---\nx", "not valid YAML"),
        (b"---\ntitle: x\n", "never closes"),
        (b"---\ndraft: maybe\n---\nx", "draft is"),
        (b"---\npublished: soon\n---\nx", "published is"),
    ],
)
def test_a_file_that_cannot_be_shown_says_why(raw: bytes, words: str) -> None:
    with pytest.raises(ArticleError) as raised:
        parse("a.md", raw)
    assert words in raised.value.message


def test_a_title_alone_is_an_article() -> None:
    parsed = parse("a.md", "---\ntitle: 题目\n---\n")
    assert (parsed.article.summary.title, parsed.article.body) == ("题目", "")


def test_a_digest_names_this_text_at_this_place_in_this_form() -> None:
    digests = {
        parse("a.md", "题\n\n正文").article.digest,
        parse("a.md", "题\n\n正文二").article.digest,
        parse("b.md", "题\n\n正文").article.digest,
        parse("a.txt", "题\n\n正文").article.digest,
    }
    assert len(digests) == 4
    assert parse("a.md", "题\n\n正文").article.digest in digests


@given(heads, bodies, st.binary(max_size=20), st.sampled_from(["a.md", "a.html", "b/a.txt"]))
def test_any_file_is_an_article_or_an_article_error(
    head: str, body: str, tail: bytes, name: str
) -> None:
    try:
        parsed = parse(name, (head + body).encode() + tail)
    except ArticleError:
        return
    summary = parsed.article.summary
    assert summary.title
    assert summary.published.tzinfo
    assert summary.published <= datetime.now(UTC)
    assert (summary.title + summary.summary + parsed.article.body).encode("utf-8")
