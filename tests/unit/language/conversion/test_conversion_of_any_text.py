"""Conversion of whatever comes: nothing is lost, nothing takes long, nothing is done twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.article import Format
from reader.domain.editions import EDITIONS, Script, Variant
from reader.domain.glossary import NO_GLOSSARY, Glossary
from reader.language.characters import HAN_CLASS, TRANSPARENT
from reader.language.conversion.converter import Conversion, Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.edits import Edit, apply, over
from reader.language.markup.joined import edits_through
from reader.rendering.bodies import BodyRenderer, safe_html
from reader.storage.bodies import BodyStore
from tests.unit.builders import make_article, processor_time
from tests.unit.conftest import CorpusFile

HANS, HANT = Script.HANS, Script.HANT
TARGETS = [
    (HANS, Variant.HANT),
    (HANS, Variant.HANT_TW),
    (HANS, Variant.HANT_HK),
    (HANT, Variant.HANS),
]
OWN = {HANS: [Variant.HANS], HANT: [Variant.HANT, Variant.HANT_TW, Variant.HANT_HK]}
every_target = pytest.mark.parametrize(("source", "target"), TARGETS)
targets = st.sampled_from(TARGETS)
HAN_AND_QUOTES = re.compile(f"[{HAN_CLASS}“”‘’「」『』]")
CHINESE = "头发展后来里面条干净云说話這裡龍咸豐余先生记者范于是只能一周冲茶姜钟困不准内存网络信息"
pieces = st.lists(
    st.sampled_from(
        [*CHINESE, *"“”‘’「」『』🙂𠮷éA1 ，。-豈㐂〇々か카ㄅ⿰\x00\u2028\ufffc\ud800\udc80",
         *"\u200b\u00ad\ufe00\ufeff\U000e0100", "e\u0301", "👩‍💻", "\r\n", "⿲亻", "⿰亻发",
         "http://x.com/头", "a@b.cn"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


def others(text: str) -> str:
    return HAN_AND_QUOTES.sub("", text)


# No character is lost.


@given(text=st.text() | pieces, target=targets)
def test_what_is_no_han_stays_in_its_order(
    converter: Converter, text: str, target: tuple[Script, Variant]
) -> None:
    assert others(converter.convert(text, *target)) == others(text)


@given(text=st.text() | pieces, target=targets)
def test_a_character_becomes_a_character(
    converter: Converter, text: str, target: tuple[Script, Variant]
) -> None:
    """Words change in length in the Taiwan edition alone."""
    if target[1] is not Variant.HANT_TW:
        assert len(converter.convert(text, *target)) == len(text)


@given(text=pieces, target=targets, is_plain=st.booleans())
def test_the_edits_of_a_block_are_sound(
    converter: Converter, text: str, target: tuple[Script, Variant], *, is_plain: bool
) -> None:
    conversion = converter.conversion(*target)
    edits = conversion.edits(text) if is_plain else edits_through(text, conversion)
    position = 0
    for start, end, new in edits:
        assert position <= start < end <= len(text)
        assert text[start:end] != new
        assert "\ufffc" not in text[start:end]
        position = end


@given(text=pieces, target=targets)
def test_only_invisible_characters_are_put_aside(
    converter: Converter, text: str, target: tuple[Script, Variant]
) -> None:
    converted = converter.convert(text, *target)
    bare = TRANSPARENT.sub("", text)
    assert TRANSPARENT.sub("", converted) == converter.convert(bare, *target)


@every_target
@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufe00", "\U000e0100"])
def test_a_phrase_runs_across_what_does_not_show(
    converter: Converter, source: Script, target: Variant, sign: str
) -> None:
    word = "头发" if source is HANS else "頭髮"
    converted = converter.convert(word, source, target)
    split = converter.convert(sign.join(f"{sign}{word}{sign}"), source, target)
    assert split.replace(sign, "") == converted
    assert split.count(sign) == len(word) + 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⿰亻发发", "⿰亻发發"),
        ("字形⿱艹⿰亻发，发", "字形⿱艹⿰亻发，發"),
        ("⿲发发发发", "⿲发发发發"),
        ("⿾发发", "⿾发發"),
        ("发⿰", "發⿰"),
        ("⿰发", "⿰发"),
        (
            "见https://zh.wikipedia.org/wiki/头发，头发",
            "見https://zh.wikipedia.org/wiki/头发，頭髮",
        ),
        ("发a@头发.中国，发", "發a@头发.中国，發"),
        ("“头‘发’里”", "「頭『發』裡」"),
        ("‘头“发”里’", "「頭『發』裡」"),
        ("don’t 里", "don’t 裡"),
        ("头 发", "頭 發"),
        ("头\n发", "頭\n發"),
        ("头\ufffc发", "頭\ufffc發"),
        ("\ufeff头发", "\ufeff頭髮"),
        ("\ud800头发\udc80", "\ud800頭髮\udc80"),
        ("\U00030000发", "\U00030000發"),
    ],
)
def test_what_is_no_prose_stays(converter: Converter, text: str, expected: str) -> None:
    assert converter.convert(text, HANS, Variant.HANT) == expected


def test_a_very_deep_description_sequence_ends(converter: Converter) -> None:
    with processor_time(5):
        text = "⿰" * 20_000 + "发"
        assert len(converter.convert(text, HANS, Variant.HANT)) == len(text)


# The switches.


def test_quotes_can_be_switched_off(dictionaries: Dictionaries) -> None:
    plain = Converter(dictionaries, quotes=False)
    assert plain.convert("“里”", HANS, Variant.HANT) == "“裡”"
    assert plain.convert("「裡」", HANT, Variant.HANS) == "「里」"


def test_the_version_tells_every_switch(dictionaries: Dictionaries) -> None:
    converters = [
        Converter(dictionaries, site, context=context, quotes=quotes)
        for site in (NO_GLOSSARY, Glossary(keep=("里",)))
        for context in (True, False)
        for quotes in (True, False)
    ]
    assert len({converter.version for converter in converters}) == len(converters)
    assert Converter(dictionaries).version == Converter(dictionaries).version


# Explaining.


@given(text=pieces, target=targets)
def test_explaining_does_not_fail_and_is_in_order(
    converter: Converter, text: str, target: tuple[Script, Variant]
) -> None:
    changes = converter.conversion(*target).explain(text)
    assert changes == sorted(changes)
    assert all(0 <= change.start < change.end <= len(text) for change in changes)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("他说“头\u200b发”被发明，余先生吃面。", (HANS, Variant.HANT)),
        ("他說「頭髮」被發明", (HANT, Variant.HANS)),
        ("内存里的说明", (HANS, Variant.HANT_TW)),
    ],
)
def test_every_change_is_explained(
    converter: Converter, text: str, target: tuple[Script, Variant]
) -> None:
    conversion = converter.conversion(*target)
    explained = {
        place
        for change in conversion.explain(text)
        for place in range(change.start, change.end)
        if not change.rule.startswith("not taken")
    }
    changed = {
        place
        for start, end, new in edits_through(text, conversion)
        for place in range(start, end)
        if len(new) != end - start or new[place - start] != text[place]
    }
    assert changed <= explained


# Real articles.


def test_no_article_changes_in_its_own_script(
    converter: Converter, corpus_files: list[CorpusFile]
) -> None:
    bodies = BodyRenderer(converter)
    for item in corpus_files:
        article = item.parsed.article
        if article.summary.script is item.script:
            html = safe_html(article)
            for slug, edition in EDITIONS.items():
                if edition.variant in OWN[item.script] and not edition.is_annotated:
                    assert bodies.body(article, edition) == html, (item.name, slug)


@pytest.mark.parametrize("target", [Variant.HANT, Variant.HANT_HK])
def test_there_and_back_returns_the_text(
    converter: Converter, corpus_files: list[CorpusFile], target: Variant
) -> None:
    total = changed = 0
    for item in corpus_files:
        if item.script is HANS:
            body = item.parsed.article.body
            back = converter.convert(converter.convert(body, HANS, target), HANT, Variant.HANS)
            assert len(back) == len(body), item.name
            total += len(body)
            changed += sum(a != b for a, b in zip(body, back, strict=True))
    assert total > 400_000
    assert changed / total < 0.0001


def test_eight_threads_convert_alike(converter: Converter, corpus_files: list[CorpusFile]) -> None:
    texts = [item.parsed.article.body[:150] for item in corpus_files if item.script is HANS][:20]
    jobs = [(text, variant) for text in texts for _, variant in TARGETS[:3]]
    expected = [converter.convert(text, HANS, variant) for text, variant in jobs]

    def often(shift: int) -> int:
        wrong = 0
        for number in range(500):
            text, variant = jobs[(number + shift) % len(jobs)]
            right = expected[(number + shift) % len(jobs)]
            wrong += converter.convert(text, HANS, variant) != right
        return wrong

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(often, range(8))) == [0] * 8


# Nothing is done twice, and nothing takes long.


class Counting(Converter):
    """A converter that counts the conversions it is asked for."""

    conversions = 0

    def conversion(self, *arguments: object, **options: object) -> Conversion:
        self.conversions += 1
        return super().conversion(*arguments, **options)  # type: ignore[arg-type]


def test_a_second_view_converts_nothing(dictionaries: Dictionaries, tmp_path: Path) -> None:
    converter = Counting(dictionaries)
    bodies = BodyRenderer(converter, BodyStore(tmp_path / "bodies.sqlite3", 2**20))
    article = make_article("头发里的记者余晓洁")
    for slug in ("zh-hant", "zh-hant-tw", "zh-hant-hk"):
        first = bodies.body(article, EDITIONS[slug])
        before = converter.conversions
        assert bodies.body(article, EDITIONS[slug]) == first
        assert converter.conversions == before > 0


def test_a_view_in_the_own_script_converts_nothing(dictionaries: Dictionaries) -> None:
    converter = Counting(dictionaries)
    BodyRenderer(converter).body(make_article("头发"), EDITIONS["zh-hans"])
    assert converter.conversions == 0


def test_the_people_of_the_fields_keep_their_form_in_the_body(converter: Converter) -> None:
    article = make_article("<p>昨天徐斯<b>征</b>来了</p>", Format.HTML)
    named = replace(article, summary=replace(article.summary, author="记者 徐斯征"))
    bodies = BodyRenderer(converter)
    assert "徐斯<b>徵</b>" in bodies.body(article, EDITIONS["zh-hant"])
    assert "徐斯<b>征</b>" in bodies.body(named, EDITIONS["zh-hant"])


class Count:
    """A conversion that counts how many characters it was given."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion, self.characters = conversion, 0

    def edits(self, text: str) -> list[Edit]:
        self.characters += len(text)
        return self.conversion.edits(text)


@pytest.mark.parametrize(
    "part",
    ["头发", "说", "里面的面条", "余先生", "一周", "“", "小于", "⿰", "http://里"],
)
def test_a_text_without_punctuation_is_seen_once(converter: Converter, part: str) -> None:
    text = part * (60_000 // len(part))
    with processor_time(20):
        counted = Count(converter.conversion(HANS, Variant.HANT))
        converted = apply(text, edits_through(text, counted))
    assert len(converted) == len(text)
    assert counted.characters == len(text)


def test_800000_characters_come_out_like_their_parts(converter: Converter) -> None:
    with processor_time(60):
        converted = converter.convert("头发现在说" * 160_000, HANS, Variant.HANT)
    assert converted == "頭髮現在說" * 160_000


def test_ten_megabytes_finish(converter: Converter) -> None:
    text = "在脱贫攻坚战场上，头发“里”。\n" * (10_000_000 // 45)
    with processor_time(60):
        converted = converter.convert(text, HANS, Variant.HANT)
    assert converted == "在脫貧攻堅戰場上，頭髮「裡」。\n" * (10_000_000 // 45)


def test_edits_over_edits() -> None:
    assert over("甲乙丙", "A乙丙", [(1, 2, "B")]) == [(0, 1, "A"), (1, 2, "B")]
    assert over("甲", "A", [(0, 1, "甲")]) == []
