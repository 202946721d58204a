"""The one list of what an article may hold, judged by parsing what comes out."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.language.markup.parts import html_parts
from reader.rendering.safety import ATTRIBUTES, TAGS, objections, sanitize
from tests.unit.builders import HTML_PIECES, dangers, is_harmless, parse_html

fragments = st.text() | st.lists(st.sampled_from(HTML_PIECES)).map("".join)

BAD_LINKS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "java\nscript:alert(1)", "\x01javascript:alert(1)", "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
    "file:///etc/passwd", "ftp://a.cn/x", "blob:x", "view-source:https://a.cn", "x-app:y",
)  # fmt: skip


@given(fragments)
@example("<noscript><p title='</noscript><img src=x onerror=e()>'>")
@example("<math><mtext><table><mglyph><style><img src=x onerror=e()>")
@example("<svg></p><style><a id='</style><img src=1 onerror=e()>'>")
@example("<a href='x' title='&quot; onclick=e()'>")
@example("<img src=x:x onerror\n=\ne()>")
@example("<form><math><mtext></form><form><mglyph><svg><mtext><textarea><path id='</textarea>'>")
def test_nothing_that_could_run_comes_out(html: str) -> None:
    clean = sanitize(html)
    assert [danger for danger in dangers(clean) if " src=" not in danger] == []
    assert all(is_harmless(str(item.get("src") or "")) for item in parse_html(clean).iter("img"))


@given(fragments)
def test_only_listed_elements_and_attributes_come_out(html: str) -> None:
    common = {"lang", "dir", "title", "translate", "id", "class"}
    for element in parse_html(sanitize(html)).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS
        extra = {"role"} if element.tag == "section" else set()
        assert element.attrib.keys() <= common | extra | ATTRIBUTES.get(str(element.tag), set())


def findings(html: str) -> list[str]:
    return [remark.message for remark in objections(list(html_parts(html)))]


@given(fragments)
def test_what_is_clean_stays_as_it_is(html: str) -> None:
    once = sanitize(html)
    again = sanitize(once)
    assert sanitize(again) == again


@given(fragments)
def test_any_text_can_be_examined(html: str) -> None:
    found = findings(html)
    assert len(found) == len(set(found))
    assert all("\n" not in sentence for sentence in found)


@pytest.mark.parametrize("link", BAD_LINKS)
def test_a_link_that_could_run_or_leave_is_taken_out_and_named(link: str) -> None:
    html = f'<p><a href="{link}">甲</a><img src="{link}" alt="乙"></p>'
    tree = parse_html(sanitize(html))
    assert [element.get("href") for element in tree.iter("a")] == [None]
    assert [element.get("src") for element in tree.iter("img")] == [None]
    assert len(findings(html)) >= 2


@pytest.mark.parametrize(
    "link",
    ["https://a.cn/x?y=1#z", "HTTP://a.cn", "mailto:a@b.cn", "tel:+8610", "a/b.md", "../x", "#top",
     "?page=2", "/x", "旬阳.md", "a%20b"],
)  # fmt: skip
def test_a_link_that_does_no_harm_is_kept_and_not_named(link: str) -> None:
    html = f'<p><a href="{link}">甲</a></p>'
    assert parse_html(sanitize(html)).find(".//a[@href]") is not None
    assert findings(html) == []


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p onclick='x()'>甲</p>", "the onclick attribute of <p>"),
        ("<iframe src='https://a.cn'></iframe>", "<iframe> is not allowed"),
        ("<video src='a.mp4'></video>", "<video> is not allowed"),
        ("<script>x</script>", "<script> is not allowed"),
        ("<a href='javascript:x'>甲</a>", "begins with javascript:"),
        ("<img src='//a.cn/x.png'>", "a picture from another site"),
        ("<img src='https://a.cn/x.png'>", "a picture from another site"),
    ],
)
def test_what_an_author_would_miss_is_named_once(html: str, words: str) -> None:
    found = findings(html * 2)
    assert len([sentence for sentence in found if words in sentence]) == 1


@pytest.mark.parametrize(
    "html",
    ["<h1>甲</h1><p>乙<br>丙</p>", "<html><head><meta charset=x></head><body>甲</body></html>",
     "<font color=red>甲</font><center>乙</center><o:p></o:p>", "a < b & c", ""],
)  # fmt: skip
def test_what_nobody_would_miss_is_not_named(html: str) -> None:
    assert findings(html) == []


@pytest.mark.parametrize(
    "tag", ["script", "style", "svg", "iframe", "textarea", "title", "noscript"]
)
def test_elements_that_are_no_text_go_with_what_they_hold(tag: str) -> None:
    assert "秘密" not in sanitize(f"甲<{tag}>秘密</{tag}>乙")


@pytest.mark.parametrize("tag", ["article", "font", "center", "marquee", "x-y", "blink"])
def test_of_other_elements_the_text_stays(tag: str) -> None:
    assert sanitize(f"甲<{tag}>乙</{tag}>丙") == "甲乙丙"


def test_only_classes_with_a_meaning_here_are_kept() -> None:
    assert sanitize('<p class="right hero  center">甲</p>') == '<p class="right center">甲</p>'
    assert sanitize('<p class="hero">甲</p>') == "<p>甲</p>"


def test_no_style_and_no_data_attribute_is_kept() -> None:
    assert sanitize('<p style="color:red" data-x="1" hidden>甲</p>') == "<p>甲</p>"


def test_only_the_role_of_footnotes_is_kept() -> None:
    assert 'role="doc-endnotes"' in sanitize('<section role="doc-endnotes">甲</section>')
    assert "role" not in sanitize('<section role="main">甲</section><p role="button">乙</p>')


def test_unfinished_html_is_finished() -> None:
    html = sanitize("<p>甲<b>乙<table><tr><td>丙")
    assert parse_html(html, is_strict=True).find(".//td") is not None


def test_deep_nesting_is_no_crash() -> None:
    assert "深" in sanitize("<div>" * 10_000 + "深")
    assert "深" in sanitize("<b><i>" * 500 + "深")
