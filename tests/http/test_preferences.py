"""Reading settings over plain forms, as a browser without JavaScript uses them."""

import pytest

from tests.client import Client

SAME = {"Sec-Fetch-Site": "same-origin"}


def cookie_after(client: Client, form: str, cookie: str = "") -> str:
    """The preferences cookie after a form was sent; the page is gone back to."""
    answer = client.post(
        "/preferences", f"{form}&next=/zh-hans/tags", SAME | {"Cookie": f"preferences={cookie}"}
    )
    assert answer.status == 303
    assert answer.headers["Cache-Control"] == "no-store"
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "preferences"
    value: str = rest.partition(";")[0]
    return value.strip('"')


@pytest.mark.parametrize(
    ("form", "before", "after"),
    [
        ("size=larger", "", "size=110"),
        ("size=smaller", "", "size=90"),
        ("size=larger", "size=500", "size=500"),
        ("size=smaller", "size=80", "size=80"),
        ("size=100", "size=300", ""),
        ("size=larger", "size=nonsense", "size=110"),
        ("theme=dark", "size=140", "size=140&theme=dark"),
        ("theme=auto", "theme=dark", ""),
        ("theme=purple", "theme=dark", "theme=dark"),
        ("elder=toggle", "size=250&theme=dark", "theme=dark&elder=on"),
        ("elder=toggle", "elder=on&size=200", ""),
        ("size=larger", "elder=on", "size=180&elder=on"),
        ("size=100", "elder=on", "size=100&elder=on"),
        ("size=", "elder=on&size=300", "elder=on"),
        ("size=" + "9" * 5000, "size=300", "size=300"),
        ("settings=all&size=100&edition=zh-hant", "elder=on", "edition=zh-hant"),
        ("settings=all&elder=on&size=100", "", "elder=on"),
        ("reset=all&size=300", "size=200&theme=dark&edition=zh-hant", "edition=zh-hant"),
    ],
)  # fmt: skip
def test_a_button_changes_the_cookie(sample: Client, form: str, before: str, after: str) -> None:
    assert cookie_after(sample, form, before) == after


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/zh-hant/archive", "/zh-hant/archive"),
        ("//evil.example/", "/zh-hans/"),
        ("/\\evil.example", "/zh-hans/"),
        ("https://evil.example/", "/zh-hans/"),
        ("/zh-hans/%0d%0aX: y", "/zh-hans/"),
        ("javascript:alert(1)", "/zh-hans/"),
        ("", "/zh-hans/"),
    ],
)
def test_the_way_back_stays_on_the_site(sample: Client, target: str, expected: str) -> None:
    answer = sample.post("/preferences", f"size=larger&next={target}", SAME)
    assert answer.headers["Location"] == expected


def test_choosing_an_edition_goes_there(sample: Client) -> None:
    form = "settings=all&edition=zh-hant-hk&next=/zh-hans/preferences"
    answer = sample.post("/preferences", form, SAME)
    assert answer.headers["Location"] == "/zh-hant-hk/preferences"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 303),  # a text browser sends neither
        (SAME, 303),
    ],
)
def test_another_site_cannot_change_settings(
    sample: Client, headers: dict[str, str], status: int
) -> None:
    assert sample.post("/preferences", "theme=dark", headers).status == status


def test_the_private_style_sheet_is_the_readers_own(sample: Client) -> None:
    plain = sample.get("/preferences.css")
    answer = sample.get("/preferences.css", {"Cookie": "preferences=size=140&theme=dark"})
    assert plain.body == b""
    assert "--text-scale: 1.4" in answer.text
    assert "data-" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-cache"
    etag = answer.headers["ETag"]
    again = sample.get(
        "/preferences.css", {"Cookie": "preferences=size=140&theme=dark", "If-None-Match": etag}
    )
    assert again.status == 304


def test_the_form_shows_what_is_chosen_and_is_kept_by_nobody(sample: Client) -> None:
    answer = sample.page("/zh-hant/preferences", {"Cookie": "preferences=size=200&theme=contrast"})
    chosen = {
        (e.get("name"), e.get("value"))
        for e in answer.page.iter("input")
        if e.get("checked") is not None
    }
    assert chosen == {
        ("size", "200"),
        ("theme", "contrast"),
        ("ruby", "all"),
        ("edition", "zh-hant"),
    }
    assert answer.headers["Cache-Control"] == "private, no-store"


NONSENSE: list[bytes] = [
    b"preferences=" + b"[" * 2000 + b"]" * 2000,
    b"preferences=size=" + b"9" * 4000,
    b"preferences=" + b"a=b&" * 1000,
    b"preferences=\xff\xfe\x80; \xe4\xb8",
    b'preferences="size=\\"140',
    b"=;;;=preferences; preferences",
    b"preferences=size=140; preferences=size=80",
    b"preferences=" + b"x" * 20_000,
    b"preferences=constructor=1&__proto__=2&size=toString",
]


@pytest.mark.parametrize("cookie", NONSENSE)
@pytest.mark.parametrize("path", ["/zh-hans/", "/preferences.css", "/zh-hans/preferences"])
def test_a_nonsense_cookie_never_changes_the_status(
    sample: Client, cookie: bytes, path: str
) -> None:
    assert sample.get(path, {"Cookie": cookie}).status == 200


def test_a_huge_cookie_is_refused_or_ignored(sample: Client) -> None:
    cookie = b"preferences=" + b"x" * 100_000
    assert sample.get("/zh-hans/", {"Cookie": cookie}).status in {200, 431}
