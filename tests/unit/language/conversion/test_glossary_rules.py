"""What a glossary's rules do to text: whose come first, where they hold, and for how long."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.domain.glossary import NO_GLOSSARY, Glossary, read_glossary
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.markup.html import convert_markup

HANS, HANT = Script.HANS, Script.HANT
VARIANTS = {"hant": Variant.HANT, "hant-tw": Variant.HANT_TW, "hant-hk": Variant.HANT_HK}


def glossary(**table: object) -> Glossary:
    """As front matter has it; keys of variants with an underscore for the hyphen."""
    return read_glossary({key.replace("_", "-"): value for key, value in table.items()})


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ({"keep": ["里"]}, "里面的头发", "里面的頭髮"),
        ({"keep": ["内存"]}, "内存和内存条", "内存和内存條"),
        ({"keep": ["内存", "内存条"]}, "内存条", "内存条"),
        ({"keep": ["内存条", "内存"]}, "内存条", "内存条"),
        ({"replace": {"内存": "主記憶", "内存条": "記憶體模組"}}, "内存条", "記憶體模組"),
        ({"replace": {"内存条": "記憶體模組", "内存": "主記憶"}}, "内存条", "記憶體模組"),
        ({"keep": ["内存"], "replace": {"内存": "主記憶"}}, "内存", "内存"),
        ({"replace": {"范小云": "范小雲"}}, "记者范小云说", "記者范小雲說"),
        ({"replace": {"后": ""}}, "以后呢", "以呢"),
        ({"replace": {"头发": "<b>"}}, "他的头发", "他的<b>"),
        ({"replace": {"头发": "里面"}}, "头发", "里面"),
        ({"replace": {"“头发”": "頭髮"}}, "说“头发”，“里”", "說頭髮，「裡」"),
        ({"keep": ["“里”"]}, "“里”", "“里”"),
        ({"keep": ["."]}, "头.发", "頭.發"),
        ({"keep": ["头.*"]}, "头发", "頭髮"),
        ({"replace": {"A": "B"}}, "A里AA", "B裡BB"),
        ({"keep": ["里"]}, "见 http://x.com/里 里", "見 http://x.com/里 里"),
        ({"replace": {"x": "y"}}, "见 http://x.com/ 里", "見 http://x.com/ 裡"),
        ({"replace": {"发": "發"}}, "⿰亻发发", "⿰亻发發"),
        ({"keep": ["发"]}, "头\u200b发", "頭\u200b发"),
        ({"keep": ["头发"]}, "头\u200b发和头\u00ad发", "头\u200b发和头\u00ad发"),
        ({"replace": {"头发": "髮"}}, "头\u200b发", "髮\u200b"),
        ({"replace": {"甲乙": "一", "乙丙": "二"}}, "甲乙丙", "一丙"),
        ({"replace": {"𠮷": "吉"}}, "𠮷里", "吉裡"),
    ],
)
def test_a_rule_decides(
    converter: Converter, rules: dict[str, object], text: str, expected: str
) -> None:
    assert converter.convert(text, HANS, Variant.HANT, glossary(**rules)) == expected


def test_an_articles_rule_comes_before_the_sites(dictionaries: Dictionaries) -> None:
    site = glossary(replace={"内存": "甲", "里": "乙"}, keep=["头发"])
    converter = Converter(dictionaries, site)
    article = glossary(replace={"内存": "丙"}, keep=["里"])
    assert converter.convert("内存里头发", HANS, Variant.HANT) == "甲乙头发"
    assert converter.convert("内存里头发", HANS, Variant.HANT, article) == "丙里头发"
    assert converter.convert("内存里头发", HANS, Variant.HANT) == "甲乙头发"


def test_what_an_article_replaces_a_site_cannot_keep(dictionaries: Dictionaries) -> None:
    converter = Converter(dictionaries, glossary(keep=["头发"]))
    article = glossary(replace={"头发": "丁"})
    assert converter.convert("头发", HANS, Variant.HANT, article) == "丁"


@pytest.mark.parametrize(("name", "variant"), VARIANTS.items())
def test_a_rule_for_one_variant_comes_before_the_general_ones(
    converter: Converter, name: str, variant: Variant
) -> None:
    rules = glossary(replace={"内存": "一"}, **{name: {"replace": {"内存": "二"}}})
    for other in VARIANTS.values():
        expected = "二" if other is variant else "一"
        assert converter.convert("内存", HANS, other, rules) == expected


def test_a_sites_rule_for_a_variant_against_an_articles_general_one(
    dictionaries: Dictionaries,
) -> None:
    site = glossary(hant_tw={"replace": {"内存": "站台"}})
    converter = Converter(dictionaries, site)
    article = glossary(replace={"内存": "文"})
    assert converter.convert("内存", HANS, Variant.HANT, article) == "文"
    own = glossary(hant_tw={"keep": ["内存"]})
    assert converter.convert("内存", HANS, Variant.HANT_TW, own) == "内存"


def test_an_articles_general_rule_comes_before_the_sites_for_a_variant(
    dictionaries: Dictionaries,
) -> None:
    converter = Converter(dictionaries, glossary(hant_tw={"replace": {"内存": "站台"}}))
    article = glossary(replace={"内存": "文"})
    assert converter.convert("内存", HANS, Variant.HANT_TW, article) == "文"


def test_an_articles_readings_lie_over_the_sites(dictionaries: Dictionaries) -> None:
    converter = Converter(
        dictionaries, glossary(readings={"银行": "yin hang", "朝阳": "zhao yang"})
    )
    article = glossary(readings={"银行": "yin xing"})
    readings = converter.readings(HANS, Variant.HANT, article)
    assert readings == {"銀行": "yin xing", "朝陽": "zhao yang"}


def test_threads_with_different_rules_do_not_disturb_each_other(converter: Converter) -> None:
    def often(number: int) -> set[str]:
        rules = glossary(replace={"内存": f"{number}"}) if number else NO_GLOSSARY
        return {converter.convert("内存里", HANS, Variant.HANT_TW, rules) for _ in range(200)}

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(often, range(8))) == [
            {f"{number}裡" if number else "記憶體裡"} for number in range(8)
        ]


def test_the_conversion_that_remembers_remembers_the_rules_too(converter: Converter) -> None:
    for new in ("一", "二"):
        rules = glossary(replace={"内存": new})
        assert converter.convert_short("内存", HANS, Variant.HANT, rules) == new
        assert converter.convert_field("内存", HANS, Variant.HANT, rules) == new
    assert converter.convert_short("内存", HANS, Variant.HANT) == "內存"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>内<b>存</b>里</p>", "<p>主<b>記憶</b>裡</p>"),
        ("<p>头<b>发</b>里</p>", "<p>头<b>发</b>裡</p>"),
        ("<p>头</p><p>发</p>", "<p>頭</p><p>發</p>"),
        ("<p>头<img alt='头发'>发</p>", "<p>頭<img alt='头发'>發</p>"),
        ("<p>内&#23384;</p>", "<p>主記憶</p>"),
        ("<p>内<wbr>存</p>", "<p>主<wbr>記憶</p>"),
        ("<p>甲里<i>乙</i></p>", "<p>&lt;<i>&amp;</i></p>"),
        ("<p><code>内存</code></p>", "<p><code>内存</code></p>"),
    ],
)
def test_rules_hold_across_tags(converter: Converter, html: str, expected: str) -> None:
    rules = glossary(keep=["头发"], replace={"内存": "主記憶", "甲里乙": "<&"})
    assert convert_markup(html, converter.conversion(HANS, Variant.HANT, rules), "x") == expected


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ({"replace": {"電腦": "計算機"}}, "電腦裡", "计算机里"),
        ({"replace": {"電腦": "计算机"}}, "電腦裡", "计算机里"),
        ({"keep": ["電腦"]}, "電腦裡", "電腦里"),
        ({"replace": {"乾": "乾"}}, "李乾", "李乾"),
        ({"replace": {"電腦": "「裡」"}}, "電腦", "「里」"),
        ({"hans": {"replace": {"電腦": "电子脑"}}}, "電腦", "电子脑"),
    ],
)
def test_a_replacement_is_put_into_simplified(
    converter: Converter, rules: dict[str, object], text: str, expected: str
) -> None:
    assert converter.convert(text, HANT, Variant.HANS, glossary(**rules)) == expected


def test_a_rule_says_how_a_person_is_written(converter: Converter) -> None:
    people = converter.people(HANS, ["徐斯征"])
    rules = glossary(replace={"徐斯征": "徐斯徵"})
    assert converter.convert("徐斯征说", HANS, Variant.HANT, rules, people) == "徐斯徵說"
    assert converter.convert_field("徐斯征", HANS, Variant.HANT, rules) == "徐斯徵"


def test_rules_do_nothing_to_text_in_its_own_script(converter: Converter) -> None:
    rules = glossary(replace={"里": "X"})
    assert converter.convert("里", HANS, Variant.HANS, rules) == "里"
    assert converter.convert("里", HANT, Variant.HANT, rules) == "里"


def test_text_without_chinese_has_no_rules(converter: Converter) -> None:
    assert converter.convert("RAM", HANS, Variant.HANT, glossary(replace={"RAM": "X"})) == "RAM"


@given(
    words=st.lists(st.text("头发里面内存a“”.*\\[(|", min_size=1, max_size=4), max_size=4),
    text=st.text("头发里面内存a“”.*\\[(|\u200b\n", max_size=30),
    variant=st.sampled_from([Variant.HANT, Variant.HANT_TW]),
)
def test_words_that_are_kept_are_kept(
    converter: Converter, words: list[str], text: str, variant: Variant
) -> None:
    """As often as each was there, wherever no other rule's word overlaps it."""
    converted = converter.convert(text, HANS, variant, Glossary(keep=tuple(words)))
    for word in words:
        if not any(set(word) & set(other) for other in words if other != word):
            assert converted.count(word) >= text.count(word)


def test_many_rules_cost_no_more_than_their_text(converter: Converter) -> None:
    words = tuple(f"{chr(0x4E00 + number)}里{chr(0x5E00 + number)}" for number in range(3000))
    rules = Glossary(keep=words)
    text = "".join(words[:50])
    assert converter.convert(text * 20, HANS, Variant.HANT, rules) == text * 20
