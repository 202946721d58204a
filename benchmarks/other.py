"""Another application on the production server: `python -m benchmarks.other TARGET PORT`.

It runs `qingdu serve`'s own function, so that the server and its options are the same by
construction, and only names another application to it.
"""

import os
import socket
import sys
from multiprocessing import Pipe
from typing import cast

from granian._internal import load_target

from reader.cli.listening import BACKLOG, Listeners
from reader.cli.serving import Serving
from reader.cli.worker import run_worker
from reader.web.mount import Application


def main(target: str, port: str) -> None:
    """Serve the factory `target` (`module:name`) on a port until told to stop."""
    with socket.create_server(("127.0.0.1", int(port)), backlog=BACKLOG) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setblocking(False)
        _, ready = Pipe(duplex=False)

        def make() -> Application:
            return cast("Application", load_target(target, factory=True))

        run_worker(Listeners([[listener]]), 0, make, Serving(), ready, os.getppid())


if __name__ == "__main__":
    main(*sys.argv[1:])
