"""`wsgi:app` under gunicorn and uWSGI, as docs/serving.md has it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, deployment, free_port
from tests.http.serving import children
from tests.http.sites import Site, await_, make_content, path_of

pytestmark = pytest.mark.xdist_group("other-servers")

_PLUGIN = f"python{sys.version_info.major}{sys.version_info.minor}"


def documented(server: str) -> list[str]:
    """The command that the documentation gives for a server."""
    text = (ROOT / "docs" / "serving.md").read_text("utf-8")
    (found,) = re.findall(rf"^{server} .*?$(?<!\\)", text, re.MULTILINE | re.DOTALL)
    return str(found).replace("\\\n", " ").split()


def command(server: str, port: int) -> list[str]:
    """The same on this machine: another port, this Python."""
    words = [word.replace(":8000", f":{port}") for word in documented(server)]
    if server == "gunicorn":
        return [sys.executable, "-m", *words]
    if not shutil.which("uwsgi"):
        pytest.skip("uWSGI is not here: apt-get install uwsgi-core uwsgi-plugin-python3")
    words = [_PLUGIN if word == "python3" else word for word in words]
    words = [sys.prefix if word == ".venv" else word for word in words]
    test = subprocess.run([*words[:3], "--version"], capture_output=True, check=False)
    if test.returncode or b"unable to load" in test.stderr:
        pytest.skip(f"uWSGI here has no plug-in {_PLUGIN}, for the Python of these tests")
    return words


@contextmanager
def served(
    folder: Path, server: str, *, has_indexer: bool = False
) -> Iterator[tuple[Site, subprocess.Popen[bytes]]]:
    """A site of 200 articles under a server, stopped as its supervisor would."""
    make_content(folder / "content")
    environment = deployment(folder, folder / "content")
    port, log = free_port(), folder / "log"
    client = Client(f"http://127.0.0.1:{port}", str(log))
    site = Site(folder / "content", folder / "state", client)
    processes: list[subprocess.Popen[bytes]] = []
    with log.open("wb") as output:

        def start(words: list[str]) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                words, env=environment, cwd=ROOT, stderr=output, stdout=output
            )  # fmt: skip

        if has_indexer:  # who comes first keeps the index
            processes.append(start([sys.executable, "-m", "reader", "index", "--watch"]))
            await_(lambda: _has_indexer(site), 60, "an indexer")
        processes.insert(0, start(command(server, port)))
    try:
        await_(lambda: _answers(client), 60, f"a server: {log.read_text()}")
        yield site, processes[0]
    finally:
        workers = children(processes[0].pid)
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(60)
    assert processes[0].returncode == 0, log.read_text()
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert "Traceback" not in log.read_text(), log.read_text()


def _has_indexer(site: Site) -> bool:
    with suppress(OSError, ValueError):  # there is no folder yet, or no file in it
        return site.indexer() != 0
    return False


def _answers(client: Client) -> bool:
    with suppress(OSError):
        return client.get(f"/zh-hans/articles/{path_of(0)}").status == 200
    return False


def _all_see(site: Site, number: int) -> None:
    """Every worker comes to show the newest version, whichever is asked."""
    await_(lambda: all(site.is_up_to_date(number) for _ in range(12)), 30, f"the edit of {number}")


@pytest.mark.parametrize("server", ["gunicorn", "uwsgi"])
def test_one_worker_keeps_the_index_and_another_takes_that_over(
    tmp_path: Path, server: str
) -> None:
    with served(tmp_path, server) as (site, process):
        site.edit(0)
        _all_see(site, 0)
        before = site.indexer()
        assert before in children(process.pid)
        os.kill(before, signal.SIGKILL)
        _another_keeps_it(site, before)
        site.edit(1)
        _all_see(site, 1)
        assert site.indexer() in children(process.pid)


def _another_keeps_it(site: Site, before: int) -> None:
    """A worker becomes the indexer when it is asked something for the first time."""
    limit = time.monotonic() + 60
    while site.indexer() in {0, before}:
        assert time.monotonic() < limit
        with suppress(OSError):
            site.shown(2)


@pytest.mark.parametrize("server", ["gunicorn", "uwsgi"])
def test_workers_follow_an_indexer_of_its_own(tmp_path: Path, server: str) -> None:
    with served(tmp_path, server, has_indexer=True) as (site, process):
        for number in range(3):
            for _ in range(12):
                site.shown(number)
            site.edit(number)
            _all_see(site, number)
        assert site.indexer() not in children(process.pid)
