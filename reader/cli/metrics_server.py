"""What answers Prometheus, on a socket that listens already."""

import socket
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from prometheus_client import make_wsgi_app
from prometheus_client.registry import CollectorRegistry

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PATIENCE = 10.0  # seconds that who asks has


def serve_metrics(listener: socket.socket, registry: CollectorRegistry) -> None:
    """Answer with the metrics as long as the process lives."""
    _Server(listener, make_wsgi_app(registry)).serve_forever()


class _Quiet(WSGIRequestHandler):
    timeout = _PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: it is asked every few seconds."""


class _Server(ThreadingMixIn, WSGIServer):
    """A server on a socket that listens already."""

    daemon_threads = True

    def __init__(self, listener: socket.socket, application: "WSGIApplication") -> None:
        host, port = listener.getsockname()[:2]
        super().__init__((host, port), _Quiet, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_name, self.server_port = host, port
        self.setup_environ()
        self.set_app(application)
