"""Bodies: from an author's text to what an edition shows, made once and kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.domain.editions import EDITIONS, Script
from reader.language.conversion.converter import Converter
from reader.rendering.bodies import BodyRenderer, raw_html, safe_html
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, dangers, make_article, parse_html
from tests.unit.conftest import CorpusFile

texts = st.lists(st.sampled_from(MARKDOWN_PIECES + HTML_PIECES), max_size=40).map("".join)
HANS, HANT, HK, EN = (EDITIONS[slug] for slug in ("zh-hans", "zh-hant", "zh-hant-hk", "en"))


@given(texts | st.text(), st.sampled_from(Format))
def test_any_text_in_any_form_becomes_a_safe_body(text: str, form: Format) -> None:
    html = safe_html(make_article(text, form))
    assert dangers(html) == []
    root = parse_html(html)
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    assert list(root.iter("h1")) == []


@pytest.mark.parametrize(
    ("form", "text", "html"),
    [
        (Format.MARKDOWN, "**甲**<script>x</script>", "<p><strong>甲</strong></p>"),
        (Format.TEXT, "**甲**<script>x</script>", "<p>**甲**&lt;script&gt;x&lt;/script&gt;</p>"),
        (Format.HTML, "**<b>甲</b>**<script>x</script>", "**<b>甲</b>**"),
    ],
)
def test_every_form_is_read_in_its_own_way(form: Format, text: str, html: str) -> None:
    assert safe_html(make_article(text, form)).strip() == html


def test_raw_html_still_holds_what_the_check_has_to_name() -> None:
    assert "onclick" in raw_html(make_article("<p onclick=x>甲</p>", Format.HTML))


def test_an_edition_shows_the_body_in_its_script(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    article = make_article("头发里的`代码发`")
    assert bodies.body(article, HANT) == "<p>頭髮裡的<code>代码发</code></p>\n"
    assert bodies.body(article, HK) == "<p>頭髮裏的<code>代码发</code></p>\n"
    assert bodies.body(article, HANS) == bodies.body(article, EN) == safe_html(article)


def test_converted_text_says_its_new_language(converter: Converter) -> None:
    article = make_article('<p lang="zh-CN">头<b>发</b></p><p lang="en">a</p>', Format.HTML)
    bodies = BodyRenderer(converter)
    assert 'lang="zh-Hant-HK"' in bodies.body(article, EDITIONS["zh-hant-hk"])
    assert 'lang="zh-Hant"' in bodies.body(article, EDITIONS["zh-hant"])
    assert 'lang="zh-CN"' in bodies.body(article, EDITIONS["zh-hans"])


def test_readings_stand_above_the_characters_the_edition_shows(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    article = make_article("头`发`")
    plain = bodies.body(article, HANS)
    assert "<ruby>头<rp>(</rp><rt>tóu</rt>" in bodies.body(article, EDITIONS["zh-hans-pinyin"])
    assert "<ruby>頭<rp>(</rp><rt>ㄊㄡˊ</rt>" in bodies.body(article, EDITIONS["zh-hant-zhuyin"])
    assert bodies.body(article, HANS) == plain == "<p>头<code>发</code></p>\n"


def test_a_traditional_article_is_never_converted_again(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    article = make_article("咸豐皇后在裏面", script=Script.HANT)
    for slug in ("zh-hant", "zh-hant-tw", "zh-hant-hk", "en"):
        assert bodies.body(article, EDITIONS[slug]) == "<p>咸豐皇后在裏面</p>\n"
    assert bodies.body(article, HANS) == "<p>咸丰皇后在里面</p>\n"


def test_a_body_is_made_once(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    article = make_article("头发")
    assert bodies.body(article, HANT) is bodies.body(article, HANT)
    assert bodies.body(article, HANS) is bodies.body(article, EN)


def test_a_changed_body_is_made_anew(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    assert "甲" in bodies.body(make_article("甲"), HANS)
    assert "乙" in bodies.body(make_article("乙"), HANS)


def test_the_script_of_an_article_may_be_corrected(converter: Converter) -> None:
    """Its body, and so its digest, is the same; front matter now says `script: hant`."""
    bodies = BodyRenderer(converter)
    assert "頭髮" in bodies.body(make_article("头发"), HANT)
    assert "头发" in bodies.body(make_article("头发", script=Script.HANT), HANT)


def test_the_bodies_used_last_are_kept_within_the_capacity(converter: Converter) -> None:
    articles = [make_article(f"{number}" * 10) for number in range(3)]
    size = len(safe_html(articles[0]))
    bodies = BodyRenderer(converter, capacity=2 * size)
    first, second = (bodies.body(article, HANS) for article in articles[:2])
    assert bodies.body(articles[0], HANS) is first
    bodies.body(articles[2], HANS)  # for which the second has to go
    assert bodies.body(articles[0], HANS) is first
    again = bodies.body(articles[1], HANS)
    assert again == second
    assert again is not second


def test_a_body_larger_than_the_capacity_is_not_kept_and_drives_out_no_other(
    converter: Converter,
) -> None:
    bodies = BodyRenderer(converter, capacity=50)
    small, large = make_article("甲"), make_article("字" * 100)
    kept, made = bodies.body(small, HANS), bodies.body(large, HANS)
    assert "字" * 100 in made
    assert bodies.body(large, HANS) is not made
    assert bodies.body(small, HANS) is kept


def test_readers_of_different_editions_do_not_disturb_each_other(converter: Converter) -> None:
    bodies = BodyRenderer(converter, capacity=200)
    articles = [make_article(f"头发第{number}里") for number in range(20)]
    editions = [HANS, HANT, HK, EN] * 2

    def read_all(place: int) -> list[str]:
        return [bodies.body(article, editions[place]) for article in articles]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(read_all, range(8)))
    expected = {"zh-hans": "头发第{}里", "en": "头发第{}里", "zh-hant": "頭髮第{}裡",
                "zh-hant-hk": "頭髮第{}裏"}  # fmt: skip
    for edition, result in zip(editions, results, strict=True):
        words = expected[edition.slug]
        assert result == [f"<p>{words.format(number)}</p>\n" for number in range(20)]


def test_every_real_article_becomes_valid_html_in_both_scripts(
    converter: Converter, corpus_files: list[CorpusFile]
) -> None:
    bodies = BodyRenderer(converter)
    for item in corpus_files:
        article = item.parsed.article
        own = bodies.body(article, EN)
        assert bodies.body(article, HANS if item.script is Script.HANS else HANT) is own, item.name
        for html in (own, bodies.body(article, HANT if item.script is Script.HANS else HANS)):
            root = parse_html(html, is_strict=True)
            assert "".join(root.itertext()).strip(), item.name
            assert dangers(html) == [], item.name
