"""What the server gives to read without it: worker, manifest, the lists of what there is."""

import json
import re
import struct
from pathlib import Path

import pytest

from tests.client import Client, links
from tests.conftest import ROOT, Serve, running


def site_in(script: str) -> dict[str, object]:
    """What a worker's first line says of the site."""
    line = script.partition("\n")[0]
    found: dict[str, object] = json.loads(line.removeprefix("const SITE = ").removesuffix(";"))
    return found


def test_the_worker_is_asked_for_each_time_and_may_fetch_from_here_alone(sample: Client) -> None:
    answer = sample.get("/service-worker.js", {"Accept-Encoding": "br"})
    assert answer.status == 200
    assert answer.headers.get_content_type() == "text/javascript"
    assert "max-age=0" in answer.headers["Cache-Control"]
    assert "default-src 'none';connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert len(answer.body) < 6 * 1024
    again = sample.get("/service-worker.js", {"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


def test_the_worker_knows_the_site(sample: Client) -> None:
    site = site_in(sample.get("/service-worker.js").text)
    assert site["base"] == ""
    assert {"zh-hans", "zh-hant", "en"} <= set(site["editions"])  # type: ignore[call-overload]
    files, panels = site["files"], site["panels"]
    assert isinstance(files, list)
    assert isinstance(panels, list)
    assert {"js/tools.js", "js/keep.js", "css/preferences.css", "css/shelf.css"} <= set(files)
    for name in files:
        assert sample.get(f"/static/{site['digest']}/{name}").status == 200, name
    for name in panels:
        assert sample.get(f"/zh-hans/panels/{name}").status == 200, name


def test_the_sources_of_the_worker_are_not_static_files(sample: Client) -> None:
    digest = site_in(sample.get("/service-worker.js").text)["digest"]
    for name in ("worker", "worker-off", "head"):
        assert sample.get(f"/static/{digest}/js/{name}.js").status == 404


@pytest.mark.parametrize(
    ("edition", "name", "language"),
    [("zh-hans", "清读", "zh-Hans"), ("zh-hant-tw", "清讀", "zh-Hant-TW"), ("en", "Qingdu", "en")],
)
def test_the_site_can_be_installed(sample: Client, edition: str, name: str, language: str) -> None:
    page = sample.page(f"/{edition}/articles/help/print").page
    (address,) = [e.get("href") for e in page.iter("link") if e.get("rel") == "manifest"]
    assert address == f"/{edition}/manifest.webmanifest"
    answer = sample.get(address)
    assert answer.headers.get_content_type() == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["name"], manifest["lang"]) == (name, language)
    assert manifest["start_url"] == f"/{edition}/"
    assert (manifest["scope"], manifest["display"]) == ("/", "standalone")
    assert re.fullmatch("#[0-9a-f]{6}", manifest["theme_color"])
    assert re.fullmatch("#[0-9a-f]{6}", manifest["background_color"])
    purposes = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}
    assert purposes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in manifest["icons"]:
        assert png_size(sample, icon["src"]) == icon["sizes"]
    (touch,) = [e.get("href") for e in page.iter("link") if e.get("rel") == "apple-touch-icon"]
    assert png_size(sample, str(touch)) == "180x180"


def png_size(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.headers.get_content_type() == "image/png", address
    assert len(answer.body) < 16 * 1024
    width, height = struct.unpack(">II", answer.body[16:24])
    return f"{width}x{height}"


def test_a_column_says_what_keeping_it_costs(sample: Client) -> None:
    """The estimate comes near what is sent: a third more or less."""
    answer = sample.get("/zh-hans/columns/publish/offline.json")
    assert answer.headers.get_content_type() == "application/json"
    given = json.loads(answer.text)
    assert given["title"] == "发布文章"
    assert given["total"] == len(given["articles"]) > 1
    assert given["lists"] == ["/zh-hans/columns/publish"]
    pages = [sample.get(path, {"Accept-Encoding": "br"}) for path in given["articles"]]
    sent = sum(len(page.body) for page in pages)
    assert 0.67 < given["bytes"] / sent < 1.5
    shown = [e.get("src", "") for page in pages for e in page.page.iter("img")]
    names = {name.partition("media/")[2] for name in shown}
    sizes = [(ROOT / "content" / name).stat().st_size for name in names]
    assert given["pictures"] == sum(sizes) > 0


def test_of_a_large_column_the_newest_are_kept(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("large")
    (content / "news").mkdir()
    for number in range(205):
        time = f"{number // 60:02}:{number % 60:02}"
        text = f"---\ntitle: 第{number}篇\npublished: 2020-01-01 {time}\n---\n字\n"
        (content / "news" / f"a{number:03}.md").write_text(text, "utf-8")
    given = json.loads(serve(content).get("/zh-hant/columns/news/offline.json").text)
    assert (given["total"], len(given["articles"])) == (205, 200)
    assert given["articles"][0] == "/zh-hant/articles/news/a204"
    assert len(given["lists"]) == 10
    assert given["lists"][-1] == "/zh-hant/columns/news?page=10"


def test_a_column_that_is_not_there_has_nothing_to_keep(sample: Client) -> None:
    assert sample.get("/zh-hans/columns/nothing/offline.json").status == 404


def test_the_list_of_what_is_kept_is_a_page_like_others(sample: Client) -> None:
    answer = sample.page("/zh-hant/offline")
    assert answer.h1 == "存在本機的文章"
    assert answer.headers["Cache-Control"].startswith("public")
    assert "/zh-hant/offline" in links(sample.page("/zh-hant/articles/help/print").page)


def test_below_a_path_all_of_it_is_below_that_path(serve: Serve) -> None:
    client = serve(ROOT / "content", SITE_URL="https://county.example/read")
    assert site_in(client.get("/read/service-worker.js").text)["base"] == "/read"
    page = client.page("/read/zh-hans/offline").page
    (worker,) = [e.get("data-worker") for e in page.iter("a") if e.get("data-worker")]
    assert worker == "/read/service-worker.js"
    manifest = json.loads(client.get("/read/zh-hans/manifest.webmanifest").text)
    assert (manifest["scope"], manifest["start_url"]) == ("/read/", "/read/zh-hans/")
    assert all(icon["src"].startswith("/read/static/") for icon in manifest["icons"])
    given = json.loads(client.get("/read/zh-hans/columns/help/offline.json").text)
    assert all(path.startswith("/read/zh-hans/") for path in given["articles"] + given["lists"])


def test_switched_off_it_is_nowhere_but_in_what_takes_it_away(serve: Serve) -> None:
    client = serve(ROOT / "content", OFFLINE="off")
    worker = client.get("/service-worker.js").text
    assert "unregister" in worker
    assert "fetch" not in worker
    for path in ("offline", "columns/help/offline.json"):
        assert client.get(f"/zh-hans/{path}").status == 404
    for path in ("articles/help/print", "columns/help"):
        text = client.page(f"/zh-hans/{path}").text
        assert "data-worker" not in text
        assert 'data-feature="keep"' not in text
    assert client.get("/zh-hans/manifest.webmanifest").status == 200  # icons go on leading here


def test_no_page_outlives_the_switch(tmp_path: Path) -> None:
    """Pages kept over a restart are of one setting."""
    for setting, there in (("on", True), ("off", False), ("on", True)):
        with running(tmp_path, ROOT / "content", OFFLINE=setting) as client:
            for _ in range(2):
                answer = client.get("/zh-hans/articles/help/print", {"Accept-Encoding": "br"})
                assert ("data-worker" in answer.text) is there
