"""The least that can answer a page: factories for `benchmarks.other`, each with one fixed answer.

The answer is in the file that the environment variable BENCH_ANSWER names.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def wsgi_callable() -> "WSGIApplication":
    """A function that answers what it has."""
    headers, body = _answer()
    headers.append(("content-length", str(len(body))))

    def application(
        _environment: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return [body]

    return application


def flask_view() -> Flask:
    """A view of Flask without hooks, extensions or templates."""
    headers, body = _answer()
    app = Flask("bare", static_folder=None)

    @app.get("/<path:path>")
    def page(path: str) -> Response:  # noqa: ARG001
        return Response(body, headers=headers)

    return app


def _answer() -> tuple[list[tuple[str, str]], bytes]:
    answer = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text())
    headers = [(key, value) for key, value in answer["headers"]]
    return headers, answer["body"].encode("latin-1")
