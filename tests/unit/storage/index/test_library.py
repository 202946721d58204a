"""The library as the index has it: what may be seen, in which order, under which address."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reader.domain.article import Article, ArticleSummary, Column, Label
from reader.domain.editions import Script
from reader.domain.library import Library, Month, Neighbours, Page
from reader.language.search.terms import SearchTerms
from tests.unit.builders import SHANGHAI
from tests.unit.storage.index.folders import IndexedFolder, write_article

few = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])

Files = dict[str, dict[str, object]]  # front matter by file
MakeLibrary = Callable[..., Library]


@pytest.fixture
def library(search_terms: SearchTerms) -> Iterator[MakeLibrary]:
    """The library of a new folder with these files."""
    with ExitStack() as stack:

        def make(files: Files | None = None, columns: tuple[Column, ...] = ()) -> Library:
            root = Path(stack.enter_context(TemporaryDirectory()))
            content = root / "content"
            content.mkdir()
            for file, fields in (files or {}).items():
                write_article(content, file, **fields)  # type: ignore[arg-type]
            folder = IndexedFolder(content, root / "state", search_terms, columns)
            folder.indexer.update()
            stack.callback(folder.close)
            return stack.enter_context(folder.reader.view())

        yield make


def day(number: int) -> datetime:
    return datetime(2019, 1, 1, tzinfo=SHANGHAI) + timedelta(days=number)


def paths(page: Page[ArticleSummary]) -> list[str]:
    return [summary.path for summary in page.items]


def found_at(library: Library, path: str) -> Article:
    article = library.get(path)
    assert article, f"no article at {path}"
    return article


def test_an_empty_library_answers_every_question(library: MakeLibrary) -> None:
    empty = library()
    assert empty.is_complete
    assert empty.get("a") is None
    assert list(empty.latest(10)) == list(empty.newest("", 10)) == list(empty.newest("a", 9)) == []
    assert list(empty.columns()) == list(empty.sections()) == []
    assert empty.column("a") is None
    assert empty.in_column("a", 1, 20) == Page((), 1, 20, 0)
    assert empty.in_column("a", 1, 20).last == 1
    assert empty.tags(1, 20) == Page((), 1, 20, 0)
    assert empty.tagged("a", 1, 20).items == ()
    assert list(empty.months()) == []
    assert empty.in_month(2019, 1, 1, 20).items == ()
    assert empty.neighbours("a") == Neighbours()
    assert empty.target_of_alias("/a") is None
    assert list(empty.sitemap_parts()) == []
    assert list(empty.sitemap_part(0)) == []
    assert list(empty.near_titles("甲", 3)) == []


def test_an_article_is_found_under_its_path_only(library: MakeLibrary) -> None:
    found = library({"news/a.md": {"title": "甲"}})
    article = found_at(found, "news/a")
    assert (article.summary.title, article.body, article.file) == (
        "甲",
        "甲的正文。\n",
        "news/a.md",
    )
    for path in ("news/a.md", "a", "/news/a", "news/a/", "news", ""):
        assert found.get(path) is None


def test_drafts_are_nowhere(library: MakeLibrary) -> None:
    found = library(
        {"news/a.md": {"draft": True, "tags": ["甲"], "aliases": ["/old"]}},
        columns=(Column("news", Label("要闻")),),
    )
    assert found.get("news/a") is None
    assert list(found.latest(10)) == []
    assert found.in_column("news", 1, 20).total == 0
    assert [(column.path, column.size) for column in found.columns()] == [("news", 0)]
    assert list(found.sections()) == []
    assert found.tags(1, 20).items == ()
    assert list(found.months()) == []
    assert found.target_of_alias("/old") is None


@pytest.mark.parametrize(("seconds", "is_seen"), [(-1, True), (0, True), (100, False)])
def test_a_scheduled_article_is_seen_from_its_time_on(
    library: MakeLibrary, seconds: int, is_seen: bool
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    found = library({"a.md": {"published": now + timedelta(seconds=seconds)}})
    assert (found.get("a") is not None) is is_seen
    assert len(found.latest(10)) == is_seen


def test_the_latest_come_first_and_pinned_ones_before_them(library: MakeLibrary) -> None:
    found = library(
        {
            "a.md": {"published": day(1)},
            "b.md": {"published": day(3)},
            "c.md": {"published": day(2), "pinned": True},
            "d.md": {"published": day(0), "pinned": True},
            "e.md": {"published": day(1)},
        }
    )
    assert [summary.path for summary in found.latest(10)] == ["c", "d", "b", "a", "e"]
    assert [summary.path for summary in found.latest(3)] == ["c", "d", "b"]
    assert [summary.path for summary in found.newest("", 10)] == ["b", "c", "a", "e", "d"]


def test_the_newest_of_a_column_are_mixed_with_its_pinned_ones(library: MakeLibrary) -> None:
    found = library(
        {f"n/{n}.md": {"published": day(n), "pinned": n in {0, 2, 4}} for n in range(6)}
    )
    assert [summary.path for summary in found.newest("n", 4)] == ["n/5", "n/4", "n/3", "n/2"]


def test_a_column_holds_the_articles_of_its_folders(library: MakeLibrary) -> None:
    found = library(
        {
            "top.md": {},
            "news/a.md": {"published": day(1)},
            "news/local/b.md": {"published": day(2), "pinned": True},
            "news/local/deep/c.md": {"published": day(3)},
            "newsroom/d.md": {},
        }
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
    assert [column.path for column in found.sections()] == ["news", "newsroom"]
    assert found.in_column("", 1, 20).items == ()


def test_columns_come_in_the_publishers_order_then_by_path(library: MakeLibrary) -> None:
    listed = (Column("z", Label("末", "Last"), Label("说明")), Column("none", Label("空")))
    found = library({"a/x.md": {}, "z/x.md": {}}, columns=listed)
    assert list(found.columns()) == [
        Column("z", Label("末", "Last"), Label("说明"), 1),
        Column("none", Label("空"), size=0),
        Column("a", Label("a"), size=1),
    ]
    assert found.column("z") == found.columns()[0]
    assert [column.path for column in found.sections()] == ["z", "a"]


def test_a_list_is_cut_into_pages(library: MakeLibrary) -> None:
    found = library({f"n/{n}.md": {"published": day(n), "tags": ["甲"]} for n in range(5)})
    for page in (1, 2, 3):
        by_column, by_tag = found.in_column("n", page, 2), found.tagged("甲", page, 2)
        assert by_column == by_tag == found.in_month(2019, 1, page, 2)
        assert (by_column.number, by_column.size) == (page, 2)
        assert (by_column.total, by_column.last) == (5, 3)
    assert paths(found.in_column("n", 1, 2)) == ["n/4", "n/3"]
    assert paths(found.in_column("n", 3, 2)) == ["n/0"]


@pytest.mark.parametrize("is_pinned", [True, False])
def test_pages_far_down_are_cut_where_the_first_ones_are(
    library: MakeLibrary, is_pinned: bool
) -> None:
    """Whole months are skipped to find them; pinned articles stand before all."""
    files: Files = {
        f"n/{n}.md": {"published": day(9 * n), "tags": ["甲"], "pinned": is_pinned and n % 4 == 1}
        for n in range(30)
    }
    found = library(files)
    whole = [summary.path for summary in found.in_column("n", 1, 100).items]
    tagged = [summary.path for summary in found.tagged("甲", 1, 100).items]
    assert len(whole) == len(tagged) == 30
    for size in (1, 4, 7):
        cut = [paths(found.in_column("n", number, size)) for number in range(1, 31)]
        assert [path for page in cut for path in page] == whole
        cut = [paths(found.tagged("甲", number, size)) for number in range(1, 31)]
        assert [path for page in cut for path in page] == tagged


@pytest.mark.parametrize("number", [0, -1, -2, 4, 10**20])
def test_a_page_outside_the_list_has_no_items(library: MakeLibrary, number: int) -> None:
    found = library({f"n/{n}.md": {"tags": ["甲"]} for n in range(5)})
    for page in (
        found.in_column("n", number, 2),
        found.tagged("甲", number, 2),
        found.in_month(2018, 11, number, 2),
        found.tags(number, 2),
    ):
        assert page.items == ()


def test_tags_come_with_the_most_used_first(library: MakeLibrary) -> None:
    found = library({"a.md": {"tags": ["乙", "甲"]}, "b.md": {"tags": ["甲", "丙"]}})
    tags = found.tags(1, 20).items
    assert [(tag.name, tag.size) for tag in tags] == [("甲", 2), ("丙", 1), ("乙", 1)]
    assert paths(found.tagged("乙", 1, 20)) == ["a"]
    assert [tag.name for tag in found.tags(2, 2).items] == ["乙"]
    assert found.tags(2, 2).last == 2


def test_a_tag_in_either_script_is_one_tag_written_as_in_its_newest_article(
    library: MakeLibrary,
) -> None:
    files: Files = {
        "a.md": {"tags": ["電腦", "电脑"], "published": day(1)},
        "b.md": {"tags": ["电脑"], "published": day(3), "script": "hans"},
        "c.md": {"tags": ["電腦"], "published": day(2), "script": "hant"},
    }
    (tag,) = library(files).tags(1, 20).items
    assert (tag.name, tag.size, tag.script) == ("电脑", 3, Script.HANS)
    for name in ("电脑", "電腦"):
        assert paths(library(files).tagged(name, 1, 20)) == ["b", "c", "a"]


def test_months_come_with_the_latest_first_in_the_sites_own_time(library: MakeLibrary) -> None:
    found = library(
        {
            "a.md": {"published": datetime(2019, 2, 1, 0, 30, tzinfo=SHANGHAI)},
            "b.md": {"published": datetime(2019, 1, 31, 23, 59, tzinfo=SHANGHAI)},
            "c.md": {"published": datetime(2018, 2, 1, tzinfo=SHANGHAI)},
            "d.md": {"published": datetime(2019, 2, 1, 16, tzinfo=UTC)},
            "e.md": {"published": "1234-12-31 23:59"},
        }
    )
    months = [Month(2019, 2, 2), Month(2019, 1, 1), Month(2018, 2, 1), Month(1234, 12, 1)]
    assert found.months() == months
    assert paths(found.in_month(2019, 2, 1, 20)) == ["d", "a"]
    assert paths(found.in_month(1234, 12, 1, 20)) == ["e"]
    assert found.in_month(9999, 12, 1, 20).items == ()


def test_neighbours_are_the_articles_before_and_after_in_the_same_column(
    library: MakeLibrary,
) -> None:
    found = library(
        {
            "n/a.md": {"published": day(1), "pinned": True},
            "n/b.md": {"published": day(2)},
            "n/c.md": {"published": day(2)},
            "n/d.md": {"published": day(3)},
            "n/sub/x.md": {"published": day(2)},
            "m/y.md": {"published": day(2)},
        }
    )
    near = found.neighbours("n/c")
    assert near.previous
    assert near.previous.path == "n/a"
    assert near.next
    assert near.next.path == "n/b"
    assert found.neighbours("n/a").previous is None
    assert found.neighbours("n/d").next is None
    assert found.neighbours("n/sub/x") == Neighbours()


@few
@given(st.lists(st.integers(0, 3), min_size=1, max_size=8))
def test_walking_from_neighbour_to_neighbour_meets_every_article(
    library: MakeLibrary, days: list[int]
) -> None:
    found = library(
        {f"{place}.md": {"published": day(number)} for place, number in enumerate(days)}
    )
    order = [summary.path for summary in found.latest(100)]
    walked = [order[0]]
    while older := found.neighbours(walked[-1]).previous:
        newer = found.neighbours(older.path).next
        assert newer
        assert newer.path == walked[-1]
        walked.append(older.path)
    assert walked == order


def test_an_alias_leads_to_its_article_with_its_query_only(library: MakeLibrary) -> None:
    found = library(
        {
            "a.md": {"aliases": ["/show.asp?id=3", "/old", "/articles/b", "/search"]},
            "b.md": {"aliases": ["/show.asp?id=4"]},
        }
    )
    assert found.target_of_alias("/show.asp?id=3") == "a"
    assert found.target_of_alias("/show.asp?id=4") == "b"
    assert found.target_of_alias("/old") == "a"
    for address in ("/show.asp", "/show.asp?id=5", "/articles/b", "/search", "/", ""):
        assert found.target_of_alias(address) is None


def test_an_article_knows_the_paths_it_once_had(library: MakeLibrary) -> None:
    found = library(
        {
            "new/a.md": {"aliases": ["/old", "/articles/old/a", "/articles/b", "/articles/旧/a"]},
            "b.md": {"slug": "c"},
            "d.md": {},
        }
    )
    assert found.former_paths("new/a") == ["old/a", "旧/a"]
    assert found.former_paths("c") == ["b"]  # the first file has it
    assert found.former_paths("d") == found.former_paths("none") == []


def test_an_alias_that_two_files_claim_leads_to_the_first(library: MakeLibrary) -> None:
    found = library({"b.md": {"aliases": ["/old"]}, "a.md": {"aliases": ["/old", "/old"]}})
    assert found.target_of_alias("/old") == "a"


def test_of_two_files_with_one_address_the_later_is_shown_under_its_whole_name(
    library: MakeLibrary,
) -> None:
    found = library({"n/a.txt": {"title": "乙"}, "n/a.md": {"title": "甲"}})
    first, second = found_at(found, "n/a"), found_at(found, "n/a.txt")
    assert (first.summary.title, second.summary.title) == ("甲", "乙")
    assert second.summary.path == "n/a.txt"
    assert {summary.path for summary in found.latest(9)} == {"n/a", "n/a.txt"}


def test_however_addresses_clash_every_article_can_be_reached(library: MakeLibrary) -> None:
    found = library(
        {
            "a.md": {"title": "甲", "slug": "z.txt"},
            "z.md": {"title": "乙"},
            "z.txt": {"title": "丙"},
        }
    )
    titles = {summary.title for summary in found.latest(9)}
    assert titles == {"甲", "乙", "丙"}
    for summary in found.latest(9):
        assert found_at(found, summary.path).summary == summary


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(["a.md", "a.txt", "a.txt.md", "b.md", "b.html"]),
                  st.sampled_from(["", "", "a", "b", "a.md", "a.txt"])),
        unique_by=lambda item: item[0],
    )
)  # fmt: skip
@example([("a.md", "b.html"), ("a.txt", "b"), ("b.html", "")])
def test_no_article_is_ever_lost_to_another(
    library: MakeLibrary, files: list[tuple[str, str]]
) -> None:
    found = library({file: {"title": file, "slug": slug} for file, slug in files})
    assert sorted(summary.title for summary in found.latest(99)) == sorted(
        file for file, _ in files
    )
