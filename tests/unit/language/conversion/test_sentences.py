"""Whole sentences, the editions' own: where words end, who is meant, what is measured."""

from pathlib import Path
from typing import NamedTuple

import pytest

from reader.domain.editions import Script, Variant
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries

FOLDER = Path(__file__).parent


class Row(NamedTuple):
    """A text and what an edition must show for it; `kind` is what the row is about."""

    variant: Variant
    kind: str
    text: str
    expected: str


def rows(name: str) -> list[Row]:
    lines = FOLDER.joinpath(name).read_text("utf-8").splitlines()
    found = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Row(Variant(variant), *rest) for variant, *rest in found]


def result(converter: Converter, row: Row) -> str:
    source = Script.HANT if row.variant is Variant.HANS else Script.HANS
    return converter.convert(row.text, source, row.variant)


# Rows that come out wrong, and why. One that begins to come out right must leave this table.
ANOTHER_WORD = "the likeliest words of the text are others"
NAME = "a person whom nothing beside the name tells"
TABLES = "OpenCC's tables have no such phrase"
TITLE = "a title is seen where there is none"
KNOWN = {
    "我买了一只能说话的鹦鹉": f"{ANOTHER_WORD}: 只能",
    "每只要五元，一共二十元": f"{ANOTHER_WORD}: 只要",
    "那只好看的猫跑了": f"{ANOTHER_WORD}: 只好",
    "这只怕水的小狗躲在床底下": f"{ANOTHER_WORD}: 只怕",
    "我们在面馆里见面吃面": f"{ANOTHER_WORD}: 馆里, which is none with another font of 里",
    "数据保留28天后删除": f"{TABLES}, but 天后",
    "申请换发执照": f"{TABLES}, but 换发, of hair",
    "灾后重建工作": f"{TITLE}: 后重建 + 工",
    "厚度小于 0.5cm": f"{TITLE}: 小 + 于",
    "应由开发单位于施工前送审": f"{TITLE}: 于施 + 工",
    "他要好好干工作": f"{TITLE}: 干 + 工",
    "下课后老师说了很久": f"{TITLE}: 后 + 老师",
    "毕业后工作不好找": f"{TITLE}: 后 + 工",
    "还有两公里加油站就到了": "the rule of contexts.txt for 里加",
    "把剩饭倒入厨余垃圾桶": "the rule of contexts.txt for 余",
    "于洋介绍，展览将于下月结束": f"{NAME}: 于洋 is in the lexicon, as a word",
}
KNOWN_HELDOUT = {
    "灾后重建工作正在紧张有序地展开": f"{TITLE}: 后重建 + 工",
    "歌坛天后来台举办演唱会": f"{ANOTHER_WORD}: 后来",
    "闲置校舍不得擅自出租": f"{ANOTHER_WORD}: 舍不得",
    "波斯猫幼崽每只要价三千元": f"{ANOTHER_WORD}: 只要",
    "锅里放油烧热，下入干辣椒和花椒炒香": TABLES,
    "春卷皮包入馅料，卷紧后用蛋液封口": TABLES,
    "记者范晓明、于海涛北京报道": f"{NAME}: a row of names ends before a mark only",
    "主治医师于建国为患者进行了复查": f"{NAME}: 医师 is no role",
    "金岳霖是我国著名的逻辑学家": NAME,
}
TABLES_OF_ROWS = [("sentences.tsv", KNOWN), ("sentences-heldout.tsv", KNOWN_HELDOUT)]


@pytest.mark.parametrize(("name", "known"), TABLES_OF_ROWS)
def test_every_sentence_but_the_known_comes_out_right(
    converter: Converter, name: str, known: dict[str, str]
) -> None:
    wrong = {row.text: result(converter, row) for row in rows(name)}
    right = {row.text: row.expected for row in rows(name)}
    assert {text for text in wrong if wrong[text] != right[text]} == set(known)


@pytest.mark.parametrize(
    ("name", "total", "alone"), [("sentences.tsv", 727, 633), ("sentences-heldout.tsv", 356, 334)]
)
def test_opencc_alone_gets_fewer_right(
    dictionaries: Dictionaries, name: str, total: int, alone: int
) -> None:
    without = Converter(dictionaries, context=False)
    right = sum(result(without, row) == row.expected for row in rows(name))
    assert (len(rows(name)), right) == (total, alone)


@pytest.mark.parametrize("name", ["sentences.tsv", "sentences-heldout.tsv"])
def test_no_sentence_is_there_twice(name: str) -> None:
    keys = [row[0] + row[2] for row in rows(name)]
    assert len(set(keys)) == len(keys)
