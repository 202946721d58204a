"""E-books, held against EPUBCheck and opened."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from tests.client import Client
from tests.conftest import Serve
from tests.epubcheck import complaints
from tests.http.test_media import PNG
from tests.unit.builders import write

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

EVERYTHING = """---
title: 一篇<什么>都有的 & 文章
author: 林晓月
published: 2026-01-02 03:04
updated: 2026-02-03 04:05
source: 本站原创
editor: 陈既明
summary: 图、表、注、码、音。
cover: 图 片.png
tags: [样品, 测试]
---
正文有注[^1]和[另一篇](other.md#a)，有[外面的链接](https://example.cn/?a=1&b=2)，有[到下面](#节)。

## 节

![一个点](<图 片.png>)

![画](画.svg)

![坏的](坏.png)

![](图%20片.png)

| 甲 | 乙 |
| --- | ---: |
| 一 | 2 |

- 项
    1. 子项
    2. 子项

> 引文&nbsp;<q>话</q>

```python
print("<&>")
```

<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby><br>换行<span lang="en">English</span>

<details open><summary>更多</summary><p>细节</p></details>

---

### 小节

再引一次[^1]，再加一条[^2]。

[^1]: 第一条，见[这里](other.md)。
[^2]: 第二条。
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>画</title>'
    '<rect width="9" height="9"/></svg>'
)


@pytest.fixture(scope="module")
def books(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Client:
    content = tmp_path_factory.mktemp("content")
    write(content, "news/everything.md", EVERYTHING)
    write(
        content, "news/other.md", "---\ntitle: 另一篇\npublished: 2025-05-05\n---\n没有时间的。\n"
    )
    write(content, "news/图 片.png", PNG)
    write(content, "news/画.svg", SVG)
    write(content, "news/坏.png", "这不是图片")
    editions = '["zh-hans", "zh-hant", "en", "zh-hans-pinyin"]'
    write(content, "site.toml", f'name = "清读"\nname_en = "Qingdu"\neditions = {editions}\n')
    return serve(content, SITE_URL="https://read.example")


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(data))


def tree(book: zipfile.ZipFile, name: str) -> Element:
    return fromstring(book.read(f"book/{name}"))


def texts(root: Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(name)]


@pytest.mark.parametrize(
    "path",
    [
        "zh-hans-pinyin/files/news/everything",
        "zh-hant/columns/news/newest",
        "en/files/news/everything",
    ],
)
def test_epubcheck_finds_nothing(books: Client, tmp_path: Path, path: str) -> None:
    answer = books.get(f"/{path}.epub")
    assert answer.status == 200
    file = tmp_path / "book.epub"
    file.write_bytes(answer.body)
    assert complaints(file) == []


def test_epubcheck_would_find_a_mistake(books: Client, tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    with (
        opened(books.get("/zh-hans/files/news/everything.epub").body) as book,
        zipfile.ZipFile(file, "w") as spoilt,
    ):
        for entry in book.infolist():
            data = book.read(entry)
            spoilt.writestr(entry, data.replace(b'id="a-fn1"', b'id="b"'))
    assert any("RSC-012" in complaint for complaint in complaints(file))


def test_the_corpus_makes_a_sound_book(corpus: Client, tmp_path: Path) -> None:
    """Twenty real articles at once."""
    answer = corpus.get("/zh-hans/columns/hant/newest.epub")
    file = tmp_path / "book.epub"
    file.write_bytes(answer.body)
    assert len([n for n in opened(answer.body).namelist() if re.search(r"\d\.xhtml$", n)]) == 20
    assert complaints(file) == []


def test_a_book_says_what_it_is_and_how_it_can_be_read(books: Client) -> None:
    book = opened(books.get("/zh-hant/files/news/everything.epub").body)
    package = tree(book, "package.opf")
    for name, expected in {
        "title": ["一篇<什麼>都有的 & 文章"],
        "language": ["zh-Hant"],
        "creator": ["林曉月"],
        "publisher": ["清讀"],
        "source": ["https://read.example/articles/news/everything"],
        "date": ["2026-01-02"],
        "subject": ["樣品", "測試"],
    }.items():
        assert texts(package, DC + name) == expected, name
    meta = [(m.get("property"), m.text) for m in package.iter(f"{OPF}meta")]
    assert ("dcterms:modified", "2026-02-02T20:05:00Z") in meta
    found = {str(name).removeprefix("schema:"): value for name, value in meta}
    assert set(found) >= {"accessMode", "accessModeSufficient", "accessibilityFeature",
                          "accessibilityHazard", "accessibilitySummary"}  # fmt: skip
    features = {value for name, value in meta if name == "schema:accessibilityFeature"}
    assert {"tableOfContents", "structuralNavigation"} <= features
    assert "alternativeText" not in features  # one picture has no description
    assert package.find(f"{OPF}spine").get("page-progression-direction") == "ltr"  # type: ignore[union-attr]


def test_readings_are_in_the_book_of_an_edition_that_has_them(books: Client) -> None:
    book = opened(books.get("/zh-hans-pinyin/files/news/everything.epub").body)
    assert "rubyAnnotations" in book.read("book/package.opf").decode()
    chapter = tree(book, "1.xhtml")
    assert "wén" in texts(chapter, f"{XHTML}rt")
    assert texts(tree(book, "contents.xhtml"), f"{XHTML}a")[:2] == [
        "一篇<什么>都有的 & 文章",
        "节",
    ]


def test_notes_lead_there_and_back(books: Client) -> None:
    book = opened(books.get("/zh-hans/files/news/everything.epub").body)
    chapter = tree(book, "1.xhtml")
    ids = {e.get("id"): e for e in chapter.iter() if e.get("id")}
    references = [e for e in chapter.iter() if e.get(EPUB_TYPE) == "noteref"]
    assert len(references) == 3
    for reference in references:
        assert reference.get("role") == "doc-noteref"
        assert ids[str(reference.get("href"))[1:]].get(EPUB_TYPE) == "footnote"
    backs = [e for e in chapter.iter() if e.get("role") == "doc-backlink"]
    assert all(ids[str(back.get("href"))[1:]].get(EPUB_TYPE) == "noteref" for back in backs)


def test_pictures_are_in_the_book_and_a_bad_one_is_said(books: Client) -> None:
    book = opened(books.get("/zh-hans/files/news/everything.epub").body)
    assert book.read("book/pictures/1.png") == PNG
    (cover,) = [i for i in tree(book, "package.opf").iter() if i.get("properties") == "cover-image"]
    assert cover.get("href") == "pictures/1.png"
    chapter = tree(book, "1.xhtml")
    sources = [image.get("src") for image in chapter.iter(f"{XHTML}img")]
    assert sources == ["pictures/1.png", "pictures/2.svg", "pictures/1.png"]
    assert "［图片未收入：坏的］" in "".join(chapter.itertext())


def test_links_stay_in_the_book_where_they_can(books: Client) -> None:
    alone = tree(opened(books.get("/zh-hans/files/news/everything.epub").body), "1.xhtml")
    column = tree(opened(books.get("/zh-hans/columns/news/newest.epub").body), "1.xhtml")
    links = [str(a.get("href")) for a in alone.iter(f"{XHTML}a")]
    assert "https://read.example/zh-hans/articles/news/other#a-a" in links
    assert "https://example.cn/?a=1&b=2" in links
    assert "2.xhtml" in [a.get("href") for a in column.iter(f"{XHTML}a")]


def test_a_column_is_bound_newest_first(books: Client) -> None:
    book = opened(books.get("/zh-hant/columns/news/newest.epub").body)
    assert texts(tree(book, "contents.xhtml"), f"{XHTML}a")[:3] == [
        "一篇<什麼>都有的 & 文章",
        "節",
        "另一篇",
    ]
    assert texts(tree(book, "package.opf"), f"{DC}title") == ["news · 清讀"]
    spine = [i.get("idref") for i in tree(book, "package.opf").iter(f"{OPF}itemref")]
    assert spine == ["contents", "c1", "c2"]


def test_the_same_article_is_the_same_book(books: Client) -> None:
    first = books.get("/zh-hans/files/news/everything.epub")
    again = books.get("/zh-hans/files/news/everything.epub")
    assert first.body == again.body
    book = opened(first.body)
    assert book.infolist()[0].filename == "mimetype"
    assert first.body[30:58] == b"mimetypeapplication/epub+zip"
    assert {entry.date_time for entry in book.infolist()} == {(2026, 2, 2, 20, 5, 0)}


def test_a_book_is_fetched_in_parts_and_asked_for_again(books: Client) -> None:
    path = "/zh-hans/files/news/everything.epub"
    whole = books.get(path)
    part = books.get(path, {"Range": "bytes=30-57"})
    assert (part.status, part.body) == (206, b"mimetypeapplication/epub+zip")
    assert books.get(path, {"Range": "bytes=99999999-"}).status == 416
    head = books.request("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))
    assert books.get(path, {"If-None-Match": whole.headers["ETag"]}).status == 304
    assert whole.headers["Content-Type"] == "application/epub+zip"


def test_every_title_is_in_its_own_language(books: Client) -> None:
    book = opened(books.get("/en/columns/news/newest.epub").body)
    contents = tree(book, "contents.xhtml")
    assert contents.get("lang") == "en"
    entries = [e for e in contents.iter(f"{XHTML}li") if e.get("lang")]
    assert [entry.get("lang") for entry in entries] == ["zh-Hans", "zh-Hans"]
    chapter = tree(book, "1.xhtml")
    assert chapter.get("lang") == "zh-Hans"
    facts = next(p for p in chapter.iter(f"{XHTML}p") if p.get("class") == "facts")
    assert facts.get("lang") == "en"
    pictures = [p for p in chapter.iter(f"{XHTML}p") if p.get("class") == "picture"]
    assert len(pictures) == 4
