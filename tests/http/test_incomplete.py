"""While the first index is being made, nothing is kept and nothing is denied."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from reader.app import create_app
from reader.config.settings import Settings
from reader.storage.index.articles import FIRST_ID, PART_SIZE
from reader.storage.index.library import IndexLibrary
from tests.conftest import ROOT, state_with_tables
from tests.http.sites import await_

AWAY = property(lambda _: False, lambda *_: None)
FIRST = FIRST_ID // PART_SIZE


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    state = state_with_tables(tmp_path_factory.mktemp("state"))
    settings = Settings(ROOT / "content", state, "http://localhost")
    app = create_app(settings)
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(IndexLibrary, "is_complete", AWAY, raising=False)
    yield app.test_client()
    monkeypatch.undo()


@pytest.mark.parametrize(
    "path",
    ["/zh-hans/", "/zh-hans/articles/help/print", "/zh-hans/columns/help", "/zh-hans/search?q=字",
     "/zh-hans/tags", "/zh-hans/feed.xml", "/sitemap.xml", f"/sitemaps/{FIRST}.xml"],
)  # fmt: skip
def test_what_is_there_is_shown_and_not_kept(client: FlaskClient, path: str) -> None:
    await_(lambda: client.get(path).status_code == 200, 30, path)
    response = client.get(path)
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "path", ["/zh-hans/articles/help/later", "/old/address", "/zh-hans/tags/x"]
)
def test_what_is_missing_may_yet_come(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_lists_say_that_articles_may_be_missing(client: FlaskClient) -> None:
    await_(lambda: client.get("/zh-hans/columns/help").status_code == 200, 30, "the list")
    assert "文章还在读取" in client.get("/zh-hans/columns/help").get_data(as_text=True)
