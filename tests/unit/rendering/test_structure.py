"""How an article's HTML is fitted into its page, judged by the tree a browser makes of it."""

import re
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.rendering.safety import sanitize
from reader.rendering.structure import fit
from tests.unit.builders import HTML_PIECES, dangers, is_foreign, is_harmless, parse_html

fragments = st.lists(st.sampled_from(HTML_PIECES)).map("".join)
levels = st.lists(st.integers(1, 6), max_size=12)


def fitted(html: str, path: str = "news/xunyang") -> str:
    return fit(sanitize(html), path)


def tree(html: str, path: str = "news/xunyang") -> Element:
    return parse_html(fitted(html, path), is_strict=True)


def heading_levels(root: Element) -> list[int]:
    names = (str(element.tag) for element in root.iter())
    return [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]


def link(href: str, path: str = "news/xunyang") -> str | None:
    (anchor,) = parse_html(fit(f'<a href="{href}">甲</a>', path)).iter("a")
    return anchor.get("href")


def picture(src: str, path: str = "news/xunyang") -> str | None:
    (image,) = parse_html(fit(f'<img src="{src}" alt="">', path)).iter("img")
    return image.get("src")


# Any HTML


@given(fragments)
@example("<h2><div><h4>甲</h4></div></h2><h6>乙</h6>")
@example("<details><summary><h1>甲</h1></summary><h5>乙</h5></details>")
def test_headings_start_at_level_two_and_skip_none(html: str) -> None:
    found = heading_levels(parse_html(fitted(html)))
    previous = 1
    for level in found:
        assert 2 <= level <= previous + 1
        previous = level


@given(fragments)
def test_ids_are_unique_and_kept_apart_from_those_of_the_page(html: str) -> None:
    ids = [str(item.get("id")) for item in parse_html(fitted(html)).iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.match("a-|s-[0-9]+$", name) for name in ids)


@given(fragments)
def test_what_could_run_does_not_come_back(html: str) -> None:
    assert dangers(fitted(html)) == []


@given(fragments)
@example('<a id="x"></a>甲<a href="#x">乙</a>')
def test_a_link_within_the_text_still_finds_its_target(html: str) -> None:
    clean, result = parse_html(sanitize(html)), parse_html(fitted(html))
    before = {str(item.get("id")) for item in clean.iter() if item.get("id")}
    after = {item.get("id") for item in result.iter()}
    for name in before:
        if clean.findall(f".//a[@href='#{name}']"):
            assert f"a-{name}" in after


@given(st.text("abc./#?:%[]@\\\t\n 2eF旬", max_size=20), st.sampled_from(["x", "a/x", "a/b/x"]))
@example("http://[::1", "x")
@example("//[", "x")
@example("\t//evil.cn/x.png", "x")
def test_any_address_gives_one_that_can_do_no_harm(address: str, path: str) -> None:
    html = sanitize(f'<a href="{address}">甲</a><img src="{address}" alt="乙">')
    root = parse_html(fit(html, path))
    for anchor in root.iter("a"):
        assert is_harmless(str(anchor.get("href") or ""))
    for image in root.iter("img"):
        assert not is_foreign(str(image.get("src") or ""))


# Headings


@given(levels)
def test_headings_keep_their_order_of_rank(wanted: list[int]) -> None:
    found = heading_levels(tree("".join(f"<h{n}>甲</h{n}><p>乙</p>" for n in wanted)))
    assert len(found) == len(wanted)
    for place in range(1, len(wanted)):
        if wanted[place] > wanted[place - 1]:
            assert found[place] == min(found[place - 1] + 1, 6)
        else:
            assert found[place] <= found[place - 1]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ([1, 2, 3], [2, 3, 4]),
        ([2, 4, 3], [2, 3, 3]),
        ([3, 2, 1], [2, 2, 2]),
        ([2, 3, 2, 3], [2, 3, 2, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
        ([6, 6, 1, 6], [2, 2, 2, 3]),
    ],
)
def test_levels_as_authors_write_them(written: list[int], shown: list[int]) -> None:
    html = "".join(f"<h{level} title='x'>甲</h{level}>" for level in written)
    assert heading_levels(tree(html)) == shown


def test_headings_within_a_heading_are_closed_as_they_were_opened() -> None:
    root = tree("<h2>甲<div><h3>乙</h3></div></h2><h2>丙</h2>")
    assert heading_levels(root) == [2, 3, 2]


@pytest.mark.parametrize(
    "empty",
    ["<h2></h2>", "<h2> </h2>", "<h2>&nbsp;</h2>", "<h2><b></b></h2>", "<h2><a id=x></a></h2>",
     "<h3><br></h3>", "<h2><img></h2>", "<h2 id=x></h2>"],
)  # fmt: skip
def test_a_heading_with_nothing_in_it_is_dropped(empty: str) -> None:
    assert heading_levels(tree(f"<p>甲</p>{empty}<p>乙</p>")) == []


@pytest.mark.parametrize("empty", ["<a href=x></a>", "<a href=x> </a>", "<a href=x><img></a>"])
def test_a_link_with_nothing_in_it_is_dropped(empty: str) -> None:
    assert list(tree(f"<p>甲{empty}乙</p>").iter("a")) == []


def test_a_heading_that_is_a_picture_is_kept() -> None:
    assert heading_levels(tree("<h3><img src=a.png alt=旬阳></h3>")) == [2]


# Links


@pytest.mark.parametrize(
    ("href", "result"),
    [
        ("other.md", "../news/other"),
        ("other.md#x", "../news/other#a-x"),
        ("other.md?a=1#x", "../news/other?a=1#a-x"),
        ("other.HTML", "../news/other"),
        ("other", "../news/other"),
        ("../law/other.md", "../law/other"),
        ("../../../../other.md", "../other"),
        ("旬 阳.md", "../news/%E6%97%AC%20%E9%98%B3"),
        ("%E6%97%AC.md", "../news/%E6%97%AC"),
        ("./", "../../columns/news"),
        ("../law/", "../../columns/law"),
        ("file.pdf", "../../../media/news/file.pdf"),
        ("media/file.pdf", "../../../media/news/media/file.pdf"),
        ("/articles/law/other", "../../articles/law/other"),
        ("/columns/law", "../../columns/law"),
        ("/tags/扶贫", "../../tags/%E6%89%B6%E8%B4%AB"),
        ("/archive/2018/11", "../../archive/2018/11"),
        ("/media/a.pdf", "../../../media/a.pdf"),
        ("/old/show.asp?id=3", "../../../old/show.asp?id=3"),
        ("/", "../../../"),
        ("#x", "#a-x"),
        ("#", "#"),
        ("?page=2", "?page=2"),
        ("https://a.cn/b.md", "https://a.cn/b.md"),
        ("//a.cn/b.md", "//a.cn/b.md"),
        ("mailto:a@b.cn", "mailto:a@b.cn"),
        ("javascript%3Ax", "../news/javascript%3Ax"),
        ("http://[::1", None),
    ],
)
def test_a_link_holds_in_every_edition(href: str, result: str | None) -> None:
    assert link(href) == result


@pytest.mark.parametrize(
    ("path", "result"), [("x", "other"), ("a/x", "../a/other"), ("a/b/x", "../../a/b/other")]
)
def test_a_link_counts_the_folders_of_its_article(path: str, result: str) -> None:
    assert link("other.md", path) == result


@pytest.mark.parametrize(
    "href", [" other.md", "other.md ", "\nother.md\n", "\tother.md#x", "oth\ner.md"]
)
def test_space_around_a_link_is_no_part_of_it(href: str) -> None:
    """Browsers strip it (WHATWG URL), and authors who wrap their lines do not see it."""
    tail = "#a-x" if "#x" in href else ""
    assert link(href) == f"../news/other{tail}"


@pytest.mark.parametrize(
    ("src", "result"),
    [
        ("a.png", "../../../media/news/a.png"),
        ("../图/甲 乙.png", "../../../media/%E5%9B%BE/%E7%94%B2%20%E4%B9%99.png"),
        ("/media/a.png", "../../../media/a.png"),
        ("/a.png", "../../../media/a.png"),
        ("a%20b.png", "../../../media/news/a%20b.png"),
        ("../../../../etc/a.png", "../../../media/etc/a.png"),
    ],
)
def test_a_picture_is_found_beside_its_article(src: str, result: str) -> None:
    assert picture(src) == result


def test_a_folder_of_pictures_may_be_called_media() -> None:
    assert picture("media/a.png", "xunyang") == "../../media/media/a.png"
    assert picture("media/a.png", "news/xunyang") == "../../../media/news/media/a.png"


# Pictures


def test_a_picture_waits_until_it_is_needed_and_always_has_an_alternative() -> None:
    (image,) = tree("<img src=a.png>").iter("img")
    assert (image.get("alt"), image.get("loading")) == ("", "lazy")
    (image,) = tree("<img src=a.png alt='旬&quot;阳' width=3>").iter("img")
    assert (image.get("alt"), image.get("width")) == ('旬"阳', "3")


@pytest.mark.parametrize(
    "src",
    ["https://a.cn/x.png", "http://a.cn/x.png", "//a.cn/x.png", "HTTPS://a.cn/x.png",
     " https://a.cn/x.png", " //a.cn/x.png", "/\t/a.cn/x.png", "\n//a.cn/x.png",
     "https:a.cn/x.png", "https:/a.cn/x.png", "\\\\a.cn/x.png", "/\\a.cn/x.png"],
)  # fmt: skip
def test_no_picture_is_loaded_from_another_site(src: str) -> None:
    root = parse_html(fitted(f'<p>甲<img src="{src}" alt="旬阳">乙</p>'))
    assert [
        image.get("src") for image in root.iter("img") if is_foreign(str(image.get("src")))
    ] == []


def test_a_picture_on_another_site_is_a_link_with_its_words() -> None:
    (anchor,) = tree("<img src='https://a.cn/x.png?a=1&b=2' alt='旬&lt;阳'>").iter("a")
    assert (anchor.get("href"), anchor.text) == ("https://a.cn/x.png?a=1&b=2", "旬<阳")
    (anchor,) = tree("<img src='https://a.cn/x.png'>").iter("a")
    assert anchor.text


def test_within_a_link_a_picture_on_another_site_is_its_words_only() -> None:
    (anchor,) = tree("<a href=b.md><img src='https://a.cn/x.png' alt='旬阳'></a>").iter("a")
    assert anchor.text == "旬阳"
    assert str(anchor.get("href")).endswith("news/b")


def test_a_picture_without_a_source_is_dropped() -> None:
    assert list(tree("<p>甲<img alt=x>乙</p>").iter("img")) == []


# Ids


def test_the_first_of_two_equal_ids_keeps_it() -> None:
    root = tree("<p id=x>甲</p><p id=x>乙</p><p id='a b'>丙</p><p id=''>丁</p><a href='#x'>戊</a>")
    assert [item.get("id") for item in root.iter("p")] == ["a-x", None, None, None]
    assert [item.get("href") for item in root.iter("a")] == ["#a-x"]


def test_an_anchor_without_text_stays_a_target() -> None:
    root = tree('<p><a id="note"></a>甲</p><p><a href="#note">乙</a></p>')
    assert root.find(".//*[@id='a-note']") is not None


def test_header_cells_are_still_found_by_their_ids() -> None:
    root = tree(
        "<table><tr><th id=a>甲</th><th id=b>乙</th></tr><tr><td headers='a b'>丙</td></tr></table>"
    )
    (cell,) = root.iter("td")
    assert cell.get("headers") == "a-a a-b"
    assert [header.get("id") for header in root.iter("th")] == ["a-a", "a-b"]


# Tables


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    root = tree("<table><tr><td>甲</td></tr></table><table><tr><td>乙</td></tr></table>")
    boxes = root.findall("./div[@class='table']")
    assert [box.get("tabindex") for box in boxes] == ["0", "0"]
    assert len({box.get("aria-label") for box in boxes}) == 2
    assert all(box.find("table") is not None for box in boxes)


def test_a_table_in_a_table_scrolls_with_it() -> None:
    root = tree("<table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table>")
    assert len(root.findall(".//div[@class='table']")) == 1
    assert len(root.findall(".//table")) == 2


def test_header_cells_of_a_head_row_name_their_column() -> None:
    root = tree(
        "<table><thead><tr><th>甲</th><th scope=row>乙</th><th></th></tr></thead>"
        "<tbody><tr><th>丙</th><td>丁</td></tr></tbody></table>"
    )
    assert [cell.get("scope") for cell in root.iter("th")] == ["col", "row", None]
    assert len(list(root.iter("td"))) == 2
