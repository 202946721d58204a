"""What an audit hands out: a page, data and a draft, whatever a hostile site calls itself."""

import json
from datetime import UTC, datetime

import html5lib
import jsonschema
import pytest

from reader.auditing.audit import Audit
from reader.auditing.criteria import Standing, criterion_lines
from reader.auditing.findings import (
    Evidence,
    Finding,
    Outcome,
    check,
    cut,
    failed,
    load_catalogue,
    passed,
    unknown,
)
from reader.auditing.report import html_report
from reader.auditing.report_data import json_report
from reader.auditing.statement import statement
from reader.config.conformance import load_conformance
from reader.domain.article import Label
from tests.client import links, words
from tests.conftest import ROOT

HOSTILE = "</title><script>alert(1)</script>"


def make_audit(*findings: Finding, name: str = "某县人民政府") -> Audit:
    return Audit(
        url="https://www.example.gov.cn/", name=name, contact="",
        began=datetime(2026, 3, 1, 8, tzinfo=UTC), version="1.0", findings=findings,
        pages=("https://www.example.gov.cn/", "javascript:alert(1)"), kinds=(("", 1),), left=3,
        refused=0, is_qingdu=False, browser="",
    )  # fmt: skip


def some() -> tuple[Finding, ...]:
    place = Evidence("https://www.example.gov.cn/a", HOSTILE, Label("没有 alt", "no alt"))
    return (
        failed("image-alt", Label("一处", "one"), place),
        failed("csp", Label("没有", "none"), Evidence("javascript:alert(1)", "x")),
        unknown("axe", Label("没有浏览器", "no browser")), passed("page-title"),
    )  # fmt: skip


def test_the_page_is_valid_and_nothing_of_the_site_becomes_markup() -> None:
    html = html_report(make_audit(*some(), name=HOSTILE))
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert not [*page.iter("script")]
    assert all(link.startswith(("#", "https://www.example.gov.cn/")) for link in links(page))
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links(page) if link[0] == "#"} <= set(ids)


def test_both_languages_say_the_same_in_their_own_words() -> None:
    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html_report(make_audit(*some())))
    parts = {one.get("id"): words(one) for one in page.iter("div") if one.get("id") in {"zh", "en"}}
    assert "图片有替代文字" in parts["zh"]
    assert "Pictures have an alternative" in parts["en"]
    assert "Pictures have an alternative" not in parts["zh"]


def test_the_data_is_as_its_schema_says() -> None:
    schema = json.loads((ROOT / "docs/audit.schema.json").read_text("utf-8"))
    report = json.loads(json_report(make_audit(*some())))
    jsonschema.validate(report, schema)
    assert report["counts"]["failed"] == 2


def test_every_criterion_is_named_and_none_is_called_met() -> None:
    lines = {line.criterion.id: line for line in criterion_lines(some())}
    assert list(lines) == [one.id for one in load_conformance().criteria]
    assert lines["1.1.1"].standing is Standing.FAULTS
    assert lines["2.4.2"].standing is Standing.PARTLY
    assert lines["2.1.2"].standing is Standing.PEOPLE


def test_axe_is_blamed_on_what_its_rules_are_about_alone() -> None:
    finding = Finding(check("axe"), Outcome.FAILED, count=1, blamed=("1.4.3",))
    standings = {line.criterion.id: line.standing for line in criterion_lines([finding])}
    assert standings["1.4.3"] is Standing.FAULTS
    assert standings["1.1.1"] is Standing.PARTLY


def test_the_statement_claims_nothing_and_names_what_failed() -> None:
    text = statement(make_audit(*some(), name="*某县*"), lambda chinese: f"繁：{chinese}")
    chinese, _, rest = text.partition("繁：")
    english = rest[rest.index("# Accessibility") :]
    assert "不声称符合" in chinese
    assert "claims conformance to none" in english
    for part, name in ((chinese, "图片有替代文字 (WCAG 2.2: 1.1.1)"), (english, "Pictures have")):
        assert name in part
        assert r"\*某县\*" in part
    assert "Content-Security-Policy" not in text  # of security, not of accessibility
    assert "{" not in text


@pytest.mark.parametrize("word", ["符合 WCAG", "完全符合", "fully conformant", "conforms to"])
def test_no_word_of_the_statement_says_that_a_norm_is_met(word: str) -> None:
    assert word not in statement(make_audit(passed("page-title")), str)


def test_every_check_is_described_in_both_languages_and_touches_known_criteria() -> None:
    known = {one.id for one in load_conformance().criteria}
    themes = {theme.id for theme in load_catalogue().themes}
    for one in load_catalogue().checks.values():
        assert one.name.chinese
        assert one.name.english
        assert one.advice.chinese
        assert one.advice.english
        assert one.norm or one.criteria, one.id
        assert set(one.criteria) <= known, one.id
        assert one.theme in themes, one.id


def test_what_is_quoted_cannot_command_a_terminal() -> None:
    assert cut("a\x1b[31mb\n\tc\u202ed") == "a [31mb c d"
    assert len(cut("字" * 1000)) == 160
