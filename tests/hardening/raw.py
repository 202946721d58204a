"""Bytes as they are, to a socket, and what comes back."""

import socket
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.client import Client

PATIENCE = 2.0  # seconds: the slowest answer that the issue allows


@dataclass(frozen=True)
class Reply:
    """What a server said; `status` is 0 where it hung up without a word."""

    status: int
    head: str
    body: bytes
    seconds: float
    is_over: bool  # rather than waiting for the rest of a request


def say(
    client: Client, request: bytes, patience: float = PATIENCE, *, to_the_end: bool = False
) -> Reply:
    """Send bytes and read until the server is done, hangs up, or says nothing for long.

    With `to_the_end`, an answer may be followed by others.
    """
    address = urlsplit(client.base)
    began = time.monotonic()
    with socket.create_connection((address.hostname or "", address.port or 0), 10) as connection:
        connection.settimeout(patience)
        received, is_over = b"", True
        try:
            connection.sendall(request)
            while (to_the_end or not _is_whole(received)) and (piece := connection.recv(65536)):
                received += piece
        except TimeoutError:
            is_over = False
        except OSError:  # it hung up on us
            pass
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1]) if head.startswith(b"HTTP/1.") else 0
    return Reply(status, head.decode("latin-1"), body, time.monotonic() - began, is_over)


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if end and line.startswith(b"content-length:"):
            return len(body) >= int(line.partition(b":")[2])
    return False
