"""`qingdu check`: articles in mixed script, and those their front matter is wrong about."""

from pathlib import Path

import pytest

from reader.domain.faults import Fault, Severity
from tests.conftest import SEED, needs_seed
from tests.unit.builders import write
from tests.unit.publishing.checking import folders

MIXED = "縣裡的會議開完了。\n\n干部說「骨干」很少，要采取辦法，\n\n這是防范的責任。\n"
SIMPLIFIED = "县里修好了三座桥，这些桥都是为老人们修的，过桥的时候不用绕远路。\n"


def faults_of(folder: Path) -> list[Fault]:
    """Those of scripts."""
    return [fault for fault in folders.faults_of(folder, {}) if fault.code.startswith("script")]


def test_a_mixture_is_named_with_its_words_and_the_line_of_the_first(tmp_path: Path) -> None:
    write(tmp_path, "news/a.md", f"---\nauthor: 骨干\n---\n# 會議\n\n{MIXED}")
    (fault,) = faults_of(tmp_path)
    assert (fault.severity, fault.file, fault.line) == (Severity.WARNING, "news/a.md", 8)
    assert "the text is traditional" in fault.message
    assert "are simplified: 干部、采取、防范; correct them" in fault.message
    assert "write script: hant" in fault.message


def test_a_mixture_the_publisher_has_stated_a_script_for_is_meant(tmp_path: Path) -> None:
    write(tmp_path, "a.md", f"---\nscript: 繁體\n---\n# 會議\n\n{MIXED}")
    assert faults_of(tmp_path) == []


def test_a_script_key_that_the_text_contradicts_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.md", f"---\nscript: hant\n---\n# 桥\n\n山水。\n\n{SIMPLIFIED}")
    (fault,) = faults_of(tmp_path)
    assert fault.line == 4
    assert fault.message.startswith("script is hant, but the text is simplified (桥、")
    assert fault.message.endswith("write hans, or leave it out")


def test_a_script_key_stands_where_the_evidence_is_small(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nscript: hant\n---\n# 论语\n\n山高水深。\n")
    assert faults_of(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED,
        "縣裡的會議開完了，「骨干」、「干部」、「采取」是簡體字的寫法。\n",
        "縣裡的會議開完了。\n\n```\n这个说话\n```\n",
        "日本国憲法は国会の議決を経て、学校で会う人々に来る年の声を伝える。\n",
    ],
)
def test_clean_articles_and_quotations_have_no_fault(tmp_path: Path, text: str) -> None:
    write(tmp_path, "a.md", f"# 山水\n\n{text}")
    assert faults_of(tmp_path) == []


@needs_seed
def test_the_seed_is_named_for_the_simplified_words_left_in_it(tmp_path: Path) -> None:
    write(tmp_path, "seed.txt", SEED.read_bytes())
    (fault,) = faults_of(tmp_path)
    assert "干部" in fault.message
    assert fault.line
