"""Real servers for the tests: `qingdu serve` on a port of its own, stopped afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from reader.language.conversion.dictionaries import Dictionaries, prepare
from tests.browsers import browser, playwright
from tests.client import Client
from tests.commands import TABLES, Command
from tests.databases import database, database_url, migrated_file, postgresql, redis
from tests.sharing import share_templates

__all__ = [  # fixtures
    "browser", "database", "database_url", "migrated_file", "playwright", "postgresql", "redis",
]  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus" / "articles"
SEED = SHARED / "seed" / "xunyang-article.txt"

share_templates()

Serve = Callable[..., Client]

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not here"
)
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the seed (../shared/seed) is not here")


@cache
def conversion_tables() -> Dictionaries:
    """The tables that every state folder would make for itself, in more than a second."""
    return prepare(TABLES)


def state_with_tables(state: Path) -> Path:
    """A state folder of a site that was started before: what is the same for all, nothing else."""
    tables = conversion_tables().folder
    for shared in (tables, *sorted((TABLES / "static").glob("*"))):
        link = state / shared.relative_to(TABLES)
        if not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(shared)
    return state


def deployment(folder: Path, content: Path, **settings: str) -> dict[str, str]:
    """The environment of a site over `content` with its state in `folder`."""
    state_with_tables(folder / "state")
    return new_deployment(folder, content, **settings)


def new_deployment(folder: Path, content: Path, **settings: str) -> dict[str, str]:
    """The same for a site that is started for the first time: without a state folder."""
    environment = {key: value for key, value in os.environ.items() if "QINGDU" not in key}
    environment |= {"QINGDU_CONTENT": str(content), "QINGDU_STATE": str(folder / "state")}
    return environment | {f"QINGDU_{key}": value for key, value in settings.items()}


@contextmanager
def running(
    folder: Path,
    content: Path,
    *options: str,
    expects_errors: bool = False,
    root: Path | None = None,
    **settings: str,
) -> Iterator[Client]:
    """A server over `content`, with its state and log in `folder`, on a free port or a given one.

    Without an option that says otherwise one worker answers, so what it keeps is there.

    With a `root` it is the release that lies there, and a program of its own.
    Its log must stay clean, or without a traceback at least where errors are expected.
    """
    given = dict(pairwise(options)).get("--port")
    port = int(given) if given else free_port()
    log = folder / "server.log"
    environment = deployment(folder, content, **settings)
    arguments = ["serve", "--port", str(port), "--workers", "1", *options]
    process = (
        _program(root, arguments, environment, log)
        if root
        else Command(arguments, environment, log)
    )
    try:
        _await(process, port, log)
        yield Client(f"http://127.0.0.1:{port}", str(log))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert process.returncode == 0
    text = log.read_text()
    assert "Traceback" not in text, text
    assert expects_errors or "ERROR" not in text, text


def _program(
    root: Path, arguments: list[str], environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "reader", *arguments],
            cwd=root, env=environment, stdout=output, stderr=output,
        )  # fmt: skip


@contextmanager
def _starting(folders: pytest.TempPathFactory) -> Iterator[Serve]:
    with ExitStack() as stack:

        def start(content: Path, *options: str, **settings: str) -> Client:
            folder = folders.mktemp("server")
            server = running(folder, content, *options, expects_errors=False, root=None, **settings)
            return stack.enter_context(server)

        yield start


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers that live as long as the tests of a module: more would fill the memory."""
    with _starting(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="session")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers that many modules ask, and that live as long as the test session."""
    with _starting(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="session")
def sample(serve_all: Serve) -> Client:
    """The sample site of the repository."""
    return serve_all(ROOT / "content")


@pytest.fixture(scope="session")
def corpus(serve_all: Serve) -> Client:
    """The 230 real articles, which have no site.toml."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus (../shared/corpus) is not here")
    return serve_all(CORPUS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(process: Command | subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(1200):
        if "Open http" in log.read_text():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"no server on port {port}: {log.read_text()}")
