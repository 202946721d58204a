"""Whom an author's field names."""

import pytest

from reader.language.bylines import contributors


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("", []),
        ("张力", ["张力"]),
        ("張力、范小云", ["張力", "范小云"]),
        ("本报记者 张力 通讯员 王会", ["张力", "王会"]),
        ("新华社记者李明", ["李明"]),
        ("文/张力", ["张力"]),
        ("作者：张力", ["张力"]),
        ("张力（摄影）", ["张力"]),
        ("张三 摄影报道", ["张三"]),
        ("司马 光", ["司马 光"]),
        ("张力、张力", ["张力"]),
        ("记者", ["记者"]),
        ("John Smith and Mary Brown", ["John Smith", "Mary Brown"]),
        ("Jean-Luc Picard", ["Jean-Luc Picard"]),
    ],
)
def test_people_are_named_without_what_they_did(field: str, names: list[str]) -> None:
    found = contributors(field)
    assert [maker.name for maker in found] == names
    assert all(maker.is_person for maker in found)


@pytest.mark.parametrize(
    "field",
    ["旬阳县公安局", "旬陽縣公安局", "清读编辑部", "新华社", "人民日报", "陝西日報", "本站编辑部",
     "人民日报评论员", "县委宣传部", "The Qingdu editors", "Xinhua News Agency"],
)  # fmt: skip
def test_organisations_are_no_people(field: str) -> None:
    assert [(maker.name, maker.is_person) for maker in contributors(field)] == [(field, False)]


def test_a_long_field_takes_no_time() -> None:
    assert contributors("记" * 100_000)[0].name == "记" * 100_000
