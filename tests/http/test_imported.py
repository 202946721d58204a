"""From the old site to this one: what `qingdu import` wrote, as readers get it."""

from pathlib import Path
from urllib.parse import quote

from tests.client import words
from tests.conftest import Serve
from tests.unit.builders import write
from tests.unit.publishing.importing.old_sites import HOST, PNG, page, prose, qingdu


def test_old_addresses_lead_to_articles_with_their_pictures_and_links(
    serve: Serve, tmp_path: Path
) -> None:
    site = tmp_path / "mirror" / HOST
    body = prose('<img src="/UploadFiles/桥 1.jpg" alt="桥"><a href="Item.asp?id=2">另一篇</a>')
    write(
        site, "Item.asp?id=12345", page("县里修好了三座桥", body, "gb18030", ColumnName="县内新闻")
    )
    write(site, "Item.asp?id=2", page("城里新开两家老店", prose(), ColumnName="通知公告"))
    write(site, "UploadFiles/桥 1.jpg", PNG)
    run = qingdu(tmp_path, "import", tmp_path / "mirror")
    assert (run.code, run.out) == (0, "2 taken\n"), run.err
    client = serve(tmp_path / "content")
    moved = client.get("/Item.asp?id=12345")
    path = "articles/xianneixinwen/2018-11-12-item-12345"
    assert moved.status == 301
    assert moved.headers["Location"].endswith(f"/{path}")
    article = client.page(f"/zh-hant/{path}")
    assert article.h1 in {"縣裏修好了三座橋", "縣裡修好了三座橋"}
    assert "縣內新聞" in words(article.page)
    (text,) = (element for element in article.page.iter("article"))
    sources = [image.get("src", "") for image in text.iter("img")]
    assert any(source.endswith(f"/media/xianneixinwen/{quote('桥-1.png')}") for source in sources)
    links = [link.get("href", "") for link in text.iter("a")]
    assert any(link.endswith("tongzhigonggao/2018-11-12-item-2") for link in links)
    assert client.get(f"/media/xianneixinwen/{quote('桥-1.png')}").body == PNG
