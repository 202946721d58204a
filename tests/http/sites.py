"""A site that is read without pause while things happen to it."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.client import Answer, Client

SIZE = 200  # articles
READERS = 3
_COLUMNS = ("news", "culture", "people")


@dataclass
class Site:
    """A folder of articles, each with a version that only grows, and a server that shows it."""

    content: Path
    state: Path
    client: Client

    def __post_init__(self) -> None:
        self.versions = dict.fromkeys(range(SIZE), 1)  # the newest that was written
        self.seen = dict.fromkeys(range(SIZE), 0)  # the newest that a reader was shown

    def edit(self, number: int) -> None:
        """Write the next version of an article, as editors do: beside it, then in its place."""
        version = self.versions[number] + 1
        self.versions[number] = version
        write_version(self.content, number, version)

    def shown(self, number: int) -> int:
        """The version that a reader is shown, 0 where there is none now."""
        return version_in(self.client.get(f"/zh-hans/articles/{path_of(number)}"), number)

    def is_up_to_date(self, number: int) -> bool:
        """Whether a reader is shown the newest version."""
        return self.shown(number) == self.versions[number]

    def edit_and_see(self, number: int, seconds: float = 15.0) -> None:
        """The next version is shown within that time."""
        self.edit(number)
        await_(lambda: self.is_up_to_date(number), seconds, f"version of {number}")

    @property
    def index_folder(self) -> Path:
        """The folder of the index."""
        (found,) = self.state.glob("index-*")
        return found

    @property
    def database(self) -> Path:
        """The file of the index that is in use."""
        return (self.index_folder / "index.sqlite3").resolve()

    @property
    def texts(self) -> Path:
        """The file of its texts."""
        (found,) = self.index_folder.glob("texts-*.sqlite3")
        return found

    def indexer(self) -> int:
        """The process that keeps the index, 0 while it is changing."""
        text = (self.index_folder / "index.lock").read_text()
        return int(text) if text.endswith("\n") else 0

    def kill_indexer(self) -> None:
        """End the process that keeps the index, and wait for another that does."""
        await_(lambda: self.indexer() > 1, 15, "an indexer")
        victim = self.indexer()
        assert victim > 1  # 0 would be all of us
        os.kill(victim, signal.SIGKILL)
        await_(lambda: self.indexer() not in {0, victim}, 15, "another indexer")

    @contextmanager
    def read(self, longest_outage: float = 0.0) -> Iterator["Readers"]:
        """Read meanwhile; every answer must be right, but for some seconds of 503."""
        readers = Readers(self)
        try:
            yield readers
        finally:
            readers.stop()
        assert not readers.wrong, readers.wrong[:5]
        assert readers.count > 10
        assert readers.outage() <= longest_outage, f"{readers.outage()} s of 503"


class Readers:
    """Threads that read a site; `wrong` says what no reader should have met."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._stop = threading.Event()
        self.wrong: list[str] = []
        self.count = 0
        self._away: list[float] = []  # when a 503 was answered
        self._threads = [threading.Thread(target=self._run, args=(n,)) for n in range(READERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def outage(self) -> float:
        """The seconds between the first 503 and the last."""
        return max(self._away) - min(self._away) if self._away else 0.0

    def _run(self, seed: int) -> None:
        choice = random.Random(seed)
        while not self._stop.is_set():
            for read in (self._home, self._column, self._article, self._article, self._search):
                try:
                    read(choice.randrange(SIZE))
                except Exception as error:  # noqa: BLE001 - to be shown with the others
                    self.wrong.append(f"{read.__name__}: {error!r}")
                self.count += 1
            time.sleep(0.03)  # hundreds of pages a second, and room for what happens to them

    def _get(self, path: str) -> Answer | None:
        answer = self._site.client.get(path)
        if answer.status == 200:
            return answer
        if answer.status == 503 and answer.headers["Retry-After"]:
            self._away.append(time.monotonic())
        else:
            self.wrong.append(f"{path} answered {answer.status}")
        return None

    def _home(self, _number: int) -> None:
        if (answer := self._get("/zh-hans/")) and "</html>" not in answer.text:
            self.wrong.append("half a home page")

    def _column(self, number: int) -> None:
        answer = self._get(f"/zh-hans/columns/{_COLUMNS[number % 3]}")
        if answer and "</html>" not in answer.text:
            self.wrong.append("half a column")

    def _article(self, number: int) -> None:
        least = self._site.seen[number]
        if answer := self._get(f"/zh-hans/articles/{path_of(number)}"):
            version = version_in(answer, number)
            if not least <= version <= self._site.versions[number]:
                self.wrong.append(f"{number} has version {version}, after {least}")
            self._site.seen[number] = max(version, self._site.seen[number])

    def _search(self, number: int) -> None:
        if answer := self._get(f"/zh-hans/search?q=mark{number:03}x"):
            found = f"/articles/{path_of(number)}" in answer.text
            others = [n for n in range(SIZE) if n != number and f'{path_of(n)}"' in answer.text]
            if (found and others) or "</html>" not in answer.text:
                self.wrong.append(f"a search for {number} found {others}")


def path_of(number: int) -> str:
    return f"{_COLUMNS[number % 3]}/a{number:03}"


def write_version(content: Path, number: int, version: int) -> None:
    """Put a version of an article in its place."""
    file = content / f"{path_of(number)}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"_{file.name}")
    draft.write_text(text_of(number, version), "utf-8")
    draft.replace(file)


def text_of(number: int, version: int) -> str:
    day = f"20{10 + number % 9}-0{1 + number % 9}-1{number % 10}"
    body = "".join(f"县里的第{line}件事。\n\n" for line in range(30))
    return (
        f"---\ntitle: 第{number:03}篇\npublished: {day} 08:00\n---\n"
        f"mark{number:03}x 版本{version}开始。\n\n{body}版本{version}结束。\n"
    )


def version_in(answer: Answer, number: int) -> int:
    """The version of an article on its page; raises where it is not one version of it alone."""
    if answer.status != 200:
        return 0
    text = answer.text
    assert f"mark{number:03}x" in text, f"another article instead of {number}"
    version = int(text.partition("版本")[2].partition("开始")[0])
    assert f"版本{version}结束" in text, f"{number} is not whole"
    return version


def make_content(content: Path) -> None:
    for number in range(SIZE):
        write_version(content, number, 1)


def await_(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something is so."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"not in {seconds} s: {what}"
        time.sleep(0.02)
