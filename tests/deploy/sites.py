"""The servers behind the proxies, which can be frozen and killed."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.client import Answer, Client
from tests.commands import Command
from tests.conftest import ROOT, deployment, free_port
from tests.deploy.readers import HOST
from tests.http.sites import await_


@dataclass
class Site:
    """A server of the sample site, of a process group of its own."""

    port: int
    base: str
    process: Command
    log: Path

    def get(self, path: str, headers: dict[str, str | bytes] | None = None) -> Answer:
        """What it answers by itself."""
        client = Client(f"http://127.0.0.1:{self.port}")
        return client.get(self.base + path, {"Host": HOST, **(headers or {})})

    def await_open(self) -> None:
        """Wait until it says that it answers."""
        await_(self._is_open, 120, "the site")

    def _is_open(self) -> bool:
        text = self.log.read_text()
        assert self.process.poll() is None, text
        return "Open http" in text

    def signal(self, number: int) -> None:
        """Send a signal to all its processes."""
        os.killpg(self.process.pid, number)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, and says nothing."""
        self.signal(signal.SIGSTOP)
        try:
            # On a busy machine a thread may go on until the one that is told has its turn.
            await_(lambda: set(states_of(self.process.pid)) <= set("TZ"), 30, "stopped processes")
            yield
        finally:
            self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a lack of memory does."""
        self.signal(signal.SIGKILL)
        self.process.wait()


def states_of(group: int) -> Iterator[str]:
    """What the threads of a process group do, each by the letter of proc(5)."""
    for file in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
        with suppress(OSError):  # it has ended
            state, _parent, its_group = file.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group:
                yield state


@contextmanager
def site(
    folder: Path, database_url: str, *hosts: str, base: str = "", content: Path = ROOT / "content",
    redis_url: str = "",
) -> Iterator[Site]:  # fmt: skip
    """A server as it is deployed behind a proxy, as soon as it has been started."""
    port = free_port()
    environment = deployment(
        folder,
        content,
        SITE_URL=f"https://{HOST}{base}",
        TRUSTED_HOSTS=HOST,
        PROXY_HOPS="1",
        DATABASE_URL=database_url,
        REDIS_URL=redis_url,
    )
    options = [option for host in hosts for option in ("--host", host)]
    log = folder / "log"
    process = Command(["serve", "--port", str(port), *options], environment, log)
    found = Site(port, base, process, log)
    try:
        yield found
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    assert "Traceback" not in log.read_text(), log.read_text()
