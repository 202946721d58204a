"""What a page says beside its body is found for as long as nothing it hangs on has changed."""

from dataclasses import replace
from pathlib import Path

import pytest

from reader.config.settings import Settings
from reader.domain.article import ArticleHead, Column, Label
from reader.domain.editions import EDITIONS
from reader.domain.glossary import Glossary
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import Dictionaries
from reader.rendering.bodies import BodyRenderer
from reader.storage.bodies import BodyStore
from reader.web import fillings
from reader.web.fillings import Fillings
from tests.unit.builders import make_article, make_site

HANS, HANT = EDITIONS["zh-hans"], EDITIONS["zh-hant"]
SITE, SETTINGS = make_site(()), Settings(Path(), Path())


@pytest.fixture
def bodies(converter: Converter, tmp_path: Path) -> BodyRenderer:
    return BodyRenderer(converter, BodyStore(tmp_path / "bodies.sqlite3", 2**20))


def keep(bodies: BodyRenderer) -> bytes:
    article = make_article()
    body = bodies.body(article, HANS)
    head = ArticleHead(article.summary, article.digest)
    Fillings(bodies, SITE, SETTINGS).keep(b"texts", b"version", head, HANS)
    return body.encode()


def test_a_filling_is_found_with_its_body(bodies: BodyRenderer) -> None:
    body = keep(bodies)
    kept = Fillings(bodies, SITE, SETTINGS)
    assert kept.get(b"version", HANS) == (b"texts", body)
    assert kept.get(b"other", HANS) is None
    assert kept.get(b"version", HANT) is None


@pytest.mark.parametrize(
    ("site", "settings"),
    [
        (replace(SITE, columns=(Column("news", Label("新闻")),)), SETTINGS),
        (replace(SITE, name=Label("别的")), SETTINGS),
        (SITE, replace(SETTINGS, site_url="https://county.example")),
        (SITE, replace(SETTINGS, site_url="https://county.example/read")),
    ],
)
def test_what_was_kept_for_another_site_is_not_found(
    bodies: BodyRenderer, site: object, settings: Settings
) -> None:
    keep(bodies)
    assert Fillings(bodies, site, settings).get(b"version", HANS) is None  # type: ignore[arg-type]


def test_what_was_kept_by_other_rules_is_not_found(
    bodies: BodyRenderer,
    dictionaries: Dictionaries,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(bodies)
    converter = Converter(dictionaries, Glossary(keep=("新",)))
    others = BodyRenderer(converter, BodyStore(tmp_path / "bodies.sqlite3", 2**20))
    assert Fillings(others, SITE, SETTINGS).get(b"version", HANS) is None
    monkeypatch.setattr(fillings, "rules_digest", lambda *_: "other")
    assert Fillings(bodies, SITE, SETTINGS).get(b"version", HANS) is None


def test_without_a_store_nothing_is_kept(converter: Converter) -> None:
    bodies = BodyRenderer(converter)
    keep(bodies)
    assert Fillings(bodies, SITE, SETTINGS).get(b"version", HANS) is None
