from reader.publishing.importing.parts import Parts, find_parts
from reader.publishing.importing.places import url_of_file
from reader.publishing.importing.records import Page


def pages(*names: str, title: str = "长篇报道", **titles: str) -> list[Page]:
    return [
        Page(name, name, "source", name, url_of_file(name), 0.0, name, titles.get(name, title), "")
        for name in names
    ]


def parts(found: list[Page], **following: str) -> Parts:
    linked = [
        Page(p.key, p.origin, p.source, p.path, p.url, 0.0, p.digest, p.title,
             following.get(p.key.rpartition(".")[0], ""))
        for p in found
    ]  # fmt: skip
    known = {page.key for page in linked}
    return find_parts(linked, lambda page: page.next_page if page.next_page in known else "")


def test_names_that_count_from_one_after_a_page_without_a_number() -> None:
    found = parts(pages("t2018_1234.htm", "t2018_1234_1.htm", "t2018_1234_2.htm"))
    assert found.of == {"t2018_1234.htm": ["t2018_1234_1.htm", "t2018_1234_2.htm"]}
    assert not found.missing


def test_names_that_count_from_two() -> None:
    found = parts(pages("content.html", "content_2.html", "content_3.html"))
    assert found.of == {"content.html": ["content_2.html", "content_3.html"]}
    assert not found.missing


def test_queries_that_count() -> None:
    found = parts(pages("show.asp?id=5", "show.asp?id=5&page=2", "show.asp?id=5&page=3"))
    assert found.of == {"show.asp?id=5": ["show.asp?id=5&page=2", "show.asp?id=5&page=3"]}


def test_a_part_that_lacks_is_named() -> None:
    found = parts(pages("t1.htm", "t1_1.htm", "t1_3.htm"))
    assert found.of == {"t1.htm": ["t1_1.htm", "t1_3.htm"]}
    assert found.missing == {"t1.htm": [3]}


def test_a_first_part_that_lacks_is_named() -> None:
    found = parts(pages("content_2.html", "content_3.html"))
    assert found.of == {"content_2.html": ["content_3.html"]}
    assert found.missing == {"content_2.html": [1]}


def test_a_next_part_that_was_not_given_is_named() -> None:
    found = parts(pages("a.html", "a_2.html"), a_2="a_3.html")
    assert found.missing == {"a.html": [3]}


def test_links_join_what_names_do_not() -> None:
    found = parts(pages("x.html", "y.html", "z.html"), x="y.html", y="z.html")
    assert found.of == {"x.html": ["y.html", "z.html"]}


def test_a_link_to_the_next_article_joins_nothing() -> None:
    found = pages("x.html") + pages("y.html", title="另一篇")
    assert parts(found, x="y.html").of == {}


def test_articles_in_numbered_files_stay_apart() -> None:
    found = pages("news_1.html", title="甲") + pages("news_2.html", title="乙") + pages("news.html")
    assert parts(found).of == {}


def test_titles_may_count_too() -> None:
    found = pages("a.html", title="报道") + pages("a_2.html", title="报道（2）")
    assert parts(found).of == {"a.html": ["a_2.html"]}


def test_links_in_a_circle_end() -> None:
    assert parts(pages("x.html", "y.html"), x="y.html", y="x.html").of == {}
