"""What HTML alone shows of WCAG 2.2: faults of one page, each with the element they are of."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from reader.auditing.findings import Evidence, Finding, check, cut, judged, not_applicable
from reader.auditing.pages import Page, ancestors, attribute, name_of, name_within, texts, words
from reader.auditing.site import Site
from reader.domain.article import Label

Fault = tuple[LexborNode | None, Label]
Look = Callable[[Page], Iterator[Fault]]

_FEW = 10  # controls before the content, which nobody needs to pass by
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)
_FILE = re.compile(r"[\w%() .-]+\.(jpe?g|png|gif|webp|svg|bmp)|(img|dsc|image)[\d_-]+", re.I)
_NO_ALT_WORDS = frozenset(
    {"图片", "圖片", "图像", "照片", "image", "picture", "photo", "img", "pic"}
)
_NO_LINK_WORDS = frozenset({
    "点击这里", "點擊這裡", "点击", "点此", "这里", "更多", "更多>>", "more", "详情",
    "查看", "查看详情", "阅读全文", "click here", "here", "read more", "»", ">>", ">", "...", "…",
})  # fmt: skip
_UNTYPED = frozenset({"hidden", "submit", "button", "reset", "image"})
_WORKED = "a[href], button, input, select, textarea, summary, label, option, area[href], [tabindex]"
_WINDOW = re.compile("窗口|視窗|新标签|新分頁|new (window|tab)", re.IGNORECASE)
_FIXED = re.compile(r"(line-height|letter-spacing|word-spacing)\s*:[^;]*!important", re.IGNORECASE)
_STATEMENT = re.compile("无障碍|無障礙|accessibility", re.IGNORECASE)
_MAP = re.compile("地图|地圖|导航图|索引|归档|歸檔|存檔|目录|site ?map|archive", re.IGNORECASE)


def judge_markup(site: Site) -> Iterator[Finding]:
    """Every check of the pages alone, over all pages that were read."""
    for name, look in LOOKS.items():
        yield over_pages(site, name, look)
    yield judged("ways", _evidence(site.home, _ways(site.home)))
    yield judged("statement", _evidence(site.home, _statement(site.home)))


def over_pages(site: Site, name: str, look: Look) -> Finding:
    """One check over all pages; there is nothing to judge where no page has what it is about."""
    about = check(name).about
    concerned = [page for page in site.pages if not about or page.tree.css_first(about)]
    if not concerned:
        return not_applicable(name)
    faults = (one for page in concerned for one in _evidence(page, look(page)))
    said = Label(f"检查了 {len(concerned)} 页。", f"{len(concerned)} pages were looked at.")
    return judged(name, faults, said)


def _evidence(page: Page, faults: Iterator[Fault]) -> Iterator[Evidence]:
    for node, said in faults:
        yield Evidence(page.url, cut(node.html or "") if node is not None else "", said)


def _page_lang(page: Page) -> Iterator[Fault]:
    if not _LANGUAGE.fullmatch(page.lang):
        yield None, Label(f"lang 是“{cut(page.lang)}”", f"lang is “{cut(page.lang)}”")


def _part_lang(page: Page) -> Iterator[Fault]:
    """Han characters where the language can be written without any."""
    for text, parent in texts(page.tree.root) if page.tree.root else ():
        if _HAN.search(text):
            langs = (attribute(node, "lang") for node in ancestors(parent))
            lang = next(filter(None, langs), "")
            if lang and not lang.lower().startswith(("zh", "ja", "ko", "yue", "wuu", "lzh", "und")):
                yield parent, Label(f"标为 {cut(lang)}", f"said to be {cut(lang)}")


def _page_title(page: Page) -> Iterator[Fault]:
    if not page.title:
        yield None, Label("没有 <title>", "no <title>")


def _one_h1(page: Page) -> Iterator[Fault]:
    count = len(page.tree.css("h1"))
    if count != 1:
        yield None, Label(f"有 {count} 个 h1", f"{count} h1 elements")


def _heading_order(page: Page) -> Iterator[Fault]:
    level = 0
    for node in page.tree.css("h1, h2, h3, h4, h5, h6"):
        here = int((node.tag or "h1")[1])
        if not name_of(node):
            yield node, Label("没有文字", "without words")
        if level and here > level + 1:
            yield node, Label(f"h{level} 之后是 h{here}", f"h{here} after h{level}")
        level = here


def _image_alt(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("img, input[type=image], area[href]"):
        is_hidden = any(attribute(one, "aria-hidden") == "true" for one in ancestors(node))
        is_decoration = attribute(node, "role") in {"presentation", "none"}
        named = attribute(node, "aria-label") or attribute(node, "aria-labelledby")
        if "alt" not in node.attributes and not (is_hidden or is_decoration or named):
            yield node, Label("没有 alt", "no alt")


def _image_alt_words(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("img[alt]"):
        alt = attribute(node, "alt").strip()
        if alt.lower() in _NO_ALT_WORDS or _FILE.fullmatch(alt):
            yield node, Label(f"alt 是“{cut(alt)}”", f"alt is “{cut(alt)}”")


def _field_label(page: Page) -> Iterator[Fault]:
    labelled = {attribute(node, "for") for node in page.tree.css("label[for]") if words(node)}
    for node in page.tree.css("input, select, textarea"):
        if node.tag == "input" and attribute(node, "type").lower() in _UNTYPED:
            continue
        named = any(attribute(node, one) for one in ("aria-label", "aria-labelledby", "title"))
        in_label = any(one.tag == "label" for one in ancestors(node))
        if not (named or in_label or (node.id and node.id in labelled)):
            yield node, Label("没有名称", "no label")


def _button_name(page: Page) -> Iterator[Fault]:
    selector = "button, input[type=button], [role=button], summary"  # submit has a name by itself
    for node in page.tree.css(selector):
        if not name_of(node):
            yield node, Label("没有名称", "no name")


def _link_name(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("a[href]"):
        if attribute(node, "aria-hidden") != "true" and not name_of(node):
            yield node, Label("没有文字", "without words")


def _link_words(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("a[href]"):
        if name_of(node).lower() in _NO_LINK_WORDS:
            yield node, Label("看不出去处", "does not say where it leads")


def _landmark_main(page: Page) -> Iterator[Fault]:
    count = len([node for node in page.tree.css("main, [role=main]") if not _is_hidden(node)])
    if count != 1:
        yield None, Label(f"有 {count} 个 main", f"{count} main elements")


def _is_hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes


def _skip_link(page: Page) -> Iterator[Fault]:
    """Where there is more than a few controls before the content, a link past them comes first."""
    before = []
    for node in page.tree.css("a[href], button, input, select, main, [role=main]"):
        if node.tag == "main" or attribute(node, "role") == "main":
            break
        before.append(node)
    if len(before) < _FEW:
        return
    targets = [attribute(node, "href") for node in before[:3]]
    if not any(link.startswith("#") and link[1:] in page.ids for link in targets):
        yield (
            before[0],
            Label("第一个链接不通向正文", "the first link does not lead to the content"),
        )


def _id_unique(page: Page) -> Iterator[Fault]:
    nodes = page.tree.css("[id]")
    for name, count in Counter(attribute(node, "id") for node in nodes).items():
        if count > 1 and name:
            yield (
                None,
                Label(
                    f"id “{cut(name)}” 用了 {count} 次", f"id “{cut(name)}” is used {count} times"
                ),
            )


def _id_target(page: Page) -> Iterator[Fault]:
    names = {attribute(node, "id") for node in page.tree.css("[id]")}
    referring = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
    for node in page.tree.css("label[for], [aria-labelledby], [aria-describedby], [aria-controls]"):
        for one in referring:
            for name in attribute(node, one).split():
                if name not in names:
                    yield node, Label(f"没有 id “{cut(name)}”", f"there is no id “{cut(name)}”")


def _zoom(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("meta[name=viewport]"):
        content = attribute(node, "content").replace(" ", "").lower()
        most = re.search(r"maximum-scale=([\d.]+)", content)
        is_fixed = re.search(r"user-scalable=(no|0)", content)
        if is_fixed or (most and float("0" + most[1].strip(".")) < 5):
            yield node, Label("不让放大", "keeps readers from enlarging")


def _inline_spacing(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("[style]"):
        if _FIXED.search(attribute(node, "style")):
            yield node, Label("间距被锁定", "spacing is fixed")


def _no_refresh(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("meta[http-equiv]"):
        if attribute(node, "http-equiv").lower() == "refresh":
            yield node, Label("自动刷新或跳转", "reloads or moves on")


def _no_motion(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("marquee, blink, audio[autoplay], video[autoplay]"):
        yield node, Label("自动播放或滚动", "plays or moves by itself")


def _video_captions(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("video"):
        if not node.css("track[kind=captions], track[kind=subtitles]"):
            yield node, Label("没有字幕", "no captions")


def _frame_title(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("iframe, frame"):
        if not (attribute(node, "title").strip() or attribute(node, "aria-label").strip()):
            yield node, Label("没有标题", "no title")


def _table_headers(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("table"):
        if attribute(node, "role") not in {"presentation", "none"} and not node.css("th"):
            yield node, Label("没有 th", "no th")


def _tabindex(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("[tabindex]"):
        if re.fullmatch(r"\s*\+?0*[1-9]\d*\s*", attribute(node, "tabindex")):
            yield node, Label("tabindex 大于 0", "tabindex above 0")


def _keyboard(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("[onclick], [onmousedown], [ondblclick]"):
        if not node.css_matches(_WORKED) and node.tag != "body":
            yield node, Label("键盘按不到", "keys cannot reach it")


def _new_window(page: Page) -> Iterator[Fault]:
    for node in page.tree.css("a[target]"):
        target = attribute(node, "target").lower()
        within = " ".join(map(name_within, node.css("[alt], [title], [aria-label]")))
        said = f"{words(node)} {attribute(node, 'title')} {attribute(node, 'aria-label')} {within}"
        if target not in {"", "_self", "_top", "_parent"} and not _WINDOW.search(said):
            yield node, Label("没有说明会打开新窗口", "does not say that it opens a window")


def _ways(page: Page) -> Iterator[Fault]:
    found = page.tree.css("[role=search], search, input[type=search], form[action*=search]")
    if not found and not any(_MAP.search(name_of(node)) for _, _, node in page.links):
        yield None, Label("没有找到", "none was found")


def _statement(page: Page) -> Iterator[Fault]:
    if not any(_STATEMENT.search(name_of(node)) for _, _, node in page.links):
        yield None, Label("没有找到链接", "no link was found")


LOOKS: dict[str, Look] = {
    "page-lang": _page_lang, "part-lang": _part_lang, "page-title": _page_title,
    "one-h1": _one_h1, "heading-order": _heading_order, "image-alt": _image_alt,
    "image-alt-words": _image_alt_words, "field-label": _field_label,
    "button-name": _button_name, "link-name": _link_name, "link-words": _link_words,
    "landmark-main": _landmark_main, "skip-link": _skip_link, "id-unique": _id_unique,
    "id-target": _id_target, "zoom": _zoom, "inline-spacing": _inline_spacing,
    "no-refresh": _no_refresh, "no-motion": _no_motion, "video-captions": _video_captions,
    "frame-title": _frame_title, "table-headers": _table_headers, "tabindex": _tabindex,
    "keyboard": _keyboard, "new-window": _new_window,
}  # fmt: skip
