"""`qingdu serve`: the production server, on IPv4, IPv6 and Unix sockets."""

import os
import resource
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from reader.cli.capacity import default_workers
from reader.cli.listening import (
    LOOPBACK,
    Listeners,
    activated,
    listening,
    listening_at,
    resolved,
)
from reader.cli.metrics import telling_metrics
from reader.cli.saying import say
from reader.cli.serving import Serving, environment_of
from reader.cli.supervisor import Supervisor
from reader.cli.systemd import Notice
from reader.config.settings import Settings
from reader.config.variables import PREFIX
from reader.storage.index.schema import IndexFiles

_DEFAULT_PORT = 8000
_FILES = 65_536  # that a process may have open, connections among them, if the system allows


@click.command()
@click.option(
    "--host",
    "hosts",
    multiple=True,
    help=(
        "Address to listen on; may be repeated. `::` is every address, IPv4 and IPv6. "
        "By default 127.0.0.1 and ::1, the first alone where the machine has no IPv6."
    ),
)
@click.option(
    "--port",
    default=_DEFAULT_PORT,
    type=click.IntRange(1, 65535),
    show_default=True,
    help="Port, at each address.",
)
@click.option(
    "--socket",
    "path",
    type=click.Path(path_type=Path),
    help=("Unix socket to listen on, of mode 0660; without --host, on no other address."),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that answer; by default as processors and memory allow, 1 to 8.",
)
@click.option(
    "--environment",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of QINGDU_… variables, read at the start and at every reload.",
)
@click.option(
    "--head-seconds",
    default=75.0,
    type=click.FloatRange(1, 600),
    show_default=True,
    help=("Seconds for the head of a request, and between two requests of a connection."),
)
@click.option(
    "--head-kb",
    default=64,
    type=click.IntRange(8, 1024),
    show_default=True,
    help="Kilobytes that the head of a request may have.",
)
@click.option(
    "--connections",
    default=1024,
    type=click.IntRange(1, 65535),
    show_default=True,
    help="Connections at a time, of each worker at each address.",
)
@click.option(
    "--grace",
    default=25.0,
    type=click.FloatRange(0, 3600),
    show_default=True,
    help="Seconds that what is under way may take when a worker is to end.",
)
@click.option(
    "--max-hours",
    default=0.0,
    type=click.FloatRange(0),
    show_default=True,
    help="Hours after which a worker is replaced; 0: never.",
)
@click.option(
    "--max-mb", default=1024, type=click.IntRange(0), show_default=True,
    help=(
        "Megabytes of memory of its own at which a worker is replaced; 0: never."
    ),
)  # fmt: skip
@click.option(
    "--metrics", "metrics", multiple=True,
    help=(
        "HOST:PORT at which Prometheus is told the metrics, apart from the site; may be "
        "repeated. By default QINGDU_METRICS."
    ),
)  # fmt: skip
def serve(  # noqa: PLR0913, PLR0917 - the options
    hosts: tuple[str, ...],
    port: int,
    path: Path | None,
    workers: int | None,
    environment: Path | None,
    head_seconds: float,
    head_kb: int,
    connections: int,
    grace: float,
    max_hours: float,
    max_mb: int,
    metrics: tuple[str, ...],
) -> None:
    """Serve the site, by default on 127.0.0.1 and ::1; stop with Ctrl-C, reload with SIGHUP."""
    serving = Serving(
        workers=workers or default_workers(),
        head=head_seconds,
        head_size=head_kb * 1024,
        connections=connections,
        grace=grace,
        max_age=max_hours * 3600,
        max_memory=max_mb * 1024 * 1024,
        environment_file=str(environment.absolute()) if environment else "",
    )
    passed_on = activated(os.environ)
    addresses = () if passed_on or (path and not hosts) else hosts or LOOPBACK
    serving = _completed(serving, addresses, port)
    settings = Settings.from_environment(environment_of(serving))
    with telling_metrics(metrics or settings.metrics, settings) as telling:
        listeners = (
            Listeners([[one] for one in passed_on])
            if passed_on
            else _listeners(hosts, addresses, port, path, serving.workers)
        )
        _allow_files()
        own_files = [path] if path and not passed_on else []
        address = settings.site_url or f"http://localhost:{port}"
        Supervisor(listeners, serving, Notice(os.environ), address, own_files, telling).run()


def _listeners(
    hosts: Sequence[str], addresses: Sequence[str], port: int, path: Path | None, workers: int
) -> Listeners:
    """All sockets that were asked for; none where one cannot be had."""
    found: list[list[socket.socket]] = []
    try:
        where = resolved(hosts, port) or addresses
        found.extend(listening(where, port, is_default=not hosts, count=workers))
        if path:
            found.append([listening_at(path)])
    except BaseException:
        Listeners(found).close()
        raise
    return Listeners(found)


def _completed(serving: Serving, addresses: Sequence[str], port: int) -> Serving:
    """With what settings need that the environment does not say.

    All processes share one index, in a temporary folder where the state cannot be written.
    """
    serving = replace(serving, site_url=_site_url(serving, addresses, port))
    settings = Settings.from_environment(environment_of(serving))
    files = IndexFiles.of(settings.state, settings.content)
    if files.folder.is_relative_to(settings.state):
        return serving
    return replace(serving, state=str(files.folder))


def _site_url(serving: Serving, addresses: Sequence[str], port: int) -> str:
    """On the loopback addresses the site's public address is known; elsewhere it must be told."""
    if environment_of(serving).get(f"{PREFIX}SITE_URL"):
        return ""
    if addresses and set(addresses) <= set(LOOPBACK):
        return f"http://localhost:{port}"
    say(
        f"{PREFIX}SITE_URL is not set: pages have no canonical address and no QR codes. Set "
        "it to the public address of the site.",
    )
    return ""


def _allow_files() -> None:
    """Raise the limit of open files as far as we may: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
