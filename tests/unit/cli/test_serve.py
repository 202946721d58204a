"""The sockets that `qingdu serve` listens on."""

import socket
from contextlib import closing

import pytest
from granian.constants import Interfaces

from reader.cli.processes import _Server
from reader.cli.serve import _listening
from tests.conftest import free_port
from tests.http.sites import await_


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_in_two_parts_waits_for_no_acknowledgement(host: str) -> None:
    (listener,) = _listening([host], free_port(), is_default=False)
    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        listener.setblocking(True)
        connection, _ = listener.accept()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_second_signal_does_not_wait_for_the_first() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = _Server(listener, "qingdu", interface=Interfaces.WSGI)
        with server.main_loop_interrupt._cond:  # as the first one holds it, or who waits
            server.signal_handler_interrupt()
            server.signal_handler_reload()
        assert server.main_loop_interrupt.wait(5)
        await_(lambda: server.interrupt_signal and server.reload_signal, 5, "both signals")
