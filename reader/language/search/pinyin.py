"""Pinyin as it is typed into a search: which syllables a row of letters may be.

Nothing here loads the tables of readings; typed ü is v, and u where that is what was meant.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

_SPLITS = 4  # readings of one row of letters that are looked for
_ALL = """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang
cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang
chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de den deng dei di dia dian
diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng fo fou fu
ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang
hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin
jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang
kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu
luan lue lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou
mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nue
nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia
qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua
ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi
shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang
tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo
wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo
yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei
zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun
zuo
"""
SYLLABLES = frozenset(_ALL.split())
_BEGINNINGS = frozenset(word[:end] for word in SYLLABLES for end in range(1, len(word)))
_LONGEST = max(map(len, SYLLABLES))
_INITIALS = frozenset("abcdefghjklmnopqrstwxyz")  # no syllable begins with i, u and v
_MOST_INITIALS = 20

Split = tuple[str, ...]


def typed(syllable: str) -> Split:
    """How a toneless syllable is typed: 绿 lǜ is lv, and lu."""
    if "ü" not in syllable:
        return (syllable,)
    return (syllable.replace("ü", "v"), syllable.replace("ü", "u"))


def splits(parts: Sequence[str]) -> list[Split]:
    """The syllables that rows of letters may be, the likeliest first; borders of rows are kept.

    Of the last row the last syllable may be unfinished. Empty where they are no pinyin.
    """
    found: list[Split] = [()]
    for number, part in enumerate(parts, 1):
        further = _splits(part, may_end_early=number == len(parts))
        found = [before + after for before in found for after in further][:_SPLITS]
    return found


def is_syllable(letters: str) -> bool:
    """Whether letters are one syllable."""
    return letters in SYLLABLES


def is_beginning(letters: str) -> bool:
    """Whether letters are the beginning of a syllable, and not a syllable themselves."""
    return letters in _BEGINNINGS and letters not in SYLLABLES


def are_initials(letters: str) -> bool:
    """Whether letters may be the first ones of two or more syllables."""
    return 2 <= len(letters) <= _MOST_INITIALS and _INITIALS.issuperset(letters)


@lru_cache(maxsize=256)
def _splits(letters: str, *, may_end_early: bool) -> tuple[Split, ...]:
    """The divisions of one row of letters, those without an unfinished syllable first."""
    best: list[list[Split]] = [[()]]
    for end in range(1, len(letters) + 1):
        options: Iterable[Split] = (
            (*before, letters[start:end])
            for start in range(max(0, end - _LONGEST), end)
            if letters[start:end] in SYLLABLES
            for before in best[start]
        )
        best.append(sorted(options, key=len)[:_SPLITS])
    found = best[-1]
    if may_end_early:
        size = len(letters)
        unfinished = (
            (*before, letters[start:])
            for start in range(max(0, size - _LONGEST), size)
            if is_beginning(letters[start:])
            for before in best[start]
        )
        found = [*found, *sorted(unfinished, key=len)][:_SPLITS]
    return tuple(found)
