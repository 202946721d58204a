"""The words of a synthetic library that its sources do not have: columns, names, places, tags."""

import random
from dataclasses import dataclass
from datetime import datetime

# Characters that both scripts write alike, so that a name is right in either.
_PLACE = "永平安清石白南北新高大文山水金和福德天明景仁太江梅竹松柏青海川沙林泉花月春秋上下"
_SURNAME = "王李林高何郭朱胡徐曹彭田石江史白孟方金余丁沈姜范古"
_GIVEN = (
    "文明志安平德仁信美玉秀春秋雨雪梅竹松柏青山海江川波永和光宗天宇思成立清如月之心小大中正民家"
)
_COMMON_TAGS = """
民生 教育 交通 文化 法治 气象 就业 水利 粮食 住房 消防 人口 婚姻 档案 方志 古籍 戏曲 民俗 园林 考古
抗旱 招商 社保 志愿者 医疗 养老 农业 环保 旅游 体育 电力 通信 邮政 非遗 阅读 书法 饮食 防汛 扶贫
财政 税务 审计 统计 殡葬 残疾人 老年人 青少年 妇女 社区 物业
"""
_COMMON_TAGS_TRADITIONAL = """
民生 教育 交通 文化 法治 氣象 就業 水利 糧食 住房 消防 人口 婚姻 檔案 方志 古籍 戲曲 民俗 園林 考古
抗旱 招商 社保 志願者 醫療 養老 農業 環保 旅遊 體育 電力 通信 郵政 非遺 閱讀 書法 飲食 防汛 扶貧
財政 稅務 審計 統計 殯葬 殘疾人 老年人 青少年 婦女 社區 物業
"""


@dataclass(frozen=True, slots=True)
class _Words:
    """What is written otherwise in the other script."""

    divisions: str
    actions: tuple[str, ...]
    sources: tuple[str, ...]
    sayings: tuple[str, ...]
    dateline: str
    tags: list[str]


_SIMPLIFIED = _Words(
    divisions="县镇乡村市区",
    actions=("公布", "学习", "修订", "施行", "讨论", "刊出", "重读", "宣讲"),
    sources=("本站原创", "县报", "县广播电视台", "省报", "档案馆", "图书馆", "读者来稿"),
    sayings=(
        "{name}说，",
        "据{place}的{name}介绍，",
        "{year}年以来，{place}共有{count}户参加，",
        "截至{year}年{month}月，已有{count}人次，",
    ),
    dateline="本报{month}月{day}日{place}讯（记者{name}）",
    tags=_COMMON_TAGS.split(),
)
_TRADITIONAL = _Words(
    divisions="縣鎮鄉村市區",
    actions=("公布", "學習", "修訂", "施行", "討論", "刊出", "重讀", "宣講"),
    sources=("本站原創", "縣報", "縣廣播電視台", "省報", "檔案館", "圖書館", "讀者來稿"),
    sayings=(
        "{name}說，",
        "據{place}的{name}介紹，",
        "{year}年以來，{place}共有{count}戶參加，",
        "截至{year}年{month}月，已有{count}人次，",
    ),
    dateline="本報{month}月{day}日{place}訊（記者{name}）",
    tags=_COMMON_TAGS_TRADITIONAL.split(),
)

# Two levels; the weight is the column's part of the articles, in hundredths.
_COLUMNS: dict[tuple[str, str], dict[str, tuple[str, int]]] = {
    ("news", "新闻"): {"county": ("县内", 25), "towns": ("乡镇", 10), "province": ("省内", 5)},
    ("government", "政务"): {
        "notices": ("公告", 8),
        "decisions": ("决定", 4),
        "budget": ("财政", 2),
        "staff": ("人事", 1),
    },
    ("law", "法律"): {"statutes": ("法规", 4), "cases": ("案例", 4), "advice": ("问答", 2)},
    ("people", "民生"): {
        "health": ("健康", 4),
        "schools": ("教育", 3),
        "work": ("就业", 2),
        "elders": ("养老", 2),
    },
    ("culture", "文化"): {
        "history": ("县志", 3),
        "classics": ("经典", 3),
        "opera": ("戏曲", 2),
        "craft": ("手艺", 1),
    },
    ("living", "生活"): {"kitchen": ("厨房", 3), "garden": ("园艺", 2), "travel": ("出行", 1)},
    ("nature", "自然"): {"weather": ("气象", 3), "water": ("水利", 2), "forest": ("林业", 1)},
    ("letters", "来信"): {"questions": ("提问", 2), "answers": ("答复", 1)},
}
PATHS = [f"{top}/{name}" for (top, _), below in _COLUMNS.items() for name in below]
WEIGHTS = [weight for below in _COLUMNS.values() for _, weight in below.values()]


def _site() -> str:
    lines = ['name = "清河县档案"', 'timezone = "Asia/Shanghai"', "page_size = 20"]
    for (top, title), below in _COLUMNS.items():
        titles = {top: title} | {f"{top}/{name}": given for name, (given, _) in below.items()}
        for path, given in titles.items():
            lines += ["", "[[columns]]", f'path = "{path}"', f'title = "{given}"']
    return "\n".join([*lines, ""])


SITE = _site()


class Voice:
    """The names and places of one article."""

    def __init__(self, chance: random.Random, is_traditional: bool) -> None:
        self._chance = chance
        self._words = _TRADITIONAL if is_traditional else _SIMPLIFIED

    def name(self) -> str:
        """A person's name."""
        given = "".join(self._chance.choices(_GIVEN, k=self._chance.randint(1, 2)))
        return self._chance.choice(_SURNAME) + given

    def author(self) -> str:
        """One of some eight hundred names."""
        return self._chance.choice(_SURNAME) + self._chance.choice(_GIVEN)

    def place(self) -> str:
        """A village, a town, a county."""
        name = "".join(self._chance.choices(_PLACE, k=2))
        return name + self._chance.choice(self._words.divisions)

    def source(self) -> str:
        """Where an article was first printed."""
        return self._chance.choice(self._words.sources)

    def action(self) -> str:
        """What a place does with a text."""
        return self._chance.choice(self._words.actions)

    def saying(self) -> str:
        """What leads a sentence in."""
        return self._chance.choice(self._words.sayings).format(
            name=self.name(),
            place=self.place(),
            year=self._chance.randint(2001, 2025),
            month=self._chance.randint(1, 12),
            count=self._chance.randint(10, 99_999),
        )

    def dateline(self, day: datetime) -> str:
        """The first words of a newspaper's article."""
        return self._words.dateline.format(
            month=day.month, day=day.day, place=self.place(), name=self.name()
        )

    def tags(self) -> list[str]:
        """One to three of the common tags, sometimes a place."""
        chosen = self._chance.sample(self._words.tags, self._chance.randint(1, 3))
        return [*chosen, self.place()] if self._chance.random() < 0.2 else chosen
