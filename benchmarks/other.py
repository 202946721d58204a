"""Another application on the production server: `python -m benchmarks.other TARGET PORT`.

It runs `qingdu serve`'s own function, so that the server and its options are the same by
construction, and only names another application to it.
"""

import sys
from importlib import import_module
from typing import Any
from unittest.mock import patch

from granian import Granian


def main(target: str, port: str) -> None:
    """Serve the factory `target` (`module:name`) on a port until told to stop."""

    def named_otherwise(_ours: str, **options: Any) -> Any:
        return Granian(target, **options)

    serve = import_module("reader.cli.serve")  # the module; its package exports the command
    with patch.object(serve, "Granian", named_otherwise):
        serve.run_server("127.0.0.1", int(port), 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
