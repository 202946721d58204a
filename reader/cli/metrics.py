"""`qingdu metrics`, and the listener of `qingdu serve --metrics`."""

import multiprocessing
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

import click

from reader.cli.listening import Listeners
from reader.cli.saying import say
from reader.cli.signals import begin_process, signals_later
from reader.config.settings import Settings
from reader.config.variables import PREFIX
from reader.domain.errors import ReaderError, SettingsError
from reader.observing.tallies import Gathered
from reader.storage.index.schema import IndexFiles

if TYPE_CHECKING:
    from prometheus_client.registry import CollectorRegistry

_PAUSE = 0.2  # seconds until one that ended is replaced


@click.command()
def metrics() -> None:
    """Print the metrics of this deployment as Prometheus reads them."""
    from prometheus_client import generate_latest  # noqa: PLC0415

    settings = Settings.from_environment(os.environ)
    try:
        Gathered.of(IndexFiles.at(settings.state, settings.content).tallies)
    except OSError as error:
        raise ReaderError(
            f"The counts of the site's processes cannot be read ({error.strerror}): run this as "
            "the user that the site runs as."
        ) from error
    click.echo(generate_latest(_registry(settings)).decode(), nl=False)


class MetricsProcesses:
    """One for each listener; what ends is replaced by `replace_ended`."""

    def __init__(self, listeners: Sequence[socket.socket], settings: Settings) -> None:
        self._listeners = listeners
        self._settings = settings
        self._processes = [self._started(listener, None) for listener in listeners]

    @property
    def sentinels(self) -> list[int]:
        """What can be read when one has ended."""
        return [process.sentinel for process in self._processes]

    def replace_ended(self, others: Listeners) -> None:
        """Start another for each that has ended; the site's own listeners are not for it."""
        for place, process in enumerate(self._processes):
            if process.exitcode is not None:
                say(f"Process {process.pid}, which tells metrics, ended; starting another.")
                time.sleep(_PAUSE)
                self._processes[place] = self._started(self._listeners[place], others)

    def end(self) -> None:
        """End all."""
        for process in self._processes:
            process.terminate()
            process.join()

    def _started(self, listener: socket.socket, others: Listeners | None) -> BaseProcess:
        given = (listener, self._settings, os.getpid(), others)
        process = multiprocessing.get_context("fork").Process(target=_tell, args=given)
        with signals_later():
            process.start()
        return process


@contextmanager
def telling_metrics(addresses: Sequence[str], settings: Settings) -> Iterator[MetricsProcesses]:
    """Tell the metrics at `HOST:PORT` of each, from a process of its own; SettingsError."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(_listening(address)) for address in addresses]
        processes = MetricsProcesses(listeners, settings)
        stack.callback(processes.end)
        yield processes


def _registry(settings: Settings) -> "CollectorRegistry":
    from reader.inspecting.metrics import registry_of  # noqa: PLC0415 - few processes tell

    files = IndexFiles.at(settings.state, settings.content)
    return registry_of(files, _accounts(settings))


def _accounts(settings: Settings) -> Callable[[], bool] | None:
    if not settings.accounts:
        return None
    from reader.accounts.availability import Availability  # noqa: PLC0415
    from reader.accounts.database import Database  # noqa: PLC0415

    return Availability(Database(settings.database_url, settings.state)).is_there


def _listening(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise SettingsError(
            f"{address} is no address for metrics; it must be HOST:PORT, such as 127.0.0.1:9464 or "
            f"[::1]:9464 (--metrics, {PREFIX}METRICS)"
        )
    with ExitStack() as stack:
        try:
            family, *_, place = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
            listener.listen()
        except OSError as error:
            raise SettingsError(
                f"Cannot listen for metrics on {address}: {error.strerror}. Choose another address "
                f"with --metrics or {PREFIX}METRICS."
            ) from error
        stack.pop_all()
        return listener


def _tell(
    listener: socket.socket, settings: Settings, parent: int, others: Listeners | None
) -> None:
    """Answer with the metrics until told to stop, or the supervisor is gone."""
    from reader.cli.metrics_server import serve_metrics  # noqa: PLC0415 - imported where it works

    begin_process(parent)
    if others:
        others.close()
    serve_metrics(listener, _registry(settings))
