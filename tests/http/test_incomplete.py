"""While the first index is being made, nothing is kept and nothing is denied."""

import pytest
from flask.testing import FlaskClient

from reader.app import create_app
from reader.config.settings import Settings
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(ROOT / "content", tmp_path_factory.mktemp("state"), "http://localhost")
    app = create_app(settings)
    app.extensions["qingdu"].live.current().is_complete = False
    return app.test_client()


@pytest.mark.parametrize(
    "path",
    ["/zh-hans/", "/zh-hans/articles/help/print", "/zh-hans/columns/help", "/zh-hans/search?q=字",
     "/zh-hans/tags", "/zh-hans/feed.xml", "/sitemap.xml", "/sitemaps/1.xml"],
)  # fmt: skip
def test_what_is_there_is_shown_and_not_kept(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "path", ["/zh-hans/articles/help/later", "/old/address", "/zh-hans/tags/x"]
)
def test_what_is_missing_may_yet_come(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_lists_say_that_articles_may_be_missing(client: FlaskClient) -> None:
    assert "文章还在读取" in client.get("/zh-hans/columns/help").get_data(as_text=True)
