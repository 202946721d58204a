"""The folder is edited while the site runs."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.client import Client
from tests.conftest import Serve, running


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "first.md").write_text("# 第一篇\n\n原来的话。\n", "utf-8")
    return tmp_path


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds; the site looks once a second."""
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.1)
    return False


def status(client: Client, path: str) -> int:
    return client.get(f"/zh-hans/articles/{path}").status


def test_new_changed_and_deleted_files_appear_without_a_restart(
    serve: Serve, content: Path
) -> None:
    client = serve(content)
    first = content / "news" / "first.md"
    assert "原来的话" in client.page("/zh-hans/articles/news/first").text
    (content / "news" / "second.txt").write_text("第二篇\n\n新来的。\n", "utf-8")
    assert soon(lambda: status(client, "news/second") == 200)
    assert "第二篇" in client.page("/zh-hans/columns/news").text
    first.write_text("# 第一篇\n\n改过的话。\n", "utf-8")
    assert soon(lambda: "改过的话" in client.get("/zh-hans/articles/news/first").text)
    first.write_text("---\ntitle: [坏\n---\n坏了\n", "utf-8")
    time.sleep(2.5)
    assert "改过的话" in client.page("/zh-hans/articles/news/first").text
    first.unlink()
    assert soon(lambda: status(client, "news/first") == 404)
    assert client.page("/zh-hans/")


def test_a_scheduled_article_appears_when_its_time_comes(serve: Serve, content: Path) -> None:
    client = serve(content)
    time_to_come = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(seconds=4)
    front = f"---\ntitle: 预告\npublished: {time_to_come:%Y-%m-%d %H:%M:%S}\n---\n"
    (content / "news" / "soon.md").write_text(f"{front}到时候了。\n", "utf-8")
    assert status(client, "news/soon") == 404
    time.sleep(2)
    assert status(client, "news/soon") == 404
    assert soon(lambda: status(client, "news/soon") == 200)


def test_a_folder_that_is_away_for_a_while_costs_no_article(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text("# 还在\n\n文\n", "utf-8")
    with running(tmp_path, content, expects_errors=True) as client:
        assert soon(lambda: status(client, "a") == 200)
        content.rename(tmp_path / "away")
        time.sleep(2.5)
        assert status(client, "a") == 200
        (tmp_path / "away").rename(content)
        (content / "b.md").write_text("# 新的\n\n文\n", "utf-8")
        assert soon(lambda: status(client, "b") == 200)
