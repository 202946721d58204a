"""Every error is a page in the reader's edition, with a way on."""

import pytest
from flask import Flask, abort

from reader.app import create_app
from reader.auditing.observatory import points, score
from reader.config.settings import Settings
from reader.web.errors import MESSAGES
from tests.client import Client, check_page, links
from tests.conftest import ROOT, state_with_tables


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/zh-hans/columns/help?page=x", 400),
        ("GET", "/zh-hans/nothing", 404),
        ("GET", "/wp-login.php", 404),
        ("GET", "/zh-hans/articles/%00", 404),
        ("GET", "/zh-hans/articles/%ff%fe", 404),
        ("GET", "/zh-hans/archive/2026/13", 404),
        ("GET", "/zh-hans/archive/0000/01", 404),
        ("GET", "/media/help/enlarge-text.md", 404),
        ("GET", "/media/../site.toml", 404),
        ("GET", "/media/%2e%2e/site.toml", 404),
        ("DELETE", "/zh-hans/", 405),
        ("GET", "/zh-hans/" + "x" * 9000, 414),
    ],
)
def test_a_mistake_answers_with_a_page(sample: Client, method: str, path: str, status: int) -> None:
    answer = sample.request(method, path)
    assert answer.status == status
    check_page(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "/zh-hans/" in links(answer.page)


def test_an_error_speaks_the_language_of_the_path_else_of_the_reader(sample: Client) -> None:
    assert sample.get("/zh-hant/nothing").h1 == "沒有找到這個頁面"
    assert sample.get("/en/nothing", {"Accept-Language": "zh-TW"}).h1 == "There is no such page"
    assert sample.get("/nothing", {"Accept-Language": "zh-HK"}).lang == "zh-Hant-HK"


def test_too_large_a_form_is_refused(sample: Client) -> None:
    answer = sample.post("/preferences", "x=" + "y" * 200_000, {"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 413
    check_page(answer)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with a route for every error that is hard to bring about."""
    state = state_with_tables(tmp_path_factory.mktemp("state"))
    app = create_app(Settings(ROOT / "content", state, site_url="https://county.example"))

    @app.get("/<edition:edition>/fail/<int:code>")
    def fail(code: int) -> str:
        if code == 500:
            raise RuntimeError("on purpose")
        abort(code)

    return app


@pytest.mark.parametrize("code", sorted(MESSAGES))
@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant", "en"])
def test_every_error_has_words_of_its_own(failing: Flask, code: int, edition: str) -> None:
    response = failing.test_client().get(f"/{edition}/fail/{code}")
    assert response.status_code == code
    text = response.get_data(as_text=True)
    assert "Traceback" not in text
    assert "on purpose" not in text
    assert str(code) in text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert score(points(list(response.headers), text)) >= 155


def test_an_untrusted_host_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    state = state_with_tables(tmp_path_factory.mktemp("state"))
    settings = Settings(ROOT / "content", state, trusted_hosts=("county.example",))
    client = create_app(settings).test_client()
    good = client.get("/zh-hans/", headers={"Host": "county.example"})
    bad = client.get("/zh-hans/", headers={"Host": "evil.example"})
    assert good.status_code == 200
    assert bad.status_code == 400
    assert "evil.example" not in bad.get_data(as_text=True)
