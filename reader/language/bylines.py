"""Who made an article, by its author's field: each by name, people apart from organisations."""

import re
from typing import NamedTuple

_SEPARATORS = re.compile(
    r"\s*[、，,;；/|：:]\s*|(?<=[^\x00-\x7f]{2})\s+(?=[^\x00-\x7f]{2})|\s+(?:and|&)\s+"
)
# What somebody is, and what they did: before the name or after it, or a part by itself.
_ROLE = (
    r"(?:文|图|圖|作者|撰文|撰稿人?|摄影|攝影|摄|攝|整理|供稿|供图|供圖|编译|編譯|"
    r"\S*(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員))"
)
_IS_ROLE = re.compile(_ROLE)
_BEFORE = re.compile(r"\S*?(?:记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員)\s*(?=\S)")
_AFTER = re.compile(
    r"\s*(?:摄影报道|攝影報導|报道|报导|報道|報導|撰文|摄影|攝影|供稿|供图|供圖|整理|编译|編譯)$"
    r"|\s*[(（].{1,4}[)）]$"
)
_IS_WORK = re.compile(r"(?:摄影|攝影)?(?:报道|报导|報道|報導)")
_BODY = re.compile(
    r"(?:[县縣市区區镇鎮乡鄉局办辦社网網报報台臺院校厅廳委会會处處科组組站室府司所馆館厂廠团團部刊]"
    r"|中心|公司|大学|大學|频道|頻道|联盟|聯盟|银行|銀行|集团|集團|平台|客户端|客戶端|公众号|公眾號)$"
)
_ENGLISH_BODY = re.compile(
    r"\b(?:agency|association|bureau|centre|center|college|committee|company|council|daily|"
    r"department|editors|government|institute|ministry|news|office|press|school|society|staff|"
    r"team|times|university)\b",
    re.IGNORECASE,
)
_SHORTEST_BODY = 3  # characters; 王会 is a person
_LONGEST_NAME = 60


class Contributor(NamedTuple):
    """A person or an organisation, by name."""

    name: str
    is_person: bool


def contributors(field: str) -> tuple[Contributor, ...]:
    """Those whom an author's field names, in its order, in either script; none for an empty one.

    本报记者 张力、旬阳县公安局 names a person, 张力, and an organisation.
    """
    parts = [part for part in _SEPARATORS.split(field.strip()) if part]
    named = [part for part in parts if not (_IS_ROLE.fullmatch(part) or _IS_WORK.fullmatch(part))]
    names = map(_bare, named or parts)
    return tuple(Contributor(name, not _is_body(name)) for name in dict.fromkeys(names))


def _bare(part: str) -> str:
    """A part of the field without what its bearer is or did."""
    if len(part) > _LONGEST_NAME:
        return part
    name = _AFTER.sub("", part) or part
    return name if name.isascii() else _BEFORE.sub("", name)


def _is_body(name: str) -> bool:
    if name.isascii():
        return bool(_ENGLISH_BODY.search(name))
    is_desk = bool(_IS_ROLE.fullmatch(name)) and len(name) > _SHORTEST_BODY  # 人民日报评论员
    return is_desk or (len(name) >= _SHORTEST_BODY and bool(_BODY.search(name)))
