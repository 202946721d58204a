"""A search finds what is there, in either script, titles and new articles first."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.domain.article import Article, Format
from reader.domain.editions import Script
from reader.domain.search import SearchPage, SearchRequest
from reader.language.search.terms import SearchTerms
from reader.storage.index.near import near_titles
from reader.storage.index.search import MAX_MISSES, search
from tests.unit.builders import make_article, processor_time

_TABLES = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE sounds (sign TEXT PRIMARY KEY, sound TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE body_terms USING fts5 (
  terms, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE title_terms USING fts5 (
  terms, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
"""


@dataclass
class Index:
    """A search index in memory; articles are numbered from 1 as they are added."""

    terms: SearchTerms
    connection: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    articles: dict[int, Article] = field(default_factory=dict)
    read: int = 0

    def __post_init__(self) -> None:
        self.connection.executescript(_TABLES)

    def add(self, *articles: Article) -> None:
        for article in articles:
            number = len(self.articles) + 1
            self.articles[number] = article
            summary, run = article.summary, self.connection.execute
            run("INSERT INTO articles VALUES (?, ?)", (number, summary.title))
            run(
                "INSERT INTO body_terms (rowid, terms) VALUES (?, ?)",
                (number, self.terms.body_terms(article)),
            )
            run(
                "INSERT INTO title_terms (rowid, terms) VALUES (?, ?)",
                (number, self.terms.title_terms(summary)),
            )
            self.connection.executemany(
                "INSERT OR IGNORE INTO sounds VALUES (?, ?)", self.terms.sounds(summary).items()
            )

    def remove(self, number: int) -> None:
        article = self.articles.pop(number)
        for table, tokens in (
            ("body_terms", self.terms.body_terms(article)),
            ("title_terms", self.terms.title_terms(article.summary)),
        ):
            self.connection.execute(
                f"INSERT INTO {table} ({table}, rowid, terms) VALUES ('delete', ?, ?)",
                (number, tokens),
            )

    def page(self, request: SearchRequest) -> SearchPage:
        return search(self.connection, self.terms, request, self._articles)

    def found(
        self, text: str, column: str = "", year: int | None = None, mainland: str = ""
    ) -> list[int]:
        page = self.page(SearchRequest(text, column, year, mainland=mainland))
        return self.numbers(page)

    def numbers(self, page: SearchPage) -> list[int]:
        numbers = {id(article.summary): number for number, article in self.articles.items()}
        return [numbers[id(hit.summary)] for hit in page.hits]

    def near(self, text: str) -> list[int]:
        return near_titles(self.connection, self.terms, text, 5)

    def _articles(self, numbers: Sequence[int]) -> dict[int, Article]:
        self.read += len(numbers)
        return {number: self.articles[number] for number in numbers if number in self.articles}


def article(
    title: str, body: str, path: str = "news/a", year: int = 2018, script: Script = Script.HANS
) -> Article:
    made = make_article(body, Format.MARKDOWN, path, script, title)
    return replace(made, summary=replace(made.summary, published=datetime(year, 5, 1, tzinfo=UTC)))


@pytest.fixture
def empty(search_terms: SearchTerms) -> Index:
    return Index(search_terms)


@pytest.fixture(scope="module")
def index(search_terms: SearchTerms) -> Index:
    index = Index(search_terms)
    index.add(
        article("理发店的头发", "他说：“你好，世界。”头发**长**了。"),  # 1
        article(
            "農村電商的發展",
            "農民在網路上賣蘋果，COVID-19 之後賣了3.5億元。",
            "hant/b",
            2019,
            Script.HANT,
        ),  # 2
        article(
            "村里的5G网点",
            "5G 网络到了旬阳，iPhone 也能用。Economy of Xi'an。",
            "news/local/c",
            2020,
        ),  # 3
        article(
            "重庆绿色旅游", "农村电商不只在重庆。卡尔·马克思的书，卖头发。", "news/d", 2021
        ),  # 4
        article(
            "电商，农村的路", "资讯：软件和信息。水 in the café。电影、商店", "essays/e", 2022
        ),  # 5
        article("AND OR NOT", "NEAR the *end* of title:x, 一一", "essays/f", 2023),  # 6
    )
    return index


# A query, and the articles it finds in order.
QUERIES = [
    ("头发", [1, 4]),
    ("頭髮", [1, 4]),
    ("農村電商", [2, 4]),
    ("农村电商", [2, 4]),
    ("农村 电商", [5, 2, 4]),
    ("水", [5]),
    ("5G", [3]),
    ("５ｇ", [3]),
    ("5G网络", [3]),
    ("网络5G", []),
    ("covid", [2]),
    ("COVID-19", [2]),
    ("covid 19", [2]),
    ("vid", []),
    ("3.5亿", [2]),
    ("3.5億元", [2]),
    ("5.3", []),
    ("iphone", [3]),
    ("iph", [3]),
    ("ip", []),
    ("cafe", [5]),
    ("“你好，世界”", [1]),
    ('"你好 世界"', [1]),
    ("「你好世界」", []),
    ("『世界你好』", []),
    ("＂你好，世界＂", [1]),
    ("卡尔·马克思", [4]),
    ("马克思 头发", [4]),
    ("头发 软件", []),
    ("电影商店", []),
    ("nongcundianshang", [2]),
    ("nongcun", [5, 2]),
    ("nong cun dian sh", [2]),
    ("nóngcūn diànshāng", [5, 2]),
    ("ncds", [2]),
    ("cq", [4]),
    ("chongqing", [4]),
    ("zhongqing", []),
    ("lvse", [4]),
    ("lüsè", [4]),
    ("luse", [4]),
    ("xi'an", [3]),
    ("AND", [6]),
    ("NOT", [6]),
    ("AND OR NOT", [6]),
    ("title:x", [6]),
    ("(NEAR", [6]),
    ("end*", [6]),
    ("^end", [6]),
    ("-end", [6]),
    ("一一", [6]),
    ("没有的词", []),
    ("", []),
    ("   ", []),
    ("，。！", []),
    ('"', []),
    ('""', []),
    ("\0", []),
    ("\ud800", []),
    ("👨‍👩‍👧", []),
    ("\u0301", []),
    ("头\u200b发", [1, 4]),
]


@pytest.mark.parametrize(("text", "found"), QUERIES)
def test_a_query_finds_its_articles(index: Index, text: str, found: list[int]) -> None:
    assert index.found(text) == found


def test_titles_come_first_then_the_newest(index: Index) -> None:
    assert index.found("农村") == [5, 2, 4]


def test_columns_and_years_narrow_a_search(index: Index) -> None:
    assert index.found("头发", column="news") == [1, 4]
    assert index.found("网络", column="news/local") == [3]
    assert index.found("头发", column="hant") == []
    assert index.found("头发", column="new") == []
    assert index.found("头发", year=2021) == [4]
    assert index.found("农村", column="essays", year=2022) == [5]
    assert index.found("农村", column='"', year=10**30) == []


def test_the_words_of_another_region_find_those_of_this(index: Index) -> None:
    assert index.found("軟體") == []
    assert index.terms.mainland("軟體")
    assert index.found("軟體", mainland=index.terms.mainland("軟體")) == [5]
    assert index.terms.mainland("农村") == ""


def test_excerpts_are_in_the_articles_own_script(index: Index) -> None:
    page = index.page(SearchRequest("农民"))
    assert page.hits[0].excerpt == "農民在網路上賣蘋果，COVID-19 之後賣了3.5億元。"
    assert page.hits[0].marks == (index.terms.fold("农民"),)


def test_what_only_the_title_has_gives_no_excerpt(index: Index) -> None:
    assert index.page(SearchRequest("理发店")).hits[0].excerpt == ""


def test_an_excerpt_begins_and_ends_at_borders(empty: Index) -> None:
    before, after = "前面的话很长很长。" * 20, "后面的话也很长，" * 20
    empty.add(article("题", f"{before}这里有目标两个字，{after}"))
    excerpt = empty.page(SearchRequest("目标")).hits[0].excerpt
    assert excerpt.startswith("这里有目标") or excerpt.startswith("前面的话")
    assert excerpt.endswith("，…")
    assert 60 <= len(excerpt) <= 92


def test_pinyin_marks_the_characters_it_found(index: Index) -> None:
    (hit,) = index.page(SearchRequest("nongcundians")).hits
    assert index.terms.fold("农村电商") in hit.marks
    places = index.terms.marked(hit.summary.title, hit.marks)
    assert [hit.summary.title[start:end] for start, end in places] == ["農村電商"]


HOSTILE = [
    '"', '""', '"a', "a OR b", "OR " * 300, "NEAR(" * 200, "*" * 1000, "title : x", "a\0b",
    "{a b}:c", "'; DROP TABLE articles; --", "\ud800\udc00", "\udfff农村", "农" * 1_000_000,
    "a" * 1_000_000, "𠮷" * 500, "é" * 400, "e\u0301" * 400, "“" * 500, "「农村" * 99,
    "\n".join("农村电商"),
    "﷽" * 200, "1.2.3.4." * 100, "shishishi" * 50, "\ue000\ue001 \ue0012018", "a b c d e f g " * 40,
    "%_[]",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_query_fails_or_takes_long(index: Index, text: str) -> None:
    with processor_time(1):
        index.found(text)
        index.near(text)
        index.terms.mainland(text)


@given(st.text(alphabet=st.characters()))
def test_no_text_is_too_odd_a_query(index: Index, text: str) -> None:
    index.found(text, mainland=index.terms.mainland(text))
    index.near(text)


@given(st.data())
@settings(max_examples=60)
def test_any_part_of_a_line_is_found(search_terms: SearchTerms, data: st.DataObject) -> None:
    chinese = st.text("农村電商发發展里裡台臺的一是头头髮", min_size=2, max_size=40)
    lines = data.draw(st.lists(chinese, min_size=1, max_size=5))
    title = data.draw(chinese)
    index = Index(search_terms)
    index.add(article(title, "\n\n".join(lines)))
    line = data.draw(st.sampled_from([title, *lines]))
    start = data.draw(st.integers(0, len(line) - 2))
    part = line[start : data.draw(st.integers(start + 2, len(line)))]
    assert index.found(part) == [1]


def all_pages(index: Index, text: str, size: int) -> Sequence[int]:
    found: list[int] = []
    after = ""
    while True:
        page = index.page(SearchRequest(text, after=after, size=size))
        assert len(page.hits) <= size
        found += index.numbers(page)
        after = page.next
        if not after:
            return found


def test_pages_follow_each_other_without_gap_or_repetition(empty: Index) -> None:
    for number in range(50):
        title = "农村消息" if number % 3 == 0 else "消息"
        empty.add(article(title, "农村电商" if number % 2 else "别的", f"news/{number}"))
    expected = [n for n in range(50, 0, -1) if (n - 1) % 3 == 0]
    expected += [n for n in range(50, 0, -1) if (n - 1) % 3 and (n - 1) % 2]
    for size in (1, 7, 17, 20, 100):
        assert all_pages(empty, "农村", size) == expected


def test_one_request_reads_a_bounded_number_of_articles(empty: Index) -> None:
    empty.add(article("题", "甲乙丙", "news/first"))
    empty.add(*(article("题", "乙丙。甲乙", f"news/{number}") for number in range(MAX_MISSES + 30)))
    page = empty.page(SearchRequest("甲乙丙"))
    assert page.hits == ()
    assert page.next
    assert empty.read == MAX_MISSES
    assert all_pages(empty, "甲乙丙", 20) == [1]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "t",
        "t-1",
        "b1x",
        "t１",
        "t01",
        "b" + "9" * 19,
        "t1\n",
        "T1",
        "1",
        "\0",
        "t1 OR 1",
        "\ud800",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(index: Index, cursor: str) -> None:
    with pytest.raises(ValueError, match="place"):
        index.page(SearchRequest("农村", after=cursor))


def test_an_article_that_is_gone_is_left_out(empty: Index) -> None:
    empty.add(article("农村", "正文"), article("农村", "正文"))
    del empty.articles[2]
    assert empty.found("农村") == [1]


def test_a_title_that_is_no_hit_does_not_hide_the_text(empty: Index) -> None:
    empty.add(article("村里农。里农村，丙里乙", "农村里 nong"))
    empty.add(article("农村，村里", "农村里 nong"))
    assert empty.found("农村里 nong") == [2, 1]


def test_a_deleted_article_leaves_nothing(empty: Index) -> None:
    empty.add(article("农村5G电商", "正文é"), article("城市", "别的"))
    empty.remove(1)
    empty.connection.execute("INSERT INTO body_terms (body_terms) VALUES ('integrity-check')")
    for text in ("农村", "nongcun", "nc", "正文", "5g"):
        assert empty.found(text) == []


NEAR = [
    ("农村点商", [2]),
    ("农村电商展", [2, 5]),
    ("农村电商发站", [2]),
    ("重庆旅由", [4]),
    ("nongcundians", [2]),
    ("没有", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "found"), NEAR)
def test_near_titles_are_like_it_in_signs_or_sound(
    index: Index, text: str, found: list[int]
) -> None:
    assert index.near(text)[: len(found)] == found
    assert bool(index.near(text)) == bool(found)
