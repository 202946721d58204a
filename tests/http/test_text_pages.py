"""The pages below /text, as any client gets them."""

import pytest

from tests.client import Client, links
from tests.conftest import ROOT, Serve

PICTURES = "articles/publish/images-tables-footnotes"


@pytest.mark.parametrize(
    "path", ["", "columns/essays", PICTURES, "archive", "tags", "preferences", "search?q=字"]
)
def test_a_text_page_has_no_picture_and_leads_to_its_kind(sample: Client, path: str) -> None:
    answer = sample.page(f"/text/zh-hans/{path.replace('字', '%E5%AD%97')}")
    assert list(answer.page.iter("img")) == []
    own = [a for a in links(answer.page) if a.startswith("/") and not a.startswith("/preferences")]
    assert own
    assert [a for a in own if not a.startswith(("/text/", "/static/"))] == []
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_text_page_is_public_and_a_page_of_its_own(sample: Client) -> None:
    usual = sample.page(f"/zh-hans/{PICTURES}", {"Accept-Encoding": "br"})
    for _ in range(3):
        text = sample.page(f"/text/zh-hans/{PICTURES}", {"Accept-Encoding": "br"})
        assert text.headers["Cache-Control"] == usual.headers["Cache-Control"]
        assert text.headers["ETag"] != usual.headers["ETag"]
        assert "<img" not in text.text
        again = sample.get(
            f"/text/zh-hans/{PICTURES}",
            {"Accept-Encoding": "br", "If-None-Match": text.headers["ETag"]},
        )
        assert again.status == 304
    assert "<img" in sample.page(f"/zh-hans/{PICTURES}", {"Accept-Encoding": "br"}).text


def test_what_stands_beside_the_text_is_reached_from_there(sample: Client) -> None:
    page = sample.page(f"/text/zh-hans/{PICTURES}").page
    (link, *_) = [a for a in links(page) if "media" in a]
    assert link.startswith("../../../media/")
    picture = sample.get(f"/text/media/{link.partition('media/')[2]}")
    assert picture.status == 200
    assert picture.headers["Content-Type"].startswith("image/")
    assert sample.get("/text/zh-hans/nothing").status == 404
    assert sample.get("/text/").headers["Location"] == "/text/zh-hans/"


def test_whoever_reads_without_pictures_is_led_there(sample: Client) -> None:
    cookie = {"Cookie": "preferences=images=off"}
    assert sample.get("/articles/help/print", cookie).headers["Location"] == (
        "/text/zh-hans/articles/help/print"
    )
    left = sample.post("/preferences", "images=off&next=/zh-hans/tags")
    assert left.headers["Location"] == "/text/zh-hans/tags"
    assert left.headers["Set-Cookie"].startswith("preferences=images=off;")
    back = sample.request(
        "POST",
        "/preferences",
        {**cookie, "Content-Type": "application/x-www-form-urlencoded"},
        b"images=on&next=/text/zh-hans/tags",
    )
    assert back.headers["Location"] == "/zh-hans/tags"
    # Its style sheet hides no picture: without scripts it would be loaded all the same.
    assert "img" not in sample.get("/preferences.css", cookie).text


def test_text_pages_stand_below_the_path_of_the_site(serve: Serve) -> None:
    client = serve(ROOT / "content", SITE_URL="https://county.example/read")
    page = client.page(f"/read/text/zh-hans/{PICTURES}").page
    own = [a for a in links(page) if a.startswith("/")]
    ways = ("/read/text/zh-", "/read/text/en", "/read/static/", "/read/preferences")
    assert [a for a in own if not a.startswith(ways)] == []
    canonical = [e.get("href") for e in page.iter("link") if e.get("rel") == "canonical"]
    assert canonical == [f"https://county.example/read/zh-hans/{PICTURES}"]
