"""What is said to systemd, where it started us (sd_notify(3))."""

import os
import socket
import time
from collections.abc import MutableMapping
from contextlib import suppress

READY = "READY=1"
STOPPING = "STOPPING=1"


class Notice:
    """Tells systemd, or whoever else has set NOTIFY_SOCKET; without it says nothing."""

    def __init__(self, environment: MutableMapping[str, str]) -> None:
        """Take the address out of the environment: no other process shall speak for us."""
        self._address = environment.pop("NOTIFY_SOCKET", "")

    def tell(self, *states: str) -> None:
        """Say each of `states`; where nobody listens any more, nothing."""
        if not self._address:
            return
        address = self._address
        if address.startswith("@"):
            address = "\0" + address[1:]
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto("\n".join((*states, f"MAINPID={os.getpid()}")).encode(), address)

    def reloading(self) -> None:
        """Say that a reload has begun (Type=notify-reload wants to know when)."""
        self.tell(
            "RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}"
        )
