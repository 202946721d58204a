"""Names of people: who is one, and how one is written in the other script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.conversion.names import in_field, in_text, written_in_full
from reader.language.conversion.segmentation import Lexicon
from tests.unit.builders import processor_time

HANS = Script.HANS


@pytest.fixture(scope="session")
def lexicon(dictionaries: Dictionaries) -> Lexicon:
    return Lexicon(dictionaries.frequencies())


def fault(text: str, reason: str, *more: str) -> object:
    """A row that comes out wrong."""
    return pytest.param(text, *more, marks=pytest.mark.xfail(strict=True, reason=reason))


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("张力", "张力"),
        ("本报记者 张力 通讯员 范小云", "张力 范小云"),
        ("本报记者张力、范小云", "张力 范小云"),
        ("记者：余晓洁；摄影：于海", "余晓洁 于海"),
        ("文/范小云 图/张力", "范小云 张力"),
        ("新华社记者 龚立", "龚立"),
        ("司马光", ""),  # whom the lexicon knows, and so the dictionaries
        ("欧阳修、诸葛孔明", "诸葛孔明"),
        ("[唐]杜甫", ""),
        ("史蒂夫·乔布斯", ""),
        ("新华社", ""),
        ("县发展改革局", ""),
        ("余杭区政府", ""),
        ("余杭区", ""),
        ("范县", ""),
        ("于都县", ""),
        ("云南日报", ""),
        ("党办", ""),
        ("办公室", ""),
        ("佚名", ""),
        ("余", ""),
        ("Smith", ""),
        ("", ""),
        ("𠮷野家", ""),
        ("\ud800", ""),
        ("综合", ""),
        ("本站", ""),
        ("编辑部", ""),
        ("阳光", ""),
        ("小编", ""),
        ("张局长", ""),
        ("余杭发布", ""),
        ("党委", ""),
        ("管理员", ""),
        ("云南", ""),
        ("广西", ""),
        ("张力报道", "张力"),
        ("张力 摄", "张力"),
        ("范小云/文", "范小云"),
    ],
)  # fmt: skip
def test_a_field_names_people(lexicon: Lexicon, field: str, people: str) -> None:
    places = in_field(field, lexicon)
    assert " ".join(field[start:end] for start, end in places) == people


@given(st.text("本报记者张力、通讯员范小云 局司马光/：\ud800a", max_size=30))
def test_who_is_named_is_in_the_field(lexicon: Lexicon, field: str) -> None:
    position = 0
    for start, end in in_field(field, lexicon):
        assert position <= start < end <= len(field)
        assert 1 < end - start <= 4
        position = end


NAMES = [
    ("余先生昨天来了", "余"),
    ("记者余晓洁从北京报道", "余晓洁"),
    ("记者：余晓洁", "余晓洁"),
    fault("记者钟文、范晓于", "于 is taken for a preposition even at the end", "钟文 范晓于"),
    fault("他是老于的朋友", "于 is a name in sure contexts only", "于"),
    ("小范和小余来了", "范 余"),
    ("范仲淹先生", "范仲淹"),
    fault("于洋洋说，他不来", "于 is a name in sure contexts only", "于洋洋"),
    ("他，范志毅表示", "范志毅"),
    ("于总经理", "于"),
    ("朴女士", "朴"),
    ("警方说岳某某已逃", "岳"),
    ("作者：范小云", "范小云"),
    ("责编 余洁", "余洁"),
    ("姓余的人", "余"),
    ("记者余洁报道", "余洁"),
    ("主任于海", "于海"),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_what_stands_beside_a_name_tells_it(lexicon: Lexicon, text: str, names: str) -> None:
    found = in_text(text, lexicon)
    covered = {place for start, end, _ in found for place in range(start, end)}
    assert covered == {
        place
        for name in names.split()
        for place in range(text.index(name), text.index(name) + len(name))
    }


NO_NAMES = [
    "其余先生们", "于是他来了", "关于先生的事", "党委书记", "云南省委书记", "范围主任", "干部主任",
    "后来老师来了", "游客先生", "由于老板不在", "规范老师的言行", "业余教授", "三百余位老师",
    "对于女士来说", "位于局长办公室", "师范老师", "模范工人", "骨干老师", "若干医生", "各种工具",
    "这种老师", "上游工厂", "咸阳市长", "云集", "主任于昨日", "记者后来说", "王后夫人", "之后老师",
    "最后总理", "然后记者", "今后工作", "以后工人", "大于总数", "用于工业", "利于老人", "白云总在",
    "糊涂先生", "忧郁先生", "山谷老人", "稻谷总产", "树干总是", "编辑部", "作者云南人",
    "幕后老板", "身后总有", "皇后小姐", "背后老师",
]  # fmt: skip
# What titles within words came to once.
NO_TITLES = [
    "灾后重建工作",
    "下课后老师说",
    "结婚后老公",
    "毕业后工作",
    "履行付款责任。后工商银行",
    "疫情后工厂",
    "退休后老人",
    "他走后记者问",
    "三年后总统",
    "改革后工资",
    "后梅某某因病去世",
    "厚度小于0.5厘米",
    "总体方差小于其余时间",
    "不得小于国务院规定",
    "合于养老条件",
    "致力于工业",
    "窃比于我老彭",
    "他干工作",
    "一干老友",
    "干老本行",
    "种工艺",
    "余工作",
    "选手后程发力",
    "就座于主席台",
    "三年后制成主任满意的样品",
    "列于工程招标规范",
    "开发单位于施工前",
    "合于民法总则",
    "以老于户牖之下",
    "小丑先生",
    "来自于老师",
    "受命于先生",
]


@pytest.mark.parametrize("text", [*NO_NAMES, *NO_TITLES])
def test_a_word_is_no_name(lexicon: Lexicon, text: str) -> None:
    assert in_text(text, lexicon) == []


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("张力", "張力"),
        ("龚立", "龔立"),
        ("徐斯征", "徐斯征"),
        ("于右任", "于右任"),
        ("范仲淹", "范仲淹"),
        ("余光中", "余光中"),
        ("本报记者 张力 通讯员 范小云", "本報記者 張力 通訊員 范小雲"),
        ("县发展改革局", "縣發展改革局"),
        ("余杭区政府", "餘杭區政府"),
        ("新华社", "新華社"),
        ("司马光", "司馬光"),
        ("后台管理员", "後臺管理員"),
        ("云南日报", "雲南日報"),
        ("范", "范"),
        fault("余", "a surname that is the whole field", "余"),
        ("党委", "黨委"),
        ("云南张力", "雲南張力"),
        ("云南", "雲南"),
    ],
)  # fmt: skip
def test_a_name_in_a_field_keeps_what_is_ambiguous(
    converter: Converter, field: str, expected: str
) -> None:
    assert converter.convert_field(field, HANS, Variant.HANT) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("于右任", "于右任"),
        ("李乾", "李乾"),
        ("記者 李乾", "记者 李乾"),
        ("張乾", "张乾"),
        fault("陳著", "著 becomes 着, and 陈着 is no name", "陈著"),
    ],
)
def test_a_traditional_name_keeps_what_is_ambiguous(
    converter: Converter, field: str, expected: str
) -> None:
    assert converter.convert_field(field, Script.HANT, Variant.HANS) == expected


def test_a_word_that_looks_like_a_name_does_not_spread(converter: Converter) -> None:
    text = "灾后重建工作开始。战后重建的人来了。"
    people = converter.people(HANS, [], text)
    assert people == ()
    assert converter.convert("战后重建", HANS, Variant.HANT, people=people) == "戰後重建"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张云", "张雲"), ("云天明", "云天明"), ("叶适", "葉適"), ("赵广胜", "赵廣勝"),
        ("许价", "许價"), ("陈冲", "陈沖"), ("张宁", "张寧"), ("李万", "李萬"), ("万里", "萬里"),
        ("万俟卨", "万俟卨"), ("徐斯征", "徐斯征"), ("范于", "范于"), ("余朴", "余朴"),
        ("云", "云"),
    ],
)  # fmt: skip
def test_characters_that_names_do_not_have_are_put_right(name: str, expected: str) -> None:
    assert written_in_full(name) == expected


@pytest.mark.parametrize("variant", [Variant.HANT, Variant.HANT_TW, Variant.HANT_HK])
def test_a_name_is_written_alike_in_every_edition(converter: Converter, variant: Variant) -> None:
    assert converter.convert_field("范小云", HANS, variant) == "范小雲"
    assert converter.convert("余先生和钟里先生", HANS, variant).startswith("余先生")


def test_the_people_of_the_fields_are_found_in_the_text(converter: Converter) -> None:
    people = converter.people(HANS, ["记者 徐斯征"])
    assert people == ("徐斯征",)
    text = "昨天徐斯征在台上"
    assert converter.convert(text, HANS, Variant.HANT) == "昨天徐斯徵在臺上"
    assert converter.convert(text, HANS, Variant.HANT, people=people) == "昨天徐斯征在臺上"


def test_who_was_named_once_is_known_in_the_whole_text(converter: Converter) -> None:
    text = "记者余晓洁报道。后来余晓洁走了。"
    assert converter.people(HANS, [], text) == ("余晓洁",)
    assert converter.people(Script.HANT, [], text) == ()


@pytest.mark.parametrize("part", ["余", "于是", "记者", "记者余", "小于", "先生余", "、余洁"])
def test_long_texts_take_linear_time(lexicon: Lexicon, part: str) -> None:
    with processor_time(10):
        in_text(part * (30_000 // len(part)), lexicon)
