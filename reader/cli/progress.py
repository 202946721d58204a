"""Progress of long work: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_LINE_EVERY = 5.0  # seconds, where there is no terminal for a bar


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        with click.progressbar(length=total, file=sys.stderr, label=label) as bar:
            yield bar.update
            bar.update(max(0, total - bar.pos))
    else:
        lines = _Lines(label, total)
        yield lines.advance
        lines.close()


class _Lines:
    """Progress in lines."""

    def __init__(self, label: str, total: int) -> None:
        self._label, self._total, self._done = label, max(total, 1), 0
        self._started = self._said = time.monotonic()

    def advance(self, count: int) -> None:
        """`count` more are done."""
        self._done += count
        if time.monotonic() - self._said > _LINE_EVERY:
            self._said = time.monotonic()
            click.echo(f"{self._label}: {100 * self._done // self._total} %", err=True)

    def close(self) -> None:
        """All is done."""
        seconds = time.monotonic() - self._started
        click.echo(f"{self._label}: done in {seconds:.1f} s", err=True)
