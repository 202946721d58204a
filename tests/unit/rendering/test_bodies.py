"""Bodies: from an author's text to what an edition shows, made once and kept."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Article, Format
from reader.domain.editions import EDITIONS, Script
from reader.language.conversion.converter import Converter
from reader.rendering import bodies as bodies_module
from reader.rendering.bodies import BodyRenderer, raw_html, safe_html
from reader.storage.bodies import BodyStore
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES, dangers, make_article, parse_html
from tests.unit.conftest import CorpusFile

texts = st.lists(st.sampled_from(MARKDOWN_PIECES + HTML_PIECES), max_size=40).map("".join)
HANS, HANT, HK, EN = (EDITIONS[slug] for slug in ("zh-hans", "zh-hant", "zh-hant-hk", "en"))


@pytest.fixture
def store(tmp_path: Path) -> BodyStore:
    return BodyStore(tmp_path / "bodies.sqlite3", 2**20)


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


def test_a_body_is_made_once(
    converter: Converter, store: BodyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def make(article: Article) -> str:
        made.append(article)
        return "<p>头发</p>"

    monkeypatch.setattr(bodies_module, "safe_html", make)
    article = make_article("头发")
    for _ in range(2):
        bodies = BodyRenderer(converter, store)  # as after a restart, or in another process
        assert bodies.body(article, HANT) == bodies.body(article, HANT) == "<p>頭髮</p>"
        assert bodies.body(article, HANS) == bodies.body(article, EN) == "<p>头发</p>"
    assert len(made) == 2


def test_a_body_that_many_ask_for_at_once_is_made_once(
    converter: Converter, store: BodyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def slowly(article: Article) -> str:
        made.append(article)
        time.sleep(0.05)
        return "<p>甲</p>"

    monkeypatch.setattr(bodies_module, "safe_html", slowly)
    bodies = BodyRenderer(converter, store)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: bodies.body(make_article("甲"), HANS), range(16)))
    assert set(results) == {"<p>甲</p>"}
    assert len(made) == 1
    assert bodies._turns == {}


def test_a_body_that_cannot_be_made_holds_nobody_up(
    converter: Converter, store: BodyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = BodyRenderer(converter, store)
    with monkeypatch.context() as patch:
        patch.setattr(bodies_module, "safe_html", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bodies.body(make_article("甲"), HANS)
    assert bodies.body(make_article("甲"), HANS) == "<p>甲</p>\n"


def test_a_changed_body_is_made_anew(converter: Converter, store: BodyStore) -> None:
    bodies = BodyRenderer(converter, store)
    assert "甲" in bodies.body(make_article("甲"), HANS)
    assert "乙" in bodies.body(make_article("乙"), HANS)


def test_the_script_of_an_article_may_be_corrected(converter: Converter, store: BodyStore) -> None:
    """Its body, and so its digest, is the same; front matter now says `script: hant`."""
    bodies = BodyRenderer(converter, store)
    assert "頭髮" in bodies.body(make_article("头发"), HANT)
    assert "头发" in bodies.body(make_article("头发", script=Script.HANT), HANT)


def test_readers_of_different_editions_do_not_disturb_each_other(
    converter: Converter, store: BodyStore
) -> None:
    bodies = BodyRenderer(converter, store)
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
        assert bodies.body(article, HANS if item.script is Script.HANS else HANT) == own, item.name
        for html in (own, bodies.body(article, HANT if item.script is Script.HANS else HANS)):
            root = parse_html(html, is_strict=True)
            assert "".join(root.itertext()).strip(), item.name
            assert dangers(html) == [], item.name
