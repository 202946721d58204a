"""EUC-TW (CNS 11643) read with Python's Big5: no codec of Python's or of a kept library reads it.

Big5's two levels and CNS 11643's first two planes hold the same characters in the same order of
strokes, but for the few that were moved when Big5 was corrected. So the tables are made of
Big5's codec, the moves and the rows of signs. The planes from 3 on (rare characters, hardly ever
used on pages) are read as damage.
"""

import re
from functools import lru_cache

_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_LEVELS = ((0xA4, 5401, 0x44), (0xC9, 7652, 0x21))  # lead byte, characters, first row in CNS 11643
_MOVED = ("耄銬彝薦繳嚨", "\ufa0c刉攷筇莚笻\ufa0d錥徻鎀磿螤鎥瀪舋鐼鬮爩")
_PLACED = (
    "5753耄 6B50銬 7535薦 7641彞 782D嚨 7864繳",
    "214C刉 224D攷 376F笻 3E63筇 3F6A莚 554B錥 5722徻 5A28螤 5D74磿 642F鎀 664D舋 6761鎥 6934瀪"
    " 6A4B鐼 7166鬮 7240爩",
)
# Rows 21 to 26 of plane 1, "?" where nothing is.
_SIGNS = (
    "\u3000，、。．・；：？！︰…‥﹐﹑﹒·﹔﹕﹖﹗︱—︲–????（）︵︶｛｝︷︸〔〕︹︺【】︻︼《》"
    "︽︾〈〉︿﹀「」﹁﹂『』﹃﹄﹙﹚﹛﹜﹝﹞‘’“”〝〞′‵＃＆＊※§〃○●△▲◎☆★◇◆□■▽▼",
    "㊣℅‾?＿?﹉﹊﹍﹎﹋﹌﹟﹠﹡＋－×÷±√＜＞＝≦≧≠∞≒≡﹢﹣﹤﹦﹥∼∩∪⊥∠∟⊿㏒㏑∫∮∵"
    "∴♀♂♁☉↑↓→←↖↗↙↘‖｜／＼∕﹨＄￥〒￠￡％＠℃℉﹩﹪﹫㏕㎜㎝㎞㏎㎡㎎㎏㏄°兙兛兞兝兡兣",
    "嗧瓩糎▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯═╞╪╡◢◣◥◤╱╲╳",
    "０１２３４５６７８９ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ〡〢〣〤〥〦〧〨〩?卄?ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯ"
    "ＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚΑΒΓΔΕΖΗΘΙΚ",
    "ΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωㄅㄆㄇㄈㄉㄊㄋㄌㄍ"
    "ㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦㄧㄨㄩ˙ˉˊˇˋ",
    "①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ",
)
_TOKENS = re.compile(
    rb"[\x00-\x7f]+|[\xa1-\xfe]{2}|\x8e[\xa1-\xb0][\xa1-\xfe]{2}|[\x80-\xff]", re.DOTALL
)


def euc_tw_text(raw: bytes, damaged: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of bytes in EUC-TW, `damaged` for what is none, and where (begin, end) that is."""
    table, pieces, damage = _table(), [], []
    for match in _TOKENS.finditer(raw):
        token = match[0]
        text = table.get(token) or (token.decode("ascii") if token[0] < 0x80 else "")
        if not text:
            text = damaged
            damage.append(match.span())
        pieces.append(text)
    return "".join(pieces), damage


def euc_tw_bytes(text: str) -> bytes:
    """The text in EUC-TW; raises UnicodeEncodeError for a character its two planes lack."""
    table = _reverse()
    try:
        return b"".join(c.encode() if c < "\x80" else table[c] for c in text)
    except KeyError as error:
        place = text.index(error.args[0])
        raise UnicodeEncodeError("euc-tw", text, place, place + 1, "not in planes 1, 2") from None


@lru_cache(maxsize=1)
def _table() -> dict[bytes, str]:
    table = {}
    for plane, (lead, count, first_row) in enumerate(_LEVELS):
        prefix = bytes((0x8E, 0xA1 + plane))
        placed = {int(cell[:4], 16): cell[4] for cell in _PLACED[plane].split(" ")}
        order = (c for c in _big5(lead, count) if c not in _MOVED[plane])
        for place in range(count - len(_MOVED[plane]) + len(placed)):
            row, column = first_row + place // 94, 0x21 + place % 94
            character = placed.get(row << 8 | column) or next(order)
            code = bytes((row | 0x80, column | 0x80))
            table[prefix + code] = character
            if plane == 0:
                table[code] = character
    for row, signs in enumerate(_SIGNS, 0xA1):
        table.update({bytes((row, 0xA1 + i)): sign for i, sign in enumerate(signs) if sign != "?"})
    return table


@lru_cache(maxsize=1)
def _reverse() -> dict[str, bytes]:
    return {character: code for code, character in sorted(_table().items(), key=_by_length)}


def _by_length(row: tuple[bytes, str]) -> int:
    return -len(row[0])  # the short code of a character comes last and stays


def _big5(lead: int, count: int) -> str:
    codes = (bytes((lead + i // 157, _TRAILS[i % 157])) for i in range(count))
    return b"".join(codes).decode("big5")
