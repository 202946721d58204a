"""The rules of contexts.txt: each has a sentence that it changes and one that it leaves alone."""

import pytest

from reader.domain.editions import Script, Variant
from reader.language.conversion import contexts
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.conversion.segmentation import Lexicon
from tests.unit.builders import processor_time

# What is written, a sentence in which the rule speaks, and one in which it must be silent; the
# rules of one character stand in the order of the file. In brackets: what is decided.
RULES = [
    ("范", "他姓[范|范]", "这个[范|範]围很大"),
    ("朴", "这个[朴|朴]字", "他为人[朴|樸]实"),
    ("郁", "这个[郁|郁]字", "他很抑[郁|鬱]"),
    ("岳", "他叫[岳|岳]", "登上五[岳|嶽]"),
    ("余", "我姓[余|余]", "其[余|餘]的人"),
    ("出", "唱了两[出|齣]京剧", "他[出|出]了戏院"),
    ("只", "渔船[只|只]能靠岸", "一[只|隻]猫"),
    ("只", "我有两[只|隻]猫", "[只|只]有猫"),
    ("里", "往汤[里|裡]加盐", "走了五公[里|里]"),
    ("面", "他在吃[面|麵]，我在看", "他在这一[面|面]，我在那一面"),
    ("冲", "她[冲|沖]了一杯咖啡", "他[冲|衝]上了楼"),
    ("姜", "放入[姜|薑]片", "[姜|姜]太公"),
    ("姜", "切葱、[姜|薑]。", "孟[姜|姜]女"),
    ("钟", "墙上有个[钟|鐘]", "[钟|鍾]南山"),
    ("钟", "墙上的[钟|鐘]坏了", "[钟|鍾]先生"),
    ("困", "我很[困|睏]", "很[困|困]难"),
    ("困", "他[困|睏]得睁不开眼", "他被[困|困]得不能动"),
    ("一周", "绕操场跑[一周|一周]", "他休息了[一周|一週]"),
    ("一周", "绕了[一周|一周]", "过了[一周|一週]"),
    ("卷", "他把席子一[卷|捲]就走", "读了一[卷|卷]书"),
    ("不准", "[不准|不准]说话", "算[不准|不準]的"),
]
PHRASES = [
    ("冲茶", "他在[冲茶|沖茶]", "他[冲|衝]到茶馆"),
    ("甜酒曲", "买[甜酒曲|甜酒麴]", "喝甜酒唱[曲|曲]"),
    ("里面条", "碗[里面条|裡麵條]断了", "屋[里面条|裡面條]件好"),
    ("里面馆", "村[里面馆|裡麵館]开门", "在[里面|裡面]的人"),
    ("校舍弃", "[校舍弃|校舍棄]用已久", "学[校舍弃|校捨棄]了他"),
    ("老板着脸", "他[老板着脸|老板著臉]", "[老板|老闆]来了"),
    ("干宝", "[干宝|干寶]写书", "[干|乾]净的宝贝"),
    ("唱完歌后", "[唱完歌后|唱完歌後]回家", "她是[歌后|歌后]"),
    ("听完歌后", "[听完歌后|聽完歌後]回家", "她是[歌后|歌后]"),
    ("树干枯", "大[树干枯|樹乾枯]了", "[树干|樹幹]很粗"),
    ("头发送", "把[头发送|頭髮送]走", "龙头[发送|發送]的信"),
    ("了解药", "服[了解药|了解藥]就好", "先[了解|瞭解]药性"),
    ("干重活", "他[干重活|幹重活]", "[干|乾]净的重活"),
    ("余忆", "[余忆|余憶]童年", "[余|餘]下的回忆"),
    ("子云亭", "西蜀[子云亭|子雲亭]", "子曰[云|云]云"),
    ("于是之", "[于是之|于是之]演茶馆", "[于是|於是]他来了"),
    ("卡里剩", "[卡里剩|卡裡剩]十元", "屋里[剩|剩]饭"),
]
# Sentences that a rule spoils, and why.
SPOILT = {
    "下一站是公[里|里]加油站": "里 before 加: a distance",
    "一公[里|里]加三元": "里 before 加: a distance",
    "油价下调，每公[里|里]加点钱": "里 before 加: a distance",
    "倒入厨[余|餘]垃圾桶": "余 alone, after what is no number",
    "关掉后的[余|餘]温": "余 alone, before 温",
    "沥去[余|餘]油": "余 alone, before 油",
    "查询[余|餘]票": "余 alone, before 票",
    "历时年[余|餘]": "余 alone, after 年",
    "他工作了一年[余|餘]": "余 alone, after 年",
    "公[余|餘]时间": "余 alone, after 公",
    "[余|餘]皆不论": "余 alone, before 皆",
    "两个[余|餘]角相等": "余 alone, before 角",
    "他一[出|出]门就去看戏": "出 as a verb before 戏",
    "一[出|出]现剧烈疼痛就停": "出 as a verb before 剧烈",
    "他一[出|出]去看戏就忘了": "出 as a verb before 戏",
    "每[出|出]一次戏": "出 as a verb before 戏",
    "脉[冲|衝]颗粒": "冲 at the end of a word",
    "缓[冲|衝]杯": "冲 at the end of a word",
    "他[冲|衝]着茶馆走": "冲 towards a place",
    "他[冲|衝]着厕所跑": "冲 towards a place",
    "第一[卷|卷]就写完了": "卷 of a book",
    "他听[钟|鍾]老师的话": "钟 after 听 as a surname",
    "预报[不准|不準]怎么办": "不准 after a noun or verb that may be exact",
    "命中率[不准|不準]导致失败": "不准 after a noun or verb that may be exact",
    "把握[不准|不準]问题": "不准 after a noun or verb that may be exact",
    "我看[不准|不準]他": "a phrase of OpenCC's lies across",
    "镜头对[不准|不準]焦": "不准 after a verb that is not listed",
    "唱[不准|不準]音": "不准 after a verb that is not listed",
}


@pytest.fixture(scope="session")
def lexicon(dictionaries: Dictionaries) -> Lexicon:
    return Lexicon(dictionaries.frequencies())


def decided(sentence: str) -> tuple[str, int, str, str]:
    """Of a sentence with brackets: its text, where they are, what is in them, what it becomes."""
    before, _, rest = sentence.partition("[")
    inside, _, after = rest.partition("]")
    written, _, new = inside.partition("|")
    return before + written + after, len(before), written, new


SENTENCES = [sentence for row in (*RULES, *PHRASES) for sentence in row[1:]]


@pytest.mark.parametrize(
    "sentence",
    [
        *SENTENCES,
        *(
            pytest.param(sentence, marks=pytest.mark.xfail(strict=True, reason=reason))
            for sentence, reason in SPOILT.items()
        ),
    ],
)
def test_the_rules_choose_the_right_character(converter: Converter, sentence: str) -> None:
    text, place, written, new = decided(sentence)
    converted = converter.convert(text, Script.HANS, Variant.HANT)
    assert converted[place : place + len(written)] == new


def test_every_rule_has_its_sentences(lexicon: Lexicon) -> None:
    assert [rule.written for rule in contexts._RULES] == [written for written, _, _ in RULES]
    for rule, (written, changed, unchanged) in zip(contexts._RULES, RULES, strict=True):
        text, place, _, _ = decided(changed)
        spans = [match.span() for match in rule.pattern.finditer(text)]
        assert any(start <= place < end for start, end in spans), changed
        assert written in decided(unchanged)[0]
    assert {phrase for phrase, _, _ in PHRASES} == contexts._PHRASES.keys()
    for phrase, changed, _ in PHRASES:
        found = contexts.in_simplified(decided(changed)[0], lexicon)
        assert contexts._PHRASES[phrase] in [value for _, _, value in found], changed


@pytest.mark.parametrize(("written", "changed", "unchanged"), RULES)
def test_a_rule_is_silent_where_it_should_be(
    lexicon: Lexicon, written: str, changed: str, unchanged: str
) -> None:
    text, place, _, _ = decided(unchanged)
    assert written in text
    assert place not in [start for start, _, _ in contexts.in_simplified(text, lexicon)]
    assert changed != unchanged


def test_what_a_rule_answers_is_as_long_as_what_is_written() -> None:
    rows = [(rule.written, rule.value) for rule in contexts._RULES]
    for written, value in (*rows, *contexts._PHRASES.items(), *contexts._TRADITIONAL.items()):
        assert len(written) == len(value)


@pytest.mark.parametrize("text", ["甚麼", "甚么"])
def test_traditional_text_has_rules_too(converter: Converter, text: str) -> None:
    assert converter.convert(f"{text}是甚好的", Script.HANT, Variant.HANS) == "什么是甚好的"


def test_the_rules_can_be_switched_off(dictionaries: Dictionaries) -> None:
    plain = Converter(dictionaries, context=False)
    assert plain.convert("余先生吃面，很困", Script.HANS, Variant.HANT) == "餘先生吃麵，很困"
    assert plain.convert("甚麼", Script.HANT, Variant.HANS) == "甚么"


@pytest.mark.parametrize("part", [row[0] for row in RULES] + ["一出", "冲了好", "不准不", "里加"])
def test_long_texts_take_linear_time(lexicon: Lexicon, part: str) -> None:
    with processor_time(10):
        list(contexts.in_simplified(part * (10_000 // len(part)), lexicon))
