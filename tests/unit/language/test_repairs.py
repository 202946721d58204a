"""Repairs: artefacts go, what was meant stays, mending twice is mending once."""

from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.repairs import KINDS, Repair, doubts, mended

SEED = Path(__file__).parents[4] / "shared/seed/xunyang-article.txt"
LEFT_BEHIND = (
    "縣公安脫貧攻堅戰(zhàn)場呈現(xiàn)新氣象，在主戰(zhàn)場上領(lǐng)導(dǎo)同志主動作為，不斷努力。",
    "這場戰(zhàn)斗由縣局領(lǐng)導(dǎo)小組調(diào)研，設(shè)立辦公室，落實產(chǎn)業(yè)發(fā)展專用經(jīng)費。",
)


def one(text: str, *off: str) -> str:
    return mended([text], off)[0][0]


def test_the_seed_comes_out_as_it_was_written() -> None:
    if not SEED.is_file():
        pytest.skip("the seed (../shared/seed) is not here")
    texts, repairs = mended(SEED.read_text("utf-8").splitlines())
    text = "\n".join(texts)
    assert texts[2] == "縣公安脫貧攻堅戰場呈現新氣象"
    assert "作者：張力 " in text
    assert " 發布時間:2018-11-12 14:41 來源：本站原創" in text
    assert "【責任編輯：徐斯征】" in text
    assert sum(len(paragraph) > 60 for paragraph in texts) == 6
    assert text.count("當地黨委政府") == 2
    assert not any(letter in text for letter in "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ?")
    assert "......" not in text
    assert sum(r.count for r in repairs if r.kind == "pinyin") == 153
    assert doubts(repairs) == ()


def test_readings_that_a_tool_left_behind_are_taken_out_and_counted() -> None:
    texts, repairs = mended(LEFT_BEHIND)
    assert texts[0] == "縣公安脫貧攻堅戰場呈現新氣象，在主戰場上領導同志主動作為，不斷努力。"
    assert Repair("pinyin", "戰(zhàn)", "戰", 3) in repairs
    assert mended(LEFT_BEHIND, ("pinyin",))[0] == list(LEFT_BEHIND)


def test_a_tool_that_wrote_no_tones_and_a_space_is_undone_too() -> None:
    text = (
        "各國有企業(ye) ，關(guan) 於(yu) 發揮優(you) 勢，"
        "為(wei) 落實黨(dang) 的精神，"
        "關(guan) 於(yu) 決(jue) 策，各項工作要進一步加快發展，紮實推進。"
    )
    assert one(text).startswith("各國有企業，關於發揮優勢，為落實黨的精神，關於決策，")


@pytest.mark.parametrize(
    "text",
    [
        "“和(hé)”是多音字，又讀和(hè)、和(huó)、和(huò)、和(hú)，例如和(hé)平、附和(hè)。",
        "我(wǒ)是(shì)中(zhōng)國(guó)人(rén)，我(wǒ)愛(ài)中(zhōng)國(guó)。" * 3,
        "北京(Běijīng)、上海(Shànghǎi)、廣州(Guǎngzhōu)、天津(Tiānjīn)、重慶(Chóngqìng)",
        "長(zhǎng)大與長(cháng)短，還(huán)書與還(hái)有，樂(lè)與音樂(yuè)，調(diào)與調(tiáo)",
        "或立於陂(bēi)田，邯鄲(dān)、溧(lì)陽、歙(shè)縣、亳(bó)州、盱眙(yí)等地。",
        "生字：國(guó)、學(xué)、會(huì)、對(duì)、開(kāi)、書(shū)、車(chē)、門(mén)。",
    ],
)
def test_readings_that_somebody_wrote_stay(text: str) -> None:
    assert one(text) == text


def test_characters_that_the_tool_tore_apart_are_put_together() -> None:
    texts, repairs = mended(
        (*LEFT_BEHIND, "支持當(dāng)?shù)攸h委政府，當(dāng)?shù)貐^(qū)經(jīng)濟。")
    )
    assert texts[2] == "支持當地黨委政府，當地區經濟。"
    assert doubts(repairs) == ()


def test_what_cannot_be_put_together_stays_and_is_a_doubt() -> None:
    texts, repairs = mended((*LEFT_BEHIND, "支持當(dāng)?shù)攸 政府。"))
    assert "?shù)攸" in texts[2]
    assert len(doubts(repairs)) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("旬\u200b阳\u00ad县\ufeff公\ue000安\u202e局", "旬阳县公安局"),
        ("葛\U000e0100城 👨\u200d👩", "葛\U000e0100城 👨\u200d👩"),
        ("甲,乙;丙:丁!", "甲，乙；丙：丁！"),
        ("比分3:2,时间14:41,见http://a.cn/甲,乙", "比分3:2，时间14:41，见http://a.cn/甲,乙"),
        ("第(二)项(含附件)", "第（二）项（含附件）"),
        ('他说"你好",走了', "他说“你好”，走了"),
        ("if(条件,结果) = 甲,乙", "if(条件,结果) = 甲,乙"),
        ("斯蒂芬妮?席尔说", "斯蒂芬妮?席尔说"),
        ("你是谁?他问", "你是谁？他问"),
        ("思考......”他说。。。。。。", "思考……”他说……"),
        ("第一章......3", "第一章......3"),
        ("成都体育学院附属体...", "成都体育学院附属体..."),  # cut off by a list
        ("行列科技──免費--自由", "行列科技——免費——自由"),
        ("\u3000\u3000在战场上，王\u3000芳", "在战场上，王\u3000芳"),
        ("⼀般神社，⼀、⼆", "一般神社，⼀、⼆"),
        ("ＡＢＣ１２３", "ＡＢＣ１２３"),
        ("第 一 章 总 则", "第 一 章 总 则"),
    ],
)
def test_each_kind_takes_its_artefact_and_nothing_else(before: str, after: str) -> None:
    assert one(before) == after


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("pinyin", "lost-bytes")])
def test_a_kind_can_be_switched_off(kind: str) -> None:
    texts = ["\u3000\u3000旬\u200b阳,⼀般--甲......乙"]
    on, off = mended(texts), mended(texts, (kind,))
    assert any(repair.kind == kind for repair in on[1])
    assert not any(repair.kind == kind for repair in off[1])


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="pinjin"):
        mended([], ("pinjin",))


PARTS = [
    *"甲乙戰,.:;!?()\"'…。—-─ \n\u3000\u00a0\u200b⼀⼆\ue5e5a1",
    "(zhàn)",
    "?shù)",
    "......",
    *LEFT_BEHIND,
]


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=12).map("".join), max_size=4))
def test_mending_twice_is_mending_once(texts: list[str]) -> None:
    once, _ = mended(texts)
    assert len(once) == len(texts)
    assert mended(once)[0] == once


@pytest.mark.parametrize(
    "part", ["(", "甲(", '"', "戰(zhàn)", "當(dāng)?shù)", "甲 ", "\u3000 ", "甲,", ".", "…", "甲?"]
)
def test_hostile_texts_take_linear_time(part: str) -> None:
    start = perf_counter()
    mended([part * 50_000])
    assert perf_counter() - start < 20
