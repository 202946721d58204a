from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.publishing.importing.front_matter import scalar, write_article
from reader.storage.encoding import cleaned
from reader.storage.front_matter import split_front_matter
from reader.storage.metadata import read_metadata

_TEXT = st.text(max_size=60).map(lambda text: " ".join(cleaned(text)[0].split()))


@given(_TEXT, st.lists(_TEXT.filter(bool), max_size=3))
def test_any_title_and_any_aliases_are_read_back_as_they_were(title: str, items: list[str]) -> None:
    written = write_article({"title": title, "tags": tuple(items)}, "正文。")
    matter = split_front_matter(written)
    assert matter.text.strip() == "正文。"
    read = read_metadata(matter.values, UTC)
    assert read.title == title
    assert read.tags == tuple(dict.fromkeys(items))
    assert not read.warnings


@pytest.mark.parametrize(
    "title",
    ["县公安：脱贫 #1", 'a: "b" \'c\'', "@某人", "--- 开头", "---", "- 项", "%x", "*x", "&x",
     "null", "2018", "12:30", "[一]", "{二}", "? x", "| x", "> x", "a #b", "\\n", "`x`",
     "！惊", "："],
)  # fmt: skip
def test_titles_that_mean_something_in_yaml_are_quoted(title: str) -> None:
    matter = split_front_matter(write_article({"title": title}, "---\n正文\n---"))
    assert matter.values["title"] == title
    assert matter.text.strip() == "---\n正文\n---"


def test_a_plain_value_stays_plain() -> None:
    assert scalar("县公安脱贫攻坚战场呈现新气象") == "县公安脱贫攻坚战场呈现新气象"
    assert scalar("2018-11-12 14:41") == "2018-11-12 14:41"
    assert scalar("/Item.asp?id=12345") == "/Item.asp?id=12345"


def test_keys_without_a_value_are_left_out() -> None:
    assert (
        write_article({"title": "题", "author": "", "tags": ()}, "文")
        == "---\ntitle: 题\n---\n\n文\n"
    )
