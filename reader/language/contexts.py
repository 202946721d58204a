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
    _Rule("只", "只", "(?:船|艘|人|我|你|他|她|它|们)", "(?=[能会有要需想够可])"),
    _Rule("只", "隻", "有[一两三四五六七八九十几]"),
    # Food and drink.
    _Rule("里", "裏", after="(?=加[入上了水盐糖油醋点些一两三四五六七八九十几半少适])"),
    _Rule("面", "麪", "(?:碗|吃|煮|擀|揉|盘)", "(?=[，。、！？；]|$|和[一二两三四五六七八九十几米饭菜汤])"),
    _Rule("冲", "沖", after="(?=[了好上泡一两几下着个]{0,4}(?:杯|碗|壶|咖啡|茶|奶粉|牛奶|豆浆|蜂蜜|麦片|药剂|颗粒|澡|凉|马桶|厕所|胶卷|水喝))"),
    _Rule("姜", "薑", after="(?=[和与、及]?[葱蒜]|[片丝末块汁汤粉茶糖蓉])"),
    _Rule("姜", "薑", before="(?:葱|蒜|葱和|蒜和|葱、|蒜、|生|嫩|老|切|加|放)", after="(?=[，。、；和蒜片丝末切各少适若]|$)"),
    # Clocks and bells; OpenCC's own default is the surname 鍾.
    _Rule("钟", "鐘", alone=True, before="(?:[个座口只台声下敲撞鸣听校挂坐闹])"),
    _Rule("钟", "鐘", after="(?=[坏停响敲声走慢快])"),
    # Tired, not besieged.
    _Rule("困", "睏", "(?:[很太好又真犯更越])", "(?![难境苦惑扰顿窘])"),
    _Rule("困", "睏", "(?<![被围受所])", "(?=得[睁眼直睡哈打不要])"),
    # Round a track; OpenCC takes a lap for a week.
    _Rule("一周", "一周", "(?:[绕转环跑走游])"),
    _Rule("一周", "一周", "(?:[跑走绕转][了过])"),
    _Rule("卷", "捲", "一", "(?=[就起走])"),
    # Forbidden, not inexact; OpenCC takes 不准 for the latter.
    _Rule("不准", "不准", "(?<![算说猜瞄拿测定看打听认吃摸得])", f"(?![确时的])(?=[{HAN_CLASS}])"),
)  # fmt: skip

# Words and names that OpenCC has not, or has otherwise, each with what it becomes.
_PHRASES = {
    "冲茶": "沖茶",
    "甜酒曲": "甜酒麴",
    "里面条": "裏麪條",
    "里面馆": "裏麪館",
    "校舍弃": "校舍棄",
    "老板着脸": "老板着臉",
    "干宝": "干寶",
    "唱完歌后": "唱完歌後",
    "听完歌后": "聽完歌後",
    "树干枯": "樹乾枯",
    "头发送": "頭髮送",
    "了解药": "了解藥",
    "干重活": "幹重活",
    "余忆": "余憶",
    "子云亭": "子雲亭",
    "于是之": "于是之",
    "卡里剩": "卡裏剩",
}


def _pattern(rule: _Rule) -> re.Pattern[str]:
    """The rule as one pattern that begins with its first character, which is quick to find."""
    before = rule.before
    if before and not before.startswith("(?<!"):
        options = before.removeprefix("(?:").removesuffix(")").split("|")
        before = "(?:" + "|".join(f"(?<={option}{rule.written})" for option in options) + ")"
    elif before:
        before = before[:-1] + rule.written + ")"
    return re.compile(f"{rule.written}{before}{rule.after}")


# Words of traditional text.
_TRADITIONAL = {"甚麼": "什么", "甚么": "什么"}

_PATTERNS = [(rule, _pattern(rule)) for rule in _RULES]
_TRADITIONAL_PHRASE = re.compile("|".join(_TRADITIONAL))
_PHRASE = re.compile("|".join(sorted(_PHRASES, key=len, reverse=True)))


def in_context(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """What the rules say of a simplified text; places may overlap, the first said counts."""
    for match in _PHRASE.finditer(text):
        if not lexicon.straddling(text, *match.span()):
            yield Found(*match.span(), _PHRASES[match[0]])
    for rule, pattern in _PATTERNS:
        if rule.written in text:
            for match in pattern.finditer(text):
                start, end = match.span()
                if not rule.alone or lexicon.stands_alone(text, start):
                    yield Found(start, end, rule.value)


def in_traditional(text: str) -> Iterator[Found]:
    """The same for a traditional text."""
    for match in _TRADITIONAL_PHRASE.finditer(text):
        yield Found(*match.span(), _TRADITIONAL[match[0]])
