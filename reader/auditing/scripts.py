"""Both scripts on every page: declared, true, and leading to each other."""

import re
from collections.abc import Iterable, Iterator

from reader.auditing.findings import (
    Evidence,
    Finding,
    cut,
    judged,
    not_applicable,
    unknown,
)
from reader.auditing.pages import Page, ancestors, attribute, texts
from reader.auditing.site import Site
from reader.domain.article import Label
from reader.domain.editions import Script
from reader.language.detection.scripts import detect

_SURE = 0.8  # a lead of some five telling characters
_PIECE = 20_000  # characters judged of a page
_TAG = re.compile(r"x-default|[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?", re.IGNORECASE)


def script_of(language: str) -> Script | None:
    """The script a BCP 47 tag says or implies, None where it says none."""
    parts = language.lower().split("-")
    if parts[0] != "zh":
        return None
    if "hant" in parts or (set(parts) & {"tw", "hk", "mo"} and "hans" not in parts):
        return Script.HANT
    return Script.HANS if set(parts) & {"hans", "cn", "sg", "my"} else None


def judge_scripts(site: Site) -> Iterator[Finding]:
    """The checks of simplified and traditional text."""
    declared = [page for page in site.pages if script_of(page.lang)]
    if declared:
        said = Label(f"检查了 {len(declared)} 页。", f"{len(declared)} pages were looked at.")
        faults = (fault for page in declared for fault in _contradictions(page))
        yield judged("script-lang", faults, said)
    else:
        yield not_applicable(
            "script-lang", Label("页面没有声明简体或繁体。", "No page declares a script.")
        )
    yield _switches(site)
    yield _hreflang(site)


def own_text(page: Page) -> str:
    """The text of a page in its own language: words marked as another's are left out."""
    found, size = [], 0
    for text, parent in texts(page.tree.body) if page.tree.body else ():
        above = [*ancestors(parent)]
        is_foreign = any(
            attribute(node, "lang") not in {"", page.lang} or attribute(node, "translate") == "no"
            for node in above
        )
        if text.strip() and not is_foreign and not any(_is_no_prose(node.tag) for node in above):
            found.append(text.strip())
            size += len(text)
        if size > _PIECE:
            break
    return "\n\n".join(found)


def _is_no_prose(tag: str | None) -> bool:
    return tag in {"rt", "rp", "code", "pre", "kbd", "samp"}


def _contradictions(page: Page) -> Iterator[Evidence]:
    declared = script_of(page.lang)
    found = detect(own_text(page))
    if found.is_chinese and found.script is not declared and found.confidence > _SURE:
        signs = "".join(found.signs[:12])
        yield Evidence(
            page.url, cut(signs), Label(f"声明为 {page.lang}", f"declared as {page.lang}")
        )
    elif found.is_mixed and found.script is declared:
        odd = "、".join(found.odd[:12])
        yield Evidence(
            page.url, cut(odd), Label("混有另一种字体的字", "mixed with the other script")
        )


def _others(page: Page, script: Script) -> list[str]:
    """The addresses of the page in a script: by hreflang, or by a link of that language."""
    named = [url for language, url in page.alternates if script_of(language) is script]
    for url, _, node in page.links:
        language = attribute(node, "hreflang") or attribute(node, "lang")
        if script_of(language) is script and attribute(node, "hreflang"):
            named.append(url)
    return list(dict.fromkeys(named))


def _switches(site: Site) -> Finding:
    offers = [page for page in site.pages if script_of(page.lang)]
    has_both = any(
        _others(page, script)
        for page in offers
        for script in Script
        if script is not script_of(page.lang)
    )
    if not has_both:
        return not_applicable(
            "script-switch", Label("本站只有一种字体。", "The site has one script only.")
        )
    site.gather((url for page in offers for url in _wanted(page)[:1]), keeps=True)
    faults = (fault for page in offers for fault in _switch_faults(site, page))
    said = Label(f"检查了 {len(offers)} 页。", f"{len(offers)} pages were looked at.")
    return judged("script-switch", faults, said)


def _wanted(page: Page) -> list[str]:
    mine = script_of(page.lang)
    return _others(page, Script.HANT if mine is Script.HANS else Script.HANS)


def _switch_faults(site: Site, page: Page) -> Iterator[Evidence]:
    wanted = _wanted(page)
    if not wanted:
        if not page.is_private:
            yield Evidence(page.url, "", Label("没有切换链接", "no link to the other script"))
        return
    if not site.is_same_origin(wanted[0]):
        return
    other = site.page_at(wanted[0])
    if other is None:
        yield Evidence(page.url, wanted[0], Label("打不开", "does not answer"))
    elif script_of(other.lang) is script_of(page.lang) or script_of(other.lang) is None:
        yield Evidence(
            page.url, wanted[0], Label(f"那一页是 {cut(other.lang)}", f"is {cut(other.lang)}")
        )
    elif not _leads_back(page, other):
        yield Evidence(page.url, wanted[0], Label("不是同一页", "is another page"))
    else:
        yield from _contradictions(other)


def _leads_back(page: Page, other: Page) -> bool:
    own = {page.url, page.canonical} - {""}
    back = {url for _, url in other.alternates} | {url for url, _, _ in other.links}
    return bool(own & back)


def _hreflang(site: Site) -> Finding:
    pages = [page for page in site.pages if page.alternates and not page.is_private]
    if not pages:
        return not_applicable("hreflang")
    faults = (fault for page in pages for fault in _hreflang_faults(site, page))
    finding = judged("hreflang", faults)
    if not finding.count and not any(_read_alternates(site, page) for page in pages):
        return unknown(
            "hreflang", Label("没有读到其他版本的页面。", "No other edition of a page was read.")
        )
    return finding


def _read_alternates(site: Site, page: Page) -> Iterable[Page]:
    asked = (site.by_url.get(url) or _kept(site, url) for _, url in page.alternates)
    return [other for other in asked if other is not None and other.url != page.url]


def _kept(site: Site, url: str) -> Page | None:
    chain = site.chains.get(url)
    if chain is None or chain[-1].status != 200 or not chain[-1].is_html or not chain[-1].body:
        return None
    return Page(chain[-1])


def _hreflang_faults(site: Site, page: Page) -> Iterator[Evidence]:
    named = [url for _, url in page.alternates]
    for language, url in page.alternates:
        if not _TAG.fullmatch(language):
            yield Evidence(page.url, cut(language), Label("不是语言标签", "is no language tag"))
        if not url:
            yield Evidence(page.url, cut(language), Label("地址无效", "has no good address"))
    own = {page.url, page.canonical} - {""}
    if not own & set(named):
        yield Evidence(page.url, "", Label("没有列出自己", "does not name itself"))
    for other in _read_alternates(site, page):
        back = {url for _, url in other.alternates}
        if not own & back:
            yield Evidence(page.url, other.url, Label("没有指回来", "does not name it in turn"))
