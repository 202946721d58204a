"""The engine: OpenCC's own cases, its algorithm written naively, and its Python package."""

from collections.abc import Collection, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from reader.language.conversion.dictionaries import (
    CONFIGURATIONS,
    Configuration,
    Dictionaries,
    Step,
)
from reader.language.conversion.engine import Asked, Engine, Result
from reader.language.edits import apply
from tests.unit.builders import processor_time
from tests.unit.conftest import CorpusFile
from tests.unit.language.conversion.upstream import Case, upstream_cases

UPSTREAM = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s")
every_configuration = pytest.mark.parametrize("name", CONFIGURATIONS)
names = st.sampled_from(CONFIGURATIONS)


class Reference:
    """OpenCC's algorithm as it is written down: cut into words, then each step on each of them."""

    def __init__(self, configuration: Configuration) -> None:
        self.normal = configuration.normalization
        self.steps = [
            {key: values.split(" ")[0] for key, values in step.rows.items()}
            for step in configuration.steps
        ]
        self.longest = max(len(key) for rows in self.steps for key in rows)
        self.cuts = configuration.cuts

    def convert(self, text: str) -> str:
        text = "".join(self.normal.get(sign, sign) for sign in text)
        return "".join(map(self._chain, self.segments(text)))

    def segments(self, text: str) -> Iterator[str]:
        if self.cuts is None:
            yield text
            return
        rest = ""
        for part in self.parts(text, self.cuts):
            if part in self.cuts:
                yield from (rest, part)
                rest = ""
            else:
                rest += part
        yield rest

    def _chain(self, segment: str) -> str:
        for rows in self.steps:
            segment = "".join(rows.get(part, part) for part in self.parts(segment, rows))
        return segment

    def parts(self, text: str, rows: Collection[str]) -> Iterator[str]:
        """The text cut from the left: the longest row at each place, or one character."""
        place = 0
        while place < len(text):
            sizes = range(min(self.longest, len(text) - place), 0, -1)
            size = next((size for size in sizes if text[place : place + size] in rows), 1)
            yield text[place : place + size]
            place += size

    def ignores_cuts(self, text: str) -> bool:
        return self._chain(text) == self.convert(text)

    def is_plain(self, text: str) -> bool:
        """Whether no two phrases overlap, but for those that are within another."""
        for number, rows in enumerate(self.steps):
            sizes = range(2, self.longest + 1)
            spans = sorted(
                (
                    (place, place + size)
                    for place in range(len(text))
                    for size in sizes
                    if text[place : place + size] in rows and place + size <= len(text)
                ),
                key=lambda span: (span[0], -span[1]),
            )
            end = 0
            for first, last in spans:
                if first < end < last:
                    return False
                end = max(end, last)
            if number + 1 < len(self.steps):
                text = "".join(rows.get(part, part) for part in self.parts(text, rows))
        return True


@pytest.fixture(scope="session")
def engines(dictionaries: Dictionaries) -> dict[str, Engine]:
    return {name: Engine(dictionaries.configuration(name)) for name in CONFIGURATIONS}


@pytest.fixture(scope="session")
def full_engines(dictionaries: Dictionaries) -> dict[str, Engine]:
    return {name: Engine(dictionaries.configuration(name), rare=True) for name in UPSTREAM}


@pytest.fixture(scope="session")
def references(dictionaries: Dictionaries) -> dict[str, Reference]:
    return {name: Reference(dictionaries.configuration(name)) for name in CONFIGURATIONS}


@pytest.fixture(scope="session")
def packages(dictionaries: Dictionaries) -> dict[str, OpenCC]:
    return {name: OpenCC(str(dictionaries.folder / name)) for name in CONFIGURATIONS}


@pytest.fixture(scope="session")
def rows(dictionaries: Dictionaries) -> dict[str, list[str]]:
    """Everything that has a row in a configuration: what texts are put together from."""
    found = {}
    for name in CONFIGURATIONS:
        steps = dictionaries.configuration(name).steps
        found[name] = sorted({key for step in steps for key in step.rows})
    return found


@st.composite
def mixtures(draw: st.DrawFn, rows: list[str]) -> str:
    """Rows, whole and cut, one after another: their borders make others."""
    pieces = draw(st.lists(st.sampled_from(rows), max_size=6))
    cuts = [draw(st.integers(0, 2)) for _ in pieces]
    marks = draw(
        st.lists(st.sampled_from(["", "，", "a", "-", "\n", "🙂"]), min_size=6, max_size=6)
    )
    return "".join(
        piece[cut if len(piece) > cut else 0 :] + mark
        for piece, cut, mark in zip(pieces, cuts, marks, strict=False)
    )


@pytest.mark.parametrize("case", upstream_cases(*UPSTREAM), ids=lambda c: f"{c[0]} {c[1][:12]}")
def test_every_case_of_opencc_comes_out_as_opencc_has_it(
    full_engines: dict[str, Engine], case: Case
) -> None:
    assert full_engines[case.configuration].convert(case.text).text == case.expected


def test_the_cases_are_all_there() -> None:
    counts = [len(upstream_cases(name)) for name in UPSTREAM]
    assert dict(zip(UPSTREAM, counts, strict=True)) == {
        "s2t": 105, "s2tw": 65, "s2twp": 85, "s2hk": 51, "t2s": 55, "tw2s": 32, "tw2sp": 54,
        "hk2s": 21,
    }  # fmt: skip


def test_without_rare_characters_three_cases_differ(engines: dict[str, Engine]) -> None:
    others = [
        (case.configuration, case.text[:3])
        for case in upstream_cases(*UPSTREAM)
        if engines[case.configuration].convert(case.text).text != case.expected
    ]
    assert others == [("t2s", "殢 殢"), ("t2s", "剔团𪢮"), ("t2s", "綦谿利")]


def assert_sound(text: str, result: Result) -> None:
    """The edits give the text, are in order, do not overlap, and each changes something."""
    assert apply(text, result.edits) == result.text
    assert all(0 <= start < end <= len(text) for start, end, _ in result.edits)
    assert all(first[1] <= second[0] for first, second in pairwise(result.edits))
    assert all(text[start:end] != new for start, end, new in result.edits)


@given(data=st.data(), name=names)
def test_the_edits_give_the_text(
    engines: dict[str, Engine], rows: dict[str, list[str]], data: st.DataObject, name: str
) -> None:
    text = data.draw(st.text() | mixtures(rows[name]))
    assert_sound(text, engines[name].convert(text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("s2twp", "内存里网络里的头发里"),
        ("s2twp", "信息里的软件里"),
        ("tw2sp", "記憶體裡網路裡"),
    ],
)
def test_an_edit_of_another_length_is_no_more_than_a_word(
    engines: dict[str, Engine], name: str, text: str
) -> None:
    edits = engines[name].convert(text).edits
    assert all(end - start in {len(new), 2, 3} for start, end, new in edits)


@given(data=st.data(), name=names)
def test_it_does_what_opencc_does(
    engines: dict[str, Engine],
    references: dict[str, Reference],
    rows: dict[str, list[str]],
    data: st.DataObject,
    name: str,
) -> None:
    text = data.draw(mixtures(rows[name]))
    assert engines[name].convert(text).text == references[name].convert(text)


@every_configuration
def test_it_does_what_opencc_does_on_real_text(
    engines: dict[str, Engine],
    references: dict[str, Reference],
    corpus_files: list[CorpusFile],
    name: str,
) -> None:
    for item in corpus_files:
        text = item.parsed.article.body[300:500]
        assert engines[name].convert(text).text == references[name].convert(text), item.name


@every_configuration
def test_it_does_what_the_python_package_does_where_no_phrases_overlap(
    engines: dict[str, Engine],
    references: dict[str, Reference],
    packages: dict[str, OpenCC],
    corpus_files: list[CorpusFile],
    name: str,
) -> None:
    compared = 0
    for item in corpus_files:
        body = item.parsed.article.body[300:380]
        for sentence in packages[name].split_chars_re.split(body):
            reference = references[name]
            if reference.is_plain(sentence) and reference.ignores_cuts(sentence):
                compared += 1
                assert engines[name].convert(sentence).text == packages[name].convert(sentence)
    assert compared > 800


# The package takes the longest phrase of all first, cuts at its own punctuation, and lets the
# second step match across the words of the first.
DIFFERENCES = [
    ("s2t", "才没摆布处", "纔沒擺佈處", "才沒擺佈處"),
    ("s2t", "生面团结一心", "生麪糰結一心", "生面團結一心"),
    ("s2t", "南涌现出", "南涌現出", "南湧現出"),
    ("t2s", "郭子乾乾淨淨", "郭子乾干净净", "郭子干干净净"),
    ("t2s", "稟覆醬瓿", "禀复酱瓿", "禀覆酱瓿"),
    ("tw2sp", "游標頭檔案", "光标头文件", "游头文件"),
    ("s2twp", "可可托海内存知己", "可可托海記憶體知己", "可可托海內存知己"),
    ("s2tw", "太阳微系统公司里姆斯基-科萨科夫", "太陽微系統公司里姆斯基-科薩科夫",
     "太陽微系統公司裡姆斯基-科薩科夫"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "ours", "theirs"), DIFFERENCES)
def test_the_python_package_differs_where_phrases_overlap(
    engines: dict[str, Engine],
    packages: dict[str, OpenCC],
    *,
    name: str,
    text: str,
    ours: str,
    theirs: str,
) -> None:
    assert engines[name].convert(text).text == ours
    assert packages[name].convert(text) == theirs


@every_configuration
@pytest.mark.parametrize(
    "text",
    [
        "", "头", "頭", "a", "\n", "𠮷", "🙂", "\ud800", "\udfff头发\ud800", "头\udc80发", "\x00",
        "𫝆𫝇", "\U000e0100", "\U0010ffff", "豈更車", "\ufffc头发\ufffc",
    ],
)  # fmt: skip
def test_odd_texts_lose_nothing(engines: dict[str, Engine], name: str, text: str) -> None:
    result = engines[name].convert(text)
    assert_sound(text, result)
    assert len(result.text) == len(text)
    assert_sound(text, engines[name].convert(text, lambda *_: False))


# What a judge refuses.


def test_a_judge_who_refuses_everything_leaves_characters(
    engines: dict[str, Engine], dictionaries: Dictionaries
) -> None:
    first = {
        key: values.split(" ")[0]
        for key, values in dictionaries.configuration("s2t").steps[0].rows.items()
    }
    text = "皇后的头发在后面发展，干净的面条里"
    refused = engines["s2t"].convert(text, lambda *_: False)
    assert refused.text == "".join(first.get(sign, sign) for sign in text)
    assert refused.phrases == []


@given(data=st.data())
def test_a_judge_who_accepts_everything_changes_nothing(
    engines: dict[str, Engine], rows: dict[str, list[str]], data: st.DataObject
) -> None:
    for name in ("s2t", "s2twp", "twhk2s"):
        text = data.draw(mixtures(rows[name]))
        asked = engines[name].convert(text, lambda *_: True)
        assert asked == engines[name].convert(text)


@given(data=st.data(), salt=st.integers())
def test_a_judge_who_refuses_some_phrases_has_his_way(
    engines: dict[str, Engine], rows: dict[str, list[str]], data: st.DataObject, salt: int
) -> None:
    """What matters is only found where it was accepted, and the result is sound."""
    refused: set[tuple[int, int]] = set()

    def judge(asked: Asked) -> bool:
        text, start, end = asked[:3]
        assert 0 <= start < end <= len(text)
        if hash((salt, start, end)) % 3:
            return True
        refused.add((start, end))
        return False

    text = data.draw(mixtures(rows["s2t"]))
    result = engines["s2t"].convert(text, judge)
    assert_sound(text, result)
    assert refused.isdisjoint((start, end) for start, end, _ in result.phrases)


def test_a_shorter_phrase_is_taken_for_one_that_is_refused() -> None:
    rows = {"甲": "A", "甲乙丙": "一", "甲乙": "二", "乙丙": "三", "丙": "C"}
    engine = Engine(Configuration({}, None, (Step(rows, {}),)))
    seen: list[str] = []

    def judge(asked: Asked) -> bool:
        text, start, end = asked[:3]
        seen.append(text[start:end])
        return text[start:end] not in {"甲乙丙", "甲乙"}

    assert engine.convert("甲乙丙").text == "一"
    assert engine.convert("甲乙丙", judge).text == "A三"
    assert seen == ["甲乙丙", "甲乙", "乙丙"]


# Long texts.


@pytest.mark.parametrize("name", ["s2t", "s2twp", "twhk2s"])
@pytest.mark.parametrize("part", ["头发", "發", "a", "\ud800", "里面的面条", "干"])
def test_a_text_without_punctuation_takes_linear_time(
    engines: dict[str, Engine], name: str, part: str
) -> None:
    text = part * (60_000 // len(part))
    with processor_time(5):
        result = engines[name].convert(text)
        judged = engines[name].convert(text, lambda *_: False)
    assert len(result.text) == len(judged.text) == len(text)
