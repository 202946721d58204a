"""The words before a fact on a page (作者：, 發佈時間：), in both scripts, and what follows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from reader.publishing.extraction.lines import BOUNDARY

# What stands before the colon, by the fact it names; an empty name is a fact nobody needs, which
# ends the one before it. Longer words come first.
_WORDS: tuple[tuple[str, str], ...] = (
    ("",
        "发布(?:人|者|员)|發[布佈](?:人|者|員)|上[传傳]者?|作者[单單]位|点击(?:次?[数量率])?|"
        "點擊(?:次?[數量率])?"),
    ("",
        "(?:浏览|瀏覽|阅读|閱讀|访问|訪問|人气|人氣|热度|熱度)(?:次?[数數量])?|次[数數]|已阅|"
        "评论[数]?|評論數?"),
    ("",
        "字[号號级級]|字[体體](?:大小|调节|調節|調整|显示)?|文字大小|大中小|视力保护色?|"
        "背景色?|操作|功能"),
    ("",
        "分享(?:到|至)?|收藏|打印|列印|关闭|關閉|扫一扫|二维码|关[键鍵]词|關鍵[字詞]|标签|標籤|"
        "相关链接"),
    ("",
        "(?:终|終|初|复|複|[一二三]|编|編)[审審]|审核人?|審核人?|校[对對稿]|监制|監製|签发|"
        "簽發|排版|美编|制作|制图"),
    ("", "(?:文/?图|图|圖|图片|圖片|摄影|攝影|摄|攝|视频|視頻|图文)|联系(?:人|电话)|电话|聯絡人"),
    ("",
        "索[引取]号|文[号號]|发文字号|主题分类|主題分類|主题词|有效性|组配分类|体裁分类|"
        "服务对象|关联文件|成文日期|生成日期"),
    ("", "(?:最[后後近]|本[页頁])?(?:更新|修[改订]|修[訂]|編[輯修])(?:于|於|時間|时间|日期)"),
    ("column", "所属栏目|所屬欄目|栏目名称|栏目|欄目|分类|分類|频道"),
    ("source",
        "(?:信息|文章|稿件|新[闻聞]|内容|內容|本文|资料|資料|消息|图文|供稿)?(?:来源|"
        "來源)(?:于|於|[单單]位)?|稿源|出[处處]|[转轉][载載]自|[转轉]自"),
    ("source", "(?:信息)?(?:发布|發[布佈]|公开|供稿)(?:单位|單位|机构|機構|部门|部門)|新闻来源"),
    ("editor",
        "(?:责任|責任|本文|网络|網絡|值班|执行|新媒体)?(?:编辑|編輯)|[责責][编編]|"
        "(?:网页)?[编編]发"),
    ("published",
        "(?:信息|文章|稿件|上线|本文)?(?:发布|發[布佈]|发表|發表|刊[登发發]|公布|添加|录入|"
        "錄入|创建|建立|张贴|張貼|上[架线線])(?:于|於|[时時][间間]|日期|日)?"),
    ("published", "日期|[时時][间間]|发稿(?:时间)?|發稿|发文日期|發文日期|撰寫時間"),
    ("author",
        "(?:本文|文章|原文?|新闻|[图圖]文)?作者|撰[文稿写寫]人?|供稿人?|投稿人?|"
        "(?:本[报報网網台]|特[约約]|实习|實習|見習)?[记記]者|通[讯訊][员員]|文字|文"),
)  # fmt: skip
_NAMES = [name for name, _ in _WORDS]
_GAP = f"[\\s{BOUNDARY}]*"


def _spaced(words: str) -> str:
    """The words with spaces allowed within the usual ones: 作　者."""
    for one, other in (
        "作者",
        "来源",
        "來源",
        "编辑",
        "編輯",
        "时间",
        "時間",
        "日期",
        "记者",
        "記者",
    ):
        words = words.replace(one + other, f"{one}{_GAP}{other}")
    return words


_COLON = re.compile("[:：∶︰]")
_LONGEST = 24  # characters of a label and its spaces
_LABEL = re.compile(
    "(?P<open>[【\\[（(〔［]?)" + _GAP + "(?<![\u3400-\u9fff])(?:"
    + "|".join(f"(?P<l{number}>{_spaced(words)})" for number, (_, words) in enumerate(_WORDS))
    + f"){_GAP}\\Z"
)  # fmt: skip
_END = re.compile("[】\\]）)〕］|｜]|[ \u00a0\u3000\t]{3,}|\u3000")
_CLOSING = dict(zip("【[（(〔［", "】]）)〕］", strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact: its name (empty for one nobody needs), its text, and where it stands."""

    name: str
    text: str
    start: int
    end: int


def facts_in(marked: str) -> list[Fact]:
    """The labelled facts of a line, in order; a label with nothing after it gives an empty text."""
    return list(_facts(marked))


def _facts(marked: str) -> Iterator[Fact]:
    labels = list(_labels(marked))
    for label, following in zip_longest(labels, labels[1:]):
        stop = following.start if following else len(marked)
        text = marked[label.end : stop]
        if closing := _CLOSING.get(label.open):
            text = text.partition(closing)[0]
        yield Fact(label.name, _value(text, label.name), label.start, stop)


@dataclass(frozen=True, slots=True)
class _Label:
    """A label with its colon: the fact it names, the bracket before it, and where it stands."""

    name: str
    open: str
    start: int
    end: int


def _labels(marked: str) -> Iterator[_Label]:
    """Looks back from each colon: a line of text has few."""
    last = 0
    for colon in _COLON.finditer(marked):
        first = max(colon.start() - _LONGEST, last)
        if first and first > last:
            first = max(first - 1, last)  # one more, to see that no word goes on before it
        match = _LABEL.search(marked[first : colon.start()])
        if match:
            number = next(n for n in range(len(_WORDS)) if match[f"l{n}"] is not None)
            yield _Label(_NAMES[number], match["open"], first + match.start(), colon.end())
        last = colon.end()


def _value(text: str, name: str) -> str:
    """The text of a fact up to what ends it."""
    text = text.strip(f" \t\r\n\u00a0\u3000{BOUNDARY}")
    if name == "published":
        return " ".join(text.replace(BOUNDARY, " ").split())
    for end in _END.finditer(text):
        opening = _OPENING.get(end[0])
        if not opening or opening not in text[: end.start()]:
            text = text[: end.start()]
            break
    pieces = [piece.strip() for piece in text.split(BOUNDARY)]
    pieces = [piece for piece in pieces if piece]
    if name != "author":
        return " ".join(pieces[0].split()) if pieces else ""
    return " ".join("、".join(pieces).split())
