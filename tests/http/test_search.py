"""Searching, through the real server."""

import html
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.client import Answer, Client, check_page, words
from tests.conftest import ROOT, Serve

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def search(client: Client, text: str, edition: str = "zh-hans", **others: str) -> Answer:
    return client.page(f"/{edition}/search?{urlencode({'q': text, **others})}")


def titles(answer: Answer) -> list[str]:
    """The titles of the results."""
    lists = [e for e in answer.page.iter("ol") if e.get("class") == "list"]
    return [words(heading) for found in lists for heading in found.iter("h2")]


def link(answer: Answer, relation: str) -> str:
    found = [e.get("href") for e in answer.page.iter("a") if e.get("rel") == relation]
    return html.unescape(str(found[0])) if found else ""


def form(page: Element) -> Element:
    (found,) = [e for e in page.iter("form") if e.get("role") == "search"]
    return found


def test_either_script_finds_the_same_articles_in_the_readers_own(sample: Client) -> None:
    simplified = search(sample, "长者")
    traditional = search(sample, "長者", "zh-hant")
    assert titles(simplified)
    assert len(titles(simplified)) == len(titles(traditional))
    assert titles(search(sample, "長者")) == titles(simplified)
    marked = {words(mark) for mark in traditional.page.iter("mark")}
    assert marked == {"長者"}
    assert {words(mark) for mark in simplified.page.iter("mark")} == {"长者"}


def test_the_title_and_the_form_hold_the_query(sample: Client) -> None:
    answer = search(sample, '<b>"&', "zh-hans", column="help", year="2026")
    assert words(next(answer.page.iter("title"))).startswith('搜索：<b>"&')
    fields = {e.get("name"): e.get("value") for e in form(answer.page).iter("input")}
    assert fields == {"q": '<b>"&'}
    options = [e for e in answer.page.iter("option") if "selected" in e.attrib]
    chosen = [e.get("value") or words(e) for e in options]
    assert chosen == ["help", "2026"]


def test_columns_and_years_narrow_the_search(sample: Client) -> None:
    everything = titles(search(sample, "字"))
    help_only = search(sample, "字", column="help")
    assert 0 < len(titles(help_only)) < len(everything)
    older = titles(search(sample, "字", year="2025"))
    assert 0 < len(older) < len(everything)
    assert not titles(search(sample, "字", year="1999"))


def test_pages_of_results_follow_each_other(
    sample: Client, serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert link(search(sample, "字", column="publish"), "next") == ""
    content = tmp_path_factory.mktemp("many")
    column = "n & 甲  乙"
    (content / column).mkdir()
    for number in range(45):
        text = f"---\ntitle: 甲文{number}\npublished: 2020-01-01\n---\n正文\n"
        (content / column / f"{number}.md").write_text(text, "utf-8")
    client = serve(content)
    first = search(client, "甲", "en", column=column, year="2020")
    second = client.page(link(first, "next"))
    third = client.page(link(second, "next"))
    shown = [*titles(first), *titles(second), *titles(third)]
    assert len(shown) == len(set(shown)) == 45
    assert link(third, "next") == ""
    back = [str(e.get("href")) for e in third.page.iter("a") if "first results" in words(e)]
    assert titles(client.page(html.unescape(back[0]))) == titles(first)


def test_another_edition_and_the_tools_keep_the_search(sample: Client) -> None:
    answer = search(sample, "字 号", "zh-hans", column="help", year="2026")
    kept = urlencode({"q": "字 号", "column": "help", "year": "2026"})
    (switch,) = [e for e in answer.page.iter("a") if words(e) == "繁體"]
    assert _query(str(switch.get("href"))) == _query(f"/?{kept}")
    assert str(switch.get("href")).startswith("/zh-hant/search?")
    (here, *_) = [e.get("value") for e in answer.page.iter("input") if e.get("name") == "next"]
    assert here == f"/zh-hans/search?{kept}"
    changed = sample.post("/preferences", urlencode({"size": "larger", "next": str(here)}))
    assert (changed.status, changed.headers["Location"]) == (303, here)


def _query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_a_search_without_an_edition_follows_the_reader(sample: Client) -> None:
    answer = sample.get("/search?q=%E5%AD%97", {"Accept-Language": "zh-TW"})
    assert answer.headers["Location"] == "/zh-hant-tw/search?q=%E5%AD%97"


def test_nothing_found_says_so_and_suggests(sample: Client) -> None:
    answer = search(sample, "放大字号xyz", "en")
    assert "Nothing was found." in words(answer.page)
    assert "放大字号" in [words(e) for e in answer.page.iter("span")]
    assert "fewer words" in words(answer.page)
    elsewhere = search(sample, "xyzxyz", "en", column="help")
    assert "all columns" in words(elsewhere.page)


def test_an_empty_search_is_the_form_alone(sample: Client) -> None:
    for query in ("", "?q=", "?q=%E3%80%80+", "?year=&column="):
        answer = sample.page(f"/zh-hans/search{query}")
        assert answer.h1 == "搜索"
        assert not titles(answer)
        assert "没有找到" not in words(answer.page)


HOSTILE = [
    "\0", "a\0b", "\ufdd0\uffff", "%", "_", "'", '"', '""', "“", '"a', "AND", "a AND", "NOT a",
    "NEAR(a b, 2)", "a*", "*", "^a", "col:a", "terms:a", "-a", "(", "((((", "a) OR (b", "{a}", "[",
    "\\", "; DROP TABLE articles", "<script>alert(1)</script>", "{{7*7}}", "%s%d{0}", "\u202e字",
    "字" * 200, "a " * 100, "OR " * 60, "\U0010ffff", "𠮷", "é", "e\u0301", "ﬁ", "İ", "ß", "👩‍👩‍👧",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_query_is_answered(sample: Client, text: str) -> None:
    answer = sample.get(f"/zh-hant/search?{urlencode({'q': text})}")
    assert answer.status in {200, 400}
    check_page(answer)
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "query",
    ["q=%FF%FE", "q=%ED%A0%80", "q=%", "q=%zz", "q", "&&&", "q=a&q=b", "q[]=a", "q=a&after=",
     "q=a&page=x", "q=a;b", "%71=a"],
)  # fmt: skip
def test_an_odd_address_is_answered(sample: Client, query: str) -> None:
    answer = sample.page(f"/zh-hans/search?{query}")
    assert answer.headers["Cache-Control"].startswith("public, max-age=0")


@pytest.mark.parametrize(
    "query",
    [f"q={'a' * 201}", f"q={'OR+' * 300}", "q=a&year=x", "q=a&year=0", "q=a&year=20260",
     "q=a&year=%00", "q=a&year=%D9%A2%D9%A0%D9%A2%D9%A6", "q=a&column=nothing", "q=a&column=../x",
     "q=a&column=%00help%00x", "q=a&after=x", "q=a&after=-1", f"q=a&after={'9' * 500}"],
)  # fmt: skip
def test_a_search_that_cannot_be_is_explained(sample: Client, query: str) -> None:
    answer = sample.get(f"/zh-hans/search?{query}")
    assert answer.status == 400
    check_page(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    (sentence,) = [e for e in answer.page.iter("p") if e.get("role") == "alert"]
    assert "。" in words(sentence)
    typed = [e.get("value") for e in form(answer.page).iter("input")]
    assert typed[0]  # nothing that was typed is lost


def test_a_query_of_a_megabyte_is_refused(sample: Client) -> None:
    answer = sample.get("/zh-hans/search?q=" + "a" * 7900)
    assert answer.status == 400
    assert sample.get("/zh-hans/search?q=" + "a" * 9000).status == 414
    try:
        huge = sample.get("/zh-hans/search?q=" + "a" * 2**20)
    except ConnectionError:
        return  # the server hung up while it was being sent
    assert huge.status in {400, 414, 431}


def test_search_engines_are_kept_out_of_results(sample: Client) -> None:
    page = search(sample, "字").page
    assert [e.get("content") for e in page.iter("meta") if e.get("name") == "robots"] == ["noindex"]


@pytest.mark.parametrize("edition", ["zh-hans", "zh-hant", "en", "zh-hans-pinyin"])
@pytest.mark.parametrize("path", ["", "articles/help/print", "tags", "preferences", "nothing"])
def test_every_page_has_one_box(sample: Client, edition: str, path: str) -> None:
    box = form(sample.get(f"/{edition}/{path}").page)
    assert box.get("action") == f"/{edition}/search"
    (field,) = [e for e in box.iter("input") if e.get("name") == "q"]
    assert field.get("type") == "search"
    assert field.get("aria-label")
    assert [words(e) for e in box.iter("button")] == [field.get("aria-label")]


def test_browsers_can_search_the_site_by_themselves(sample: Client) -> None:
    answer = sample.get("/zh-hant/opensearch.xml")
    assert answer.headers.get_content_type() == "application/opensearchdescription+xml"
    root = ElementTree.fromstring(answer.text)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName", "")) <= 16
    templates = {e.get("type"): str(e.get("template")) for e in root.iter(f"{OPENSEARCH}Url")}
    template = templates["text/html"]
    assert template.startswith(f"http://localhost:{sample.base.rpartition(':')[2]}/")
    path = template.replace("{searchTerms}", quote("字")).partition("/zh-hant")[2]
    assert titles(sample.page(f"/zh-hant{path}"))
    icon = str(root.findtext(f"{OPENSEARCH}Image")).split("/", 3)[3]
    assert sample.get(f"/{icon}").headers.get_content_type() == "image/svg+xml"
    for page, is_named in (("", True), ("search", True), ("articles/help/print", False)):
        links = sample.page(f"/zh-hant/{page}").page.iter("link")
        named = [e.get("href") for e in links if e.get("rel") == "search"]
        assert named == (["/zh-hant/opensearch.xml"] if is_named else [])
    assert sample.get("/opensearch.xml").headers["Location"] == "/zh-hans/opensearch.xml"


def test_without_a_public_address_there_is_no_description(serve: Serve) -> None:
    client = serve(ROOT / "content", "--host", "0.0.0.0")
    assert client.get("/zh-hans/opensearch.xml").status == 404
    page = client.page("/zh-hans/").page
    assert not [e for e in page.iter("link") if e.get("rel") == "search"]
