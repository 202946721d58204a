"""Reading aloud, by devices that speak in their own ways."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import reader
from tests.browser.measures import RUN
from tests.client import Client
from tests.conftest import Serve

SPEECH = Path(__file__).with_name("speech.js")
LONG = "，".join(["这一句话很长，中间只有逗号，没有句号"] * 8)
TEXT = f"""---
title: 读给您听
published: 2026-01-02
---
第一句在这里。第二句问：“好吗？”第三句有注[^1]。

{LONG}。

- 清单里的一项；又一项

`代码` 之后。

[^1]: 注在这里。
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("listening")
    (content / "site.toml").write_text(
        'editions = ["zh-hans", "zh-hant", "zh-hant-tw", "zh-hant-hk", "en", "zh-hans-pinyin"]\n'
    )
    (content / "a.md").write_text(TEXT, "utf-8")
    (content / "b.md").write_text(TEXT.replace("第一句", "下一篇").replace("-02", "-03"), "utf-8")
    paragraphs = "".join(f"第{n}段的话不长也不短，读完就到下一段。\n\n" for n in range(40))
    (content / "c.md").write_text(f"# 很长\n\n{paragraphs}", "utf-8")
    (content / "d.md").write_text("---\ntitle: 有录音\npublished: 2025-01-01\n---\n文。\n", "utf-8")
    (content / "d.mp3").write_bytes(b"no sound")
    return serve(content)


@contextmanager
def article(
    browser: Browser, site: Client, path: str = "/zh-hans/articles/a", *, preferences: str = "",
    **device: Any,
) -> Iterator[Page]:  # fmt: skip
    """An article on a device that speaks as it is told to."""
    with reader(browser, site, preferences=preferences) as context:
        page = context.new_page()
        page.add_init_script(f"window.fake = {json.dumps(device)}")
        page.add_init_script(path=SPEECH)
        page.goto(path)
        yield page


def listen(page: Page) -> None:
    page.locator("[data-feature=listen]").click()


def heard(page: Page, count: int = 0) -> list[dict[str, Any]]:
    """What was said, once it is so many utterances."""
    for _ in range(300):
        said: list[dict[str, Any]] = page.evaluate("window.heard")
        if len(said) >= count:
            break
        page.wait_for_timeout(50)
    return said


def texts(page: Page, count: int = 0) -> list[str]:
    return [utterance["text"] for utterance in heard(page, count)]


def marked(page: Page) -> str:
    return str(page.evaluate("[...(CSS.highlights.get('spoken') ?? [])].join('')"))


def state(page: Page) -> Any:
    return expect(page.locator(".listen [role=status]"))


def test_everything_is_read_sentence_by_sentence(browser: Browser, site: Client) -> None:
    with article(browser, site) as page:
        listen(page)
        state(page).to_have_text("读完了。")
        said = texts(page)
        assert said[:4] == ["读给您听", "第一句在这里。", "第二句问：“好吗？”", "第三句有注。"]
        assert "".join(said[4:-4]) == f"{LONG}。"
        assert said[-4:-1] == ["清单里的一项；", "又一项", "代码 之后。"]
        assert said[-1] == "注在这里。"
        assert marked(page) == ""


def test_no_utterance_lasts_until_chrome_falls_silent(browser: Browser, site: Client) -> None:
    """A voice from the network is cut off at 15 s: nothing of a long sentence may be lost."""
    for speed, most in (("", 40), ("rate=50", 20)):
        with article(browser, site, preferences=speed) as page:
            listen(page)
            state(page).to_have_text("读完了。")
            said = texts(page)
            assert max(map(len, said)) <= most
            assert f"{LONG}。" in "".join(said)


def test_a_device_that_falls_silent_without_a_word_is_not_waited_for(
    browser: Browser, site: Client
) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.clock.install()
        page.add_init_script("window.fake = {pace: 0.5, longest: 15}")
        page.add_init_script(path=SPEECH)
        page.goto("/zh-hans/articles/a")
        page.clock.run_for(1000)
        listen(page)
        expect(page.locator(".listen")).to_be_visible()
        for _ in range(60):
            page.clock.run_for(10_000)
        assert "注在这里。" in texts(page)


def test_what_follows_a_cancel_and_is_lost_is_said_again(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.clock.install()
        page.add_init_script("window.fake = {deaf: 1}")
        page.add_init_script(path=SPEECH)
        page.goto("/zh-hans/articles/a")
        page.clock.run_for(1000)
        listen(page)
        expect(page.locator(".listen")).to_be_visible()
        page.clock.run_for(60_000)
        assert texts(page)[0] == "读给您听"


@pytest.mark.parametrize(
    ("path", "voice"),
    [
        ("/zh-hans/articles/a", "Tingting"),
        ("/zh-hant/articles/a", "Meijia"),
        ("/zh-hant-tw/articles/a", "Meijia"),
        ("/zh-hant-hk/articles/a", "Sinji"),
        ("/en/articles/a", "Tingting"),
    ],
)
def test_the_voice_is_that_of_the_edition(
    browser: Browser, site: Client, path: str, voice: str
) -> None:
    with article(browser, site, path) as page:
        listen(page)
        said = heard(page, 2)
        assert {utterance["voice"] for utterance in said} == {voice}
        assert "_" not in said[0]["lang"]


def test_another_voice_is_named_where_there_is_none_of_the_region(
    browser: Browser, site: Client
) -> None:
    voices = [{"name": "Samantha", "lang": "en-US"}, {"name": "普通话", "lang": "cmn-hans-cn"}]
    with article(browser, site, "/zh-hant-hk/articles/a", voices=voices, pace=4) as page:
        listen(page)
        state(page).to_have_text("沒有本地區的聲音，改用： 普通话")
        assert heard(page, 1)[0]["voice"] == "普通话"


def test_voices_that_come_late_and_silently_are_waited_for(browser: Browser, site: Client) -> None:
    with article(browser, site, late=1500) as page:
        listen(page)
        assert texts(page, 1)[0] == "读给您听"


@pytest.mark.parametrize("voices", [[], [{"name": "Samantha", "lang": "en-US"}], None])
def test_without_a_voice_it_says_so_and_what_to_do(
    browser: Browser, site: Client, voices: list[Any] | None
) -> None:
    with article(browser, site, voices=voices) as page:
        listen(page)
        state(page).to_have_text("这台设备没有能读这篇文章的声音。")
        expect(page.locator(".listen button:visible")).to_have_text(["结束"])
        page.get_by_role("link", name="怎么办").click()
        expect(page.locator("h1")).to_have_text("朗读")
        expect(page.locator("main")).to_contain_text("微信")


def test_a_pause_cancels_and_goes_on_with_the_same_sentence(browser: Browser, site: Client) -> None:
    with article(browser, site, pace=30) as page:
        listen(page)
        heard(page, 2)
        page.get_by_role("button", name="暂停").click()
        state(page).to_have_text("已暂停")
        count = len(texts(page))
        page.wait_for_timeout(600)
        assert len(texts(page)) == count
        page.get_by_role("button", name="继续").click()
        said = texts(page, count + 1)
        assert said[count] == said[count - 1]


def test_back_and_on_go_by_sentences(browser: Browser, site: Client) -> None:
    with article(browser, site, pace=1) as page:
        listen(page)
        page.get_by_role("button", name="下一句").click()
        page.get_by_role("button", name="下一句").click()
        assert marked(page) == "第二句问：“好吗？”"
        page.get_by_role("button", name="上一句").click()
        assert marked(page) == "第一句在这里。"
        assert texts(page, 4)[-1] == "第一句在这里。"


def test_a_tap_on_a_sentence_reads_on_from_there(browser: Browser, site: Client) -> None:
    with article(browser, site, pace=1) as page:
        listen(page)
        expect(page.locator(".listen")).to_be_visible()
        spot = page.evaluate("""() => {
          const range = document.createRange();
          const text = document.querySelector(".text p").firstChild;
          const at = text.data.indexOf("好吗");
          range.setStart(text, at);
          range.setEnd(text, at + 1);
          const { left, top, width, height } = range.getBoundingClientRect();
          return [left + width / 4, top + height / 2];
        }""")
        page.mouse.click(*spot)
        assert texts(page, 2)[-1] == "第二句问：“好吗？”"
        assert marked(page) == "第二句问：“好吗？”"


def test_the_readings_above_the_characters_are_not_spoken(browser: Browser, site: Client) -> None:
    with article(browser, site, "/zh-hans-pinyin/articles/a") as page:
        listen(page)
        assert texts(page, 3)[:3] == ["读给您听", "第一句在这里。", "第二句问：“好吗？”"]
        page.get_by_role("button", name="结束").click()
        page.locator(".text ruby rt").nth(4).scroll_into_view_if_needed()


def test_the_paragraph_is_marked_where_a_browser_marks_no_words(
    browser: Browser, site: Client
) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.add_init_script("delete globalThis.Highlight; window.fake = {pace: 1}")
        page.add_init_script(path=SPEECH)
        page.goto("/zh-hans/articles/a")
        listen(page)
        page.get_by_role("button", name="下一句").click()
        expect(page.locator(".spoken")).to_have_text(re.compile("^第一句在这里。"))
        page.get_by_role("button", name="结束").click()
        expect(page.locator(".spoken")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_recording_stands_where_the_voices_would(
    browser: Browser, site: Client, javascript: bool
) -> None:
    with reader(browser, site, javascript=javascript) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/zh-hans/articles/d")
        expect(page.locator("audio")).to_be_visible()
        expect(page.get_by_role("link", name="下载录音")).to_be_visible()
        expect(page.locator("[data-feature=listen]")).to_have_count(0)
        assert not [url for url in asked if "/media/" in url]
        box = page.locator("audio").bounding_box()
        assert box
        assert box["height"] >= 44
        page.emulate_media(media="print")
        expect(page.locator("audio")).to_be_hidden()


def test_the_key_plays_and_pauses_the_recording(browser: Browser, site: Client) -> None:
    with reader(browser, site) as context:
        page = context.new_page()
        page.add_init_script(
            "window.played = []; let paused = true;"
            "Object.defineProperty(HTMLMediaElement.prototype, 'paused', {get: () => paused});"
            "HTMLMediaElement.prototype.play = async () => {paused = false; played.push('play')};"
            "HTMLMediaElement.prototype.pause = () => {paused = true; played.push('pause')};"
        )
        page.goto("/zh-hans/articles/d")
        page.wait_for_load_state("networkidle")
        for count in (1, 2):
            page.keyboard.press("l")
            for _ in range(100):
                if page.evaluate("played.length") == count:
                    break
                page.wait_for_timeout(50)
        assert page.evaluate("played") == ["play", "pause"]
        # Where one article was listened to, the next follows.
        page.evaluate("sessionStorage.listen = 'on'")
        page.keyboard.press("l")
        page.wait_for_timeout(200)
        address = page.locator("a[rel=next]").get_attribute("href")
        with page.expect_navigation():
            page.evaluate("document.querySelector('audio').onended()")
        assert address
        assert page.url.endswith(address)


def test_the_speed_is_kept_and_heard_at_once(browser: Browser, site: Client) -> None:
    with article(browser, site, pace=1) as page:
        listen(page)
        page.get_by_label("语速").select_option("2")
        assert [round(u["rate"], 2) for u in heard(page, 2)] == [1, 2]
        page.reload()
        listen(page)
        assert heard(page, 1)[0]["rate"] == 2
        expect(page.get_by_label("语速")).to_have_value("200")


def test_the_page_follows_unless_the_reader_has_gone_elsewhere(
    browser: Browser, site: Client
) -> None:
    top = "document.scrollingElement.scrollTop"
    with article(browser, site, "/zh-hans/articles/c", pace=1) as page:
        page.emulate_media(reduced_motion="reduce")
        listen(page)
        on = page.get_by_role("button", name="下一句")
        for _ in range(12):
            on.click()
        there = page.evaluate(top)
        assert there > 300
        page.evaluate("scrollTo(0, 0)")
        on.click()
        assert page.evaluate(top) == 0
        page.evaluate(f"scrollTo(0, {there})")
        for _ in range(8):
            on.click()
        assert page.evaluate(top) > there


def test_the_next_article_follows_where_the_reader_asked_for_it(
    browser: Browser, site: Client
) -> None:
    with article(browser, site, pace=400) as page:
        listen(page)
        state(page).to_have_text("读完了。")
        page.wait_for_timeout(300)
        assert page.url.endswith("/a")
        page.get_by_text("更多", exact=True).first.click()
        page.get_by_label("读完接着读下一篇").check()
        page.get_by_role("button", name="继续").click()
        page.wait_for_url("**/articles/*", wait_until="load")
        expect(page.locator(".listen")).to_be_visible()


def test_where_the_browser_wants_a_press_first_it_asks_for_one(
    browser: Browser, site: Client
) -> None:
    with article(browser, site, error="not-allowed") as page:
        page.evaluate("sessionStorage.listen = 'next'")
        page.reload()
        state(page).to_have_text("请按“继续”，接着听这一页。")
        expect(page.get_by_role("button", name="继续")).to_be_visible()


def test_the_keyboard_finds_the_controls_and_the_way_back(browser: Browser, site: Client) -> None:
    with article(browser, site, pace=1) as page:
        button = page.locator("[data-feature=listen]")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="暂停")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="结束")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".listen")).to_have_count(0)
        expect(button).to_be_focused()
        assert marked(page) == ""


def test_the_bar_covers_little_of_the_text(browser: Browser, site: Client) -> None:
    for preferences in ("", "size=500", "elder=on", "size=400&theme=contrast"):
        with article(browser, site, preferences=preferences, pace=1) as page:
            listen(page)
            expect(page.locator(".listen")).to_be_visible()
            box = page.locator(".tools").bounding_box()
            assert box
            assert box["height"] <= 740 / 2.5, preferences
            wide = "document.documentElement.scrollWidth"
            assert page.evaluate(wide) <= 360


@pytest.mark.parametrize("preferences", ["", "size=400", "elder=on&theme=contrast"])
def test_the_bar_and_the_marked_sentence_are_accessible(
    browser: Browser, site: Client, preferences: str
) -> None:
    with article(browser, site, preferences=preferences, pace=1) as page:
        listen(page)
        page.locator(".listen summary").click()
        page.get_by_label("读完接着读下一篇").check()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(RUN)["violations"] == []
        least = 60 if "elder" in preferences else 44
        small = page.locator(".listen").evaluate(
            """(bar, least) => [...bar.querySelectorAll("button, summary, select, label")]
            .map((e) => e.getBoundingClientRect())
            .filter((box) => box.width && Math.min(box.width, box.height) < least - 0.5).length""",
            least,
        )
        assert small == 0
