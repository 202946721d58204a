"""News of changed files as Linux tells them: by inotify(7), folder by folder."""

import contextlib
import errno
import os
import time
from collections import Counter
from pathlib import Path

from inotify_simple import Event, INotify, flags

from reader.storage.article_files import FORMATS
from reader.storage.index.news import Changes, Signs
from reader.storage.recordings import ENDINGS
from reader.storage.scan import is_passed_over

_STEP = 0.005  # seconds between two looks whether there is more to come
_CALM = 4  # steps without news after a file was written: a script may open it again at once
_LONGEST = 0.4  # seconds a batch is collected

_ENDINGS = (*FORMATS, *ENDINGS)
_CONTENT = flags.MODIFY | flags.CLOSE_WRITE
_UNFINISHED = flags.CREATE | flags.DELETE | _CONTENT  # perhaps the first step of several
_APPEARED = flags.CREATE | flags.MOVED_TO | flags.ATTRIB  # it may have become readable
_MASK = _UNFINISHED | flags.ATTRIB | flags.MOVED_FROM | flags.MOVED_TO | flags.ONLYDIR

_NO_ROOM = {errno.ENOSPC, errno.ENOMEM}  # for more watches


class InotifyNews:
    """What changes below a folder; raises OSError where that cannot be watched, then and later.

    Every folder below has a watch of its own. One that appears is looked at as a whole after it
    is watched, so that nothing is missed in between.
    """

    def __init__(self, folder: Path) -> None:
        self._root = os.fspath(folder)
        self._places: dict[int, str] = {}  # of the watched folders, by watch
        self._inotify = INotify()
        try:
            self._watch_below("")
        except BaseException:
            self.close()
            raise

    def changes(self, longest: float, /) -> Changes:
        """What changed since the last call; waits at most so many seconds for something."""
        batch = _Batch()
        events = self._inotify.read(longest * 1000)
        deadline = time.monotonic() + _LONGEST
        calm = 0
        while events or (calm < batch.calm_after and time.monotonic() < deadline):
            self._take(events, batch)
            time.sleep(_STEP)
            is_late = time.monotonic() >= deadline
            events = [] if is_late else self._inotify.read(0)
            calm = 0 if events else calm + 1
        return batch.changes()

    def close(self) -> None:
        """End the watch."""
        self._inotify.close()

    def _take(self, events: list[Event], batch: "_Batch") -> None:
        for event in events:
            if event.mask & flags.Q_OVERFLOW:  # some are lost
                self._begin_again()
                batch.add_everything()
                return
            folder = self._places.get(event.wd)
            if event.mask & flags.IGNORED:
                self._places.pop(event.wd, None)
            elif folder is not None and event.name and _is_text(event.name):
                place = _joined(folder, event.name)
                if event.mask & flags.ISDIR and not is_passed_over(event.name):
                    self._follow(event.mask, place)
                batch.add(event, place)

    def _follow(self, mask: int, place: str) -> None:
        """Watch a folder that appears, and none that leaves: another event says where it is."""
        if mask & flags.MOVED_FROM:
            for watch, folder in list(self._places.items()):
                if folder == place or folder.startswith(f"{place}/"):
                    del self._places[watch]
                    with contextlib.suppress(OSError):  # it has been deleted since
                        self._inotify.rm_watch(watch)
        if mask & (_APPEARED | flags.MOVED_FROM):  # another folder may have taken its place
            self._watch_below(place)

    def _begin_again(self) -> None:
        self._inotify.close()
        self._inotify = INotify()
        self._places.clear()
        self._watch_below("")

    def _watch_below(self, place: str) -> None:
        """Watch a folder and those in it, each before it is read.

        Raises OSError where the root cannot be watched, or no more folders can.
        """
        waiting = [place]
        while waiting:
            place = waiting.pop()
            try:
                waiting += self._watch(place)
            except OSError as error:  # it is gone again, or not ours to read: a scan says so
                if not place or error.errno in _NO_ROOM:
                    raise

    def _watch(self, place: str) -> list[str]:
        """Watch one folder; those in it."""
        path = _joined(self._root, place) if place else self._root
        mask = _MASK | flags.DONT_FOLLOW if place else _MASK
        self._places[self._inotify.add_watch(path, mask)] = place
        with os.scandir(path) as entries:
            return [
                _joined(place, entry.name)
                for entry in entries
                if entry.is_dir(follow_symlinks=False)
                and not is_passed_over(entry.name)
                and _is_text(entry.name)
            ]


class _Batch:
    """Events that belong together."""

    def __init__(self) -> None:
        self.calm_after = 0  # steps without further events that end it
        self._places: set[str] = set()
        self._renamed: set[str] = set()
        self._closed: Counter[str] = Counter()
        self._moves: dict[str, str] = {}
        self._leaving: dict[int, str] = {}  # places that something was moved from, by cookie

    def add(self, event: Event, place: str) -> None:
        """Take in what happened at a place."""
        if event.mask & flags.MOVED_FROM:
            self._leaving[event.cookie] = place
        elif event.mask & flags.MOVED_TO:
            self._arrive(self._leaving.pop(event.cookie, None), place)
        if is_passed_over(event.name) or _is_writing_of_another_kind(event):
            return
        self._places.add(place)
        self.calm_after = max(self.calm_after, _CALM if event.mask & _UNFINISHED else 1)
        if event.mask & flags.MOVED_TO:
            self._renamed.add(place)
            self._closed.pop(place, None)
        elif event.mask & _UNFINISHED:
            self._renamed.discard(place)
        if event.mask & flags.CLOSE_WRITE:
            self._closed[place] += 1

    def add_everything(self) -> None:
        """Anything may have changed."""
        self._places.add("")

    def changes(self) -> Changes:
        """All of it."""
        return Changes(self._places, Signs(self._renamed, self._closed, self._moves))

    def _arrive(self, origin: str | None, place: str) -> None:
        """Note where something went, also over several names."""
        if origin is not None:
            for old, new in self._moves.items():
                if new == origin:
                    self._moves[old] = place
            self._moves[origin] = place


def _is_writing_of_another_kind(event: Event) -> bool:
    """Whether somebody writes to what is no article nor recording, such as a picture."""
    return bool(event.mask & _CONTENT) and not event.name.lower().endswith(_ENDINGS)


def _is_text(name: str) -> bool:
    """Whether a name is UTF-8; others are no articles', and a scan reports them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
