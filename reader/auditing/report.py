"""The report of an audit as one page that stands alone, in Chinese and in English."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from reader.auditing import report_words as say
from reader.auditing.audit import Audit
from reader.auditing.criteria import criterion_lines
from reader.auditing.findings import Check, Evidence, Finding, Outcome, load_catalogue
from reader.auditing.report_style import STYLE
from reader.auditing.report_words import CHINESE, ENGLISH, Language
from reader.domain.article import Label

_SHOWN_FIRST = (Outcome.FAILED, Outcome.UNKNOWN, Outcome.PASSED, Outcome.NOT_APPLICABLE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST_PAGES = 500  # addresses listed


def html_report(audit: Audit) -> str:
    """The report: Chinese, and the same in English, of which one is shown at a time."""
    title = f"{say.TITLE.chinese} · {audit.name}"
    return "".join(
        (
            '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="robots" content="noindex">\n'
            f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
            *_edition(audit, CHINESE),
            *_edition(audit, ENGLISH),
            "</main>\n</body>\n</html>\n",
        )
    )


def _edition(audit: Audit, language: Language) -> Iterator[str]:
    here, other = language.prefix, "en" if language is CHINESE else "zh"
    switch = language(say.SWITCH)
    tag = ENGLISH.tag if language is CHINESE else CHINESE.tag
    yield f'<div id="{here}" lang="{language.tag}" tabindex="-1">\n<header>\n'
    yield f'<p class="switch"><a href="#{other}" lang="{tag}">{switch}</a></p>\n'
    yield f"<h1>{escape(language(say.TITLE))}</h1>\n"
    yield f'<p class="site"{_lang(audit.name)}>{escape(audit.name)}</p>\n</header>\n'
    yield from _summary(audit, language)
    yield from _to_do(audit, language)
    yield from _details(audit, language)
    yield from _criteria(audit, language)
    yield from _pages(audit, language)
    yield "</div>\n"


def _heading(name: str, label: Label, language: Language) -> str:
    full = f"{language.prefix}-{name}"
    return f'<section aria-labelledby="{full}">\n<h2 id="{full}">{escape(language(label))}</h2>\n'


def _summary(audit: Audit, language: Language) -> Iterator[str]:
    yield _heading("summary", say.SUMMARY, language)
    yield '<ul class="counts">\n'
    for outcome in _SHOWN_FIRST:
        count, name = len(audit.of(outcome)), language(say.OUTCOMES[outcome])
        yield (
            f'<li class="{_class(outcome)}"><strong>{count}</strong> '
            f'<span><span aria-hidden="true">{say.MARKS[outcome]} </span>{name}</span></li>\n'
        )
    yield "</ul>\n<dl>\n"
    when = audit.began.strftime("%Y-%m-%d %H:%M %Z")
    rows = (
        (say.ADDRESS, _link(audit.url)), (say.WHEN, escape(when)),
        (say.NUMBER, str(len(audit.pages))),
        (say.BROWSER, escape(audit.browser or language(say.NO_BROWSER))),
        (say.TOOL, escape(f"qingdu audit {audit.version}")),
    )  # fmt: skip
    for label, value in rows:
        yield f"<div><dt>{escape(language(label))}</dt><dd>{value}</dd></div>\n"
    yield "</dl>\n"
    yield from _by_theme(audit, language)
    yield f'<p class="note">{escape(language(say.LIMITS))}</p>\n</section>\n'


def _by_theme(audit: Audit, language: Language) -> Iterator[str]:
    names = "".join(
        f'<th scope="col">{escape(language(say.OUTCOMES[outcome]))}</th>'
        for outcome in _SHOWN_FIRST
    )
    subject = escape(language(say.SUBJECT))
    yield f'<div class="table numbers" {_scrolls(language(say.SUBJECT))}>\n<table>\n'
    yield f'<thead><tr><th scope="col">{subject}</th>{names}</tr></thead>\n<tbody>\n'
    for theme in load_catalogue().themes:
        of_it = Counter(one.outcome for one in audit.findings if one.check.theme == theme.id)
        cells = "".join(f"<td>{of_it[outcome] or '–'}</td>" for outcome in _SHOWN_FIRST)
        yield f'<tr><th scope="row">{escape(language(theme.name))}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</div>\n"


def _to_do(audit: Audit, language: Language) -> Iterator[str]:
    yield _heading("todo", say.TO_DO, language)
    wrong = audit.of(Outcome.FAILED)
    if not wrong:
        yield f"<p>{escape(language(say.NOTHING_TO_DO))}</p>\n"
    else:
        yield '<ol class="todo">\n'
        for finding in wrong:
            check = finding.check
            yield (
                f'<li><a href="#{language.prefix}-{check.id}">{escape(language(check.name))}</a>'
                f"<br>{escape(language(check.advice))}</li>\n"
            )
        yield "</ol>\n"
    yield "</section>\n"


def _details(audit: Audit, language: Language) -> Iterator[str]:
    yield _heading("details", say.DETAILS, language)
    for theme in load_catalogue().themes:
        found = [finding for finding in audit.findings if finding.check.theme == theme.id]
        yield f"<h3>{escape(language(theme.name))}</h3>\n"
        for outcome in _SHOWN_FIRST:
            of_it = [finding for finding in found if finding.outcome is outcome]
            if of_it and outcome in {Outcome.FAILED, Outcome.UNKNOWN}:
                yield from (part for one in of_it for part in _finding(one, language))
            elif of_it:
                yield from _table(language(theme.name), outcome, of_it, language)
    yield "</section>\n"


def _finding(finding: Finding, language: Language) -> Iterator[str]:
    check, outcome = finding.check, finding.outcome
    yield f'<article class="{_class(outcome)}" id="{language.prefix}-{check.id}">\n'
    yield (
        f'<h4><span class="mark">{say.MARKS[outcome]} {escape(language(say.OUTCOMES[outcome]))}'
        f"</span> {escape(language(check.name))}</h4>\n"
    )
    yield f'<p class="norm"><code>{check.id}</code> {_norm(check)}</p>\n'
    if finding.said:
        yield f"<p>{escape(language(finding.said))}</p>\n"
    if outcome is Outcome.FAILED:
        advice = escape(language(check.advice))
        yield f"<p><strong>{escape(language(say.ADVICE))}</strong>{advice}</p>\n"
    yield from _evidence(finding, language)
    yield "</article>\n"


def _evidence(finding: Finding, language: Language) -> Iterator[str]:
    if not finding.evidence:
        return
    is_long = len(finding.evidence) > 5
    places = f"{language(say.PLACES)} ({finding.count})"
    yield f"<details{'' if is_long else ' open'}>\n<summary>{escape(places)}</summary>\n<ul>\n"
    yield from (_place(one, language) for one in finding.evidence)
    yield "</ul>\n"
    if finding.count > len(finding.evidence):
        more = language(say.MORE).format(count=finding.count - len(finding.evidence))
        yield f"<p>{escape(more)}</p>\n"
    yield "</details>\n"


def _place(one: Evidence, language: Language) -> str:
    parts = [_link(one.address)] if one.address else []
    if one.said:
        parts.append(escape(language(one.said)))
    if one.snippet:
        parts.append(f'<code{_lang(one.snippet)} translate="no">{escape(one.snippet)}</code>')
    return f"<li>{'<br>'.join(parts)}</li>\n"


def _table(theme: str, outcome: Outcome, found: list[Finding], language: Language) -> Iterator[str]:
    name = f"{say.MARKS[outcome]} {language(say.OUTCOMES[outcome])} ({len(found)})"
    region = f"{theme} {language(say.OUTCOMES[outcome])}"
    yield f'<details class="{_class(outcome)}">\n<summary>{escape(name)}</summary>\n'
    yield _table_start(region, (say.CHECK, say.NORM, say.RESULT), language)
    for finding in found:
        yield (
            f'<tr><th scope="row">{escape(language(finding.check.name))}'
            f"<br><code>{finding.check.id}</code></th><td>{_norm(finding.check)}</td>"
            f"<td>{escape(language(finding.said)) or '–'}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n</div>\n</details>\n"


def _table_start(name: str, labels: Iterable[Label], language: Language) -> str:
    cells = "".join(f'<th scope="col">{escape(language(label))}</th>' for label in labels)
    start = f'<div class="table" {_scrolls(name)}>\n<table>\n'
    return f"{start}<thead><tr>{cells}</tr></thead>\n<tbody>\n"


def _norm(check: Check) -> str:
    numbers = "、".join(check.criteria) if len(check.criteria) <= 6 else "…"
    wcag = [f"WCAG 2.2 {numbers}"] if check.criteria else []
    given = [check.norm] if check.norm else []
    text = "; ".join([*wcag, *given])
    return f"<span{_lang(text)}>{escape(text)}</span>"


def _criteria(audit: Audit, language: Language) -> Iterator[str]:
    yield _heading("criteria", say.PEOPLE, language)
    yield f"<p>{escape(language(say.LIMITS))}</p>\n"
    yield _table_start(
        language(say.CRITERION), (say.CRITERION, say.LEVEL, say.STANDING, say.BY), language
    )
    for line in criterion_lines(audit.findings):
        checks = " ".join(f"<code>{name}</code>" for name in line.checks)
        yield (
            f'<tr><th scope="row">{line.criterion.id} {escape(language(line.criterion.name))}</th>'
            f"<td>{line.criterion.level}</td><td>{escape(language(say.STANDINGS[line.standing]))}"
            f"</td><td>{checks or '–'}</td></tr>\n"
        )
    yield "</tbody>\n</table>\n</div>\n</section>\n"


def _pages(audit: Audit, language: Language) -> Iterator[str]:
    yield _heading("pages", say.PAGES, language)
    for label, count in ((say.LEFT, audit.left), (say.REFUSED, audit.refused)):
        if count:
            yield f"<p>{escape(language(label).format(count=count))}</p>\n"
    title = f"{language(say.PAGES)} ({len(audit.pages)})"
    yield f"<details>\n<summary>{escape(title)}</summary>\n<ul>\n"
    yield from (f"<li>{_link(url)}</li>\n" for url in audit.pages[:_MOST_PAGES])
    yield "</ul>\n</details>\n</section>\n"


def _link(url: str) -> str:
    """An address that may be followed: only those of the web are links."""
    shown = f'<span lang="en" translate="no">{escape(url)}</span>'
    is_web = url.startswith(("http://", "https://"))
    return f'<a href="{escape(url)}" rel="noreferrer">{shown}</a>' if is_web else shown


def _scrolls(name: str) -> str:
    """The attributes of what a narrow screen scrolls sideways, by keys too (SC 2.1.1)."""
    return f'role="region" tabindex="0" aria-label="{escape(name)}"'


def _lang(text: str) -> str:
    """The attribute that says whether words are Chinese."""
    return f' lang="{"zh" if _HAN.search(text) else "en"}"'


def _class(outcome: Outcome) -> str:
    return outcome.name.lower().replace("_", "-")
