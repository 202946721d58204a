"""Reading settings over plain forms, as a browser without JavaScript uses them."""

import re

import pytest

from reader.domain.preferences import CHOICES, PRESETS, Preferences
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
        ("settings=all&theme=dark", "pointer=big&motion=less&caption=on", "theme=dark"),
        ("settings=all&pointer=big", "line=200", "line=200&pointer=big"),
        ("settings=all&theme=auto&ink=%23112233&paper=%23FFEEDD", "",
         "theme=own&own=112233-ffeedd"),
        ("settings=all&theme=dark&ink=%23112233&paper=%23ffeedd", "",
         "theme=dark&own=112233-ffeedd"),
        ("settings=all&theme=auto&ink=%23000000&paper=%23ffffff", "", ""),
        ("settings=all&theme=own&ink=red&paper=%23ffffff", "", "theme=own"),
        ("theme=next", "", "theme=dark"),
        ("theme=next", "theme=light", ""),
        ("theme=next", "theme=blue", ""),
        ("preset=night", "size=300&elder=on&edition=zh-hant&keys=off",
         "theme=dark&line=200&motion=less&keys=off&edition=zh-hant"),
        ("preset=standard", "size=300&own=112233-ffeedd&theme=own", "own=112233-ffeedd"),
        ("preset=nonsense", "size=300", "size=300"),
        ("undo=size=300%26theme=dark", "elder=on", "size=300&theme=dark"),
        ("undo=", "elder=on", ""),
        ("undo=size=%3Cb%3E", "elder=on", ""),
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
    assert answer.headers["Location"] == "/zh-hant-hk/preferences?undo="


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
    radios = set(CHOICES) - {"own", "elder", "pointer", "motion", "caption"}
    shown = {(key, CHOICES[key][0]) for key in radios - {"size", "theme", "edition"}}
    assert chosen == shown | {("size", "200"), ("theme", "contrast"), ("edition", "zh-hant")}
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_form_is_the_reader_s_own_whoever_asked_before(sample: Client) -> None:
    """Kept is what strangers get alone: it says nothing of anybody."""

    def sizes(cookie: str, query: str = "") -> list[str | None]:
        headers: dict[str, str | bytes] = {"Cookie": cookie} if cookie else {}
        page = sample.page(f"/zh-hans/preferences{query}", headers).page
        found = [e for e in page.iter("input") if e.get("name") == "size"]
        return [e.get("value") for e in found if e.get("checked") is not None]

    def undo(query: str) -> list[str | None]:
        page = sample.page(f"/zh-hans/preferences{query}").page
        return [e.get("value") for e in page.iter("button") if e.get("name") == "undo"]

    for _ in range(2):
        assert sizes("") == ["100"]
        assert sizes("preferences=size=200") == ["200"]
        assert sizes("preferences=size=140", "?page=1") == ["140"]
        assert undo("?undo=size=140") == ["size=140"]
        assert undo("") != ["size=140"]


def test_every_value_of_every_setting_has_a_control(sample: Client) -> None:
    page = sample.page("/zh-hans/preferences").page
    given = {(e.get("name"), e.get("value")) for e in page.iter("input")}
    site = {e.get("value") for e in page.iter("input") if e.get("name") == "edition"}
    for key, values in CHOICES.items():
        for value in values:
            is_box = key in {"elder", "pointer", "motion", "caption"} and value == values[0]
            is_elsewhere = key in {"own", "edition"} and value not in site
            is_own_size = key == "size" and not value
            assert is_box or is_elsewhere or is_own_size or (key, value) in given, (key, value)
    assert {("ink", "#000000"), ("paper", "#ffffff")} <= given
    pressed = {e.get("value") for e in page.iter("button") if e.get("name") == "preset"}
    assert pressed == set(PRESETS)


def test_what_was_changed_can_be_undone_without_a_script(sample: Client) -> None:
    cookie = {"Cookie": "preferences=size=140&theme=dark"}
    form = "preset=night&next=/zh-hans/preferences"
    answer = sample.post("/preferences", form, SAME | cookie)
    place = answer.headers["Location"]
    assert place == "/zh-hans/preferences?undo=size%3D140%26theme%3Ddark"
    page = sample.page(place, cookie).page
    (undo,) = [e for e in page.iter("button") if e.get("name") == "undo"]
    assert undo.get("class") is None
    assert Preferences.parse(str(undo.get("value"))) == Preferences(size="140", theme="dark")
    page = sample.page("/zh-hans/preferences", cookie).page
    (idle,) = [e for e in page.iter("button") if e.get("name") == "undo"]
    assert idle.get("value") == "size=140&theme=dark"  # pressing it changes nothing
    assert idle.get("class") == "idle"


def test_undoing_another_edition_leads_back_to_the_one_before(sample: Client) -> None:
    form = "undo=size=140&next=/zh-hant/preferences"
    headers = SAME | {"Cookie": "preferences=edition=zh-hant", "Accept-Language": "zh-CN"}
    answer = sample.post("/preferences", form, headers)
    assert answer.headers["Location"] == "/zh-hans/preferences?undo=edition%3Dzh-hant"


@pytest.mark.parametrize(
    ("own", "ratio", "is_warned"),
    [("777777-ffffff", "4.5", True), ("767676-ffffff", "4.5", False),
     ("ffff00-ffffff", "1.1", True), ("", "21.0", False)],
)  # fmt: skip
def test_own_colours_are_warned_of_in_words(
    sample: Client, own: str, ratio: str, is_warned: bool
) -> None:
    cookie = {"Cookie": f"preferences=theme=own&own={own}"}
    page = sample.page("/zh-hans/preferences", cookie).page
    (warning,) = [e for e in page.iter("p") if e.get("class") == "warning"]
    assert (warning[0].get("hidden") is None) == is_warned
    assert "4.5 比 1" in "".join(warning.itertext())
    assert ratio in [e.text for e in page.iter("b")]


def test_the_quick_panel_works_by_itself(sample: Client) -> None:
    page = sample.page("/zh-hans/panels/settings").page
    buttons = [e for e in page.iter("button") if e.get("form") == "tools"]
    for button in buttons:
        assert button.get("value") in CHOICES[str(button.get("name"))]
    themes = {e.get("value") for e in buttons if e.get("name") == "theme"}
    assert themes == set(CHOICES["theme"]) - {"own"}


def test_the_large_pointer_is_found_from_either_sheet(sample: Client) -> None:
    answer = sample.get("/preferences.css", {"Cookie": "preferences=pointer=big"})
    addresses = set(re.findall(r"url\(([^)]+)\)", answer.text))
    assert len(addresses) == 2
    for address in addresses:
        assert address.startswith("/static/")
        assert sample.get(address).headers.get_content_type() == "image/svg+xml"


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
