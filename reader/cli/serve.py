"""`qingdu serve`: the production server, on IPv4 and IPv6."""

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Iterable, Sequence
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from types import FrameType

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from reader.app import create_app
from reader.config.settings import PREFIX, Settings
from reader.domain.errors import SettingsError
from reader.indexing import make_indexer
from reader.storage.index.schema import IndexFiles
from reader.web.services import services

_LOOPBACK = ("127.0.0.1", "::1")
_MAX_HEADER = 64 * 1024  # bytes; a larger head is answered 431
_DEFAULT_PORT = 8000
_START_TIMEOUT = 30.0  # seconds
# A thread is held while a slow reader sends a form or fetches a file; one alone would let a single
# stalled phone stop the site.
_THREADS = 32
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_FIRST_INDEX = 20.0  # seconds to wait for a first index before saying that the site is open
_INDEXER_NICE = 5  # readers come first
_PAUSE = 0.2  # seconds until an indexer that ended is replaced
_PR_SET_PDEATHSIG = 1  # prctl(2)

_application: list[Flask] = []  # one, made before the workers are forked


@click.command()
@click.option("--host", "hosts", multiple=True, help="Address to listen on; may be repeated.")
@click.option("--port", default=_DEFAULT_PORT, type=click.IntRange(1, 65535), show_default=True)
@click.option(
    "--workers", default=1, type=click.IntRange(1, 64), show_default=True,
    help="Processes for each address.",
)  # fmt: skip
def serve(hosts: tuple[str, ...], port: int, workers: int) -> None:
    """Serve the site, by default on 127.0.0.1 and ::1; stop with Ctrl-C."""
    _set_site_url(hosts or _LOOPBACK, port)
    settings = Settings.from_environment(os.environ)
    _set_state(settings)
    addresses = _usable(_resolved(hosts, port) or _LOOPBACK, port, is_default=not hosts)
    _application.append(create_app(Settings.from_environment(os.environ), keeps_index=False))
    processes = _Processes(addresses, port, workers)
    processes.start()
    for address in addresses:
        _await(address, port, processes.servers)
        shown = f"[{address}]" if ":" in address else address
        click.echo(f"qingdu listens on http://{shown}:{port}", err=True)
    if not processes.await_index():
        click.echo("The articles are still being read in; the newest are there first.", err=True)
    click.echo(f"Open {settings.site_url or f'http://localhost:{port}'}/", err=True)
    processes.supervise()


def application() -> Flask:
    """The application for Granian's workers and the indexer, which are forked after it is made."""
    return _application[0]


def run_indexer(is_current: Event) -> None:
    """Keep the index up to date until told to stop, or until the supervisor is gone.

    It works with the application's settings, site and search terms; its connections are its own.
    """
    _begin_process()
    os.nice(_INDEXER_NICE)
    with application().app_context():
        parts = services()
    files = IndexFiles.of(parts.settings.state, parts.settings.content)
    indexer = make_indexer(parts.settings, parts.site, files, parts.terms)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: indexer.stop())

    def when_current() -> None:
        is_current.set()
        parts.terms.load_readings()

    indexer.run(when_current)


def run_server(address: str, port: int, workers: int) -> None:
    """Serve the site on one address until told to stop, or until the supervisor is gone."""
    _begin_process()
    Granian(
        "reader.cli.serve:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(max_buffer_size=_MAX_HEADER),
        log_level=LogLevels.error,  # its warnings are about the number of threads, chosen above
    ).serve()


def _begin_process() -> None:
    """What a forked process does first: it ends with its supervisor, whose signals are not its."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _set_state(settings: Settings) -> None:
    """All processes share one index, in a temporary folder where the state cannot be written."""
    files = IndexFiles.of(settings.state, settings.content)
    if not files.folder.is_relative_to(settings.state):
        os.environ[f"{PREFIX}STATE"] = str(files.folder)


def _resolved(hosts: Iterable[str], port: int) -> list[str]:
    """The addresses that host names stand for."""
    addresses: dict[str, None] = {}  # a set in order
    for host in hosts:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SettingsError(f"--host {host}: {error.strerror}.") from error
        addresses |= {str(address[4][0]): None for address in found}
    return list(addresses)


def _usable(hosts: Iterable[str], port: int, *, is_default: bool) -> list[str]:
    """The addresses that can be listened on; one that was asked for by name must be."""
    usable = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            missing_ipv6 = is_default and host == "::1" and not _is_port_taken(error)
            if missing_ipv6:
                click.echo("This machine has no IPv6; serving on IPv4 only.", err=True)
                continue
            raise SettingsError(
                f"Cannot listen on {host} port {port}: {error.strerror}. Stop what uses it, or "
                "choose another with --port or --host."
            ) from error
        usable.append(host)
    return usable


def _is_port_taken(error: OSError) -> bool:
    return error.errno == 98  # EADDRINUSE


def _set_site_url(addresses: Sequence[str], port: int) -> None:
    """On the loopback addresses the site's public address is known; elsewhere it must be told."""
    if os.environ.get(f"{PREFIX}SITE_URL"):
        return
    if set(addresses) <= set(_LOOPBACK):
        os.environ[f"{PREFIX}SITE_URL"] = f"http://localhost:{port}"
    else:
        click.echo(
            f"{PREFIX}SITE_URL is not set: pages have no canonical address and no QR codes. Set "
            "it to the public address of the site.",
            err=True,
        )


def _await(address: str, port: int, servers: Sequence[BaseProcess]) -> None:
    """Wait until the address answers, or a server has ended."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline and all(server.is_alive() for server in servers):
        try:
            socket.create_connection((target, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


class _Processes:
    """The servers and the indexer: started, told what this process is told, ended together."""

    def __init__(self, addresses: Iterable[str], port: int, workers: int) -> None:
        # Forked, they share what this process has imported and made, and start at once.
        self._fork = multiprocessing.get_context("fork")
        self._is_current = self._fork.Event()  # set when the index has caught up with the folder
        self.servers: list[BaseProcess] = [
            self._fork.Process(target=run_server, args=(address, port, workers), name=address)
            for address in addresses
        ]
        self._indexer = self._new_indexer()
        self._is_told_to_stop = False

    def start(self) -> None:
        """Start all of them; signals are passed on from now on."""
        for number in _SIGNALS:
            signal.signal(number, self._pass_on)
        for process in (*self.servers, self._indexer):
            process.start()

    def await_index(self) -> bool:
        """Wait a while for the index to be up to date; False when it is not yet."""
        deadline = time.monotonic() + _FIRST_INDEX
        while not self._is_current.wait(_PAUSE):
            is_well = all(server.is_alive() for server in self.servers)
            if self._is_told_to_stop or not is_well or time.monotonic() > deadline:
                return False
        return True

    def supervise(self) -> None:
        """Stop all when a server ends; start another indexer when that one does."""
        sentinels = [server.sentinel for server in self.servers]
        while wait([*sentinels, self._indexer.sentinel]) == [self._indexer.sentinel]:
            if self._is_told_to_stop:
                break
            click.echo("The indexer ended; starting another.", err=True)
            time.sleep(_PAUSE)
            self._indexer = self._new_indexer()
            self._indexer.start()
        self._send(signal.SIGTERM)
        for process in (*self.servers, self._indexer):
            process.join()
        ends = {0, -signal.SIGTERM, -signal.SIGINT}
        if any(server.exitcode not in ends for server in self.servers):
            raise SettingsError("A server process ended with an error; its message is above.")

    def _new_indexer(self) -> BaseProcess:
        return self._fork.Process(target=run_indexer, args=(self._is_current,), name="indexer")

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._is_told_to_stop = True
        self._send(number)
        if any(server.pid is None for server in self.servers):  # still starting
            raise SystemExit(128 + number)

    def _send(self, number: int) -> None:
        for process in (*self.servers, self._indexer):
            if process.pid and process.is_alive():
                os.kill(process.pid, number)
