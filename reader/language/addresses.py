"""Web and e-mail addresses in running text: where they begin and end, Han characters and all.

Chinese prose often follows an address without a space (见http://x.com/a了解更多), and addresses
themselves hold Han characters (https://zh.wikipedia.org/wiki/头发). So, past the host:

- A Han character belongs to the address if it comes straight after one of / ? # = & % + _ - ~ or
  in a part of the path that began so (wiki/头发3号, not a.html了解). A part that begins in ASCII
  ends the address at its first Han character: of wiki/A股 only 股 is prose.
- Chinese punctuation, quotation marks and spaces end an address; ASCII punctuation at its end is
  no part of it.

A host may be international: labels that begin with a Han character and are followed by a dot, a
slash or a port (http://政府.中国/), or one of the Han top-level domains at the end. Bare hosts
count only in lower case, under a common top-level domain and before a slash (gov.cn/发展, not
Node.js/后端). File names, @names and #topics# are prose.
"""

import re
from functools import cache

from reader.language.characters import HAN_CLASS

_HAN = f"{HAN_CLASS}\u3040-\u30ff\u3105-\u312f\uac00-\ud7af"
_TOP = (
    "com|cn|org|net|gov|edu|mil|int|info|io|me|tv|cc|top|xyz|app|dev|wiki|"
    "hk|tw|mo|sg|my|jp|kr|uk|us|de|fr|eu|ca|au|ru|in"
)
_HAN_TOP = (
    "中国|中國|中文网|公司|网络|網絡|政务|公益|香港|台湾|台灣|澳門|澳门|新加坡|网址|商城|网店|在线"
)

_WORD = "A-Za-z0-9"
_HAN_LABEL = rf"[{_HAN}][{_HAN}{_WORD}-]{{0,62}}+(?=[/?#:]|\.[{_HAN}{_WORD}])"
_LABEL = rf"(?:[{_WORD}_][{_WORD}_-]*+|{_HAN_LABEL}|(?:{_HAN_TOP}))"
_HOST = rf"{_LABEL}(?:\.{_LABEL})*+(?::[0-9]{{1,5}}+)?+"
_SIX = r"\[[0-9A-Fa-f:.]{2,45}+\]"  # an IPv6 address
_LOGIN = rf"(?:[{_WORD}._~%!$&*+,;=:-]{{1,128}}+@)?"

_HAN_PART = rf"[{_HAN}](?:[{_HAN}{_WORD}\u00c0-\u024f]|[·.](?=[{_HAN}{_WORD}]))*+"
_TAIL = (
    rf"(?:(?=[/?#])(?:[/?#=&%+_~-]++(?:(?<=_)\({_HAN_PART}\)|{_HAN_PART})?+"
    rf"|[{_WORD}\u00c0-\u024f]++"
    rf"|[.,:;!@$*'()\[\]|]{{1,8}}+(?=[{_WORD}/?#=&%+_~-]))*+)?+"
)
_ADDRESS = rf"""
    (?<![{_WORD}]) (?:
        [A-Za-z][{_WORD}+.-]{{1,15}}?:// {_LOGIN}
            (?:{_HOST}|{_SIX}(?::[0-9]{{1,5}}+)?+|(?=/)) {_TAIL}
      | [Ww]{{3}}\.{_HOST} {_TAIL}
      | (?:mailto:)?+ [{_WORD}][{_WORD}._%+-]{{0,63}}+ @ {_LABEL}(?:\.{_LABEL})++ {_TAIL}
      | (?:[a-z0-9-]{{1,63}}+\.){{1,8}}?(?:{_TOP})(?![{_WORD}.-])(?::[0-9]{{1,5}}+)?+(?=/) {_TAIL}
    )
    """


_LINE_BREAK = re.compile(r"[\t\n\r]")
_EDGE = "".join(map(chr, range(0x21)))


def as_browsers_read(address: str) -> str:
    """The address of a link without the spaces and line breaks that browsers leave out (WHATWG
    URL, 4.4).
    """
    return _LINE_BREAK.sub("", address.strip(_EDGE)).replace("\\", "/")


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when first needed: it takes as long as ten articles."""
    return re.compile(_ADDRESS, re.VERBOSE)


def load() -> None:
    """Compile now what is compiled when it is first needed."""
    _pattern()


def address_spans(text: str) -> list[tuple[int, int]]:
    """Where addresses are in a text, each as (start, end), in order. Takes linear time."""
    if "." not in text and "://" not in text:
        return []
    return [match.span() for match in _pattern().finditer(text)]
