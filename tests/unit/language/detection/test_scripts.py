"""Which script a text is in: short ones, quotations, mixtures, other languages, odd input."""

import random
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.editions import Script
from reader.language.detection.scripts import detect, detect_script
from tests.conftest import CORPUS, SEED, needs_corpus, needs_seed
from tests.unit.builders import HTML_PIECES, MARKDOWN_PIECES
from tests.unit.conftest import CorpusFile

HANS, HANT = Script.HANS, Script.HANT
PAIRS = sorted((CORPUS.parent / "pairs").glob("*.txt"))

POEM = "國破山河在，城春草木深。感時花濺淚，恨別鳥驚心。烽火連三月，家書抵萬金。\n" * 20
SIMPLE_POEM = "国破山河在，城春草木深。感时花溅泪，恨别鸟惊心。烽火连三月，家书抵万金。\n" * 20
JAPANESE = (
    "日本国憲法は国会の議決を経て、学校で会う人々に来る年の声を伝える。両国の関係も変わった。"
)

# Titles and phrases as they stand on pages; each is right whatever the default is.
SIMPLIFIED = (
    """
县公安脱贫攻坚战场呈现新气象|旬阳新气象|新闻|关于我们|联系我们|用户中心|手机版|责任编辑|通知公告栏|政务公开
图书馆|医疗保险|养老金|天气预报|交通事故处|中国|国家|学习|会议|来信|从前|这里|为什么|怎么办|时间表|长者版|无障碍
读书|写字|画展|书法|龙舟|马上|鸟语花香|鱼和熊掌|见闻录|贝壳|风雨|飞机|车站|门票|问答|简介|让座|说明|语言
皇后乐队|公里数|干净|干燥|然后|以后|之后|后来|后果|里面|家里|那里|几乎|几天|丰富|干部|骨干|防范|示范|采取|采用
根据|价格|价值|准确|适合|旅游|征收|征求|自愿|愿意|面粉|其余|剩余|政党|工厂|白云|云南|十万元|一种|各种|由于|位于
挂牌|舍得|模范|适用|委托|建筑|厘米|确定|志愿|户口|温州|税务局|脱离|什么
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
TRADITIONAL = (
    """
縣公安脫貧攻堅戰場呈現新氣象|旬陽新氣象|新聞|關於我們|聯繫我們|用戶中心|手機版|責任編輯|通知公告欄與圖|政務公開
圖書館|醫療保險|養老金額為何|天氣預報|交通事故處|中國|國家|學習|會議|來信|從前|這裡|這裏|為什麼|爲甚麼|怎麼辦|時間表|長者版
讀書|寫字|畫展|書法|龍舟|馬上|鳥語花香|魚和熊掌|見聞錄|貝殼|風雨|飛機|車站|門票|問答|簡介|讓座|說明|説明|語言
後來|裡面|乾淨|乾燥|餅乾|頭髮|瞭解|象徵|由於|位於|於是|反覆|藉口|夥伴|昇天|幾乎|豐富|幹部|防範|採取|採用|根據
價格|準確|適合|旅遊|徵收|麵粉|其餘|範圍|雲南|萬元|一種|台灣|群眾|床鋪|祕密|佔有|鍾愛|鐘聲|鬥爭|慾望|捨得
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
UNTOLD = (
    """
食品安全|牛排的做法|人山人海|上海|北京大|台北|平台|公布|山|皇后|太后|天后|公里|千里之外|王后|只是|信息|星期日|子曰|范仲淹|余光中|于右任|云何|干戈
床前明月光|群山|秘密|吃|Hello|12:30。|ㄅㄆㄇ|한국어|東京タワーへ|東京駅で会う|学校に来る|国の会|ありがとう|说說|藴緼|〇|𠀀|😀
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def test_the_tables_of_short_texts_are_long_enough() -> None:
    assert len({*SIMPLIFIED, *TRADITIONAL, *UNTOLD}) >= 200


@pytest.mark.parametrize("text", SIMPLIFIED)
def test_a_short_simplified_text_is_known(text: str) -> None:
    for default in Script:
        assert detect_script(text, default) is HANS


@pytest.mark.parametrize("text", TRADITIONAL)
def test_a_short_traditional_text_is_known(text: str) -> None:
    for default in Script:
        assert detect_script(text, default) is HANT


@pytest.mark.parametrize("text", ["", *UNTOLD])
def test_a_text_that_tells_nothing_is_in_the_default_script(text: str) -> None:
    for default in Script:
        found = detect(text, default)
        assert (found.script, found.confidence) == (default, 0), found


def test_the_confidence_grows_with_the_evidence_and_falls_with_contradiction() -> None:
    texts = ["山水", "山水说", "说话", "说话语词认识", "说话语词认识让记讨论" * 9]
    confidences = [detect(text).confidence for text in texts]
    assert confidences[:2] == [0, 0.5]
    assert confidences == sorted(confidences)
    assert detect("说话语词認").confidence < detect("说话语词认").confidence
    assert detect("说说說").script is HANS
    assert detect("说說說").script is HANT


def test_weak_signs_weigh_half() -> None:
    assert detect("干净").hans > detect("干燥").hans
    assert detect("干燥").hans == 0.5
    assert detect("乾燥").hant == 0.5
    assert detect("温度").hans == 0.5


@pytest.mark.parametrize(
    "quotation",
    ["“{}”", "「{}」", "『{}』", "‘{}’", "<blockquote><p>{}</p></blockquote>", "<q>{}</q>"],
)
def test_a_long_quotation_does_not_decide(quotation: str) -> None:
    simplified = f"杜甫在战乱中写下这首诗：\n\n{quotation.format(POEM)}\n\n读来令人感叹。"
    traditional = f"杜甫在戰亂中寫下這首詩：\n\n{quotation.format(SIMPLE_POEM)}\n\n讀來令人感嘆。"
    for default in Script:
        assert detect_script(simplified, default) is HANS
        assert detect_script(traditional, default) is HANT
    assert not detect(simplified).is_mixed
    assert not detect(traditional).is_mixed


def test_a_block_quotation_of_markdown_does_not_decide() -> None:
    quoted = "\n".join(f"> {line}" for line in POEM.splitlines())
    assert detect_script(f"# 春望\n\n杜甫在战乱中写下这首诗。\n\n{quoted}\n") is HANS


def test_a_quotation_of_several_paragraphs_opens_in_each() -> None:
    paragraphs = "\n\n".join(f"“{line}" for line in POEM.splitlines())
    assert detect_script(f"他在书里这样说：\n\n{paragraphs}”\n\n说完了。", HANT) is HANS


def test_a_text_that_is_one_quotation_is_decided_by_it() -> None:
    assert detect_script(f"「{POEM}」", HANS) is HANT
    assert detect_script("《红楼梦》", HANT) is HANS
    assert detect_script("> 讀書", HANS) is HANT


def test_quoted_words_of_the_other_script_do_not_decide() -> None:
    assert detect_script("繁體字「龍」在简体中文里写作“龙”，这是规范汉字的写法。") is HANS
    assert detect_script("簡體字「龙」在繁體中文裡寫作「龍」，這是傳統漢字的寫法。") is HANT


def test_a_footer_in_the_other_script_does_not_decide() -> None:
    footer = "\n\n版权所有 联系我们 网站地图 备案号：陕ICP备12345678号 技术支持"
    found = detect(POEM + footer)
    assert found.script is HANT
    assert found.is_mixed
    assert "版权所有"[1] in found.odd


@pytest.mark.parametrize(
    "code",
    [
        "```\n{}\n```",
        "~~~js\n{}\n~~~",
        "`{}`",
        "<pre>{}</pre>",
        "<code>{}</code>",
        "<script>{}</script>",
        "<style>{}</style>",
        "<!-- {} -->",
        '<img alt="{}">',
        "[a](https://a.cn/{})",
    ],
)
def test_what_is_no_prose_does_not_count(code: str) -> None:
    text = code.format("说话语词认识让记讨论")
    assert detect_script(f"這是\n\n{text}\n\n門前", HANS) is HANT
    assert detect(f"山水\n\n{text}\n\n山水").hans == 0


@pytest.mark.parametrize("opening", ["```\n", "<pre>", "<script>", "<!--", "“", "「", "<q>"])
def test_what_is_never_closed_hides_nothing(opening: str) -> None:
    assert detect_script(f"山水\n\n{opening}说话语词认识让记讨论", HANT) is HANS


def test_characters_written_as_references_count() -> None:
    assert detect_script("&#x8BF4;&#35805;", HANT) is HANS


def test_a_japanese_text_is_not_chinese() -> None:
    for default in Script:
        found = detect(JAPANESE * 9, default)
        assert (found.script, found.confidence) == (default, 0)
        assert not found.is_chinese


def test_a_chinese_text_may_quote_japanese() -> None:
    found = detect(f"他說起東京的學校，還寫下一段話。\n\n{JAPANESE}\n\n這段話讀來很難。")
    assert found.is_chinese
    assert found.script is HANT
    assert not found.is_mixed
    assert detect_script(f"他说起东京，还写下：{JAPANESE}这段话难读。", HANT) is HANS
    assert detect_script("ドラえもん的誕生與發展", HANS) is HANT
    assert detect_script("鲜の每日，为您送达", HANT) is HANS


def test_a_korean_text_is_not_chinese() -> None:
    assert not detect("대한민국(大韓民國)은 동아시아에 있는 나라이다.").is_chinese
    assert not detect("Hello").is_chinese
    assert detect("山水").is_chinese


def test_simplified_words_left_in_a_traditional_text_make_it_mixed() -> None:
    found = detect("縣裡的干部說，要采取辦法，這是骨干的責任。")
    assert found.script is HANT
    assert found.is_mixed
    assert set(found.odd) == {"干部", "采取", "骨干"}


def test_traditional_words_left_in_a_simplified_text_make_it_mixed() -> None:
    found = detect("县里的幹部说，这是我們的责任，要讓老人们放心，为他们办实事。")
    assert (found.script, found.is_mixed) == (HANS, True)
    assert set(found.odd) == {"幹", "們", "讓"}


@pytest.mark.parametrize(
    "text",
    [
        "余光中與范仲淹、于右任：三位詩人的后土祠，各有所長，讀來讓人難忘。",
        "乾隆年间的瞭望塔，著作等身的学者，慰藉与象征。",
        "在台北的平台上公布，了解群眾的床位與秘密，回避這個問題。",
    ],
)
def test_names_and_words_of_both_scripts_are_no_mixture(text: str) -> None:
    assert not detect(text).is_mixed


@needs_seed
def test_the_seed_is_traditional_with_simplified_words_left_in_it() -> None:
    found = detect(SEED.read_text("utf-8"))
    assert found.script is HANT
    assert found.confidence > 0.95
    assert found.is_mixed
    assert {"干部", "骨干", "采取", "舍得"} <= set(found.odd)


def test_every_real_article_is_known_and_three_are_mixed(corpus_files: list[CorpusFile]) -> None:
    mixed, wrong = [], []
    for file in corpus_files:
        article = file.parsed.article
        found = detect(f"{article.summary.title}\n{article.body}", _other(file.script))
        if found.script is not file.script or found.confidence < 0.75:
            wrong.append((file.name, found.confidence))
        if found.is_mixed:
            mixed.append(file.name)
    assert not wrong
    # Pages of debian.org in traditional script whose menus and footers stayed simplified.
    assert mixed == [f"hant/a{number}-debian.txt" for number in (204, 208, 212)]


@pytest.mark.parametrize(("length", "undecided"), [(10, 12), (20, 2), (50, 0), (100, 0)], ids=str)
def test_the_beginnings_of_real_articles_are_known(
    corpus_files: list[CorpusFile], length: int, undecided: int
) -> None:
    found = [
        detect(_letters(file.parsed.article.body)[:length], _other(file.script)).script
        for file in corpus_files
    ]
    pairs = zip(found, corpus_files, strict=True)
    assert sum(script is not file.script for script, file in pairs) <= undecided


def test_no_title_of_a_real_article_is_taken_for_the_other_script(
    corpus_files: list[CorpusFile],
) -> None:
    found = [
        (file, detect(file.parsed.article.summary.title, _other(file.script)))
        for file in corpus_files
    ]
    undecided = [result for _, result in found if not result.confidence]
    assert len(undecided) <= 16
    for file, result in found:
        assert result.script is file.script or not result.confidence, file.name


@needs_corpus
@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_one_text_in_two_scripts_is_known_in_each(file: Path) -> None:
    script = Script(file.suffixes[-2][1:])
    found = detect(file.read_text("utf-8"), _other(script))
    assert (found.script, found.is_mixed) == (script, False)


def test_a_long_text_is_sampled_from_its_start_to_its_end() -> None:
    assert detect_script("说" * 200_000 + "說" * 500_000) is HANT
    assert detect_script("說" * 500_000 + "说" * 200_000, HANS) is HANT
    assert detect_script("a" * 900_000 + "說話" * 50_000) is HANT


@pytest.mark.parametrize(
    "piece",
    ["说", "<code>", "```\n", "“", "<!--", "「『", "](", "<a ", "&lt;", "の国。", "``` \n~~~ \n",
     "<q>", "\ud800", "https://", '"', "\n"],
)  # fmt: skip
def test_ten_million_characters_take_less_than_a_second(piece: str) -> None:
    before = process_time()
    detect(piece * (10_000_000 // len(piece)))
    assert process_time() - before < 1


anything = (
    st.text()
    | st.text("说话说說話。“”「」\n> `<>の국\ud800", max_size=60)
    | st.lists(st.sampled_from((*HTML_PIECES, *MARKDOWN_PIECES)), max_size=40).map("".join)
)


@given(anything, st.sampled_from(Script))
def test_any_text_has_a_script_and_a_measure_of_it(text: str, default: Script) -> None:
    found = detect(text, default)
    assert found.script is detect_script(text, default)
    assert 0 <= found.confidence < 1
    assert (found.confidence == 0) <= (found.script is default)
    if found.confidence:
        assert (found.script is HANS) == (found.hans > found.hant)
    if text.isascii() and "&" not in text:
        assert not found.is_chinese


@given(st.text("说话语這語話abc。", max_size=30))
def test_the_order_of_the_characters_does_not_matter(text: str) -> None:
    assert detect_script(text) is detect_script(text[::-1])


@given(st.integers(), st.sampled_from(Script))
def test_a_text_of_one_script_keeps_it_with_names_of_the_other(seed: int, script: Script) -> None:
    source = random.Random(seed)
    frame, foreign = ("说话语词", "說話") if script is HANS else ("說話語詞", "说话")
    letters = [*frame, *foreign, "山", "水", "，"]
    source.shuffle(letters)
    assert detect_script("".join(letters), _other(script)) is script


def _other(script: Script) -> Script:
    return HANT if script is HANS else HANS


def _letters(text: str) -> str:
    def chosen() -> Iterator[str]:
        return (c for c in text if "一" <= c <= "鿿" or c in "，。“”「」、")

    return "".join(chosen())
