"""How events are written: each in one piece, with the request it belongs to.

A message holds what readers send, so no control character of it gets into the log; the lines of a
traceback begin with a space, so that none passes for an event of its own.
"""

import json
import logging
import os
import re
import time
from contextvars import ContextVar
from functools import lru_cache

PLAIN, JSON = "plain", "json"

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request at work

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_QUIET = ("watchfiles", "alembic")  # they count every change, tell of each plugin


def configure_events(form: str) -> None:
    """Write the events of this process to standard error, `plain` or as `json`.

    Where somebody else has set up a log, it is left alone.
    """
    root = logging.getLogger()
    if any(not isinstance(handler, EventHandler) for handler in root.handlers):
        return
    root.handlers.clear()
    root.addHandler(EventHandler(JsonEvents() if form == JSON else PlainEvents()))
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def moment(seconds: float) -> str:
    """A moment in UTC with milliseconds (RFC 3339)."""
    thousandths = int(seconds * 1000)
    return f"{_second(thousandths // 1000)}.{thousandths % 1000:03d}Z"


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class EventHandler(logging.Handler):
    """Writes each event at once, in one piece."""

    def __init__(self, formatter: logging.Formatter, file: int = 2) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self._file = file

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event; where nobody takes it, it is lost."""
        try:
            piece = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            while piece:
                piece = piece[os.write(self._file, piece) :]
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A log that cannot be written stops nobody."""


class PlainEvents(logging.Formatter):
    """`TIME LEVEL logger: message [request]`, and the traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        """An event as lines, all but the first of which begin with a space."""
        ours = f" [request {found}]" if (found := request_id.get()) else ""
        line = f"{moment(record.created)} {record.levelname} {record.name}: "
        line += f"{escaped(record.getMessage())}{ours}"
        if trace := _traceback(self, record):
            line += "".join(f"\n  {escaped(part)}" for part in trace.splitlines())
        return line


class JsonEvents(logging.Formatter):
    """One object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """An event as an object."""
        event = {
            "time": moment(record.created),
            "event": "log",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if found := request_id.get():
            event["id"] = found
        if trace := _traceback(self, record):
            event["traceback"] = trace
        return json.dumps(event)


def escaped(text: str) -> str:
    """A text without control characters or surrogates, which stand as escapes."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    trace = record.exc_text or ""
    if record.exc_info and not trace:
        trace = formatter.formatException(record.exc_info)
    if record.stack_info:
        trace = f"{trace}\n{record.stack_info}".strip()
    return trace
