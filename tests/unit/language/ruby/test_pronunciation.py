"""How text is read: polyphones in context, in both scripts, and the readings of Taiwan."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.language.ruby.pronunciation import Pronouncer, pronouncer

SENTENCES = (Path(__file__).parent / "polyphones.txt").read_text("utf-8").splitlines()
PIECE = re.compile(r"([^(])(?:\(([^)]*)\))?")
RUN = re.compile(r"[㐀-鿿]+")

# 教育部《國語一字多音審訂表》
TAIWAN = {
    "垃圾": "lè sè", "企業": "qì yè", "研究": "yán jiù", "星期六": "xīng qí liù",
    "你和我": "nǐ hàn wǒ", "和平": "hé píng", "品質": "pǐn zhí", "休息": "xiū xí",
    "消息": "xiāo xí", "知識": "zhī shì", "危險": "wéi xiǎn", "微笑": "wéi xiào",
    "可惜": "kě xí", "成績": "chéng jī", "古蹟": "gǔ jī", "突然": "tú rán", "攻擊": "gōng jí",
    "帆船": "fán chuán", "頭髮": "tóu fǎ", "暫時": "zhàn shí", "叔叔": "shú shu",
    "擁有": "yǒng yǒu", "攜帶": "xī dài", "諷刺": "fèng cì", "蝸牛": "guā niú",
    "血液": "xiě yè", "投擲": "tóu zhí", "儲蓄": "chú xù", "友誼": "yǒu yí",
    "細菌": "xì jùn", "檔案": "dǎng àn", "虛偽": "xū wèi", "舞蹈": "wǔ dào", "跌倒": "dié dǎo",
    "法國": "fà guó", "方法": "fāng fǎ", "勝任": "shēng rèn", "曝光": "pù guāng",
    "從容": "cōng róng", "朋友": "péng yǒu", "爸爸": "bà ba", "桌子": "zhuō zi",
}  # fmt: skip


@pytest.fixture(scope="module")
def mainland() -> Pronouncer:
    return pronouncer(is_taiwan=False)


@pytest.fixture(scope="module")
def taiwan() -> Pronouncer:
    return pronouncer(is_taiwan=True)


def test_the_table_is_large_enough() -> None:
    assert len(set(SENTENCES)) >= 150
    assert len(PIECE.findall("".join(SENTENCES))) > 1000


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_polyphone_is_read_by_its_context(sentence: str, mainland: Pronouncer) -> None:
    text = ""
    wanted: dict[int, str] = {}
    for character, syllable in PIECE.findall(sentence):
        wanted |= {len(text): syllable} if syllable else {}
        text += character
    read: dict[int, str] = {}
    for run in RUN.finditer(text):
        read |= dict(enumerate(mainland.read(run[0]), run.start()))
    assert {place: read[place] for place in wanted} == wanted


@pytest.mark.parametrize("word", TAIWAN)
def test_taiwan_reads_in_its_own_way(word: str, taiwan: Pronouncer) -> None:
    assert " ".join(taiwan.read(word)) == TAIWAN[word]


def test_one_and_not_keep_the_tone_of_the_dictionary(mainland: Pronouncer) -> None:
    for text in ("一个", "不是", "一起", "不要", "看一看", "一不小心"):
        read = dict(zip(text, mainland.read(text), strict=True))
        assert read.get("一", "yī") == "yī"
        assert read.get("不", "bù") == "bù"


def test_an_articles_own_words_come_before_every_other(mainland: Pronouncer) -> None:
    own = {"朝阳": ("zhāo", "yáng"), "银行行": ("yín", "xíng", "xíng")}
    assert mainland.read("在朝阳门", own) == ["zài", "zhāo", "yáng", "mén"]
    assert mainland.read("去银行行长", own)[1:4] == ["yín", "xíng", "xíng"]


@pytest.mark.parametrize(
    ("text", "difficult"),
    [
        ("银行", "行"), ("重庆", "重"), ("饕餮", "饕餮"), ("我们的学校", ""), ("看着他笑了", ""),
        ("说服", ""), ("重要", ""), ("還書", "還"), ("發展", ""), ("彳亍", "彳亍"),
    ],
)  # fmt: skip
def test_rare_characters_and_unusual_readings_are_difficult(
    text: str, difficult: str, mainland: Pronouncer
) -> None:
    read = zip(text, mainland.read(text), strict=True)
    assert "".join(c for c, syllable in read if mainland.is_difficult(c, syllable)) == difficult


@given(st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x323AF), max_size=30))
def test_every_character_has_one_answer(text: str) -> None:
    assert len(pronouncer(is_taiwan=True).read(text)) == len(text)


def test_a_text_without_end_is_read_in_time(mainland: Pronouncer) -> None:
    assert len(mainland.read("我们重新研究银行的问题" * 9000)) == 99_000


def test_threads_read_alike(mainland: Pronouncer) -> None:
    texts = ["银行行长", "重庆的朝阳", "他得走了", "慢慢地走"] * 50
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(mainland.read, texts)) == list(map(mainland.read, texts))
