"""Facts after their labels on the run-on lines of pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.publishing.extraction.labels import facts_in
from reader.publishing.extraction.lines import BOUNDARY as B


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("作者:张力 发布时间:2018-11-12 14:41 来源:本站原创",
         {"author": "张力", "published": "2018-11-12 14:41", "source": "本站原创"}),
        ("作者：張力　發佈時間：2018-11-12　來源：本站原創　瀏覽：12",
         {"author": "張力", "published": "2018-11-12", "source": "本站原創"}),
        (f"来源：{B} | 发布时间：2018-05-17 | 浏览次数：{B}22", {"source": ""}),
        (f"时间：{B}2019-09-18 06:23{B}{B}来源：{B}山西日报",
         {"published": "2019-09-18 06:23", "source": "山西日报"}),
        (f"（责任编辑：{B}王小明{B}）", {"editor": "王小明"}),
        ("【責任編輯:徐斯征】", {"editor": "徐斯征"}),
        ("作　者：王五　来　源：新华社", {"author": "王五", "source": "新华社"}),
        (f"作者：{B}张三{B} {B}李四{B} 浏览：34", {"author": "张三、李四"}),
        ("信息来源：市文化和旅游局（原文广局）", {"source": "市文化和旅游局（原文广局）"}),
        ("记者：张三 摄影：李四", {"author": "张三"}),
        ("本文来源：新华网 作者：张三 责任编辑：李四",
         {"source": "新华网", "author": "张三", "editor": "李四"}),
        ("所属栏目：山西要闻", {"column": "山西要闻"}),
    ],
)  # fmt: skip
def test_each_fact_is_the_text_after_its_label(line: str, expected: dict[str, str]) -> None:
    facts = {fact.name: fact.text for fact in facts_in(line) if fact.name}
    assert {name: facts[name] for name in expected} == expected


@pytest.mark.parametrize(
    "line", ["字体调节: A+ A- 操作:", "他说：“好。”", "新作者们：你们好", "14:41"]
)
def test_other_colons_tell_nothing(line: str) -> None:
    assert not [fact for fact in facts_in(line) if fact.name]


@given(
    st.lists(
        st.sampled_from(
            ["作者", "来源", "：", ":", " ", B, "【", "】", "张三", "2018-11-12", "\u3000"]
        )
    )
)
def test_facts_stand_one_after_another(pieces: list[str]) -> None:
    line = "".join(pieces)
    facts = facts_in(line)
    places = [place for fact in facts for place in (fact.start, fact.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(line) for place in places)
