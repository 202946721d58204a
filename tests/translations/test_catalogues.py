"""The interface is complete in every language, and nothing stale is left."""

import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from reader.domain.editions import EDITIONS
from reader.language.detection.scripts import detect_script
from reader.web.translations import PARENTS, SOURCE_LOCALE, catalogue_file, load_translations
from tests.conftest import ROOT

LOCALES = sorted({edition.locale for edition in EDITIONS.values()} - {SOURCE_LOCALE})


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the source says today."""
    file = tmp_path_factory.mktemp("template") / "messages.pot"
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg",
         "-k", "lazy_gettext", "-o", str(file), "."],
        cwd=ROOT, check=True,
    )  # fmt: skip
    with file.open("rb") as opened:
        return read_po(opened)


def catalogue(locale: str) -> Catalog:
    with catalogue_file(locale).open("rb") as opened:
        return read_po(opened, locale)


def ids(found: Catalog) -> set[object]:
    return {message.id for message in found if message.id}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_string_is_translated_and_none_is_stale(locale: str, template: Catalog) -> None:
    found = catalogue(locale)
    assert ids(found) <= ids(template), "stale: make translations"
    assert not found.obsolete, "stale: make translations"
    if locale not in PARENTS:
        assert ids(template) <= ids(found), "untranslated: make translations, then translate"
    for message in found:
        if message.id:
            strings = (
                [message.string] if isinstance(message.string, str) else message.string or [""]
            )
            assert all(strings), f"{locale}: {message.id!r} is not translated"
            assert not message.fuzzy, f"{locale}: {message.id!r} is fuzzy"
            assert not list(message.check()), f"{locale}: {message.id!r} has other placeholders"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_is_written_in_its_own_script(locale: str) -> None:
    text = "".join(str(message.string) for message in catalogue(locale) if message.id)
    assert detect_script(text).value == locale[3:7].lower()


@pytest.mark.parametrize("locale", PARENTS)
def test_a_regional_catalogue_says_only_what_differs(locale: str) -> None:
    parent = load_translations(PARENTS[locale])
    for message in catalogue(locale):
        if message.id:
            assert parent.ugettext(str(message.id)) != message.string, message.id


def test_a_region_falls_back_to_its_parent() -> None:
    assert load_translations("zh_Hant_TW").ugettext("Home") == "首頁"
    assert load_translations("zh_Hant_HK").ugettext("Text size") == "字型大小"
