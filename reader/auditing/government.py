"""What 政府网站发展指引 (国办发〔2017〕47号) asks of a government's website, and records of any."""

import re
from collections.abc import Iterator

from reader.auditing.findings import Evidence, Finding, failed, judged, not_applicable, passed
from reader.auditing.pages import Page, attribute, name_of
from reader.auditing.site import Site
from reader.domain.article import Label

_SITE = ("SiteName", "SiteDomain", "SiteIDCode")
_COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
_CONTENT = ("ArticleTitle", "PubDate", "ContentSource")
_CODE = re.compile(r"[A-Za-z0-9]{10}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?")
_FOOT = {
    "gov-party-mark": (r"dcs\.conac\.cn|bszs\.conac\.cn|党政机关", "标识"),
    "gov-report-errors": (r"zfwzgl\.www\.gov\.cn|政府网站找错", "找错"),
    "gov-id-code": (
        r"(网站标识码|網站標識碼|website code)\s*[:：]?\s*[A-Za-z0-9]{10}(?![A-Za-z0-9])", "标识码"
    ),
    "gov-publisher": (r"主办|主辦|Published by", "主办单位"),
    "gov-contact": (r"联系|聯繫|聯絡|电话|電話|邮箱|地址|mailto:|tel:|\d{3,4}-\d{7,8}", "联系方式"),
    "gov-sitemap-link": (r"网站地图|站点地图|網站地圖|網站導覽|site ?map", "站点地图"),
}  # fmt: skip
_RECORDS = {
    "icp": (re.compile(r"[\u4e00-\u9fff]\s*ICP\s*[备備证證]\s*\d+号?"), "beian.miit.gov.cn"),
    "police": (
        re.compile(r"公网安备\s*\d{14}"), "beian.mps.gov.cn",
    ),
}  # fmt: skip
_OLD_POLICE = "beian.gov.cn"


def judge_government(site: Site) -> Iterator[Finding]:
    """Every check of the theme; what only a government owes does not apply to others."""
    if site.governs:
        yield from _duties(site)
    else:
        said = Label("本站没有表明是政府网站。", "The site does not say that it is a government's.")
        names = ("gov-domain", "gov-site-tags", "gov-column-tags", "gov-content-tags", *_FOOT)
        yield from (not_applicable(name, said) for name in names)
    for name in _RECORDS:
        yield _record(site, name)


def _duties(site: Site) -> Iterator[Finding]:
    said = Label(site.host, site.host)
    if site.is_local:
        yield not_applicable("gov-domain", Label("本机地址。", "An address of this machine."))
    elif site.host.endswith(".gov.cn"):
        yield passed("gov-domain", said)
    else:
        yield failed("gov-domain", said)
    pages = [page for page in site.pages if not page.is_private]
    yield judged("gov-site-tags", (fault for page in pages for fault in _site_tags(site, page)))
    yield _tags("gov-column-tags", [page for page in pages if is_column(page)], _COLUMN)
    yield _tags("gov-content-tags", [page for page in pages if is_article(page)], _CONTENT)
    for name in _FOOT:
        yield _mark(site, name)


def is_article(page: Page) -> bool:
    """Whether a page says that it is an article."""
    kinds = [kind.lower() for kind in page.meta("og:type")]
    has_data = any("Article" in (node.inner_html or "") for node in _data(page))
    return bool(page.meta("ArticleTitle")) or "article" in kinds or has_data


def is_column(page: Page) -> bool:
    """Whether a page says that it is a column."""
    return bool(page.meta("ColumnName")) and not is_article(page)


def _data(page: Page) -> list:  # type: ignore[type-arg]
    return page.tree.css('script[type="application/ld+json"]')


def _site_tags(site: Site, page: Page) -> Iterator[Evidence]:
    for name in _SITE:
        values = page.meta(name)
        if not any(values):
            yield Evidence(page.url, name, Label(f"没有 {name}", f"no {name}"))
        elif name == "SiteIDCode" and not _CODE.fullmatch(values[0]):
            yield Evidence(
                page.url, values[0], Label("标识码不是 10 位", "the code has not 10 digits")
            )
        elif name == "SiteDomain" and not site.is_local and not _is_host(values[0], site.host):
            yield Evidence(
                page.url, values[0], Label("不是本站的域名", "is not the name of the site")
            )


def _is_host(domain: str, host: str) -> bool:
    bare = re.sub(r"^https?://|[:/].*$", "", domain)
    return bare.removeprefix("www.") == host.removeprefix("www.")


def _tags(name: str, pages: list[Page], tags: tuple[str, ...]) -> Finding:
    if not pages:
        return failed(name, Label("没有一页有这些标签。", "No page has any of these tags."))
    faults = (fault for page in pages for fault in _missing(page, tags))
    said = Label(f"检查了 {len(pages)} 页。", f"{len(pages)} pages were looked at.")
    return judged(name, faults, said)


def _missing(page: Page, tags: tuple[str, ...]) -> Iterator[Evidence]:
    for tag in tags:
        values = page.meta(tag)
        if not any(values):
            yield Evidence(page.url, tag, Label(f"没有 {tag}", f"no {tag}"))
        elif tag == "PubDate" and not _DATE.fullmatch(values[0]):
            yield Evidence(
                page.url, values[0], Label("日期格式不对", "the date is written otherwise")
            )


def _foot(page: Page) -> str:
    """The words of the foot, and where its links and pictures lead."""
    nodes = page.tree.css("footer, [role=contentinfo], #footer, .footer, .foot")
    nodes = nodes or ([page.tree.body] if page.tree.body else [])
    addresses = [
        f"{attribute(one, 'href')} {attribute(one, 'src')} {name_of(one)}"
        for node in nodes
        for one in node.css("a[href], img, script[src]")
    ]
    return " ".join([page.foot, *addresses])


def _mark(site: Site, name: str) -> Finding:
    pattern, what = _FOOT[name]
    if match := re.search(pattern, _foot(site.home), re.IGNORECASE):
        return passed(name, Label(match[0], match[0]))
    return failed(name, Label(f"首页页脚没有{what}。", "Not in the foot of the front page."))


def _record(site: Site, name: str) -> Finding:
    pattern, place = _RECORDS[name]
    foot = _foot(site.home)
    match = pattern.search(foot)
    if match is None:
        if site.governs:
            return failed(
                name, Label("首页页脚没有备案编号。", "No record in the foot of the front page.")
            )
        said = Label("首页页脚没有备案编号；在中国大陆开办的网站必须有。", "No record in the foot; "
                     "sites in mainland China must have one.")  # fmt: skip
        return not_applicable(name, said)
    if place not in foot and not (name == "police" and _OLD_POLICE in foot):
        said = Label(f"{match[0]} 没有链接到 {place}。", f"{match[0]} is not linked to {place}.")
        return failed(name, said)
    return passed(name, Label(match[0], match[0]))
