import pytest

from reader.publishing.importing.places import is_host, place_of, url_of_file


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("www.a.gov.cn/news/1.htm", "http://www.a.gov.cn/news/1.htm"),
        ("backup/www.a.gov.cn/news/1.htm", "http://www.a.gov.cn/news/1.htm"),
        ("www.a.gov.cn+8080/1.htm", "http://www.a.gov.cn:8080/1.htm"),
        ("www.a.gov.cn/Item.asp?id=1", "http://www.a.gov.cn/Item.asp?id=1"),
        ("www.a.gov.cn/Item.asp?id=1.html", "http://www.a.gov.cn/Item.asp?id=1"),
        ("www.a.gov.cn/index.html?id=12.html", "http://www.a.gov.cn/index.html?id=12"),
        ("www.a.gov.cn/Item.asp@id=1.html", "http://www.a.gov.cn/Item.asp?id=1"),
        ("www.a.gov.cn/Item.asp?u=a%2Fb", "http://www.a.gov.cn/Item.asp?u=a/b"),
        ("www.a.gov.cn/list.php.html", "http://www.a.gov.cn/list.php"),
        ("news/1.htm", "/news/1.htm"),
        ("news/50%.htm", "/news/50%25.htm"),
    ],
)
def test_a_file_of_a_mirror_tells_its_address(path: str, url: str) -> None:
    assert url_of_file(path) == url


def test_the_folder_that_is_given_may_itself_be_the_host() -> None:
    assert url_of_file("news/1.htm", "www.a.gov.cn") == "http://www.a.gov.cn/news/1.htm"


@pytest.mark.parametrize("name", ["jquery.min.js", "1.files", "page_files", "v1.2", "a.html"])
def test_a_folder_that_is_no_host_is_none(name: str) -> None:
    assert not is_host(name)


@pytest.mark.parametrize(
    ("address", "base", "name"),
    [
        ("HTTP://WWW.A.CN:80/x#y", "", "a.cn/x"),
        ("//a.cn/x", "http://b.cn/", "a.cn/x"),
        ("../x.htm", "http://a.cn/b/c/d.htm", "a.cn/b/x.htm"),
        ("?id=2", "http://a.cn/Item.asp?id=1", "a.cn/Item.asp?id=2"),
        ("/index.html", "http://a.cn/b", "a.cn/"),
        ("b\\c.htm", "http://a.cn/", "a.cn/b/c.htm"),
        ("/%CF%C2.htm", "http://a.cn/", "a.cn/下.htm"),
        ("/%E4%B8%8B.htm", "http://a.cn/", "a.cn/下.htm"),
        ("/../../x", "http://a.cn/", "a.cn/x"),
        ("x.htm", "/news/1.htm", "/news/x.htm"),
    ],
)
def test_addresses_that_mean_one_place_have_one_name(address: str, base: str, name: str) -> None:
    place = place_of(address, base)
    assert place
    assert place.name == name


@pytest.mark.parametrize(
    "address",
    ["javascript:void(0)", "mailto:a@b.cn", "#top", "", "http://[x", "http://a:b/", "data:,x"],
)
def test_what_is_no_address_on_the_web_has_no_place(address: str) -> None:
    assert place_of(address, "http://a.cn/") is None
