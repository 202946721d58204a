"""The library in memory: what may be seen, in which order, under which address."""

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reader.storage.library import MemoryLibrary

from reader.domain.article import Column, Label
from reader.domain.faults import Fault, Severity
from reader.domain.library import Month, Neighbours, Page, TagPage
from reader.storage.article_files import ParsedFile
from tests.unit.builders import SHANGHAI, make_parsed

NOW = datetime(2020, 1, 1, 12, tzinfo=SHANGHAI)


def library(*files: ParsedFile, columns: tuple[Column, ...] = ()) -> MemoryLibrary:
    return MemoryLibrary.from_files(7, files, columns, NOW)


def day(number: int) -> datetime:
    return datetime(2019, 1, 1, tzinfo=SHANGHAI) + timedelta(days=number)


def paths(page: Page) -> list[str]:
    return [summary.path for summary in page.items]


def test_an_empty_library_answers_every_question() -> None:
    empty = library()
    assert empty.generation == 7
    assert empty.get("a") is None
    assert list(empty.latest(10)) == []
    assert list(empty.columns()) == []
    assert empty.column("a") is None
    assert empty.in_column("a", 1, 20) == Page((), 1, 20, 0)
    assert empty.in_column("a", 1, 20).last == 1
    assert empty.tags(1, 20) == TagPage((), 1, 20, 0)
    assert empty.tagged("a", 1, 20).items == ()
    assert list(empty.months()) == []
    assert empty.in_month(2019, 1, 1, 20).items == ()
    assert empty.neighbours("a") == Neighbours()
    assert empty.target_of_alias("/a") is None
    assert list(empty.faults()) == []


def test_an_article_is_found_under_its_path_only() -> None:
    parsed = make_parsed("news/a.md")
    found = library(parsed)
    assert found.get("news/a") is parsed.article
    for path in ("news/a.md", "a", "/news/a", "news/a/", "news", ""):
        assert found.get(path) is None


def test_drafts_are_nowhere() -> None:
    found = library(
        make_parsed("news/a.md", is_draft=True, tags=("甲",), aliases=("/old",)),
        columns=(Column("news", Label("要闻")),),
    )
    assert found.get("news/a") is None
    assert list(found.latest(10)) == []
    assert found.in_column("news", 1, 20).total == 0
    assert [(column.path, column.size) for column in found.columns()] == [("news", 0)]
    assert found.tags(1, 20).items == ()
    assert list(found.months()) == []
    assert found.target_of_alias("/old") is None


@pytest.mark.parametrize(("seconds", "is_seen"), [(-1, True), (0, True), (1, False)])
def test_a_scheduled_article_is_seen_from_its_time_on(seconds: int, is_seen: bool) -> None:
    found = library(make_parsed("a.md", published=NOW + timedelta(seconds=seconds)))
    assert (found.get("a") is not None) is is_seen
    assert len(found.latest(10)) == is_seen


def test_the_latest_come_first_and_pinned_ones_before_them() -> None:
    found = library(
        make_parsed("a.md", published=day(1)),
        make_parsed("b.md", published=day(3)),
        make_parsed("c.md", published=day(2), is_pinned=True),
        make_parsed("d.md", published=day(0), is_pinned=True),
        make_parsed("e.md", published=day(1)),
    )
    assert [summary.path for summary in found.latest(10)] == ["c", "d", "b", "a", "e"]
    assert [summary.path for summary in found.latest(3)] == ["c", "d", "b"]


@given(st.permutations([(0, "a"), (0, "b"), (1, "c"), (2, "d"), (2, "e")]))
def test_the_order_does_not_hang_on_that_of_the_files(files: list[tuple[int, str]]) -> None:
    found = library(*(make_parsed(f"{name}.md", published=day(number)) for number, name in files))
    assert [summary.path for summary in found.latest(10)] == ["d", "e", "c", "a", "b"]


def test_a_column_holds_the_articles_of_its_folders() -> None:
    found = library(
        make_parsed("top.md"),
        make_parsed("news/a.md", published=day(1)),
        make_parsed("news/local/b.md", published=day(2), is_pinned=True),
        make_parsed("news/local/deep/c.md", published=day(3)),
        make_parsed("newsroom/d.md"),
    )
    assert paths(found.in_column("news", 1, 20)) == [
        "news/local/b", "news/local/deep/c", "news/a",
    ]  # fmt: skip
    assert [(column.path, column.size) for column in found.columns()] == [
        ("news", 3),
        ("news/local", 2),
        ("news/local/deep", 1),
        ("newsroom", 1),
    ]
    assert found.in_column("", 1, 20).items == ()


def test_columns_come_in_the_publishers_order_then_by_path() -> None:
    listed = (Column("z", Label("末", "Last"), Label("说明")), Column("none", Label("空")))
    found = library(make_parsed("a/x.md"), make_parsed("z/x.md"), columns=listed)
    assert found.columns() == (
        Column("z", Label("末", "Last"), Label("说明"), 1),
        Column("none", Label("空"), size=0),
        Column("a", Label("a"), size=1),
    )
    assert found.column("z") == found.columns()[0]


def test_a_list_is_cut_into_pages() -> None:
    found = library(*(make_parsed(f"n/{n}.md", published=day(n), tags=("甲",)) for n in range(5)))
    for page in (1, 2, 3):
        by_column, by_tag = found.in_column("n", page, 2), found.tagged("甲", page, 2)
        assert by_column == by_tag == found.in_month(2019, 1, page, 2)
        assert (by_column.number, by_column.size, by_column.total, by_column.last) == (
            page,
            2,
            5,
            3,
        )
    assert paths(found.in_column("n", 1, 2)) == ["n/4", "n/3"]
    assert paths(found.in_column("n", 3, 2)) == ["n/0"]


@pytest.mark.parametrize("number", [0, -1, -2, 4, 10**20])
def test_a_page_outside_the_list_has_no_items(number: int) -> None:
    found = library(*(make_parsed(f"n/{n}.md") for n in range(5)))
    assert found.in_column("n", number, 2).items == ()


def test_tags_come_with_the_most_used_first() -> None:
    found = library(make_parsed("a.md", tags=("乙", "甲")), make_parsed("b.md", tags=("甲", "丙")))
    tags = found.tags(1, 20).items
    assert [(tag.name, tag.size) for tag in tags] == [
        ("甲", 2),
        ("丙", 1),
        ("乙", 1),
    ]
    assert paths(found.tagged("乙", 1, 20)) == ["a"]


def test_months_come_with_the_latest_first_in_the_sites_own_time() -> None:
    found = library(
        make_parsed("a.md", published=datetime(2019, 2, 1, 0, 30, tzinfo=SHANGHAI)),
        make_parsed("b.md", published=datetime(2019, 1, 31, 23, 59, tzinfo=SHANGHAI)),
        make_parsed("c.md", published=datetime(2018, 2, 1, tzinfo=SHANGHAI)),
        make_parsed("d.md", published=datetime(2019, 2, 2, tzinfo=SHANGHAI)),
    )
    assert found.months() == [Month(2019, 2, 2), Month(2019, 1, 1), Month(2018, 2, 1)]
    assert paths(found.in_month(2019, 2, 1, 20)) == ["d", "a"]


def test_neighbours_are_the_articles_before_and_after_in_the_same_column() -> None:
    found = library(
        make_parsed("n/a.md", published=day(1), is_pinned=True),
        make_parsed("n/b.md", published=day(2)),
        make_parsed("n/c.md", published=day(2)),
        make_parsed("n/d.md", published=day(3)),
        make_parsed("n/sub/x.md", published=day(2)),
        make_parsed("m/y.md", published=day(2)),
    )
    near = found.neighbours("n/c")
    assert near.previous
    assert near.previous.path == "n/a"
    assert near.next
    assert near.next.path == "n/b"
    assert found.neighbours("n/a").previous is None
    assert found.neighbours("n/d").next is None
    assert found.neighbours("n/sub/x") == Neighbours()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_walking_from_neighbour_to_neighbour_meets_every_article(days: list[int]) -> None:
    found = library(
        *(make_parsed(f"{place}.md", published=day(number)) for place, number in enumerate(days))
    )
    order = [summary.path for summary in found.latest(100)]
    walked = [order[0]]
    while older := found.neighbours(walked[-1]).previous:
        newer = found.neighbours(older.path).next
        assert newer
        assert newer.path == walked[-1]
        walked.append(older.path)
    assert walked == order


def test_an_alias_leads_to_its_article_with_its_query_only() -> None:
    found = library(
        make_parsed("a.md", aliases=("/show.asp?id=3", "/old")),
        make_parsed("b.md", aliases=("/show.asp?id=4",)),
    )
    assert found.target_of_alias("/show.asp?id=3") == "a"
    assert found.target_of_alias("/show.asp?id=4") == "b"
    assert found.target_of_alias("/old") == "a"
    assert found.target_of_alias("/show.asp") is None
    assert found.target_of_alias("/show.asp?id=5") is None


def test_an_alias_that_two_files_claim_leads_to_the_first_and_is_reported() -> None:
    found = library(make_parsed("b.md", aliases=("/old",)), make_parsed("a.md", aliases=("/old",)))
    assert found.target_of_alias("/old") == "a"
    (fault,) = found.faults()
    assert (fault.file, fault.severity) == ("b.md", Severity.WARNING)
    assert "/old already leads to a" in fault.message


def test_an_alias_written_twice_in_one_file_is_no_fault() -> None:
    assert list(library(make_parsed("a.md", aliases=("/old", "/old"))).faults()) == []


def test_of_two_files_with_one_address_the_later_is_shown_under_its_whole_name() -> None:
    found = library(make_parsed("n/a.txt", "乙"), make_parsed("n/a.md", "甲"))
    first, second = found.get("n/a"), found.get("n/a.txt")
    assert first
    assert second
    assert (first.summary.title, second.summary.title) == ("甲", "乙")
    assert second.summary.path == "n/a.txt"
    assert {summary.path for summary in found.latest(9)} == {"n/a", "n/a.txt"}
    (fault,) = found.faults()
    assert fault.file == "n/a.txt"
    assert "n/a.md has the same address" in fault.message


def test_however_addresses_clash_every_article_can_be_reached() -> None:
    found = library(
        make_parsed("a.md", "甲", path="z.txt"),
        make_parsed("z.md", "乙"),
        make_parsed("z.txt", "丙"),
    )
    titles = {summary.title for summary in found.latest(9)}
    assert titles == {"甲", "乙", "丙"}
    for summary in found.latest(9):
        article = found.get(summary.path)
        assert article
        assert article.summary == summary


@given(
    st.lists(
        st.tuples(st.sampled_from(["a.md", "a.txt", "a.txt.md", "b.md", "b.html"]),
                  st.sampled_from(["", "", "a", "b", "a.md", "a.txt"])),
        unique_by=lambda item: item[0],
    )
)  # fmt: skip
@example([("a.md", "b.html"), ("a.txt", "b"), ("b.html", "")])
def test_no_article_is_ever_lost_to_another(files: list[tuple[str, str]]) -> None:
    found = library(*(make_parsed(file, title=file, path=slug) for file, slug in files))
    assert sorted(summary.title for summary in found.latest(99)) == sorted(
        file for file, _ in files
    )


def test_faults_come_with_errors_first_then_by_file_and_line() -> None:
    given_faults = [
        Fault(Severity.WARNING, "a.md", "w"),
        Fault(Severity.ERROR, "b.md", "e", 9),
        Fault(Severity.ERROR, "b.md", "e", 2),
    ]
    found = MemoryLibrary.from_files(1, [], (), NOW, faults=given_faults)
    assert [str(fault) for fault in found.faults()] == [
        "b.md:2: error: e",
        "b.md:9: error: e",
        "a.md: warning: w",
    ]


def test_faults_of_a_draft_are_reported_too() -> None:
    fault = Fault(Severity.WARNING, "a.md", "w")
    draft = make_parsed("a.md", is_draft=True)
    with_fault = ParsedFile(draft.article, True, (), (fault,))
    assert list(library(with_fault).faults()) == [fault]
