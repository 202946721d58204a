"""A glossary as a publisher writes it."""

import pytest

from reader.domain.editions import Variant
from reader.domain.glossary import NO_GLOSSARY, Glossary, read_glossary

FULL = {
    "keep": ["范小云", " 里 ", ""],
    "replace": {"内存": "記憶體", " 后 ": " 後 "},
    "readings": {"朝阳": "zhao yang"},
    "hant-tw": {"keep": ["內存"], "replace": {"内存": "主記憶"}},
    "hans": {"keep": ["電腦"]},
}


def test_everything_a_publisher_writes_is_read() -> None:
    glossary = read_glossary(FULL)
    assert glossary.keep == ("范小云", "里")
    assert glossary.replace == (("内存", "記憶體"), ("后", "後"))
    assert glossary.readings == (("朝阳", "zhao yang"),)
    assert {variant for variant, _ in glossary.only} == {Variant.HANT_TW, Variant.HANS}
    assert glossary.words() == ("范小云", "里", "内存", "后", "朝阳", "電腦", "內存", "内存")


def test_one_word_needs_no_list() -> None:
    assert read_glossary({"keep": "里"}).keep == ("里",)


@pytest.mark.parametrize("table", [{}, {"keep": []}, {"replace": {}}, {"hans": {}}, {"keep": " "}])
def test_what_says_nothing_is_no_glossary(table: dict[str, object]) -> None:
    assert read_glossary(table) == NO_GLOSSARY
    assert read_glossary(table).digest == ""


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"kep": []}, "glossary.kep is not a key; the keys are keep, replace, readings, hans"),
        ({"zh-hant": {}}, "glossary.zh-hant is not a key"),
        ({"keep": {}}, "glossary.keep must be a list of words"),
        ({"keep": [1]}, "glossary.keep must be a list of words"),
        ({"keep": 1}, "glossary.keep must be a list of words"),
        ({"keep": None}, "glossary.keep must be a list of words"),
        ({"replace": []}, "glossary.replace must be a table of a word and what it becomes"),
        ({"replace": "内存"}, "glossary.replace must be a table"),
        ({"replace": {"内存": 1}}, "glossary.replace must be a table"),
        ({"readings": {"内存": []}}, "glossary.readings must be a table"),
        ({"hant-tw": []}, "glossary.hant-tw must hold keep and replace only"),
        ({"hant-tw": {"readings": {}}}, "glossary.hant-tw must hold keep and replace only"),
        ({"hant-tw": {"hans": {}}}, "glossary.hant-tw must hold keep and replace only"),
        ({"hant-tw": {"keep": 1}}, "glossary.hant-tw.keep must be a list of words"),
    ],
)
def test_a_mistake_names_its_key(table: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match="glossary") as raised:
        read_glossary(table)
    assert words in str(raised.value)


def test_rules_are_those_of_the_variant_first() -> None:
    glossary = read_glossary(FULL)
    general = {"范小云": "范小云", "里": "里", "内存": "記憶體", "后": "後"}
    assert glossary.rules(Variant.HANT) == general
    assert glossary.rules(Variant.HANT_TW) == {**general, "內存": "內存", "内存": "主記憶"}
    assert glossary.rules(Variant.HANS) == {**general, "電腦": "電腦"}


def test_another_rule_is_another_digest() -> None:
    glossaries = [
        NO_GLOSSARY,
        Glossary(keep=("里",)),
        Glossary(keep=("里", "面")),
        Glossary(keep=("里面",)),
        Glossary(replace=(("里", "里"),)),
        Glossary(readings=(("里", "里"),)),
        Glossary(only=((Variant.HANT, Glossary(keep=("里",))),)),
        Glossary(only=((Variant.HANS, Glossary(keep=("里",))),)),
        Glossary(keep=("\ud800",)),
    ]
    assert len({glossary.digest for glossary in glossaries}) == len(glossaries)
    assert len(set(glossaries)) == len(glossaries)
    assert Glossary(keep=("里",)) == Glossary(keep=("里",))
    assert hash(Glossary(keep=("里",))) == hash(Glossary(keep=("里",)))
