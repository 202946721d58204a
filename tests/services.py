"""Real database servers for tests and benchmarks, each with a folder and a port of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from pwd import getpwnam
from types import TracebackType
from typing import Self

import psycopg

from reader.accounts.database import Database

_SECONDS = 60.0  # to start or stop, on a busy machine


class Service(ABC):
    """A server process that can be stopped, started again with what it kept, and frozen."""

    def __init__(self) -> None:
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @cached_property
    def folder(self) -> Path:
        """What it keeps, and its log."""
        folder = Path(tempfile.mkdtemp(prefix=f"qingdu-{type(self).__name__.lower()}-"))
        if self._user:
            shutil.chown(folder, self._user)
        return folder

    _user: str | None = None  # whom it runs as

    @property
    @abstractmethod
    def _command(self) -> Sequence[str | Path]: ...

    _stop_signal = signal.SIGTERM

    @abstractmethod
    def _answers(self) -> bool:
        """Whether it can be asked."""

    def start(self) -> None:
        """Start it and wait until it answers."""
        assert self._process is None
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                user=self._user, group=self._user, extra_groups=[] if self._user else None,
                start_new_session=True,
            )  # fmt: skip
        limit = time.monotonic() + _SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < limit, (self.folder / "log").read_text()
            time.sleep(0.03)

    def stop(self) -> None:
        """End it in good order, whatever its clients do; they lose their connections."""
        if self._process is None:
            return
        self.thaw()
        self._process.send_signal(self._stop_signal)
        self._process.wait(_SECONDS)
        self._process = None

    def freeze(self) -> None:
        """Hold all its processes: it takes connections, and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(number)  # first of all: a parent that is held starts no child
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        for child in children.read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), number)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder)


class PostgreSQL(Service):
    """PostgreSQL on the loopback, open to all there; its disk is not waited for."""

    _stop_signal = signal.SIGINT  # "fast": does not wait for clients

    def __init__(self, connections: int = 60) -> None:
        super().__init__()
        self._user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        self._options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": str(connections),
            "shared_buffers": "32MB",
        }
        self._numbers = count(1)

    @property
    def url(self) -> str:
        """The address of a database with nothing in it."""
        return self._url("postgres")

    @property
    def _command(self) -> Sequence[str | Path]:
        options = [f"--{name}={value}" for name, value in self._options.items()]
        return [_program("postgres"), "-D", self._cluster, *options]

    @cached_property
    def _cluster(self) -> Path:
        assert self._user is None or getpwnam(self._user)
        cluster = self.folder / "cluster"
        subprocess.run(
            [
                _program("initdb"), "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync", "--no-instructions",
            ],
            check=True, capture_output=True, cwd=self.folder,
            user=self._user, group=self._user, extra_groups=[] if self._user else None,
        )  # fmt: skip
        return cluster

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The address of a new database with all tables; gone afterwards."""
        name = f"fresh{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The address of a new database without tables; gone afterwards."""
        name = f"empty{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        yield self._url(name)
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @cached_property
    def _template(self) -> str:
        self._execute("CREATE DATABASE migrated")
        migrate(self._url("migrated"))
        return "migrated"

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


class Redis(Service):
    """Redis on the loopback, which keeps nothing when it stops."""

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def _command(self) -> Sequence[str | Path]:
        return [
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", self.folder,
        ]  # fmt: skip

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16) == b"+PONG\r\n"
        except OSError:
            return False


def migrate(url: str) -> None:
    """Give a database its tables."""
    database = Database(url, Path())
    with database.migrations() as migrations:
        migrations.upgrade()
    database.close()


def _program(name: str) -> Path:
    """A program of the newest PostgreSQL of this machine."""
    found = [Path(place) for place in [shutil.which(name)] if place]
    found += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not here: make tools"
    return found[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
