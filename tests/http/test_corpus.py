"""The 230 real articles and the seed page, through the real server."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.client import Answer, Client, check_page, words
from tests.conftest import CORPUS, ROOT, SEED, Serve, needs_corpus, needs_seed
from tests.epubcheck import JAVA

EDITIONS = ("zh-hans", "zh-hant", "zh-hant-hk", "en", "zh-hans-pinyin")
ARTICLES = sorted(
    str(file.relative_to(CORPUS).with_suffix(""))
    for file in CORPUS.glob("*/*")
    if file.suffix in {".md", ".txt"}
)


@needs_corpus
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_real_article_is_served(corpus: Client, edition: str) -> None:
    def fetched(path: str) -> Answer:
        return corpus.get(f"/{edition}/articles/{path}")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(fetched, ARTICLES))
    assert len(answers) == 230
    assert {answer.status for answer in answers} == {200}
    for answer in answers[::8]:
        check_page(answer)


@needs_corpus
@pytest.mark.parametrize("edition", EDITIONS)
def test_home_and_columns_of_the_corpus(corpus: Client, edition: str) -> None:
    corpus.page(f"/{edition}/")
    for column in ("hans", "hant"):
        for number in range(1, 9 if column == "hans" else 5):
            corpus.page(f"/{edition}/columns/{column}?page={number}")
    corpus.page(f"/{edition}/tags")
    corpus.page(f"/{edition}/archive")


@needs_corpus
def test_titles_are_those_the_corpus_tells(corpus: Client) -> None:
    manifest = (CORPUS.parent / "manifest.jsonl").read_text("utf-8").splitlines()
    articles = [entry for entry in map(json.loads, manifest) if entry["kind"] == "article"]
    # The manifest gives the six of genre `page` shorter titles than their files do.
    entries = [entry for entry in articles if entry["genre"] != "page"]
    assert len(entries) == 224
    wrong = []
    for entry in entries:
        path = entry["file"].removeprefix("articles/").rpartition(".")[0]
        edition = f"zh-{entry['script']}"
        title = corpus.get(f"/{edition}/articles/{path}").h1
        if title.replace(" ", "") != entry["title"].replace(" ", ""):
            wrong.append((path, title, entry["title"]))
    assert not wrong, wrong


@needs_corpus
def test_no_traditional_article_changes_in_a_traditional_edition(corpus: Client) -> None:
    for path in [path for path in ARTICLES if path.startswith("hant/")][::9]:
        generic = corpus.get(f"/zh-hant/articles/{path}").page
        own = corpus.get(f"/en/articles/{path}").page
        texts = [
            words(next(e for e in page.iter("div") if e.get("class") == "text"))
            for page in (generic, own)
        ]
        assert texts[0] == texts[1]


@needs_seed
def test_the_seed_page_appears_with_its_facts(serve: Serve, tmp_path: Path) -> None:
    text = SEED.read_text("utf-8")
    body = "\n\n".join(line for line in text.split("\n") if len(line) > 60)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "seed.md").write_text(
        "---\ntitle: 縣公安脫貧攻堅戰場呈現新氣象\nauthor: 張力\npublished: 2018-11-12 14:41\n"
        f"source: 本站原創\neditor: 徐斯征\n---\n{body}\n",
        "utf-8",
    )
    client = serve(tmp_path)
    traditional = words(client.page("/zh-hant/articles/news/seed").page)
    assert "作者：張力 發布時間：2018-11-12 14:41 來源：本站原創" in traditional
    assert "【責任編輯：徐斯征】" in traditional
    simplified = client.page("/zh-hans/articles/news/seed")
    assert simplified.h1 == "县公安脱贫攻坚战场呈现新气象"
    assert "作者：张力 发布时间：2018-11-12 14:41 来源：本站原创" in words(simplified.page)
    assert "【责任编辑：徐斯征】" in words(simplified.page)


def test_the_nu_checker_finds_nothing(sample: Client, tmp_path: Path) -> None:
    """Every page type in every script, held against the HTML standard by validator.nu."""
    jar = ROOT / "tests/tools/node_modules/vnu-jar/build/dist/vnu.jar"
    if not jar.is_file():
        pytest.skip("the Nu checker is not installed (make tools)")
    pages = ("", "columns", "columns/help", "archive", "archive/2026/03", "tags", "preferences",
             "articles/help/enlarge-text", "articles/essays/one-to-many",
             "articles/publish/images-tables-footnotes", "share/help/print",
             "save/help/print", "print/help/print", "print/publish/images-tables-footnotes",
             "search", "search?q=%E5%AD%97", "search?q=zzz&column=help", "search?q=a&year=x",
             "articles/essays/from-woodblock-to-screen", "nothing")  # fmt: skip
    for edition in ("zh-hans", "zh-hant", "en", "zh-hans-pinyin", "zh-hant-tw-zhuyin"):
        for page in pages:
            name = f"{edition}-{re.sub('[/?]', '-', page)}.html"
            (tmp_path / name).write_bytes(sample.get(f"/{edition}/{page}").body)
    run = subprocess.run(
        [*JAVA, "-Xss4m", "-jar", str(jar), "--format", "gnu", "--also-check-css", str(tmp_path)],
        capture_output=True, timeout=180, check=False,
    )  # fmt: skip
    # Its CSS part is older than container queries (CSS Containment 3).
    lines = [line for line in run.stderr.decode().splitlines() if "container" not in line]
    # It guesses languages by letters, and takes pinyin for Vietnamese.
    guess = re.compile(r"(?:pinyin|zhuyin)-.*appears to be written in")
    lines = [line for line in lines if not guess.search(line)]
    messages = [line for line in lines if ": error" in line or "warning" in line]
    assert not messages, "\n".join(messages[:20])
