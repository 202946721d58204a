"""Names of people: who is one, and how one is written in the other script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.conversion.names import in_field, in_text
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
        ("司马光", "司马光"),
        ("欧阳修、诸葛孔明", "欧阳修 诸葛孔明"),
        ("[唐]杜甫", "杜甫"),
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
        fault("张局长", "a title after a surname is taken for a given name", ""),
        ("余杭发布", ""),
        ("党委", ""),
        fault("管理员", "管 is a surname", ""),
        fault("云南", "places that begin as a surname does", ""),
        fault("广西", "places that begin as a surname does", ""),
        fault("张力报道", "four characters with a simple surname", "张力"),
        fault("张力 摄", "a role after the name", "张力 摄"),
        fault("范小云/文", "a role after the name", "范小云 文"),
    ],
)  # fmt: skip
def test_a_field_names_people(field: str, people: str) -> None:
    assert " ".join(in_field(field)) == people


@given(st.text("本报记者张力、通讯员范小云 局司马光/：\ud800a", max_size=30))
def test_who_is_named_is_in_the_field(field: str) -> None:
    assert all(1 < len(person) <= 4 and person in field for person in in_field(field))


NAMES = [
    ("余先生昨天来了", "余"),
    ("记者余晓洁从北京报道", "余晓洁"),
    ("记者：余晓洁", "余晓洁"),
    ("记者钟文、范晓于", "钟文 范晓于"),
    ("他是老于的朋友", "于"),
    ("小范和小余来了", "范 余"),
    ("范仲淹先生", "范仲淹"),
    ("于洋洋说，他不来", "于洋洋"),
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
# What the short titles 工, 老, 总, a single 后, 于 or 干, and 小于 come to. Each is wrong in the
# edition: the words 災後, 小於, 幹工作, 下課後 are spelt with a surname's character.
WRONG_NAMES = {
    "灾后重建工作": "后重建 + 工",
    "下课后老师说": "后 + 老师",
    "结婚后老公": "后 + 老",
    "毕业后工作": "后 + 工",
    "履行付款责任。后工商银行": "后 + 工",
    "疫情后工厂": "后 + 工",
    "退休后老人": "后 + 老",
    "他走后记者问": "后 + 记者",
    "三年后总统": "后 + 总",
    "改革后工资": "后 + 工",
    "后梅某某因病去世": "后梅 + 某某",
    "厚度小于0.5厘米": "小 + 于",
    "总体方差小于其余时间": "小 + 于",
    "不得小于国务院规定": "小 + 于",
    "来自于老师": "于 + 老师",
    "合于养老条件": "于养 + 老",
    "致力于工业": "于 + 工",
    "窃比于我老彭": "于我 + 老",
    "他干工作": "干 + 工",
    "一干老友": "干 + 老",
    "干老本行": "干 + 老",
    "种工艺": "种 + 工",
    "余工作": "余 + 工",
    "选手后程发力": "选手 + 后程",
    "就座于主席台": "于 + 主席",
    "三年后制成主任满意的样品": "后制成 + 主任",
    "列于工程招标规范": "于 + 工",
    "开发单位于施工前": "于施 + 工",
    "合于民法总则": "于民法 + 总",
    "受命于先生": "于 + 先生",
    "以老于户牖之下": "老 + 于",
    "小丑先生": "小 + 丑, which does no harm",
}


@pytest.mark.parametrize("text", [*NO_NAMES, *(fault(*row) for row in WRONG_NAMES.items())])
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
        ("本报记者 张力 通讯员 范小云", "本報記者 張力 通訊員 范小云"),
        ("县发展改革局", "縣發展改革局"),
        ("余杭区政府", "餘杭區政府"),
        ("新华社", "新華社"),
        ("司马光", "司馬光"),
        ("后台管理员", "後臺管理員"),
        ("云南日报", "雲南日報"),
        ("范", "范"),
        ("余", "余"),
        ("党委", "黨委"),
        ("云南张力", "雲南張力"),
        fault("云南", "a place is taken for a person", "雲南"),
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
        fault("張乾", "traditional forms of surnames are not known", "张乾"),
        fault("陳著", "traditional forms of surnames are not known", "陈著"),
    ],
)
def test_a_traditional_name_keeps_what_is_ambiguous(
    converter: Converter, field: str, expected: str
) -> None:
    assert converter.convert_field(field, Script.HANT, Variant.HANS) == expected


@pytest.mark.xfail(strict=True, reason="后重建 before 工 is a name once, then everywhere")
def test_a_word_taken_for_a_name_does_not_spread(converter: Converter) -> None:
    text = "灾后重建工作开始。战后重建的人来了。"
    people = converter.people(HANS, [], text)
    assert people == ()
    assert converter.convert("战后重建", HANS, Variant.HANT, people=people) == "戰後重建"


@pytest.mark.parametrize("variant", [Variant.HANT, Variant.HANT_TW, Variant.HANT_HK])
def test_a_name_is_written_alike_in_every_edition(converter: Converter, variant: Variant) -> None:
    assert converter.convert_field("范小云", HANS, variant) == "范小云"
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
