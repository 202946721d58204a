"""Pictures that some readers would get nothing of (WCAG 2.2 SC 1.1.1 and 1.4.5)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from reader.domain.faults import Remark
from reader.language.markup.parts import Part
from reader.publishing.checking.elements import opening

# What says no more than that there is a picture, perhaps with a number.
_NO_WORDS = re.compile(
    r"(?:这是|這是|一[张張幅])?"
    r"(?:图片|圖片|图像|圖像|图|圖|照片|相片|插图|插圖|配图|配圖|题图|題圖|新闻图片|新聞圖片"
    r"|image|images|img|photo|picture|pic|figure|fig|alt|untitled|null|undefined|无标题|未命名)"
    r"[\s._-]*[0-9０-９一二三四五六七八九十]*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\S+\.(?:avif|bmp|gif|jpe?g|png|svg|tiff?|webp)"
    r"|(?:IMG|DSC[NF]?|DCIM|PIC|P|image|微信图片|微信圖片|QQ截图|QQ图片|mmexport|screenshot)"
    r"[\s_-]*\d[\d\s._-]*(?:\(\d+\))?"
    r"|[0-9a-f]{16,}|\d{8,}",
    re.IGNORECASE,
)
_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_TEXT_IN_PICTURE = re.compile(
    r"表格|扫描|掃描|截图|截圖|公告|通知|通告|公示|名单|名單|红头|文件|告示"
    r"|\b(?:table|scan|scanned|screenshot)\b",
    re.IGNORECASE,
)
_PIXELS = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
_MUCH = 30  # characters of a description that may well say what the picture says


def picture_remarks(parts: Sequence[Part]) -> Iterator[Remark]:
    """Pictures without a description, with one that says nothing, and likely pictures of text."""
    for tag in opening(parts, "img"):
        for code, message in _judged(tag.attributes):
            yield Remark(code, message, tag.line, tag.column)


def _judged(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    source = unquote(attributes.get("src", "")).strip()
    name = _name_of(source)
    words = " ".join(attributes.get("alt", "").split())
    if "alt" not in attributes and not _is_decoration(attributes):
        yield (
            "image-alt",
            (
                f"the picture {name} has no description for those who cannot see it; write what it "
                f"shows, ![what it shows]({source}), or, for mere decoration, "
                f'<img src="{source}" alt="">'
            ),
        )
    elif words and _says_nothing(words, name):
        yield (
            "image-alt-words",
            (
                f"the description of the picture {name} is “{words}”, which says nothing of it; "
                "write what it shows"
            ),
        )
    path = PurePosixPath(name)
    has_hint = _TEXT_IN_PICTURE.search(path.stem.replace("_", " "))
    if path.suffix.lower() in _PIXELS and has_hint and len(words) < _MUCH:
        yield (
            "image-of-text",
            (
                f"the picture {name} seems to show text or a table, which nobody can enlarge, "
                "convert or listen to; write the text itself, or a table, beside it or in its place"
            ),
        )


def _is_decoration(attributes: Mapping[str, str]) -> bool:
    return (
        attributes.get("role", "").lower() in {"presentation", "none"}
        or attributes.get("aria-hidden", "").lower() == "true"
    )


def _says_nothing(words: str, name: str) -> bool:
    stem = PurePosixPath(name).stem
    is_name = words.casefold() in {name.casefold(), stem.casefold()} and not _HAN.search(words)
    return bool(is_name or _NO_WORDS.fullmatch(words) or _FILE_NAME.fullmatch(words))


def _name_of(source: str) -> str:
    try:
        path = urlsplit(source).path
    except ValueError:
        path = source
    return path.rpartition("/")[2] or source[:60]
