"""Editions: their tags, their scripts, and which one serves a reader best."""

import pytest

from reader.domain.editions import (
    DEFAULT_EDITIONS,
    EDITIONS,
    Edition,
    Script,
    Variant,
    nearest_edition,
)
from tests.unit.builders import make_site

every_edition = pytest.mark.parametrize("edition", EDITIONS.values(), ids=lambda item: item.slug)


@every_edition
def test_path_language_and_locale_say_the_same_in_their_own_way(edition: Edition) -> None:
    annotation = f"-{edition.annotation}" if edition.is_annotated else ""
    assert edition.language.lower() + annotation == edition.slug
    assert edition.locale == edition.language.replace("-", "_")


@every_edition
def test_an_edition_is_found_under_its_slug(edition: Edition) -> None:
    assert EDITIONS[edition.slug] is edition


@pytest.mark.parametrize(
    ("slug", "script"),
    [("zh-hans", "hans"), ("zh-hant", "hant"), ("zh-hant-tw", "hant"), ("zh-hant-hk", "hant")],
)
def test_a_chinese_edition_has_the_script_of_its_name(slug: str, script: str) -> None:
    assert EDITIONS[slug].script == script


def test_regional_words_are_offered_only_where_a_publisher_asks_for_them() -> None:
    offered = [EDITIONS[slug] for slug in DEFAULT_EDITIONS]
    assert Variant.HANT_TW not in {edition.variant for edition in offered}
    assert {Script.HANS, Script.HANT, None} == {edition.script for edition in offered}


def test_an_article_has_the_language_of_the_edition_that_converts_it() -> None:
    assert EDITIONS["zh-hant-hk"].language_of(Script.HANS) == "zh-Hant-HK"
    assert EDITIONS["zh-hans"].language_of(Script.HANT) == "zh-Hans"


def test_the_english_edition_leaves_articles_in_their_own_script() -> None:
    english = EDITIONS["en"]
    assert english.script is None
    assert english.language_of(Script.HANS) == "zh-Hans"
    assert english.language_of(Script.HANT) == "zh-Hant"


def test_the_nearest_edition_is_one_of_the_same_script() -> None:
    offered = (EDITIONS["en"], EDITIONS["zh-hans"], EDITIONS["zh-hant"], EDITIONS["zh-hant-hk"])
    assert nearest_edition(EDITIONS["zh-hant-tw"], offered).slug == "zh-hant"
    assert nearest_edition(EDITIONS["zh-hans"], offered).slug == "zh-hans"
    assert nearest_edition(EDITIONS["en"], offered).slug == "en"


def test_readings_are_shown_to_those_who_asked_for_any() -> None:
    names = ("zh-hant-zhuyin", "zh-hans-pinyin", "zh-hans", "zh-hant")
    offered = tuple(EDITIONS[slug] for slug in names)
    for wanted, nearest in (
        ("zh-hant-hk", "zh-hant"),
        ("zh-hant-tw-zhuyin", "zh-hant-zhuyin"),
        ("zh-hant-pinyin", "zh-hant-zhuyin"),
        ("zh-hans", "zh-hans"),
    ):
        assert nearest_edition(EDITIONS[wanted], offered).slug == nearest
    assert nearest_edition(EDITIONS["zh-hans-pinyin"], offered[2:]).slug == "zh-hans"


def test_without_an_edition_of_the_script_the_first_one_serves() -> None:
    offered = (EDITIONS["zh-hans"], EDITIONS["en"])
    assert nearest_edition(EDITIONS["zh-hant-hk"], offered).slug == "zh-hans"


def test_a_site_knows_the_editions_it_offers_and_no_others() -> None:
    site = make_site(editions=("zh-hant", "en"))
    assert site.edition("en") is EDITIONS["en"]
    assert site.edition("zh-hans") is None
    assert site.edition("") is None
