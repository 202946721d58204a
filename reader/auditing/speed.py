"""Speed and weight: time to the first byte, bytes and requests of a first visit, caching."""

import re
import statistics
from collections.abc import Iterator

from reader.auditing.answers import Answer
from reader.auditing.findings import (
    Evidence,
    Finding,
    failed,
    judged,
    not_applicable,
    passed,
)
from reader.auditing.pages import Page, ancestors, attribute
from reader.auditing.site import Site
from reader.domain.article import Label

_TIMES = 5
_FIRST_BYTE = 0.8  # seconds
_FIRST_WINDOW = 14_600  # bytes: ten segments of 1,460
_VISIT_BYTES = 500_000
_VISIT_REQUESTS = 25
_WORTH = 1_400  # bytes that one packet carries anyhow
_DAY = 86_400
_TEXT = re.compile(r"text/|application/([\w.-]+\+)?(javascript|json|xml)")  # pictures are none


def judge_speed(site: Site) -> Iterator[Finding]:
    """Every check of the theme."""
    site.gather(site.resources, keeps=True)
    home = [site.fetcher.get(site.home.url) for _ in range(_TIMES)]
    answered = [answer.first_byte for answer in home if answer.status == 200]
    yield first_byte(answered)
    yield _first_window(home[-1])
    yield _first_visit(site, home[-1])
    answers = [site.home.answer, *_files(site)]
    yield judged("compression", _unpacked(answers))
    yield _caching(site)
    yield _revalidation(site)


def first_byte(seconds: list[float]) -> Finding:
    """Whether the median of these times is short enough."""
    if not seconds:
        return failed("first-byte", Label("首页没有答复。", "The front page did not answer."))
    median = statistics.median(seconds)
    said = Label(f"{1000 * median:.0f} 毫秒", f"{1000 * median:.0f} ms")
    return passed("first-byte", said) if median <= _FIRST_BYTE else failed("first-byte", said)


def _first_window(home: Answer) -> Finding:
    said = Label(f"{home.wire:,} 字节", f"{home.wire:,} bytes")
    return passed("first-14k", said) if home.wire <= _FIRST_WINDOW else failed("first-14k", said)


def first_load(page: Page) -> list[str]:
    """What a browser asks for when it shows a page: not lazy pictures, not print styles."""
    found = []
    for url, node in page.loads():
        rel = attribute(node, "rel").lower()
        is_later = (
            attribute(node, "loading") == "lazy"
            or (node.tag == "link" and attribute(node, "media") == "print")
            or rel in {"prefetch", "preconnect", "dns-prefetch", "apple-touch-icon", "mask-icon"}
            or (
                node.tag in {"audio", "video", "source", "track"}
                and attribute(node, "preload") == "none"
            )
            or any(parent.tag == "noscript" for parent in ancestors(node))
        )
        if not is_later:
            found.append(url)
    return list(dict.fromkeys(found))


def _first_visit(site: Site, home: Answer) -> Finding:
    urls = [url for url in first_load(site.home) if site.may_ask(url)]
    answers = [site.chain(url)[-1] for url in urls]
    by_type: dict[str, int] = {}
    for answer in (home, *answers):
        kind = _kind(answer)
        by_type[kind] = by_type.get(kind, 0) + answer.wire
    total, requests = sum(by_type.values()), 1 + len(first_load(site.home))
    parts = "，".join(f"{kind} {size:,}" for kind, size in by_type.items() if size)
    said = Label(
        f"{total:,} 字节，{requests} 个请求（{parts}）。",
        f"{total:,} bytes, {requests} requests ({parts.replace('，', ', ')}).",
    )
    is_light = total <= _VISIT_BYTES and requests <= _VISIT_REQUESTS
    return passed("first-visit", said) if is_light else failed("first-visit", said)


def _kind(answer: Answer) -> str:
    for mark in ("html", "css", "javascript", "image", "font", "json"):
        if mark in answer.type:
            return mark
    return "other"


def _files(site: Site) -> list[Answer]:
    return [answer for url in site.resources if (answer := site.chain(url)[-1]).status == 200]


def _unpacked(answers: list[Answer]) -> Iterator[Evidence]:
    for answer in answers:
        if (
            answer.wire > _WORTH
            and _TEXT.match(answer.type)
            and not answer.header("content-encoding")
        ):
            said = f"{answer.type}, {answer.wire:,}"
            yield Evidence(answer.url, "", Label(f"{said} 字节", f"{said} bytes"))


def _caching(site: Site) -> Finding:
    files = [answer for answer in _files(site) if not answer.is_html and not _is_personal(answer)]
    if not files:
        return not_applicable("caching", Label("首页不加载文件。", "Pages load no files."))
    faults = (
        Evidence(answer.url, answer.header("cache-control") or "–")
        for answer in files
        if not _has_validator(answer) and _lifetime(answer) < _DAY
    )
    return judged("caching", faults)


def _is_personal(answer: Answer) -> bool:
    return "private" in answer.header("cache-control").lower()


def _has_validator(answer: Answer) -> bool:
    """Whether it may be kept, and asking again costs next to nothing."""
    is_kept = "no-store" not in answer.header("cache-control").lower()
    return is_kept and bool(answer.header("etag") or answer.header("last-modified"))


def _lifetime(answer: Answer) -> int:
    control = answer.header("cache-control").lower()
    match = re.search(r"max-age=(\d{1,12})", control)
    return int(match[1]) if match else 0


def _revalidation(site: Site) -> Finding:
    answer = site.fetcher.get(site.home.url)
    tag, changed = answer.header("etag"), answer.header("last-modified")
    if not tag and not changed:
        return failed(
            "revalidation", Label("没有 ETag 和 Last-Modified。", "Neither ETag nor Last-Modified.")
        )
    headers = {"If-None-Match": tag} if tag else {"If-Modified-Since": changed}
    again = site.fetcher.get(site.home.url, headers=headers)
    said = Label(f"再次请求答 {again.status}。", f"Asked again it answers {again.status}.")
    return passed("revalidation", said) if again.status == 304 else failed("revalidation", said)
