"""Pages of real sites with expected fields, and the seed, none of them part of this project."""

import html
import importlib.util
import json
import re
from types import ModuleType

import pytest

from reader.publishing.extraction.articles import extract
from reader.publishing.extraction.extracted import Extracted
from reader.publishing.extraction.markdown import to_markdown
from tests.conftest import CORPUS, SEED, needs_corpus, needs_seed

PAGES = CORPUS.parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_import", PAGES.parent / "score_import.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_corpus
@pytest.mark.parametrize("name", NAMES or [""])
def test_a_real_page_is_read_as_a_person_would(scorer: ModuleType, name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    found = extract((PAGES / f"{name}.html").read_bytes())
    score = scorer.one(expected, fields(found), None)
    for field in ("title", "date", "time", "author", "source"):
        assert score[field] in {1.0, None}, (field, score["got"])
    assert score["body_f1"] >= 0.98


@needs_seed
def test_the_seed_comes_out_exactly() -> None:
    found = extract(SEED.read_bytes())
    assert found.title == "縣公安脫貧攻堅戰場呈現新氣象"
    assert (found.author, found.editor, found.source) == ("張力", "徐斯征", "本站原創")
    assert found.published == "2018-11-12 14:41"
    assert found.body.count("<p>") == 6  # the seventh is the editor's line
    assert not re.search(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", html.unescape(found.body))
    assert "當地黨委" in found.body
    assert found.repairs


def fields(found: Extracted) -> dict[str, str]:
    return {
        "title": found.title, "author": found.author, "published": found.published,
        "source": found.source, "body": to_markdown(found.body, lambda address: address),
    }  # fmt: skip
