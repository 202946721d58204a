"""The sockets that `qingdu serve` listens on, and how many processes it starts."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from reader.cli.capacity import default_workers
from reader.cli.listening import Listeners, listening, listening_at
from reader.cli.serving import Serving
from reader.domain.errors import SettingsError
from tests.conftest import ROOT, free_port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_in_two_parts_waits_for_no_acknowledgement(host: str) -> None:
    ((listener,),) = listening([host], free_port(), is_default=False)
    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        listener.setblocking(True)
        connection, _ = listener.accept()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_connections_are_dealt_out_to_workers_and_none_waits_for_one_that_is_gone() -> None:
    port = free_port()
    (dealt,) = listening(["127.0.0.1"], port, is_default=False, count=2)
    listeners = Listeners([dealt])
    with closing(listeners), ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert all(_waiting(one) > 4 for one in listeners.of(0) + listeners.of(1))
        with pytest.raises(SettingsError, match=f"port {port}"):
            list(listening(["127.0.0.1"], port, is_default=False, count=2))


def _waiting(listener: socket.socket) -> int:
    """How many connections wait at a socket; they are taken."""
    for count in range(100):
        try:
            listener.accept()[0].close()
        except BlockingIOError:
            return count
    return 100


def test_a_unix_socket_is_for_owner_and_group_and_replaces_one_that_nobody_has(
    tmp_path: Path,
) -> None:
    path = tmp_path / "s"
    listening_at(path).close()
    assert path.is_socket()
    with closing(listening_at(path)):
        assert path.stat().st_mode & 0o777 == 0o660
        with pytest.raises(SettingsError, match="in use"):
            listening_at(path)


def test_a_socket_takes_the_place_of_no_file(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("precious")
    with pytest.raises(SettingsError, match="--socket"):
        listening_at(tmp_path / "s")
    with pytest.raises(SettingsError, match="--socket"):
        listening_at(tmp_path / "none" / "s")
    assert (tmp_path / "s").read_text() == "precious"


def test_sockets_that_systemd_has_opened_are_taken(tmp_path: Path) -> None:
    with closing(listening_at(tmp_path / "s")) as listener:
        code = (
            f"import os; os.dup2({listener.fileno()}, 3)\n"
            "from reader.cli.listening import Listeners, activated\n"
            "told = {'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1', 'LISTEN_FDNAMES': 'x'}\n"
            "print(Listeners([activated(told)]).shown(), told)\n"
            "print(activated({'LISTEN_PID': '1', 'LISTEN_FDS': '1'}))\n"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], pass_fds=[listener.fileno()],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    assert run.stdout == f"['unix:{tmp_path}/s'] {{}}\n[]\n"


def test_there_are_as_many_workers_as_processors_as_far_as_memory_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("reader.cli.capacity._group", lambda: Path("/nowhere"))
    for processors, pages, workers in ((1, 2**20, 1), (4, 2**20, 4), (64, 2**24, 8), (4, 1, 1)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, n=processors: set(range(n)))
        monkeypatch.setattr(os, "sysconf", lambda name, n=pages: 4096 if "SIZE" in name else n)
        assert default_workers() == workers


def test_a_container_that_may_use_two_processors_has_two_workers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("reader.cli.capacity._group", lambda: tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    (tmp_path / "cpu.max").write_text("150000 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert default_workers() == 2
    (tmp_path / "cpu.max").write_text("max 100000\n")
    (tmp_path / "memory.max").write_text(f"{600 * 2**20}\n")
    assert default_workers() == 2


def test_a_generation_of_another_release_understands_what_it_is_told() -> None:
    told = Serving(workers=3, grace=1.5)
    assert Serving.from_json(told.to_json()) == told
    assert Serving.from_json('{"workers": 3, "unheard_of": 1}') == Serving(workers=3)
