"""`qingdu serve`: the production server, on IPv4 and IPv6."""

import os
import socket
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from reader.cli.metrics import telling_metrics
from reader.cli.processes import BACKLOG, Processes
from reader.cli.saying import say
from reader.config.settings import PREFIX, Settings
from reader.domain.errors import SettingsError
from reader.early import early_application, kept_pages
from reader.storage.index.schema import IndexFiles

if TYPE_CHECKING:
    from flask import Flask

_LOOPBACK = ("127.0.0.1", "::1")
_DEFAULT_PORT = 8000
_NICENESS = 5  # of making the application while readers are answered


@click.command()
@click.option("--host", "hosts", multiple=True, help="Address to listen on; may be repeated.")
@click.option("--port", default=_DEFAULT_PORT, type=click.IntRange(1, 65535), show_default=True)
@click.option(
    "--workers", default=1, type=click.IntRange(1, 64), show_default=True,
    help="Processes for each address.",
)  # fmt: skip
@click.option(
    "--metrics", "metrics", multiple=True,
    help="HOST:PORT to tell Prometheus the metrics at; may be repeated.",
)  # fmt: skip
def serve(hosts: tuple[str, ...], port: int, workers: int, metrics: tuple[str, ...]) -> None:
    """Serve the site, by default on 127.0.0.1 and ::1; stop with Ctrl-C."""
    _set_site_url(hosts or _LOOPBACK, port)
    settings = Settings.from_environment(os.environ)
    _set_state(settings)
    settings = Settings.from_environment(os.environ)
    addresses = _resolved(hosts, port) or _LOOPBACK
    with telling_metrics(metrics or settings.metrics, settings):
        listeners = list(_listening(addresses, port, is_default=not hosts))
        _serve(Processes(listeners, workers), settings, listeners)


def _serve(processes: Processes, settings: Settings, listeners: Sequence[socket.socket]) -> None:
    try:
        _start(processes, settings)
    except BaseException:
        processes.end()
        raise
    for listener in listeners:
        address = str(listener.getsockname()[0])
        port = listener.getsockname()[1]
        shown = f"[{address}]" if ":" in address else address
        say(f"qingdu listens on http://{shown}:{port}")
    if not processes.await_index():
        say("The articles are still being read in; the newest are there first.")
    say(f"Open {settings.site_url or f'http://localhost:{port}'}/")
    processes.supervise()


def _start(processes: Processes, settings: Settings) -> None:
    """Start the servers: at first some that answer what they can, while the others are made."""
    if archive := kept_pages(settings):
        processes.start_early(partial(early_application, settings, archive))
        processes.start(_made_gently(settings))
    else:
        processes.start(_made(settings))


def _made(settings: Settings) -> "Flask":
    from reader.app import create_app  # noqa: PLC0415 - it takes longest to import

    return create_app(settings, keeps_index=False)


def _made_gently(settings: Settings) -> "Flask":
    """The same, while others serve: made in a thread that gives way to them.

    A priority that is lowered cannot be raised again; what is forked later has that of the main
    thread.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with ThreadPoolExecutor(1, initializer=_give_way) as pool:
        return pool.submit(_made, settings).result()


def _give_way() -> None:
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


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


def _listening(hosts: Sequence[str], port: int, *, is_default: bool) -> Iterator[socket.socket]:
    """Sockets that listen on the addresses; one that was asked for by name must be there."""
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Connections inherit it: the second part of an answer waits for no acknowledgement.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if family == socket.AF_INET6:  # `::` is IPv4 too, unless that is asked for by itself
                is_apart = "0.0.0.0" in hosts  # noqa: S104
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, is_apart)
            listener.bind((host, port))
            listener.listen(BACKLOG)
        except OSError as error:
            missing_ipv6 = is_default and host == "::1" and not _is_port_taken(error)
            if missing_ipv6:
                say("This machine has no IPv6; serving on IPv4 only.")
                continue
            raise SettingsError(
                f"Cannot listen on {host} port {port}: {error.strerror}. Stop what uses it, or "
                "choose another with --port or --host."
            ) from error
        listener.setblocking(False)
        yield listener


def _is_port_taken(error: OSError) -> bool:
    return error.errno == 98  # EADDRINUSE


def _set_site_url(addresses: Sequence[str], port: int) -> None:
    """On the loopback addresses the site's public address is known; elsewhere it must be told."""
    if os.environ.get(f"{PREFIX}SITE_URL"):
        return
    if set(addresses) <= set(_LOOPBACK):
        os.environ[f"{PREFIX}SITE_URL"] = f"http://localhost:{port}"
    else:
        say(
            f"{PREFIX}SITE_URL is not set: pages have no canonical address and no QR codes. Set "
            "it to the public address of the site."
        )
