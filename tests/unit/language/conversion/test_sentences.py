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


# Rows that come out wrong, and why. One that begins to come out right must leave its table.
ANOTHER_WORD = "the likeliest words of the text are others"
NAME = "nothing beside the name tells it surely: 于 is rather a word"
TABLES = "OpenCC's tables have no such phrase"
KNOWN = {
    "我买了一只能说话的鹦鹉": f"{ANOTHER_WORD}: 只能",
    "那只好看的猫跑了": f"{ANOTHER_WORD}: 只好",
    "这只怕水的小狗躲在床底下": f"{ANOTHER_WORD}: 只怕",
    "老于和小范都不抽烟，于我们是好事": NAME,
}
KNOWN_HELDOUT = {"主治医师于建国为患者进行了复查": NAME}
KNOWN_BLIND = {
    "于庄村党支部书记带领村民开辟了一片药材基地，其余的荒坡则种上了松树和核桃。": (
        "a village's name that begins as a surname does"
    ),
    "老板娘端来两碗热腾腾的面，又切了一碟咸菜，笑着说赶路的人要吃饱才有力气。": (
        "the measure word is too far from 面"
    ),
    "船在江心打了个旋，老汉不慌不忙，用力一撑，小船便向着对岸划了过去。": (
        f"{TABLES} for 划 of a boat"
    ),
    "古人以斗、升来量米谷，以尺、寸来量布帛，各地标准不一，直到秦朝才得以统一。": (
        f"{TABLES} for 斗 as a measure"
    ),
}
TABLES_OF_ROWS = [
    ("sentences.tsv", KNOWN),
    ("sentences-heldout.tsv", KNOWN_HELDOUT),
    ("sentences-blind.tsv", KNOWN_BLIND),
]


@pytest.mark.parametrize(("name", "known"), TABLES_OF_ROWS)
def test_every_sentence_but_the_known_comes_out_right(
    converter: Converter, name: str, known: dict[str, str]
) -> None:
    wrong = {row.text: result(converter, row) for row in rows(name)}
    right = {row.text: row.expected for row in rows(name)}
    assert {text for text in wrong if wrong[text] != right[text]} == set(known)


@pytest.mark.parametrize(
    ("name", "total", "alone"),
    [
        ("sentences.tsv", 727, 634),
        ("sentences-heldout.tsv", 356, 334),
        ("sentences-blind.tsv", 200, 177),
    ],
)
def test_opencc_alone_gets_fewer_right(
    dictionaries: Dictionaries, name: str, total: int, alone: int
) -> None:
    without = Converter(dictionaries, context=False)
    right = sum(result(without, row) == row.expected for row in rows(name))
    assert (len(rows(name)), right) == (total, alone)


@pytest.mark.parametrize("name", [name for name, _ in TABLES_OF_ROWS])
def test_no_sentence_is_there_twice(name: str) -> None:
    keys = [row[0] + row[2] for row in rows(name)]
    assert len(set(keys)) == len(keys)
