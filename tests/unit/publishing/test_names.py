"""Names of files that every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.publishing.names import file_name, plain_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("旬阳新气象", "旬阳新气象.txt"),
        ("问：“AI”/答?", "问：“AI” 答.txt"),
        ("结尾……。.", "结尾……。.txt"),
        ("  a\t\nb\u200b\u202ec ", "a bc.txt"),
        ("CON", "_CON.txt"),
        ("com1.2", "_com1.2.txt"),
        ("", "_.txt"),
        ("...", "_.txt"),
    ],
)
def test_a_title_becomes_a_name(title: str, name: str) -> None:
    assert file_name(title, "txt") == name


@given(st.text(max_size=200))
def test_no_title_makes_a_name_that_a_system_refuses(title: str) -> None:
    name = file_name(title, "epub")
    assert len(name.encode()) <= 101
    assert not set(name) & set('\\/:*?"<>|\0\n')
    assert name.endswith(".epub")
    stem = name.removesuffix(".epub")
    assert stem
    assert stem == stem.strip(". ")


def test_a_long_title_is_cut_between_characters() -> None:
    name = file_name("长" * 80, "html")
    assert name == "长" * 31 + ".html"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("help/print", "print.epub"),
        ("news/二月", "article.epub"),
        ('a"b', "a-b.epub"),
        ("x/2026-二-1", "2026-1.epub"),
    ],
)
def test_a_plain_name_is_ascii(path: str, name: str) -> None:
    found = plain_name(path, "epub")
    assert found.isascii()
    assert found == name
