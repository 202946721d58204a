"""What a browser shows of a site: the findings of what it measured, or why there are none."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from reader.auditing.browser import Measured, has_axe, is_installed, look
from reader.auditing.findings import (
    Evidence,
    Finding,
    cut,
    failed,
    judged,
    load_catalogue,
    not_applicable,
    unknown,
)
from reader.auditing.site import Site, kind_of
from reader.auditing.third_parties import is_foreign
from reader.domain.article import Label

MOST_PAGES = 16  # one of each kind, the front page first
_TEXT = 18.0  # CSS pixels; a dp of the norm is one of them
_ELDER_TEXT = 30.0
_ELDER = ("elder-targets", "elder-text")
_OTHERS = ("third-party-browser",)
_ABSENT = Label(
    "没有安装浏览器部分：pip install 'qingdu[audit]'，再安装 chromium。",
    "The browser's part is not installed: pip install 'qingdu[audit]', and chromium.",
)
_NOT_ASKED = Label("没有用浏览器：--no-browser。", "No browser was used: --no-browser.")
_NO_AXE = Label("没有安装 axe-playwright-python。", "axe-playwright-python is not installed.")


def needs_browser() -> tuple[str, ...]:
    """The checks that only a browser can judge."""
    checks = load_catalogue().checks.values()
    return tuple(c.id for c in checks if c.theme == "browser") + _ELDER + _OTHERS


def without_browser(said: Label = _ABSENT) -> Iterator[Finding]:
    """All of them, none judged."""
    return (unknown(name, said) for name in needs_browser())


class NoBrowser:
    """Judges nothing, because it was not asked for."""

    name = ""

    def __call__(self, site: Site) -> Iterator[Finding]:
        """Every check that needs a browser, left open."""
        del site
        return without_browser(_NOT_ASKED)


class Browsing:
    """Looks at one page of each kind; `name` is what looked, once it has."""

    def __init__(self, advance: Callable[[int], None] = lambda _: None) -> None:
        self.name = ""
        self._advance = advance

    def __call__(self, site: Site) -> Iterator[Finding]:
        """The findings of a browser."""
        if not is_installed():
            yield from without_browser()
            return
        measured: list[Measured] = []
        trouble = ""
        for found in look(_one_of_each_kind(site)):
            if isinstance(found, str):
                trouble = found
            else:
                measured.append(found)
                self._advance(1)
                self.name = found.name or self.name
        if not measured:
            yield from without_browser(
                Label(f"浏览器没有启动：{trouble}", f"The browser did not start: {trouble}")
            )
            return
        yield from _findings(site, measured, trouble)


def _one_of_each_kind(site: Site) -> list[str]:
    chosen: dict[str, str] = {}
    for page in site.pages:
        chosen.setdefault(kind_of(page.url), page.url)
    return list(chosen.values())[:MOST_PAGES]


def _findings(site: Site, measured: list[Measured], trouble: str) -> Iterator[Finding]:
    plain = [found for found in measured if not found.is_elder]
    elder = [found for found in measured if found.is_elder]
    rest = f"; {trouble}" if trouble else ""
    said = Label(f"在 {len(plain)} 页上测量{rest}。", f"Measured on {len(plain)} pages{rest}.")
    for name in needs_browser():
        if name in {*_ELDER, *_OTHERS, "script-errors"}:
            continue
        if name == "axe" and not has_axe():
            yield unknown(name, _NO_AXE)
        else:
            finding = judged(name, _faults(plain, name), said)
            blamed = sorted({number for one in plain for number in one.criteria})
            yield replace(finding, blamed=tuple(blamed)) if name == "axe" else finding
    errors = (Evidence(one.url, cut(error)) for one in plain for error in one.errors)
    yield judged("script-errors", errors, said)
    foreign = (
        Evidence(one.url, cut(url))
        for one in measured
        for url in dict.fromkeys(one.requests)
        if is_foreign(site, url)
    )
    yield judged("third-party-browser", foreign, said)
    yield from _of_elder(plain, elder)


def _faults(measured: list[Measured], name: str) -> Iterator[Evidence]:
    return (Evidence(one.url, cut(fault)) for one in measured for fault in one.faults.get(name, ()))


def _of_elder(plain: list[Measured], elder: list[Measured]) -> Iterator[Finding]:
    if not elder:
        said = Label("没有打开长者版。", "No elder edition was opened.")
        yield from (not_applicable(name, said) for name in _ELDER)
        return
    said = Label(f"在 {len(elder)} 页上测量。", f"Measured on {len(elder)} pages.")
    yield judged("elder-targets", _faults(elder, "elder-targets"), said)
    small = [_size(one) for one in plain if 0 < one.text_size < _TEXT]
    small += [_size(one) for one in elder if 0 < one.text_size < _ELDER_TEXT]
    sizes = (
        f"{min(one.text_size for one in plain):g} px, {min(one.text_size for one in elder):g} px"
    )
    said = Label(sizes, sizes)
    yield failed("elder-text", said, *small) if small else judged("elder-text", (), said)


def _size(one: Measured) -> Evidence:
    said = f"{one.text_size:g} px"
    return Evidence(one.url, "", Label(said, said))
