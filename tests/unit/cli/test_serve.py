"""The sockets that `qingdu serve` listens on."""

import socket
from contextlib import closing

import pytest

from reader.cli.serve import _listening
from tests.conftest import free_port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_in_two_parts_waits_for_no_acknowledgement(host: str) -> None:
    (listener,) = _listening([host], free_port(), is_default=False)
    with closing(listener), socket.create_connection(listener.getsockname()[:2]):
        listener.setblocking(True)
        connection, _ = listener.accept()
        with closing(connection):
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
