"""The process of `qingdu serve` that keeps the index."""

import _thread  # without locks of its own, so that signal handlers may
import os
import signal
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from reader.cli.listening import Listeners
from reader.cli.signals import begin_process

if TYPE_CHECKING:
    from flask import Flask

    from reader.storage.index.indexer import Indexer

_NICENESS = 5  # readers come first


def run_indexer(listeners: Listeners, app: "Flask", current: Connection, parent: int) -> None:
    """Keep the index up to date until told to stop, or until `parent` is gone.

    It works with the application's settings, site and search terms; its connections are its own.
    `current` is told whenever the index has caught up with the folder.
    """
    from reader.indexing import make_indexer  # noqa: PLC0415 - imported with the application
    from reader.storage.index.schema import IndexFiles  # noqa: PLC0415
    from reader.web.services import services  # noqa: PLC0415

    begin_process(parent)
    listeners.close()
    os.nice(_NICENESS)
    with app.app_context():
        parts = services()
    files = IndexFiles.of(parts.settings.state, parts.settings.content)
    indexer = make_indexer(parts.settings, parts.site, files, parts.terms)
    stop_at_signals(indexer)
    parts.tallies.begin("indexer")

    def when_current() -> None:
        if not current.closed:
            current.send_bytes(b"current")
            current.close()

    indexer.run(when_current)


def stop_at_signals(indexer: "Indexer") -> None:
    """Have an indexer stop when its process is told to end.

    From a thread: a handler may interrupt another, or this thread, where it holds a lock of the
    event that `stop` sets, and would wait for itself.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _thread.start_new_thread(indexer.stop, ()))
