"""Names of people: where they are in a text, and how they are written in the other script.

A name is written as its bearer writes it, and a converter cannot know that. So a character with
one counterpart changes (张力 → 張力), and one that both scripts have stays as it was written
(徐斯征, 于右任, 范仲淹, 余光中).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from reader.language.characters import HAN, HAN_CLASS
from reader.language.conversion.segmentation import Lexicon

_SURNAMES = set(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
    "鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄"
    "和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古"
    "易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋"
    "沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓肖朴仝佟岳帅缑亢况郈琴归海晋楚闫汝鄢涂钦商牟佘佴伯赏墨"
    "哈谯笪年覃辜付冼苑原种丑征庹揭"
)
_COMPOUND = (
    "欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐",
    "宇文", "长孙", "司空", "端木", "南宫", "独孤", "东郭", "西门", "百里", "轩辕", "呼延", "钟离",
    "万俟", "澹台", "闻人", "申屠", "太叔", "单于", "淳于", "鲜于", "仲孙", "濮阳", "公冶", "赫连",
)  # fmt: skip

# Surnames that traditional script writes as simplified does, though the character, as a word, has
# another form: 余先生 but 其餘, 范先生 but 規範.
_KEPT_SURNAMES = "余范于朴郁岳游涂后干种"
_RATHER_WORDS = "于游涂后干种"  # of these, far more often words than names
_ALL_BUT_WORDS = "后干种"  # of these, names only straight before a title of address

# Characters that traditional script has in rare words only, and 冲, which names write 沖: in a name
# they are meant as these. 云 and 万 may be surnames.
_MEANT = {"叶": "葉", "适": "適", "广": "廣", "胜": "勝", "价": "價", "冲": "沖", "宁": "寧"}
_MEANT_IN_GIVEN = {"云": "雲", "万": "萬"}

_TITLES = (
    "先生|女士|小姐|太太|夫人|教授|老师|老師|同志|博士|硕士|医生|大夫|护士|主任|副主任|局长|县长|"
    "市长|省长|区长|镇长|乡长|村长|书记|主席|总理|总统|部长|院长|校长|馆长|园长|所长|处长|科长|"
    "站长|队长|团长|师长|连长|班长|组长|会长|社长|台长|厅长|司长|司令|将军|上校|经理|总经理|总监|"
    "总裁|董事长|董事|老板|工程师|律师|法官|检察官|警官|师傅|大爷|大妈|大叔|大婶|大姐|大哥|奶奶|"
    "爷爷|叔叔|阿姨|伯伯|记者|编辑|导演|主编|总编|院士|委员|代表|议员|大使|秘书|秘书长|公子|姑娘|"
    "某某|某|氏"
)
_ROLES = (
    "记者|通讯员|特约通讯员|实习生|摄影|摄|撰文|撰稿|供稿|供图|作者|编辑|编者|责编|责任编辑|主编|总编辑|"
    "编辑部|校对|审核|审校|监制|策划|制图|绘图|插图|译者|翻译|主持人|主讲人|主讲|导演|编剧|演员|歌手|作家|"
    "诗人|画家|书法家|医师|护士|厨师|教授|副教授|老师|教师|博士|医生|主任|副主任|局长|副局长|县长|副县长|市长|副市长|"
    "省长|副省长|区长|镇长|乡长|村长|书记|副书记|主席|副主席|总理|部长|副部长|院长|副院长|校长|副校长|"
    "馆长|所长|处长|科长|站长|队长|会长|社长|委员|常委|代表|经理|总经理|总裁|董事长|负责人|发言人|联系人|"
    "工程师|律师|法官|检察官|民警|村民|居民|市民|患者|司机|学生|同学|选手|运动员|球员|教练|院士|专家|"
    "研究员|学者|馆员|店主|老板|丈夫|妻子|儿子|女儿|父亲|母亲|哥哥|弟弟|姐姐|妹妹|同志|先生|女士"
)
_SAYING = (
    "说|說|表示|介绍|告诉|认为|指出|称|透露|坦言|回忆|强调|解释|笑着|笑道|问道|答道|写道|曾|则|又|也|还|"
    "与会|参加|列席|提醒|建议|呼吁|回应|补充|感叹|直言|出席|主持|主演|饰演|获得|当选|"
    "担任|毕业|出生|生于|病逝|逝世"
)
_BYLINES = (
    "记者", "通讯员", "实习生", "摄影", "撰文", "撰稿", "供稿", "供图", "作者", "编辑", "编者",
    "责编", "主编", "校对", "审核", "审校", "监制", "策划", "译者", "翻译", "主持人", "主讲人",
    "导演", "编剧",
)  # fmt: skip

_NO_GIVEN = "们的了是在和与或及不有这那其此该本各每某何些个只第年月日时点分"
_PARTICLES = "干从向和时都能后成别种家经应通相公关有全连计平常征"  # rather words
_BEFORE_PREPOSITION = {
    *"自命位属源处等基至出见高低大多少优劣忠善敢甘急勇勤精求限集终始"
}  # 来自于老师
_PREPOSITIONS = "于在从向对与和"
_GIVEN = rf"(?![{_NO_GIVEN}])[{HAN_CLASS}]"
_NAME = rf"(?:{'|'.join(_COMPOUND)}|[{''.join(sorted(_SURNAMES))}])[{HAN_CLASS}]{{1,2}}"
_BYLINE = re.compile(rf"(?:{'|'.join(_BYLINES)})(?P<mark>[：:] ?| |)(?P<name>{_NAME})")
_HAS_BYLINE = re.compile("|".join(_BYLINES))
_NEXT_NAME = re.compile(rf"[、 ](?P<name>{_NAME})")

# What follows and what precedes a surname that has two forms, each tried at such a character only.
_KEPT = re.compile(f"[{_KEPT_SURNAMES}]")
_BEFORE_TITLE = re.compile(rf"(?P<name>.(?:{_GIVEN}){{0,2}}?)(?=(?P<title>{_TITLES})(?!们))")
_BEFORE_SAYING = re.compile(
    rf"(?P<name>.(?<![{HAN_CLASS}].)(?:{_GIVEN}){{1,2}}?)(?=(?P<title>{_SAYING}))"
)
_BEFORE_ADDRESS = re.compile("先生|女士|小姐")
_BY_ITSELF = re.compile(rf".(?<![{HAN_CLASS}].)(?:{_GIVEN}){{2}}(?![{HAN_CLASS}])")
_AFTER_ROLE = re.compile(
    "(?P<name>.(?:"
    + "|".join(f"(?<={role}.)" for role in _ROLES.split("|"))
    + rf")(?:{_GIVEN}){{1,2}})"
)

_FIELD_PARTS = re.compile(rf"[{HAN_CLASS}·]+")
_ROLE_BEFORE = re.compile(rf"(?:本报|本站|本网|本刊|新华社|特约|见习|实习)*(?:{_ROLES})|[文图]$")
_WORK_AFTER = re.compile(
    "(?:报道|報道|報導|摄影|撰文|供图|供稿|整理|编辑|编写|主编|校对|[摄文图编著])$"
)
_NO_PERSON = re.compile(
    "(?:[县市区镇乡村局部办社网报台院校厅委会处科组站室府司所馆厂店团队长员]|中心|公司|大学|频道|"
    "先生|女士|主任|书记|老师)$"
)


class Name(NamedTuple):
    """A person's name at text[start:end]; `full` when a given name follows the surname."""

    start: int
    end: int
    is_full: bool


def written_in_full(name: str) -> str:
    """A simplified name with the characters that traditional names do not have put right."""
    if name[:2] == "万俟":
        return name
    signs = (_MEANT.get(sign) or (_MEANT_IN_GIVEN.get(sign, sign) if place else sign)
             for place, sign in enumerate(name))  # fmt: skip
    full = "".join(signs)
    return "萬" + full[1:] if full[0] == "万" else full


def in_field(field: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where the people are whom an author's or editor's field names, in simplified characters.

    本报记者 张力、范小云 names 张力 and 范小云. Organisations, places and pen names that begin with
    no surname are nobody.
    """
    found = []
    for part in _FIELD_PARTS.finditer(field):
        name, start = part[0], part.start()
        while role := _ROLE_BEFORE.match(name):
            name, start = name[role.end() :], start + role.end()
        while (work := _WORK_AFTER.search(name)) and work.start() > 1:
            name = name[: work.start()]
        surname = 2 if name[:2] in _COMPOUND else 1
        is_person = (
            surname < len(name) <= surname + 2
            and (surname == 2 or name[0] in _SURNAMES)
            and not _NO_PERSON.search(name)
            and not lexicon.is_common(name)
        )
        if is_person:
            found.append((start, start + len(name)))
    return found


def in_text(text: str, lexicon: Lexicon) -> list[Name]:
    """The names of people in simplified text whose characters a converter could get wrong.

    A name is known by what stands beside it: a title after it (余先生), a role before it
    (记者余晓洁), a familiar prefix (老范), a verb of saying after it at the beginning of a clause
    (余晓明说); and by word borders that allow it (其余先生们 and 关于先生 hold none).
    """
    found = list(_in_bylines(text, lexicon)) if _HAS_BYLINE.search(text) else []
    for place in (match.start() for match in _KEPT.finditer(text)):
        end = _kept_name(text, place, lexicon)
        if end:
            found.append(Name(place, end, end - place > 1 and text[place] not in _RATHER_WORDS))
    return found


def _in_bylines(text: str, lexicon: Lexicon) -> Iterator[Name]:
    place = 0
    while match := _BYLINE.search(text, place):
        place = match.end("mark")
        for name in _row(text, match, lexicon):
            yield name
            place = name.end


def _kept_name(text: str, place: int, lexicon: Lexicon) -> int:
    """Where the name ends that begins with the two-formed surname at `place`; 0 for none."""
    surname = text[place]
    is_rare = surname in _RATHER_WORDS
    if surname in _ALL_BUT_WORDS:
        is_first = not HAN.match(text[place - 1 : place])
        return place + 1 if is_first and _BEFORE_ADDRESS.match(text, place + 1) else 0
    has_role = _AFTER_ROLE.match(text, place)
    for pattern in (_BEFORE_TITLE, _BEFORE_SAYING):
        match = pattern.match(text, place)
        is_sure = not is_rare or (has_role and pattern is _BEFORE_TITLE)  # 书记于建军同志
        if (
            match
            and lexicon.begins_word(text, place, match.end())
            and not (is_rare and text[place - 1 : place] in _BEFORE_PREPOSITION)
            and (is_sure or not _is_preposition(text, place, match.end(), lexicon))
            and lexicon.ends_word(text, match.end() + len(match["title"]))
        ):
            return match.end()
    prefixes = "姓" if is_rare else "小老阿姓"
    if text[place - 1 : place] in [*prefixes] and lexicon.ends_word(text, place + 1):
        return place + 1
    match = has_role
    if not match and not is_rare and not lexicon.is_word(text, place + 1):
        match = _BY_ITSELF.match(text, place)
    if (
        match
        and lexicon.begins_word(text, place, match.end())
        and not (is_rare and _is_preposition(text, place, 0, lexicon))
    ):
        return _end_of_given(text, place + 1, match.end(), lexicon)
    return 0


def _is_preposition(text: str, place: int, end: int, lexicon: Lexicon) -> bool:
    """Whether 于 and its like are words before another one (主任于昨日) or a name (于王先生处)."""
    is_before_name = end - place == 2 and text[place + 1] in _SURNAMES
    return is_before_name or lexicon.is_word(text, place + 1, end)


def _row(text: str, match: re.Match[str], lexicon: Lexicon) -> Iterator[Name]:
    """The name after a role, and those after it in a row: 记者钟文、范晓于."""
    start, end = match.span("name")
    if not lexicon.begins_word(text, start, end) or (
        not match["mark"]
        and (
            text[start] in _PARTICLES
            or (text[start] in _RATHER_WORDS and _is_preposition(text, start, 0, lexicon))
        )
    ):
        return
    while True:
        surname = 2 if text[start : start + 2] in _COMPOUND else 1
        end = _end_of_given(text, start + surname, end, lexicon)
        yield Name(start, end, text[start] not in _RATHER_WORDS)
        following = _NEXT_NAME.match(text, end)
        if not following or not _ends_there(text, following.end("name"), lexicon):
            return
        start, end = following.span("name")


def _ends_there(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a name may end where no character or another word follows."""
    return not HAN.match(text, end) or lexicon.is_word(text, end)


def _end_of_given(text: str, given: int, end: int, lexicon: Lexicon) -> int:
    """Where a given name of one or two characters ends.

    In 记者余洁报道 it ends before the word 报道, in 记者范晓于上海 before a preposition.
    """
    is_shorter = end - given == 2 and (
        text[end - 1] in _PREPOSITIONS or lexicon.is_word(text, end - 1)
    )
    return end - 1 if is_shorter else end
