"""What can be mended without a doubt is, byte by byte, and nothing else."""

import os
import stat
from codecs import BOM_UTF8
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.domain.errors import ArticleError
from reader.domain.faults import Mend
from reader.publishing.checking.dates import standard_form
from reader.publishing.checking.fixing import Fixed, _mended, fixed, write_whole
from reader.storage.metadata import read_metadata
from reader.storage.scan import FoundFile, scan_below
from tests.unit.builders import SHANGHAI, write
from tests.unit.publishing.checking.folders import PICTURE, codes, examiner, faults_of

FRONT = "---\r\ntitle: 题目  # 注\r\n{}\r\n---\r\n正文。\r\n"
TRADITIONAL = "---\ntitle: 山水\n---\n山上有水，水中有人，人人有手，說話的時候聽見鳥聲。\n"
OTHERS: dict[str, str | bytes] = {
    "help/print.md": "# 打印\n\n正文。\n",
    "图.JPG": PICTURE,
    "a b.pdf": PICTURE,
}


def fix(folder: Path, name: str, content: str | bytes) -> Fixed | None:
    faults = faults_of(folder, {**OTHERS, name: content}, site_url="https://read.cn")
    (found,) = (one for one in scan_below(folder, name) if isinstance(one, FoundFile))
    return fixed(found, [fault for fault in faults if fault.file == name and fault.mends],
                 examiner())  # fmt: skip


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("unknown-key", FRONT.format("autor: 某"), FRONT.format("author: 某")),
        ("unknown-key", FRONT.format("Autor: 某"), FRONT.format("author: 某")),
        ("date-form", FRONT.format("published: 2018年1月2日"),
         FRONT.format("published: 2018-01-02")),
        ("date-form", FRONT.format("published: '2018/1/2 3:04' # 注"),
         FRONT.format("published: '2018-01-02 03:04' # 注")),
        ("visibility", FRONT.format("published: 20180102"), FRONT.format("published: 2018-01-02")),
        ("visibility", FRONT.format("published: ２０１８-０１-０２ 下午2点05分"),
         FRONT.format("published: 2018-01-02 14:05")),
        ("alias-repeated", FRONT.format("aliases:\r\n  - /x\r\n  - /y\r\n  - /x/"),
         FRONT.format("aliases:\r\n  - /x\r\n  - /y")),
        ("alias-space", FRONT.format("aliases: ['/x ']"), FRONT.format("aliases: ['/x']")),
        ("byte-order-mark", BOM_UTF8 + "# 题\n\n文。\n".encode(), "# 题\n\n文。\n"),
        ("encoding", TRADITIONAL.encode("big5hkscs"), TRADITIONAL),
        ("encoding", TRADITIONAL.encode("gb18030"), TRADITIONAL),
        ("encoding", TRADITIONAL.encode("utf-16"), TRADITIONAL),
        ("heading-top", "# 题\n\n文。\n\n# 甲 #\n\n```\n# 码\n```\n\n ## 乙\n",
         "# 题\n\n文。\n\n## 甲 #\n\n```\n# 码\n```\n\n ### 乙\n"),
        ("link-case", "# 题\n\n见[打印](Help/Print.md#x)和[图](图.jpg)。\n", None),
        ("link-case", "# 题\n\n见[打印](./Help/Print.md)。\n",
         "# 题\n\n见[打印](./help/print.md)。\n"),
        ("link-case", "# 题\n\n见[打](/articles/Help/Print)。\n",
         "# 题\n\n见[打](/articles/help/print)。\n"),
        ("link-case", "# 题\n\n![好看的图](%E5%9B%BE.jpg)\n",
         "# 题\n\n![好看的图](%E5%9B%BE.JPG)\n"),
        ("link-case", "# 题\n\n<img src='图.jpg' alt='桥'>\n",
         "# 题\n\n<img src='图.JPG' alt='桥'>\n"),
        ("link-marks", "# 题\n\n见[公报](a b.pdf)。\n",
         "# 题\n\n见[公报](<a b.pdf>)。\n"),
        ("link-marks", "# 题\n\n见[打印]（help/print.md）。\n",
         "# 题\n\n见[打印](help/print.md)。\n"),
        ("link-anchor", "# 题\n\n见[下文](#甲)。\n\n<a name='甲'></a>\n\n文。\n",
         "# 题\n\n见[下文](#甲)。\n\n<a id='甲'></a>\n\n文。\n"),
        ("link-edition", "# 题\n\n见[打印](/zh-hans/articles/help/print)。\n",
         "# 题\n\n见[打印](/articles/help/print)。\n"),
    ],
)  # fmt: skip
def test_a_fault_is_mended_and_the_check_finds_it_gone(
    tmp_path: Path, code: str, before: str | bytes, after: str | None
) -> None:
    change = fix(tmp_path, "a.md", before)
    assert change
    assert code in codes(list(change.faults))
    if after is not None:
        assert change.after == after.encode()
    (found,) = (one for one in scan_below(tmp_path, "a.md") if isinstance(one, FoundFile))
    write_whole(found, change)
    assert code not in [fault.code for fault in faults_of(tmp_path, {}) if fault.file == "a.md"]


def test_a_page_that_is_recoded_says_so_itself(tmp_path: Path) -> None:
    page = "<meta charset=gb2312>\n<title>山水</title>\n<p>山上有水，水中有人，人人有手。</p>\n"
    change = fix(tmp_path, "a.html", page.encode("gb18030"))
    assert change
    assert change.after == page.replace("gb2312", "utf-8").encode()


@pytest.mark.parametrize(
    "content",
    [
        "---\ntitle: 题\ndrat: true\n---\n文。\n",  # it would hide the article
        "---\ntitle: 题\npubished: 2999-01-01\n---\n文。\n",  # and so would this
        "---\ntitle: 题\nupdatd: 明天\n---\n文。\n",  # another fault would come
        "---\ntitle: 题\npublished: 11/12/2018\n---\n文。\n",  # a day that may be another
        "---\ntitle: 题\nautor: 甲\nauthor: 乙\n---\n文。\n",
        "---\ntitle: 题\naliases: [/x, /x]\n---\n文。\n",
        "# 题\n\n文。\n\n# 甲\n\n###### 乙\n",  # there is no seventh level
        "# 题\n\n文。\n\n甲\n===\n\n文。\n",
        "# 题\n\n见[打印][p]。\n\n[p]: Help/Print.md\n",
        b"# " + "题目\n\n正文的字有些坏了，".encode() + b"\xff\xfe" + "别的都好。\n".encode(),
    ],
)
def test_what_could_lose_something_is_left(tmp_path: Path, content: str | bytes) -> None:
    change = fix(tmp_path, "a.md", content)
    assert change is None


def test_what_is_damaged_is_never_written_anew(tmp_path: Path) -> None:
    raw = "---\ntitle: 题\nautor: 某\n---\n正文有些坏了，".encode() + b"\xff" + "好。\n".encode()
    assert fix(tmp_path, "a.md", raw) is None


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-be", "utf-16-le", "utf-8-sig"])
def test_other_faults_are_mended_in_the_encoding_of_the_file(encoding: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    before = f"{mark}---\ntitle: 山水\nautor: 某\n---\n山上有水，水中有人。\x01\r\n"
    mends = (Mend(3, "autor", "author"),)
    mended = _mended(before.encode(encoding), mends, is_html=False)
    assert mended == before.replace("autor", "author").encode(encoding)


def test_all_that_can_be_mended_is_at_once(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 山水\nautor: 某\npublished: 2018年1月2日\n---\n"
        "见[打印](Help/print.md)、[公报](a b.pdf)。\n\n# 甲\n\n文。\n\n# 乙\n\n文。\n"
    )
    change = fix(tmp_path, "a.md", text.encode("gb18030"))
    assert change
    assert sorted(codes(list(change.faults))) == [
        "date-form", "encoding", "heading-top", "link-case", "link-marks", "unknown-key"
    ]  # fmt: skip
    (found,) = (one for one in scan_below(tmp_path, "a.md") if isinstance(one, FoundFile))
    write_whole(found, change)
    assert [fault for fault in faults_of(tmp_path, {}) if fault.file == "a.md"] == []


def test_the_difference_is_shown(tmp_path: Path) -> None:
    change = fix(tmp_path, "a.md", "---\ntitle: 题\nautor: 某\n---\n文。\n")
    assert change
    lines = change.diff("a.md").split("\n")
    assert lines[:2] == ["--- a/a.md", "+++ b/a.md"]
    assert [line for line in lines[3:] if line[0] in "+-"] == ["-autor: 某", "+author: 某"]
    recoded = fix(tmp_path, "b.md", TRADITIONAL.encode("gb18030"))
    assert recoded
    assert "GB18030 becomes UTF-8" in recoded.diff("b.md")


def found_in(folder: Path) -> FoundFile:
    (found,) = (one for one in scan_below(folder, "a.md") if isinstance(one, FoundFile))
    return found


def test_a_file_keeps_its_permissions_and_a_link_to_it_stays_one(tmp_path: Path) -> None:
    file = write(tmp_path, "real/b.md", "old")
    file.chmod(0o640)
    (tmp_path / "a.md").symlink_to("real/b.md")
    write_whole(found_in(tmp_path), Fixed("a.md", b"old", b"new", ()))
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert (tmp_path / "a.md").is_symlink()
    assert [path.name for path in (tmp_path / "real").iterdir()] == ["b.md"]


def test_a_file_that_has_changed_meanwhile_stays(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", "newer")
    with pytest.raises(ArticleError, match="changed meanwhile"):
        write_whole(found_in(tmp_path), Fixed("a.md", b"old", b"new", ()))
    assert file.read_bytes() == b"newer"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_cannot_be_replaced_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "a.md", "old")

    def refuse(*_arguments: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no room"):
        write_whole(found_in(tmp_path), Fixed("a.md", b"old", b"new", ()))
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2018-11-12", "2018-11-12"),
        ("2018-11-12T14:41:05+08:00", "2018-11-12T14:41:05+08:00"),
        ("2018年11月2日 9时5分", "2018-11-02 09:05"),
        ("2018.1.2 上午12:05", "2018-01-02 00:05"),
        ("2018/1/2, 2:05 PM", "2018-01-02 14:05"),
        ("二〇一八年十一月十二日", "2018-11-12"),
        ("二零二六年三月二十日", "2026-03-20"),
        ("2018–11–12", "2018-11-12"),
        ("20181131", ""), ("11/12/2018", ""), ("18-11-12", ""), ("明天", ""), ("2018-11", ""),
        ("2018-11-12 下午14:05", ""), ("2018-11-12 25:00", ""),
    ],
)  # fmt: skip
def test_a_date_that_is_read_in_one_way_only_has_a_standard_form(text: str, form: str) -> None:
    assert standard_form(text) == form


@given(
    st.datetimes(datetime(1000, 1, 1), datetime(2999, 1, 1)),
    st.sampled_from(["{0.year}年{0.month}月{0.day}日 {0.hour}时{0.minute}分",
                     "{0:%Y/%m/%d} {0:%H:%M}",
                     "{0.year}.{0.month}.{0.day}  {0.hour}：{0:%M}",
                     "{0:%Y-%m-%d} {0:%I:%M} {0:%p}"]),
)  # fmt: skip
def test_a_standard_form_is_read_as_the_same_moment(time: datetime, written: str) -> None:
    time = time.replace(second=0, microsecond=0)
    form = standard_form(written.format(time))
    metadata = read_metadata({"published": form}, SHANGHAI)
    assert metadata.published == time.replace(tzinfo=SHANGHAI)


@given(st.text())
def test_any_text_has_a_standard_form_or_none(text: str) -> None:
    form = standard_form(text)
    assert form in {"", standard_form(form)}
