"""The document of measurements: its hand-written parts stay."""

import pytest

from benchmarks.__main__ import PARTS
from benchmarks.report import at_least, at_most, filled, missing, plain, table
from tests.conftest import ROOT

DOCUMENT = """# Performance

By hand.

<!-- make bench: pages -->
old
<!-- end -->

Between.

<!-- make bench: growth -->
older
<!-- end -->
"""


def test_only_the_sections_that_were_measured_are_replaced() -> None:
    written = filled(DOCUMENT, {"pages": "new, with a \\1 and a | bar"})
    assert written == DOCUMENT.replace("old\n", "new, with a \\1 and a | bar\n")


def test_a_section_without_a_place_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        filled(DOCUMENT, {"nowhere": "new"})


def test_a_row_says_whether_its_bar_is_met() -> None:
    rows = [
        at_least("fast", 9.25, 8),
        at_most("slow", 123.4, 20, "ms"),
        plain("seen", 0.5, "s"),
        missing("peer", "not\ninstalled"),
    ]
    assert table(rows).splitlines()[2:] == [
        "| fast | 9.25 × | ≥ 8 × | met |",
        "| slow | 123 ms | ≤ 20 ms | **missed** |",
        "| seen | 0.50 s |  |  |",
        "| peer | not measured: not installed |  |  |",
    ]


def test_the_document_has_a_place_for_every_part() -> None:
    document = (ROOT / "docs" / "performance.md").read_text("utf-8")
    filled(document, dict.fromkeys(["run", *PARTS], "text"))
