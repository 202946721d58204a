"""One site for all attacks: behind TLS and one proxy, with hosts of its own and hostile content."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, running
from tests.hardening.vectors import BODIES, LINES
from tests.http.sites import await_

GROUP = pytest.mark.xdist_group("hardening")
COSTLY = 12  # a minute
_LEFT = 15  # seconds of a minute that are enough for so many
SVG = """<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" viewBox="0 0 9 9">
<style>rect { fill: green }</style><script>alert(1)</script>
<rect width="9" height="9"/></svg>"""


@pytest.fixture(scope="session")
def fortress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The sample site, and articles that hold every vector in their text or their fields."""
    content = tmp_path_factory.mktemp("fortress") / "content"
    shutil.copytree(ROOT / "content", content)
    write_hostile_articles(content / "xss")
    with running(
        tmp_path_factory.mktemp("server"),
        content,
        SITE_URL="https://county.example",
        TRUSTED_HOSTS="county.example .county.example 127.0.0.1",
        PROXY_HOPS="1",
        COSTLY_PER_MINUTE=str(COSTLY),
    ) as client:
        # While not all is read, what is missing may yet come.
        await_(lambda: client.get("/zh-hans/none").status == 404, 120, "an index of all")
        yield client


def write_hostile_articles(folder: Path) -> None:
    """All vectors: in texts, in every field of the front matter, in names of files."""
    folder.mkdir()
    for number, vector in enumerate(BODIES):
        front = f"---\ntitle: 体{number}\npublished: 2020-01-02\n---\n"
        text = f"{front}开头一段。\n\n{vector}\n\n结尾。\n"
        (folder / f"body-{number:03}.md").write_text(text, "utf-8")
    for number, line in enumerate(LINES):
        given = json.dumps(line)  # YAML reads JSON
        fields = [f"{name}: {given}" for name in ("title", "author", "source", "summary", "editor")]
        fields += [f"tags: [{given}, {given[:-1]}乙{given[-1]}]", "published: 2021-02-03"]
        fields += [f"source_url: {given}", f"cover: {given}", f"keywords: {given}"]
        text = "---\n" + "\n".join(fields) + f"\n---\n文{number}。\n"
        (folder / f"line-{number:03}.md").write_text(text, "utf-8")
    for number, name in enumerate(
        ('"onclick=alert(1)', "<img src=x onerror=alert(1)>", "'-alert`1`-'")
    ):
        (folder / f"{name}.md").write_text(f"# 名{number}\n\n文。\n", "utf-8")
    for name in (
        "drawing.svg",
        "page.xhtml",
        "page.shtml",
        "run.js",
        "run.swf",
        "run.xml",
        "x.mht",
    ):
        (folder / name).write_text(SVG, "utf-8")
    (folder / "sheet.csv").write_text("=HYPERLINK(1)", "utf-8")
    (folder / "loud.png").write_text("<script>alert(1)</script>", "utf-8")


def within_a_minute() -> None:
    """Wait for the next of the server's minutes, if this one is nearly over."""
    left = 60 - time.monotonic() % 60
    if left < _LEFT:
        time.sleep(left)
