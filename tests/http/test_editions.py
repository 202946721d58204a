"""Which edition a reader gets, and how one leads to another."""

import pytest

from tests.client import Client, words
from tests.conftest import ROOT, Serve


def location(client: Client, path: str, **headers: str) -> str:
    names = {"language": "Accept-Language", "cookie": "Cookie"}
    answer = client.get(path, {names[key]: value for key, value in headers.items()})
    assert answer.status == 302, answer.status
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("language", "edition"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-Hans-HK", "zh-hans"),
        ("zh-TW,en;q=0.5", "zh-hant-tw"),
        ("zh-Hant-TW", "zh-hant-tw"),
        ("zh-Hant", "zh-hant"),
        ("zh-HK", "zh-hant-hk"),
        ("zh-MO", "zh-hant-hk"),
        ("yue", "zh-hant-hk"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("fr,zh-TW;q=0.4,en;q=0.2", "zh-hant-tw"),
        ("zh-TW;q=0,en", "en"),
        ("fr", "zh-hans"),
        ("", "zh-hans"),
        ("!!!,;;q=,x" * 200, "zh-hans"),
    ],
)
def test_a_reader_without_an_edition_gets_the_one_of_their_language(
    sample: Client, language: str, edition: str
) -> None:
    assert location(sample, "/", language=language) == f"/{edition}/"


def test_the_cookie_comes_before_the_language(sample: Client) -> None:
    cookie = "preferences=edition=zh-hant"
    assert location(sample, "/", cookie=cookie, language="en") == "/zh-hant/"


def test_a_shared_link_follows_its_receivers_script(sample: Client) -> None:
    path = "/articles/help/enlarge-text"
    assert location(sample, path, language="zh-HK") == f"/zh-hant-hk{path}"
    assert location(sample, "/columns/help?page=1") == "/zh-hans/columns/help?page=1"


def test_a_redirect_never_repeats_the_host_header(sample: Client) -> None:
    answer = sample.get("/zh-hans", {"Host": "evil.example"})
    assert answer.status == 308
    assert answer.headers["Location"] == "/zh-hans/"


def test_the_switch_stays_on_the_page(sample: Client) -> None:
    for here, there, label in (("zh-hans", "zh-hant", "繁體"), ("zh-hant-hk", "zh-hans", "简体")):
        for path in ("", "tags", "columns/help", "archive/2026/03", "articles/help/print"):
            page = sample.page(f"/{here}/{path}").page
            (link,) = [a for a in page.iter("a") if a.text == label]
            assert link.get("href") == f"/{there}/{path}"
            assert link.get("data-edition") == there


def test_the_switch_keeps_the_page_number(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("many")
    (content / "site.toml").write_text("page_size = 2\n")
    (content / "a").mkdir()
    for number in range(5):
        (content / "a" / f"{number}.md").write_text(f"# 第{number}篇\n\n正文\n", "utf-8")
    client = serve(content)
    page = client.page("/zh-hans/columns/a?page=2")
    assert 'href="/zh-hant/columns/a?page=2"' in page.text
    assert 'href="?page=3"' in page.text
    assert client.get("/zh-hans/columns/a?page=4").status == 404
    for nonsense in ("0", "-1", "x", "1e9", "9" * 4000, "%00"):
        assert client.get(f"/zh-hans/columns/a?page={nonsense}").status == 400


def test_titles_navigation_and_text_are_converted(sample: Client) -> None:
    text = sample.page("/zh-hant/articles/help/enlarge-text").text
    assert "放大字號" in text
    assert "使用幫助" in text
    assert "放大字号" not in text


def test_text_in_the_target_script_is_left_as_it_was_written(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("script")
    (content / "old.md").write_text("# 咸豐年間\n\n咸豐皇后與干戈，讀書聲裡。\n", "utf-8")
    client = serve(content)
    for edition in ("zh-hant", "zh-hant-hk"):
        text = client.page(f"/{edition}/articles/old").text
        assert "咸豐皇后與干戈，讀書聲裡。" in text
    assert "咸丰皇后与干戈，读书声里。" in client.page("/zh-hans/articles/old").text


def test_the_english_interface_keeps_an_article_in_its_own_script(sample: Client) -> None:
    page = sample.page("/en/articles/essays/one-to-many").page
    (heading,) = page.iter("h1")
    assert page.get("lang") == "en"
    assert heading.get("lang") == "zh-Hant"


def test_an_edition_the_site_does_not_offer_leads_to_the_nearest(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("few")
    (content / "site.toml").write_text('editions = ["zh-hant", "zh-hans"]\n')
    (content / "a.md").write_text("# 题\n\n文\n", "utf-8")
    client = serve(content)
    assert location(client, "/zh-hant-tw/articles/a") == "/zh-hant/articles/a"
    assert location(client, "/", language="zh-TW") == "/zh-hant/"
    assert location(client, "/", language="en") == "/zh-hant/"
    assert client.get("/zh-hant/nothing").status == 404


def test_an_old_address_leads_to_the_article_for_good(sample: Client) -> None:
    aliases = [
        line.strip(" -\n")
        for line in (ROOT / "content/help/enlarge-text.md").read_text("utf-8").splitlines()
        if line.strip().startswith("- /")
    ]
    assert aliases
    for alias in aliases:
        answer = sample.get(alias)
        assert answer.status == 301, alias
        assert answer.headers["Location"] == "/articles/help/enlarge-text"


def test_chinese_names_on_english_pages_say_their_language(sample: Client) -> None:
    page = sample.page("/en/tags").page
    names = {words(name): name.get("lang") for name in page.iter("b")}
    assert names["排版"] == "zh-Hans"
    assert sample.page("/en/tags/%E6%8E%92%E7%89%88").text.count('lang="zh-Hans">排版') == 2
    entries = [a.get("lang") for a in sample.page("/en/columns/help").page.iter("a")]
    assert {"zh-Hans", "zh-Hant"} <= set(entries)


def test_a_tag_is_one_tag_in_either_script(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = tmp_path_factory.mktemp("tags")
    (content / "a.md").write_text(
        "---\ntags: 体育, Sport\n---\n# 简体题\n\n这里说体育。\n", "utf-8"
    )
    (content / "b.md").write_text(
        "---\ntags: 體育, SPORT\n---\n# 繁體題\n\n這裡說體育。\n", "utf-8"
    )
    client = serve(content)
    for edition, name in (("zh-hans", "体育"), ("zh-hant", "體育")):
        listed = [words(a) for a in client.page(f"/{edition}/tags").page.iter("a")]
        assert [text for text in listed if "育" in text] == [f"{name}2 篇文章"]
        for tag in ("%E4%BD%93%E8%82%B2", "%E9%AB%94%E8%82%B2", "sport"):
            text = client.page(f"/{edition}/tags/{tag}").text
            assert ("简体题" in text and "繁体题" in text) or (
                "簡體題" in text and "繁體題" in text
            )
    assert client.page("/zh-hant/tags/%E4%BD%93%E8%82%B2").h1 == "體育"
