"""`qingdu import` from the outside: what it writes, keeps, reports and answers."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from reader.domain.article import Article
from reader.domain.editions import Script
from reader.storage.parsing import parse_file
from reader.storage.scan import FoundFile, scan
from tests.unit.builders import make_site, write
from tests.unit.publishing.importing.old_sites import (
    FAMILIES,
    GIF,
    HOST,
    PNG,
    files,
    page,
    prose,
    qingdu,
)

ONE, TWO, THREE = "县里修好了三座桥", "城里新开两家老店", "山上种下一万棵树"


def read(content: Path) -> list[Article]:
    """What the reader makes of the article files, which must be faultless."""
    zone = make_site().timezone
    found = [file for file in scan(content) if isinstance(file, FoundFile)]
    parsed = [parse_file(file, zone, lambda _: Script.HANS) for file in found]
    assert not [fault for file in parsed for fault in file.faults]
    return [file.article for file in parsed]


def articles(folder: Path) -> dict[str, str]:
    """The article files by their names."""
    return {name: raw.decode() for name, raw in files(folder).items() if name.endswith(".md")}


def mirror(folder: Path, **pages: bytes) -> Path:
    """A folder as `wget -m` leaves it, with these files."""
    for name, raw in pages.items():
        write(folder / "mirror" / HOST, name, raw)
    return folder / "mirror"


def test_pages_of_seven_systems_in_four_encodings_become_articles(tmp_path: Path) -> None:
    site = mirror(
        tmp_path, **{item.path: item.html(f"第{n}篇文章的标题") for n, item in enumerate(FAMILIES)}
    )
    run = qingdu(tmp_path, "import", site)
    assert run.code == 0, run.err
    made = read(tmp_path / "content")
    assert {article.summary.title for article in made} == {
        f"第{number}篇文章的标题" for number in range(len(FAMILIES))
    }
    for article in made:
        assert "三座" in article.body
        assert article.summary.published.isoformat() == "2018-11-12T14:41:00+08:00"
    names = set(articles(tmp_path))
    assert "2018-11-12-item-12345.md" in names
    assert "2018-11-12-t20181112_1234.md" in names
    assert "2018-11-12-news-6789.md" in names


def test_an_article_says_where_it_was(tmp_path: Path) -> None:
    meta = {"ColumnName": "县内新闻", "ContentSource": "本站原创", "Author": "张力"}
    site = mirror(tmp_path, **{"Item.asp?id=12345.html": page('讲话 #1："好"', prose(), **meta)})
    assert qingdu(tmp_path, "import", site).code == 0
    ((name, text),) = articles(tmp_path).items()
    assert name == "xianneixinwen/2018-11-12-item-12345.md"
    assert text.startswith(
        '---\ntitle: "讲话 #1：\\"好\\""\nauthor: 张力\npublished: 2018-11-12 14:41\n'
        "source: 本站原创\ncolumn: 县内新闻\naliases:\n  - /Item.asp?id=12345\n"
        f"imported: http://{HOST}/Item.asp?id=12345\n---\n"
    )


def test_links_lead_to_the_new_articles_and_pictures_lie_beside(tmp_path: Path) -> None:
    body = prose(
        '<a href="/b/2.htm#x">甲</a><a href="../b/2.htm">乙</a><a href="/gone.htm">丙</a>'
        '<a href="/f/a.doc">丁</a><a href="http://other.cn/x">戊</a>'
        '<img src="/p/one.jpg"><img src="/p/two.gif"><img src="/p/lost.jpg">'
    )
    data = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="
    site = mirror(
        tmp_path,
        **{
            "a/1.htm": page(ONE, body + f'<p><img src="{data}"></p>', ColumnName="要闻"),
            "b/2.htm": page(TWO, prose(), ColumnName="通知"),
            "p/one.jpg": PNG, "p/two.gif": GIF, "f/a.doc": b"\xd0\xcf\x11\xe0",
        },
    )  # fmt: skip
    report = tmp_path / "report.json"
    assert qingdu(tmp_path, "import", site, "--report", report).code == 0
    text = articles(tmp_path)["yaowen/2018-11-12-1.md"]
    assert "[甲](../tongzhi/2018-11-12-2.md#x)" in text
    assert "[乙](../tongzhi/2018-11-12-2.md)" in text
    assert f"[丙](http://{HOST}/gone.htm)" in text
    assert "[丁](a.doc)" in text
    assert "[戊](http://other.cn/x)" in text
    assert "(one.png)" in text  # it is no jpg
    assert f"(http://{HOST}/p/lost.jpg)" in text
    content = tmp_path / "content" / "yaowen"
    assert (content / "one.png").read_bytes() == PNG
    assert (content / "two.gif").read_bytes() == GIF
    assert (content / "a.doc").exists()
    assert len(list(content.glob("picture-*.gif"))) == 1
    entries = json.loads(report.read_text())["pages"]
    (first,) = (entry for entry in entries if entry["title"] == ONE)
    assert [notice["code"] for notice in first["notices"]] == ["missing-picture"]


def test_links_as_wget_k_converts_them_are_understood(tmp_path: Path) -> None:
    body = prose('<a href="Item.asp%3Fid=2.html">甲</a><img src="up%20load/%E5%9B%BE.png">')
    site = mirror(
        tmp_path,
        **{
            "Item.asp?id=1.html": page(ONE, body),
            "Item.asp?id=2.html": page(TWO, prose()),
            "up load/图.png": PNG,
        },
    )
    assert qingdu(tmp_path, "import", site).code == 0
    text = articles(tmp_path)["2018-11-12-item-1.md"]
    assert "[甲](2018-11-12-item-2.md)" in text
    assert "(图.png)" in text


def test_the_same_picture_is_copied_once_and_another_of_its_name_too(tmp_path: Path) -> None:
    pictures = ("/a/p.png", "/b/p.png", "/c/P.gif")
    site = mirror(
        tmp_path,
        **{
            "1.htm": page(ONE, prose("".join(f'<img src="{p}">' for p in pictures))),
            "a/p.png": PNG, "b/p.png": PNG + b"2", "c/P.gif": PNG,
        },
    )  # fmt: skip
    assert qingdu(tmp_path, "import", site).code == 0
    copied = [name for name in files(tmp_path) if name.endswith((".png", ".gif"))]
    assert len(copied) == 2
    assert "p.png" in copied


def test_parts_are_joined_and_the_old_addresses_of_all_lead_there(tmp_path: Path) -> None:
    site = mirror(
        tmp_path,
        **{
            "x/t1.htm": page("长篇报道：桥的故事", prose("其一。")),
            "x/t1_1.htm": page("长篇报道：桥的故事", prose("其二。")),
            "x/t1_2.htm": page("长篇报道：桥的故事", prose("其三。")),
        },
    )
    run = qingdu(tmp_path, "import", site)
    assert (run.code, run.out) == (0, "1 taken, 2 joined\n")
    ((_, text),) = articles(tmp_path).items()
    assert text.index("其一") < text.index("其二") < text.index("其三")
    for name in ("t1", "t1_1", "t1_2"):
        assert f"- /x/{name}.htm\n" in text


def test_a_page_that_lies_there_twice_is_one_article(tmp_path: Path) -> None:
    raw = page(ONE, prose())
    site = mirror(tmp_path, **{"Item.asp?id=1": raw, "Item.asp?id=1&from=home": raw})
    run = qingdu(tmp_path, "import", site)
    assert run.out == "1 taken, 1 the same as another\n"
    ((_, text),) = articles(tmp_path).items()
    assert "  - /Item.asp?id=1&from=home\n" in text
    assert qingdu(tmp_path, "import", site).out == "1 unchanged, 1 the same as another\n"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    site = mirror(
        tmp_path,
        **{
            f"{n}.htm": page(f"第{n}篇文章的标题", prose(f'{n}<img src="p.png">')) for n in range(5)
        },
        **{"p.png": PNG},
    )
    assert qingdu(tmp_path, "import", site, "--keep-original").code == 0
    before = files(tmp_path)
    times = {name: (tmp_path / "content" / name).stat().st_mtime_ns for name in before}
    run = qingdu(tmp_path, "import", site, "--keep-original")
    assert (run.code, run.out) == (0, "5 unchanged\n")
    assert files(tmp_path) == before
    assert times == {name: (tmp_path / "content" / name).stat().st_mtime_ns for name in before}


def test_without_its_ledger_an_import_writes_nothing_twice(tmp_path: Path) -> None:
    site = mirror(
        tmp_path, **{f"{n}.htm": page(f"第{n}篇文章的标题", prose(str(n))) for n in range(3)}
    )
    assert qingdu(tmp_path, "import", site).code == 0
    before = files(tmp_path)
    edited = tmp_path / "content" / "2018-11-12-1.md"
    edited.write_text(edited.read_text() + "\n编辑加的一句。\n")
    for ledger in (tmp_path / "state").glob("import-*"):
        ledger.unlink()
    run = qingdu(tmp_path, "import", site)
    assert run.out == "2 taken, 1 edited since\n"
    after = files(tmp_path)
    assert after.keys() == before.keys()
    assert after["2018-11-12-1.md"].endswith("编辑加的一句。\n".encode())


def test_edited_files_stay_and_untouched_ones_follow_their_page(tmp_path: Path) -> None:
    site = mirror(
        tmp_path, **{f"{n}.htm": page(f"第{n}篇文章的标题", prose(str(n))) for n in range(4)}
    )
    assert qingdu(tmp_path, "import", site).code == 0
    content = tmp_path / "content"
    edited = content / "2018-11-12-1.md"
    edited.write_text("编辑写的。")
    (content / "2018-11-12-2.md").unlink()
    for number in range(3):
        write(site / HOST, f"{number}.htm", page(f"第{number}篇文章的标题", prose("新的一句。")))
    run = qingdu(tmp_path, "import", site)
    assert (run.code, run.out) == (0, "1 renewed, 1 unchanged, 2 edited since\n")
    assert edited.read_text() == "编辑写的。"
    assert not (content / "2018-11-12-2.md").exists()
    assert "新的一句" in (content / "2018-11-12-0.md").read_text()


def test_an_emptied_content_folder_is_filled_again(tmp_path: Path) -> None:
    site = mirror(tmp_path, **{"1.htm": page(ONE, prose())})
    assert qingdu(tmp_path, "import", site).code == 0
    before = files(tmp_path)
    (tmp_path / "content" / "2018-11-12-1.md").unlink()
    assert qingdu(tmp_path, "import", site).out == "1 taken\n"
    assert files(tmp_path) == before


def test_a_name_that_is_taken_is_left_to_its_owner(tmp_path: Path) -> None:
    write(tmp_path / "content", "2018-11-12-1.txt", "编辑自己的文章。")
    site = mirror(
        tmp_path, **{"a/1.htm": page(ONE, prose("甲")), "A/1.htm": page(TWO, prose("乙"))}
    )
    assert qingdu(tmp_path, "import", site).code == 0
    names = set(articles(tmp_path))
    assert len(names) == 2
    assert "2018-11-12-1.md" not in names


def test_columns_come_from_site_toml_or_join_it(tmp_path: Path) -> None:
    known = 'name = "某县"\n\n[[columns]]\npath = "news"\ntitle = "要闻"\n'
    write(tmp_path / "content", "site.toml", known)
    site = mirror(
        tmp_path,
        **{
            "1.htm": page(ONE, prose("1"), ColumnName="要闻"),
            "2.htm": page(TWO, prose("2"), ColumnName="通知公告"),
            "3.htm": page(THREE, prose("3")),
        },
    )
    assert qingdu(tmp_path, "import", site).code == 0
    assert set(articles(tmp_path)) == {
        "news/2018-11-12-1.md", "tongzhigonggao/2018-11-12-2.md", "2018-11-12-3.md",
    }  # fmt: skip
    text = (tmp_path / "content" / "site.toml").read_text()
    assert text == f'{known}\n[[columns]]\npath = "tongzhigonggao"\ntitle = "通知公告"\n'
    assert qingdu(tmp_path, "import", site).out == "3 unchanged\n"
    assert (tmp_path / "content" / "site.toml").read_text() == text


def test_into_names_the_folder_of_all(tmp_path: Path) -> None:
    site = mirror(
        tmp_path,
        **{"1.htm": page(ONE, prose("1"), ColumnName="要闻"), "2.htm": page(TWO, prose("2"))},
    )
    assert qingdu(tmp_path, "import", site, "--into", "old/site").code == 0
    assert set(articles(tmp_path)) == {
        "old/site/yaowen/2018-11-12-1.md",
        "old/site/2018-11-12-2.md",
    }


@pytest.mark.parametrize("folder", ["../x", "a/../../x", ".hidden", "_x"])
def test_into_stays_inside_and_published(tmp_path: Path, folder: str) -> None:
    site = mirror(tmp_path, **{"1.htm": page(ONE, prose())})
    run = qingdu(tmp_path, "import", site, "--into", folder)
    assert run.code == 2
    assert "--into" in run.err


def test_a_dry_run_says_all_and_writes_nothing(tmp_path: Path) -> None:
    site = mirror(
        tmp_path,
        **{"1.htm": page(ONE, prose('<img src="p.png">'), ColumnName="要闻"), "p.png": PNG},
    )
    report = tmp_path / "report.json"
    run = qingdu(tmp_path, "import", site, "--dry-run", "--report", report)
    assert (run.code, run.out) == (0, "Would be: 1 taken\n")
    assert not files(tmp_path)
    (entry,) = json.loads(report.read_text())["pages"]
    assert entry["file"] == "yaowen/2018-11-12-1.md"
    assert qingdu(tmp_path, "import", site).out == "1 taken\n"


def test_originals_are_kept_where_nobody_is_served_them(tmp_path: Path) -> None:
    raw = page(ONE, prose(), "gb18030")
    site = mirror(tmp_path, **{"1.htm": raw})
    assert qingdu(tmp_path, "import", site, "--keep-original").code == 0
    kept = tmp_path / "content" / ".originals" / "2018-11-12-1.html"
    assert kept.read_bytes() == raw
    assert len(read(tmp_path / "content")) == 1


def test_what_is_no_article_is_left_with_its_reason(tmp_path: Path) -> None:
    links = "".join(f'<p><a href="{n}.htm">这里是第{n}篇文章的标题</a></p>' for n in range(30))
    site = mirror(
        tmp_path,
        **{"index.html": page("首页", links), "empty.htm": b"<html></html>", "s.css": b"p{}",
           "1.htm": page(ONE, prose())},
    )  # fmt: skip
    report = tmp_path / "report.json"
    run = qingdu(tmp_path, "import", site, "--report", report)
    assert (run.code, run.out) == (1, "1 taken, 2 left; other files: 1\n")
    entries = {entry["from"]: entry for entry in json.loads(report.read_text())["pages"]}
    assert entries[f"http://{HOST}/index.html"]["notices"][0]["code"] in {"list", "empty"}
    assert entries[f"http://{HOST}/empty.htm"]["notices"][0]["code"] == "empty"
    # What was left is known, and left again.
    assert qingdu(tmp_path, "import", site).out == "1 unchanged, 2 left; other files: 1\n"


def test_json_prints_fields_and_writes_nothing(tmp_path: Path) -> None:
    one = write(tmp_path, "1.html", page(ONE, prose('<a href="x">甲</a>'), Author="张力"))
    run = qingdu(tmp_path, "import", "--json", one)
    fields = json.loads(run.out)
    keys = {"title", "author", "published", "source", "editor", "column", "tags", "body",
            "encoding", "doubts", "repairs"}  # fmt: skip
    assert keys <= fields.keys()
    assert (fields["title"], fields["author"]) == (ONE, "张力")
    assert "三座桥" in fields["body"]
    assert not (tmp_path / "state").exists()
    two = write(tmp_path, "2.html", page(TWO, prose()))
    run = qingdu(tmp_path, "import", "--json", one, two)
    assert [json.loads(line)["title"] for line in run.out.splitlines()] == [ONE, TWO]


def test_json_of_a_page_that_is_left_is_a_sentence_and_a_code(tmp_path: Path) -> None:
    run = qingdu(tmp_path, "import", "--json", write(tmp_path, "1.html", b"<html></html>"))
    assert (run.code, run.out) == (1, "")
    assert "no text" in run.err


def test_a_zip_is_read_and_its_pictures_found(tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("backup/a/1.html", page(ONE, prose('<img src="../p/图.png">')))
        archive.writestr("backup/p/图.png", PNG)
        archive.writestr("backup/more.zip", b"PK\x05\x06" + bytes(18))
    run = qingdu(tmp_path, "import", file)
    assert run.code == 1
    assert "archive inside an archive" in run.err
    assert set(files(tmp_path)) == {"2018-11-12-1.md", "图.png"}


@pytest.mark.parametrize(
    "arguments",
    [["nothing"], [], ["x.html", "--report", "r.pdf"], ["--no-such"]],
    ids=["no such path", "no path", "odd report", "odd option"],
)
def test_what_cannot_begin_is_code_2(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, "x.html", page(ONE, prose()))
    here = [tmp_path / name if name == "x.html" else name for name in arguments]
    assert qingdu(tmp_path, "import", *here).code == 2


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    from reader.publishing.importing.ledger import Ledger

    site = mirror(tmp_path, **{"1.htm": page(ONE, prose())})
    (tmp_path / "content").mkdir()
    ledger = Ledger.of(tmp_path / "state", tmp_path / "content")
    try:
        run = qingdu(tmp_path, "import", site)
    finally:
        ledger.close()
    assert run.code == 2
    assert "Another import" in run.err


def test_names_that_are_no_utf_8_are_imported_with_their_pictures(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode("老网站".encode("gbk"))
    folder.mkdir()
    (folder / os.fsdecode("公告.html".encode("gbk"))).write_bytes(
        page(ONE, prose('<img src="图片.png">'), "gb18030")
    )
    (folder / os.fsdecode("图片.png".encode("gbk"))).write_bytes(PNG)
    run = qingdu(tmp_path, "import", os.fsencode(folder))
    assert run.code == 0, run.err
    assert set(files(tmp_path)) == {"2018-11-12-公告.md", "图片.png"}
    assert qingdu(tmp_path, "import", os.fsencode(folder)).out == "1 unchanged\n"


def test_a_page_without_a_date_has_the_time_of_its_file(tmp_path: Path) -> None:
    site = mirror(tmp_path, **{"1.htm": page(ONE, prose(), PubDate="")})
    os.utime(site / HOST / "1.htm", (1_000_000_000, 1_000_000_000))
    report = tmp_path / "report.json"
    assert qingdu(tmp_path, "import", site, "--report", report).code == 0
    assert (tmp_path / "content" / "1.md").stat().st_mtime == 1_000_000_000
    (entry,) = json.loads(report.read_text())["pages"]
    doubts = [notice["code"] for notice in entry["notices"]]
    assert "no-date" in doubts or "published" in [doubt["field"] for doubt in entry["doubts"]]


def test_a_date_to_come_is_doubtful(tmp_path: Path) -> None:
    site = mirror(tmp_path, **{"1.htm": page(ONE, prose(), PubDate="2098-11-12")})
    report = tmp_path / "report.json"
    qingdu(tmp_path, "import", site, "--report", report)
    assert "2098-11-12" in report.read_text()


def test_a_folder_without_pages_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = qingdu(tmp_path, "import", tmp_path / "empty")
    assert (run.code, run.out) == (0, "nothing to import\n")


def test_a_part_that_was_an_article_before_is_named(tmp_path: Path) -> None:
    site = mirror(tmp_path, **{"t1_1.htm": page(ONE, prose("其二。"))})
    assert qingdu(tmp_path, "import", site).out == "1 taken\n"
    write(site / HOST, "t1.htm", page(ONE, prose("其一。")))
    report = tmp_path / "report.json"
    assert qingdu(tmp_path, "import", site, "--report", report).code == 0
    assert (
        "2018-11-12-t1_1.md, imported earlier, is a part of this article now" in report.read_text()
    )
    text = articles(tmp_path)["2018-11-12-t1.md"]
    assert text.index("其一") < text.index("其二")


def test_a_list_of_attachments_is_an_article(tmp_path: Path) -> None:
    names = [f"附件{n}：二〇一八年度第{n}批公示名单" for n in range(15)]
    body = "".join(f'<p><a href="/f/{n}.doc">{name}</a></p>' for n, name in enumerate(names))
    site = mirror(tmp_path, **{"1.htm": page(ONE, body)})
    run = qingdu(tmp_path, "import", site)
    assert "links" not in run.err
