"""An article seen at a glance is the article that a view shows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.storage.index.glances import version_of
from tests.unit.storage.index.conftest import MakeIndex
from tests.unit.storage.index.folders import IndexedFolder, write_article

FILES = ("n/a", "n/b", "n/c", "n/sub/x", "y")


def day(number: int) -> datetime:
    return datetime(2019, 1, 9, tzinfo=UTC) + timedelta(days=number)


@pytest.fixture
def index(index_of: MakeIndex, tmp_path: Path) -> IndexedFolder:
    content = tmp_path / "content"
    for number, file in enumerate(FILES):
        write_article(content, f"{file}.md", title=f"题{file}", published=day(number))
    return index_of(content)


def test_a_glance_shows_what_a_view_shows(index: IndexedFolder) -> None:
    with index.reader.view() as found:
        sections = found.sections()
        for path in FILES:
            seen = index.reader.glance(path)
            assert seen
            assert seen.version == found.version(path)
            assert (seen.generation, seen.sections) == (found.generation, sections)
            assert seen.touched == {f"article:{path}", "frame"}


def test_what_only_a_view_can_tell_is_not_seen_at_a_glance(index: IndexedFolder) -> None:
    assert index.reader.glance("y") is None  # nobody has asked for the columns yet
    with index.reader.view() as found:
        found.sections()
    assert index.reader.glance("y")
    assert index.reader.glance("n") is None
    write_article(index.content, "z.md", title="新")
    index.refresh()
    assert index.reader.glance("y") is None  # the columns are of an earlier generation
    index.files.index.unlink()
    index.reader.close()
    index.reader._deadline = 1.0  # it has waited for a first index
    assert index.reader.glance("y") is None


@pytest.mark.parametrize(
    ("file", "fields"),
    [
        ("n/b.md", {"title": "新"}),
        ("n/b.md", {"author": "张三"}),
        ("n/b.md", {"published": day(2)}),
        ("n/a.md", {"title": "新"}),
        ("n/c.md", {"title": "新"}),
        ("n/c.md", {"slug": "new"}),
        ("n/d.md", {"published": day(1)}),
    ],
)
def test_the_version_follows_the_article_and_its_neighbours(
    index: IndexedFolder, file: str, fields: dict[str, object]
) -> None:
    def version() -> bytes:
        with index.reader.view() as found:
            return found.version("n/b")

    before = version()
    write_article(index.content, "n/e.md", published=day(-9))
    write_article(index.content, "z.md", published=day(2))
    index.refresh()
    assert version() == before  # these are none
    write_article(index.content, file, **fields)  # type: ignore[arg-type]
    index.refresh()
    assert version() != before


TEXT = st.text(st.sampled_from("a\0',题 "), max_size=4)
ROW = st.tuples(st.just(7), st.just(1), st.none() | TEXT, TEXT, TEXT)


@given(ROW, ROW)
def test_rows_that_differ_have_versions_that_differ(
    one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    assert (version_of(one) == version_of(other)) == (one == other)
