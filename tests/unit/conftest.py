"""What unit tests share because it is slow to make."""

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, settings

from reader.domain.editions import Script
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.language.search.terms import SearchTerms
from reader.storage.article_files import ParsedFile
from tests.conftest import CORPUS, conversion_tables
from tests.unit.builders import parse

# The same examples in every run; `--hypothesis-profile=explore` looks further.
settings.register_profile("unit", deadline=None, max_examples=100, derandomize=True)
settings.register_profile(
    "explore",
    deadline=None,
    max_examples=2000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unit")


@dataclass(frozen=True)
class CorpusFile:
    """One of the 230 real articles; `script` is the folder somebody sorted it into."""

    name: str
    raw: bytes
    script: Script
    parsed: ParsedFile


@pytest.fixture(scope="session")
def dictionaries() -> Dictionaries:
    return conversion_tables()


@pytest.fixture(scope="session")
def converter(dictionaries: Dictionaries) -> Converter:
    return Converter(dictionaries)


@pytest.fixture(scope="session")
def search_terms(dictionaries: Dictionaries) -> SearchTerms:
    return SearchTerms(dictionaries)


@pytest.fixture(scope="session")
def corpus_files() -> list[CorpusFile]:
    if not CORPUS.is_dir():
        pytest.skip("the corpus (../shared/corpus) is not here")
    found = []
    for file in sorted(CORPUS.glob("*/*.*")):
        name, raw = file.relative_to(CORPUS).as_posix(), file.read_bytes()
        found.append(CorpusFile(name, raw, Script(file.parent.name), parse(name, raw)))
    return found
