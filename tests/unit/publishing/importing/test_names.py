import pytest

from reader.publishing.importing.names import decoded_name


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("公告通知.html", "gbk"), ("图片.png", "gbk"), ("联通.htm", "gbk"), ("公告.html", "utf-8"),
        ("旬陽縣公安局脫貧攻堅.htm", "big5"), ("résumé.pdf", "utf-8"), ("отчёт.doc", "utf-8"),
        ("news_2018.htm", "ascii"), ("会议（一）.doc", "gbk"),
    ],
)  # fmt: skip
def test_a_name_is_read_as_it_was_meant(name: str, encoding: str) -> None:
    assert decoded_name(name.encode(encoding)) == name
