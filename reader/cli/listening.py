"""The sockets that `qingdu serve` listens on: TCP, Unix, or those that systemd has opened."""

import errno
import os
import socket
import stat
import sys
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from contextlib import closing
from pathlib import Path

from reader.cli.saying import say
from reader.domain.errors import SettingsError

LOOPBACK = ("127.0.0.1", "::1")
BACKLOG = 1024  # connections that wait to be taken up
_UNIX_UMASK = 0o117  # 0660: the server's own user and group
_FIRST_ACTIVATED = 3  # sd_listen_fds(3)


def resolved(hosts: Iterable[str], port: int) -> list[str]:
    """The addresses that host names stand for; raises SettingsError for one that is unknown."""
    addresses: dict[str, None] = {}  # a set in order
    for host in hosts:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SettingsError(f"--host {host}: {error.strerror}.") from error
        addresses |= {str(address[4][0]): None for address in found}
    return list(addresses)


class Listeners:
    """The sockets of a site at all its addresses.

    Where the system deals connections out (TCP on Linux), an address has a socket for each worker,
    else one for all, and who is first takes a connection. All processes hold all of them,
    so what waits at one is not lost with a worker.
    """

    def __init__(self, addresses: Sequence[Sequence[socket.socket]]) -> None:
        self._addresses = addresses

    def all(self) -> list[socket.socket]:
        """Every socket."""
        return [one for address in self._addresses for one in address]

    def of(self, worker: int) -> list[socket.socket]:
        """Those of a worker, by its place: one at each address."""
        return [address[worker % len(address)] for address in self._addresses]

    def shown(self) -> list[str]:
        """Where they listen, as it is shown to people."""
        return [_shown(address[0]) for address in self._addresses]

    def numbers(self) -> list[list[int]]:
        """Their descriptors, for a program that inherits them."""
        return [[one.fileno() for one in address] for address in self._addresses]

    @classmethod
    def inherited(cls, numbers: Iterable[Iterable[int]]) -> "Listeners":
        """Those whose descriptors a program was told; it passes them on to no other."""
        found = cls([[socket.socket(fileno=one) for one in address] for address in numbers])
        for one in found.all():
            one.set_inheritable(False)
        return found

    def close(self) -> None:
        """Take no more connections, as far as this process is concerned."""
        for one in self.all():
            one.close()


def listening(
    hosts: Sequence[str], port: int, *, is_default: bool, count: int = 1
) -> Iterator[list[socket.socket]]:
    """`count` sockets for each address, or one; what was asked for by name must be there.

    Raises SettingsError where an address cannot be had.
    """
    for host in hosts:
        try:
            is_dealt = count > 1 and sys.platform == "linux"
            if is_dealt:  # sockets that share an address would share that of another server too
                _bound(host, port, hosts, is_shared=False).close()
            found = [
                _bound(host, port, hosts, is_shared=is_dealt)
                for _ in range(count if is_dealt else 1)
            ]
            for listener in found:
                listener.listen(BACKLOG)
        except OSError as error:
            missing_ipv6 = is_default and host == "::1" and error.errno != errno.EADDRINUSE
            if missing_ipv6:
                say("This machine has no IPv6; serving on IPv4 only.")
                continue
            raise SettingsError(
                f"Cannot listen on {host} port {port}: {error.strerror}. Stop what uses it, or "
                "choose another with --port or --host."
            ) from error
        yield [_prepared(listener) for listener in found]


def _bound(host: str, port: int, hosts: Sequence[str], *, is_shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if is_shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:  # `::` is IPv4 too, unless that is asked for by itself
            is_apart = "0.0.0.0" in hosts  # noqa: S104
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, is_apart)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def listening_at(path: Path) -> socket.socket:
    """A Unix socket at a path, for its owner and group; one that nobody listens on is replaced."""
    try:
        if stat.S_ISSOCK(path.stat().st_mode):
            _remove_stale(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise _unix_error(path, error) from error
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(_UNIX_UMASK)
    try:
        listener.bind(str(path))
    except OSError as error:
        listener.close()
        raise _unix_error(path, error) from error
    finally:
        os.umask(before)
    listener.listen(BACKLOG)
    return _prepared(listener)


def _remove_stale(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


def _unix_error(path: Path, error: OSError) -> SettingsError:
    reason = "it is in use" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
    return SettingsError(
        f"Cannot listen on the socket {path}: {reason}. Choose another with --socket, in a folder "
        "that this user may write to."
    )


def activated(environment: MutableMapping[str, str]) -> list[socket.socket]:
    """The sockets that systemd opened for this process (sd_listen_fds(3)); its word is taken back.

    Raises SettingsError where one is not a stream socket.
    """
    told = {name: environment.pop(name, "") for name in ("LISTEN_PID", "LISTEN_FDS")}
    environment.pop("LISTEN_FDNAMES", None)
    if told["LISTEN_PID"] != str(os.getpid()) or not told["LISTEN_FDS"].isdecimal():
        return []
    numbers = range(_FIRST_ACTIVATED, _FIRST_ACTIVATED + int(told["LISTEN_FDS"]))
    found = [socket.socket(fileno=number) for number in numbers]
    if any(one.type != socket.SOCK_STREAM for one in found):
        raise SettingsError("systemd passed on a socket of another kind than ListenStream=.")
    for one in found:
        one.set_inheritable(False)
    return [_prepared(one) for one in found]


def _prepared(listener: socket.socket) -> socket.socket:
    if listener.family != socket.AF_UNIX:
        # Connections inherit it: the second part of an answer waits for no acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)
    return listener


def _shown(listener: socket.socket) -> str:
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    address, port = listener.getsockname()[:2]
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
