"""Editions with readings: what they show, and what the plain ones do not."""

import pytest

from tests.client import Answer, Client, words
from tests.conftest import Serve

ARTICLE = "articles/help/enlarge-text"


def links(answer: Answer, rel: str) -> list[tuple[str | None, str]]:
    return [
        (link.get("hreflang"), str(link.get("href")))
        for link in answer.page.iter("link")
        if link.get("rel") == rel
    ]


@pytest.mark.parametrize(
    ("edition", "reading"), [("zh-hans-pinyin", "fàng"), ("zh-hant-tw-zhuyin", "ㄈㄤˋ")]
)
def test_title_and_text_carry_their_readings(sample: Client, edition: str, reading: str) -> None:
    answer = sample.page(f"/{edition}/{ARTICLE}")
    for element in (next(answer.page.iter("h1")), next(answer.page.iter("article"))):
        assert reading in [rt.text for rt in element.iter("rt")]
    title = next(answer.page.iter("title"))
    assert words(title).startswith("放大字")
    assert "rt{" in answer.text


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant-tw", "en"])
def test_a_plain_edition_carries_neither_readings_nor_their_styles(
    sample: Client, edition: str
) -> None:
    text = sample.page(f"/{edition}/{ARTICLE}").text
    assert "<ruby" not in text
    assert "rt{" not in text
    assert "data-ruby" not in text


def test_search_engines_are_led_to_the_plain_edition(sample: Client) -> None:
    plain = sample.page(f"/zh-hans/{ARTICLE}")
    annotated = sample.page(f"/zh-hans-pinyin/{ARTICLE}")
    assert any(language == "zh-Hans" for language, _ in links(plain, "alternate"))
    assert not [language for language, _ in links(annotated, "alternate") if language]
    assert links(annotated, "canonical") == links(plain, "canonical")
    ((_, canonical),) = links(plain, "canonical")
    assert canonical.endswith(f"/zh-hans/{ARTICLE}")


def test_only_a_reader_who_asked_is_given_readings(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("annotated")
    names = '"zh-hans-pinyin", "zh-hant-zhuyin", "zh-hans", "zh-hant"'
    (content / "site.toml").write_text(f"editions = [{names}]\n")
    (content / "a.md").write_text("# 重庆\n\n银**行**\n", "utf-8")
    client = serve(content)
    for headers, edition in (
        ({}, "zh-hans"),
        ({"Accept-Language": "zh-CN"}, "zh-hans"),
        ({"Accept-Language": "zh-TW"}, "zh-hant"),
        ({"Cookie": "preferences=edition=zh-hans-pinyin"}, "zh-hans-pinyin"),
        ({"Cookie": "preferences=edition=zh-hant-tw-zhuyin"}, "zh-hant-zhuyin"),
    ):
        assert client.get("/articles/a", headers).headers["Location"] == f"/{edition}/articles/a"


@pytest.mark.parametrize(
    ("here", "there"),
    [("zh-hans-pinyin", "zh-hant-tw-zhuyin"), ("zh-hans", "zh-hant"), ("zh-hant-hk", "zh-hans")],
)
def test_the_switch_keeps_readings_where_the_other_script_has_them(
    sample: Client, here: str, there: str
) -> None:
    page = sample.page(f"/{here}/{ARTICLE}").page
    header = next(page.iter("header"))
    (switch,) = [a for a in header.iter("a") if a.get("data-edition")]
    assert switch.get("data-edition") == there


def test_the_form_offers_readings_only_where_the_site_has_them(
    sample: Client, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert 'name="ruby"' in sample.page("/zh-hans/preferences").text
    content = tmp_path_factory.mktemp("plain")
    (content / "site.toml").write_text('editions = ["zh-hans"]\n')
    (content / "a.md").write_text("# 题\n\n文\n", "utf-8")
    assert 'name="ruby"' not in serve(content).page("/zh-hans/preferences").text


def test_without_javascript_the_style_sheet_says_it(sample: Client) -> None:
    css = sample.get("/preferences.css", {"Cookie": "preferences=ruby=off"}).text
    assert "--easy: none" in css
    assert "--hard: none" in css
