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
    ("系", "此人[系|係]因病去世", "中文[系|系]学生"),
    ("系", "以上内容均[系|係]原件", "关[系|係]很好"),
    ("系", "张某[系|係]公司员工", "某[系|系]统出错"),
    ("出", "唱了两[出|齣]京剧", "他[出|出]了戏院"),
    ("只", "渔船[只|只]能靠岸", "船[只|隻]数量增加"),
    ("只", "我有两[只|隻]猫", "[只|只]有猫"),
    ("只", "院里养着四[只|隻]鹅", "他[只|只]喝茶"),
    ("只", "一只[只|隻]小猫跑来", "他们一直[只|只]喝茶"),
    ("出", "一出[出|齣]好戏", "他进进[出|出]出看戏"),
    ("干", "把水沥[干|乾]", "他变[干|幹]部了"),
    ("干", "血[干|乾]了", "树[干|幹]很粗"),
    ("干", "控[干|乾]水分", "他[干|幹]水利工作"),
    ("冲", "用清水[冲|沖]净", "他[冲|衝]了出去"),
    ("喂", "她[喂|餵]孩子", "[喂|喂]，你好"),
    ("卷", "翻[卷|捲]的浪花", "读了一[卷|卷]书"),
    ("卷", "他把席子一[卷|捲]就走", "第一[卷|卷]就写完了"),
    ("团", "两个饭[团|糰]", "晚饭[团|團]购"),
    ("干", "买了[干|乾]辣椒", "他[干|幹]活"),
    ("卷", "[卷|捲]起袖子", "第三[卷|卷]书"),
    ("里", "往汤[里|裡]加盐", "走了五公[里|里]加两百米"),
    ("面", "他在吃[面|麵]，我在看", "他在这一[面|面]，我在那一面"),
    ("面", "把[面|麵]煮熟", "[面|面]对困难"),
    ("面", "揉[面|麵]要用力", "当[面|面]说清"),
    ("冲", "她[冲|沖]了一杯咖啡", "他[冲|衝]上了楼"),
    ("姜", "放入[姜|薑]片", "[姜|姜]太公"),
    ("姜", "[姜|薑]切成丝", "[姜|姜]先生"),
    ("姜", "切葱、[姜|薑]。", "孟[姜|姜]女"),
    ("钟", "墙上有个[钟|鐘]", "[钟|鍾]南山"),
    ("钟", "墙上的[钟|鐘]坏了", "[钟|鍾]先生"),
    ("困", "我很[困|睏]", "很[困|困]难"),
    ("困", "他[困|睏]得睁不开眼", "他被[困|困]得不能动"),
    ("一周", "绕操场跑[一周|一周]", "他休息了[一周|一週]"),
    ("一周", "绕了[一周|一周]", "过了[一周|一週]"),
    ("云", "古人[云|云]：", "白[云|雲]很美"),
    ("不准", "[不准|不准]说话", "算[不准|不準]的"),
    ("并", "他感谢大家，[并|並]为大家唱歌", "把两校合[并|併]为一校"),
    ("海里", "鱼在[海里|海裡]游", "航行了三十[海里|海里]远"),
    ("刮", "他在[刮|刮]胡子", "[刮|颳]风了"),
    ("只", "买了3[只|隻]鸡", "这3个[只|只]要五元"),
    ("王后", "[王后|王后]来了", "[王后|王后]的侍女"),
    ("天后", "28[天后|天後]删除", "[天后|天后]宫"),
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
    ("里脊", "炒[里脊|里脊]肉", "屋[里|裡]有脊柱图"),
    ("金岳霖", "[金岳霖|金岳霖]的书", "登上[五岳|五嶽]"),
    ("歌坛天后", "[歌坛天后|歌壇天后]来台演出", "三[天后|天後]再说"),
    ("余华", "[余华|余華]写小说", "其[余|餘]华侨"),
    ("余秋雨", "[余秋雨|余秋雨]散文", "其[余|餘]秋天的事"),
    ("余则成", "[余则成|余則成]来了", "其[余|餘]则成功了"),
    ("余承东", "[余承东|余承東]来了", "其[余|餘]承诺"),
    ("炒制", "[炒制|炒製]茶叶", "[控制|控制]火候"),
    ("晾晒烟", "[晾晒烟|晾曬菸]叶", "炊[烟|煙]升起"),
    ("子丑", "[子丑|子丑]寅卯", "长得[丑|醜]"),
    ("乙丑", "[乙丑|乙丑]年", "[丑|醜]陋"),
    ("丁丑", "[丁丑|丁丑]年", "[丑|醜]闻"),
    ("己丑", "[己丑|己丑]年", "[丑|醜]恶"),
    ("辛丑", "[辛丑|辛丑]条约", "[丑|醜]态"),
    ("癸丑", "[癸丑|癸丑]年", "小[丑|丑]跳舞"),
    ("换发", "申请[换发|換發]执照", "他的头[发|髮]"),
    ("换发型", "她[换发型|換髮型]", "[换发|換發]证件"),
    ("烤制", "[烤制|烤製]面包", "[限制|限制]面包"),
    ("煎制", "[煎制|煎製]牛排", "[制止|制止]他"),
    ("在家自制", "[在家自制|在家自製]酸奶", "他很有[自制|自制]力"),
    ("封后炒", "用油[封后炒|封後炒]熟", "她被[封后|封后]"),
    ("一道咸", "[一道咸|一道鹹]菜", "[咸丰|咸豐]年间"),
    ("这道咸", "[这道咸|這道鹹]菜", "来到[咸阳|咸陽]"),
    ("中火并", "用[中火并|中火並]翻炒", "黑帮[火并|火併]"),
    ("大火并", "用[大火并|大火並]翻炒", "两派[火并|火併]"),
    ("小火并", "用[小火并|小火並]翻炒", "昨夜[火并|火併]"),
    ("拴系", "[拴系|拴繫]马匹", "[体系|體系]完整"),
    ("准入", "市场[准入|准入]", "标[准|準]入口"),
    ("准运", "[准运|准運]证", "对[准|準]目标"),
    ("预签", "[预签|預簽]合同", "抽[签|籤]"),
    ("网签", "[网签|網簽]备案", "牙[签|籤]"),
    ("签批", "领导[签批|簽批]", "书[签|籤]"),
    ("丰度", "同位素[丰度|豐度]", "张三[丰|丰]"),
    ("制氢", "[制氢|製氫]设备", "[制度|制度]"),
    ("视后", "她是[视后|視后]", "近视[后|後]"),
    ("萧后", "[萧后|蕭后]很美", "[后|後]来"),
    ("谷香", "闻到[谷香|穀香]", "山[谷|谷]"),
    ("六尺之孤", "托[六尺之孤|六尺之孤]", "[孤|孤]儿"),
    ("校舍不", "[校舍不|校舍不]多", "依依[不舍|不捨]"),
]
# Where rules could speak that must not.
SILENT = [
    "下一站是公[里|里]加油站",
    "一公[里|里]加三元",
    "油价下调，每公[里|里]加点钱",
    "倒入厨[余|餘]垃圾桶",
    "关掉后的[余|餘]温",
    "沥去[余|餘]油",
    "查询[余|餘]票",
    "历时年[余|餘]",
    "他工作了一年[余|餘]",
    "公[余|餘]时间",
    "[余|餘]皆不论",
    "两个[余|餘]角相等",
    "他一[出|出]门就去看戏",
    "一[出|出]现剧烈疼痛就停",
    "他一[出|出]去看戏就忘了",
    "脉[冲|衝]颗粒",
    "缓[冲|衝]杯",
    "他[冲|衝]着茶馆走",
    "他[冲|衝]着厕所跑",
    "第一[卷|卷]就写完了",
    "他听[钟|鍾]老师的话",
    "预报[不准|不準]怎么办",
    "命中率[不准|不準]导致失败",
    "把握[不准|不準]问题",
    "镜头对[不准|不準]焦",
    "唱[不准|不準]音",
    "每[出|出]一次戏",
]
# Sentences that a rule spoils, and why.
SPOILT = {
    "我看[不准|不準]他": "a phrase of OpenCC's lies across",
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
        *SILENT,
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
