"""What a character means by what stands beside it, where no table of phrases can tell.

OpenCC's phrases are lists of words. These rules say what such lists cannot: measure words before
any noun, verbs before any object, surnames that are no part of a word.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reader.language.characters import HAN_CLASS
from reader.language.segmentation import Lexicon

_NUMBER = "[一二两三四五六七八九十几百千半数这那每哪]"


class Found(NamedTuple):
    """The characters text[start:end] and what they become, in OpenCC's standard of traditional."""

    start: int
    end: int
    value: str


class _Rule(NamedTuple):
    """`written` becomes `value` where `before` ends and `after` begins; both are patterns.

    Alternatives in `before` are each of one length. With `alone`, only where the character is a
    word by itself.
    """

    written: str
    value: str
    before: str = ""
    after: str = ""
    alone: bool = False


_RULES = (
    # Characters that are words by themselves only as surnames (or, 余, as the classical "I").
    _Rule("范", "范", alone=True),
    _Rule("朴", "朴", alone=True),
    _Rule("郁", "郁", alone=True),
    _Rule("岳", "岳", alone=True),
    _Rule(
        "余", "余",
        before="(?<![一二两三四五六七八九十百千万亿几数0-9０-９多其剩业残富有无空盈结之])",
        after="(?![年月日天个人名位家次元万亿米斤公亩里])", alone=True,
    ),
    # Measure words.
    _Rule("出", "齣", _NUMBER, f"(?=[{HAN_CLASS}]{{0,4}}?[戏剧])"),
    _Rule("只", "只", after="(?=(?:[不需须要想能会可应]|[有是好怕])*(?:剩|载|有|看|说|做|为了|要求|需要))"
          "(?!要[一二两三四五六七八九十几])", before="(?:船|人|我|你|他|她|它|们)"),
    # Food and drink.
    _Rule("面", "麵", "(?:碗|吃|煮|擀|揉|和了|下|盘)", "(?=[，。、！？；]|$|和[一二两三四五六七八九十几米饭菜汤])"),
    _Rule("冲", "沖", after="(?=[了好上泡一两几下着个]{0,4}(?:杯|碗|壶|咖啡|茶|奶粉|牛奶|豆浆|蜂蜜|麦片|药剂|颗粒|澡|凉|马桶|厕所|胶卷|水喝))"),
    _Rule("姜", "薑", after="(?=[和与、及]?[葱蒜]|[片丝末块汁汤粉茶糖蓉])"),
    _Rule("姜", "薑", before="(?:葱|蒜|葱和|蒜和|葱、|蒜、|生|嫩|老|切|加|放)", after="(?=[，。、；和蒜片丝末切各少适若]|$)"),
    # Clocks and bells; OpenCC's own default is the surname 鍾.
    _Rule("钟", "鐘", "(?:[个座口只台声下分点秒敲撞鸣听校挂坐闹])"),
    _Rule("钟", "鐘", after="(?=[坏停响敲表声摆楼点头面走慢快])"),
    # Tired, not besieged.
    _Rule("困", "睏", "(?:[很太好又真犯更越])", "(?![难境苦惑扰顿窘])"),
    _Rule("困", "睏", "(?<![被围受所])", "(?=得[睁眼直睡哈打不要])"),
    # Round a track; OpenCC takes a lap for a week.
    _Rule("一周", "一周", "(?:[绕转环跑走游])"),
    _Rule("一周", "一周", "(?:[跑走绕转][了过])"),
    _Rule("卷", "捲", "一", "(?=[就起走])"),
)  # fmt: skip

# Words and names that OpenCC has not, or has otherwise, each with what it becomes.
_PHRASES = {
    "冲茶": "沖茶",
    "甜酒曲": "甜酒麴",
}
