"""A server that is started again: readers are answered at once, and by nothing that is old."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.client import Client
from tests.conftest import ROOT, deployment, free_port
from tests.http.sites import await_

pytestmark = pytest.mark.thorough

HOME = "/zh-hans/"
TEXT = "# 题目\n\n" + "县里的第一件事，已经写好了。\n\n" * 20


class Starts:
    """Starts of one deployment, one after the other, always at the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.log = folder / "server.log"
        self.content.mkdir(parents=True)
        (self.content / "a.md").write_text(TEXT, "utf-8")
        self._port = free_port()
        self.client = Client(f"http://127.0.0.1:{self._port}")

    def begin(self, *options: str) -> subprocess.Popen[bytes]:
        """Start the server, and do not wait for it."""
        command = [sys.executable, "-m", "reader", "serve", "--port", str(self._port), *options]
        environment = deployment(self.folder, self.content)
        with self.log.open("wb") as output:
            return subprocess.Popen(
                command, env=environment, cwd=ROOT, stderr=output, stdout=output
            )

    @contextmanager
    def running(self, *options: str) -> Iterator[subprocess.Popen[bytes]]:
        """A server from its start to its end, whose log must be clean."""
        process = self.begin(*options)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        assert "Traceback" not in self.log.read_text()
        assert "ERROR" not in self.log.read_text()

    def is_open(self) -> bool:
        """Whether the lasting servers answer, from an index that is up to date."""
        return "Open http" in self.log.read_text()

    def first(self, path: str = HOME) -> str:
        """The first answer that there is."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            with suppress(OSError):
                answer = self.client.get(path)
                assert answer.status == 200
                return answer.text
            time.sleep(0.005)
        pytest.fail(self.log.read_text())

    def read(self, path: str = HOME) -> None:
        """Have a page archived."""
        with self.running():
            await_(self.is_open, 20, "a server")
            self.first(path)
            (folder,) = (self.folder / "state").glob("index-*")
            pages = folder / "pages.sqlite3"
            await_(lambda: path.encode() in everything(pages), 10, "an archived page")


def everything(file: Path) -> bytes:
    """What is in a database and its log."""
    files = [file, file.with_name(f"{file.name}-wal")]
    return b"".join(one.read_bytes() for one in files if one.exists())


@pytest.fixture(scope="module")
def read_before(tmp_path_factory: pytest.TempPathFactory) -> Starts:
    """A site whose home page was read and archived; beside it a copy of all its files."""
    starts = Starts(tmp_path_factory.mktemp("restart") / "site")
    starts.read()
    shutil.copytree(starts.folder, starts.folder.with_name("kept"), symlinks=True)
    return starts


@pytest.fixture
def starts(read_before: Starts) -> Starts:
    """The same, as it was before any other test."""
    shutil.rmtree(read_before.folder)
    kept = read_before.folder.with_name("kept")
    shutil.copytree(kept, read_before.folder, symlinks=True)
    return read_before


def test_a_page_is_answered_before_the_lasting_servers_are_there(starts: Starts) -> None:
    with starts.running():
        assert "题目" in starts.first()
        assert starts.log.read_text() == ""  # nothing else was ready
        assert starts.client.get(HOME).headers["Connection"] == "close"
        await_(lambda: not starts.client.get(HOME).headers["Connection"], 20, "a lasting server")
        await_(starts.is_open, 20, "the index")


@pytest.mark.parametrize("options", [(), ("--workers", "3")])
def test_nobody_notices_when_the_lasting_servers_take_over(
    starts: Starts, options: tuple[str, ...]
) -> None:
    wrong: list[str] = []
    with starts.running(*options):
        starts.first()
        done = threading.Event()

        def work() -> None:
            while not done.is_set():
                try:
                    if "</html>" not in starts.client.get(HOME).text:
                        wrong.append("half a page")
                except Exception as error:  # noqa: BLE001 - to be shown
                    wrong.append(repr(error))

        readers = [threading.Thread(target=work) for _ in range(3)]
        for reader in readers:
            reader.start()
        await_(starts.is_open, 20, "the index")
        time.sleep(0.5)
        done.set()
        for reader in readers:
            reader.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/zh-hant/articles/a", "寫好"),
        ("/zh-hans/search?q=县里", "题目"),
        ("/zh-hans-pinyin/articles/a", "<rt>"),
        ("/static/", ""),
    ],
)
def test_what_is_not_archived_is_made_at_once(starts: Starts, path: str, text: str) -> None:
    with starts.running():
        starts.first()
        answer = starts.client.get(path.replace("县里", "%E5%8E%BF%E9%87%8C"))
        assert answer.headers["Connection"] == "close"
        assert answer.status == (200 if text else 404)
        assert text in answer.text


def _edit(starts: Starts) -> None:
    with starts.running():
        await_(starts.is_open, 20, "a server")
        starts.first("/zh-hans/articles/a")
        (starts.content / "a.md").write_text(TEXT.replace("题目", "新题"), "utf-8")
        await_(lambda: "新题" in starts.first("/zh-hans/articles/a"), 20, "the edit")


def _rename_the_site(starts: Starts) -> None:
    (starts.content / "site.toml").write_text('name = "新题网"', "utf-8")


@pytest.mark.parametrize("change", [_edit, _rename_the_site])
def test_no_old_page_is_answered_after_a_change(
    starts: Starts, change: Callable[[Starts], None]
) -> None:
    change(starts)
    with starts.running():
        assert "新题" in starts.first()
        await_(starts.is_open, 20, "a server")


def test_an_edit_while_nothing_ran_is_seen_soon(starts: Starts) -> None:
    (starts.content / "a.md").write_text(TEXT.replace("题目", "新题"), "utf-8")
    with starts.running():
        starts.first()
        await_(lambda: "新题" in starts.first(), 20, "the edit")


def test_a_lost_index_and_a_damaged_archive_are_borne(starts: Starts) -> None:
    (folder,) = (starts.folder / "state").glob("index-*")
    for file in folder.glob("index*"):
        file.unlink()
    with starts.running():
        assert "题目" in starts.first()
        await_(starts.is_open, 20, "a server")
    (folder / "pages.sqlite3").write_bytes(os.urandom(20_000))
    with starts.running():
        assert "题目" in starts.first()
        await_(starts.is_open, 20, "a server")


def test_a_mistake_in_site_toml_is_told_after_pages_were_archived(starts: Starts) -> None:
    (starts.content / "site.toml").write_text("page_size = 0", "utf-8")
    process = starts.begin()
    assert process.wait(20) == 2
    assert "page_size" in starts.log.read_text()


def test_a_stop_at_any_moment_of_the_start_ends_everything(starts: Starts) -> None:
    for tenths in range(1, 16):
        process = starts.begin()
        time.sleep(tenths * 0.07)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
        assert "Traceback" not in starts.log.read_text(), tenths
        with pytest.raises(OSError, match="refused"):
            starts.client.get(HOME)
        assert str(starts.folder) not in environments(), tenths


def environments() -> str:
    """The environments of all processes, where they can be read."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            found.append(file.read_bytes().decode("utf-8", "replace"))
    return "\n".join(found)
