"""A drafted accessibility statement (无障碍声明) in three languages, as Markdown.

It says what was tested, and how, and never that a norm is met: no machine can show that.
"""

from collections.abc import Callable
from pathlib import Path

from reader.auditing.audit import Audit
from reader.auditing.criteria import Standing, criterion_lines
from reader.auditing.findings import Finding, Outcome
from reader.auditing.report_words import CHINESE, ENGLISH, Language
from reader.domain.article import Label

_FOLDER = Path(__file__).parent
_ACCESSIBILITY = frozenset({"wcag", "browser", "elder"})
_MANY = 9  # criteria of one check, beyond which naming them says nothing
_NO_CONTACT = Label("【电话、电子邮件或地址】", "[telephone, e-mail or postal address]")
_BROWSER = Label("浏览器 {name}", "browser {name}")
_NO_BROWSER = Label("没有使用浏览器", "without a browser")
_TO_MEND = Label(
    "以下各项没有通过自动检查，计划在【日期】之前改正：\n\n{lines}",
    "These did not pass the automated checks, and will be mended by [date]:\n\n{lines}",
)
_NO_FAULTS = Label(
    "自动检查没有发现问题。自动检查只能发现一部分问题。",
    "The automated checks found nothing. They find a part of what may be wrong.",
)
_NONE = Label("没有。", "Nothing.")


def statement(audit: Audit, traditional: Callable[[str], str]) -> str:
    """The draft in simplified Chinese, traditional Chinese and English, one after the other.

    `traditional` turns a simplified text into a traditional one.
    """
    chinese = _written(audit, CHINESE)
    return "\n".join((chinese, traditional(chinese), _written(audit, ENGLISH)))


def _written(audit: Audit, language: Language) -> str:
    form = (_FOLDER / f"statement.{language.prefix}.md").read_text("utf-8")
    failed, unjudged = _own(audit, Outcome.FAILED), _own(audit, Outcome.UNKNOWN)
    lines = criterion_lines(audit.findings)
    people = [line.criterion.id for line in lines if line.standing is Standing.PEOPLE]
    separator = "、" if language is CHINESE else ", "
    browser = _BROWSER if audit.browser else _NO_BROWSER
    return form.format(
        name=_plain(audit.name), url=audit.url, day=f"{audit.began:%Y-%m-%d}",
        pages=len(audit.pages), kinds=len(audit.kinds), version=audit.version,
        browser=language(browser).format(name=audit.browser),
        passed=len(_own(audit, Outcome.PASSED)), failed=len(failed), unknown=len(unjudged),
        rest=len(_own(audit, Outcome.NOT_APPLICABLE)),
        faults=language(_TO_MEND).format(lines=_list(failed, language))
        if failed else language(_NO_FAULTS),
        unjudged=_list(unjudged, language) if unjudged else language(_NONE),
        people=separator.join(people), people_count=len(people),
        contact=_plain(audit.contact) or language(_NO_CONTACT),
    )  # fmt: skip


def _own(audit: Audit, outcome: Outcome) -> list[Finding]:
    """The findings about accessibility alone."""
    return [one for one in audit.of(outcome) if one.check.theme in _ACCESSIBILITY]


def _list(found: list[Finding], language: Language) -> str:
    return "\n".join(f"- {_named(one, language)}" for one in found)


def _named(finding: Finding, language: Language) -> str:
    """A check by its name and its criteria."""
    numbers = finding.failing or finding.check.criteria
    said = f" (WCAG 2.2: {', '.join(numbers)})" if 0 < len(numbers) < _MANY else ""
    return f"{_plain(language(finding.check.name))}{said}"


def _plain(text: str) -> str:
    """Words of the site, which must not become markup of the draft."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#" else c for c in " ".join(text.split()))
