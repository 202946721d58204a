"""What is said of accessibility is complete, shown by tests that exist, and the same everywhere."""

import ast
from collections import Counter

import pytest

from reader.config.conformance import load_conformance
from reader.domain.checks import CODES
from reader.domain.conformance import Result
from tests.client import Client, words
from tests.conftest import ROOT

CONFORMANCE = load_conformance()
NAMED = [
    *(test for criterion in CONFORMANCE.criteria for test in criterion.tests),
    *(test for demand in CONFORMANCE.demands for test in demand.tests),
]


def test_every_criterion_of_wcag_is_there() -> None:
    assert Counter(one.level for one in CONFORMANCE.criteria) == {"A": 31, "AA": 24, "AAA": 31}
    numbers = [tuple(map(int, one.id.split("."))) for one in CONFORMANCE.criteria]
    assert len(set(numbers)) == 86
    assert all(one.how.chinese for one in CONFORMANCE.criteria if one.result is Result.OPERATOR)


@pytest.mark.parametrize("test", sorted(set(NAMED)))
def test_what_shows_it_exists(test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in names if name else any(found.startswith("test_") for found in names)


def test_the_checks_of_articles_that_are_named_exist() -> None:
    checks = {code for one in CONFORMANCE.criteria for code in one.checks}
    assert {"image-alt", "link-text", "heading-skip", "table-header"} <= checks <= CODES.keys()


@pytest.mark.parametrize(
    ("edition", "title", "criterion"),
    [
        ("zh-hans", "无障碍声明", "2.4.13 焦点外观：符合"),
        ("zh-hant", "無障礙聲明", "2.4.13 焦點外觀：符合"),
        ("en", "Accessibility", "2.4.13 Focus Appearance: met"),
    ],
)
def test_the_statement_names_every_criterion(
    sample: Client, edition: str, title: str, criterion: str
) -> None:
    page = sample.page(f"/{edition}/about/accessibility")
    assert page.h1 == title
    text = words(page.page)
    assert criterion in text
    for one in CONFORMANCE.criteria:
        assert f"{one.id} " in text
    assert str(CONFORMANCE.checked) in text
    assert f"/{edition}/about/accessibility" in sample.get(f"/{edition}/").text
