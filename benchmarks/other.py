"""Another application on the production server: `python -m benchmarks.other TARGET PORT`.

It runs `qingdu serve`'s own function, so that the server and its options are the same by
construction, and only names another application to it.
"""

import socket
import sys
from functools import partial

from granian._internal import load_target

from reader.cli.processes import BACKLOG, run_server


def main(target: str, port: str) -> None:
    """Serve the factory `target` (`module:name`) on a port until told to stop."""
    with socket.create_server(("127.0.0.1", int(port)), backlog=BACKLOG) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setblocking(False)
        run_server(listener, 1, partial(load_target, target, factory=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
