"""Firefox, driven over WebDriver BiDi by `tests/tools/firefox.mjs`."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from tests.conftest import ROOT

PROGRAM = which("firefox-esr") or which("firefox") or "/usr/bin/firefox-esr"


class FirefoxError(Exception):
    """What Firefox, or a script in a page, answered instead of a value."""


class Firefox:
    """One window of a running Firefox; commands go in a line each, answers come so."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def open(
        self, address: str, preferences: str = "", *, width: int = 360, height: int = 740
    ) -> int:
        """Go to a page as a reader with these preferences; answers the HTTP status."""
        host = urlsplit(address).hostname
        cookie = {"name": "preferences", "value": preferences, "domain": host, "path": "/"}
        cookies = [cookie] if preferences else []
        status = self._ask("open", url=address, width=width, height=height, cookies=cookies)
        assert isinstance(status, int)
        return status

    def evaluate(self, script: str) -> object:
        """What a function of the page's answers; `script` is its JavaScript source."""
        return self._ask("evaluate", script=script)

    def faults(self, script: str, *given: object) -> list[str]:
        """What one of `tests.browser.measures` finds."""
        found = self.evaluate(f"() => ({script})({', '.join(map(json.dumps, given))})")
        assert isinstance(found, list)
        return found

    def press(self, key: str) -> None:
        """Press one key, by its name in UI Events."""
        self._ask("press", key=key)

    def picture(self, path: Path) -> None:
        """Keep what the window shows as a PNG."""
        self._ask("picture", path=str(path))

    def _ask(self, command: str, **given: object) -> object:
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{json.dumps({'command': command, **given})}\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline() or '{"error": "Firefox has ended."}')
        if "error" in answer:
            raise FirefoxError(answer["error"])
        return answer["value"]


@contextmanager
def firefox(*, javascript: bool = True) -> Iterator[Firefox]:
    """A Firefox of one's own, ended afterwards."""
    command = ["node", "tests/tools/firefox.mjs", *([] if javascript else ["--no-scripts"])]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"FIREFOX": PROGRAM},
    )
    assert process.stdin
    assert process.stdout
    try:
        yield Firefox(process)
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()
