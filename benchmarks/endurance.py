"""Reloads and kills under load: `python -m benchmarks.endurance [SECONDS]` (60).

`qingdu serve` with two workers behind nginx as in deploy/nginx/, 64 connections of mixed reading;
meanwhile it is reloaded three times and a worker is killed five times. Then once more without that
and with every search another, so that no cache has any. Prints what readers met; exits with 1 where
a request failed in either.

Latencies are wrk's: it counts a wait as if requests had gone on arriving all the time ("coordinated
omission" is corrected), which is more than was met.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from benchmarks.library import ROOT
from benchmarks.servers import nginx_configuration, nginx_proxy

_EVENTS = ("kill", "reload", "kill", "kill", "reload", "kill", "reload", "kill")
_EDITIONS = ("zh-hans", "zh-hant", "zh-hans-pinyin", "en")
_WORDS = 200  # that are searched for, with ten requests for each
_LUA = """
local paths, n = {%s}, 0
request = function()
  n = n + 1
  local path = paths[n %% #paths + 1]
  if %s and path:find("search") then path = path .. n end
  return wrk.format("GET", path)
end
done = function(s, l)
  local e = s.errors
  print(string.format("requests %%d, failed %%d, p50 %%.0f ms, p99 %%.0f ms, longest %%.0f ms",
    s.requests, e.status + e.connect + e.read + e.write + e.timeout,
    l:percentile(50) / 1000, l:percentile(99) / 1000, l.max / 1000))
end
"""
_PORT, _FRONT = 8118, 8119


def main(seconds: float) -> bool:
    """Whether no request failed."""
    with tempfile.TemporaryDirectory() as name, _site(Path(name)) as site, _nginx(Path(name)):
        met = _load(site.pid, Path(name), seconds, _EVENTS)
        print(f"3 reloads, 5 kills: {met}")
        others = _load(site.pid, Path(name), seconds / 4, (), is_each_search_another=True)
        print(f"every search another: {others}")
        return " failed 0," in met and " failed 0," in others


def _load(
    supervisor: int,
    folder: Path,
    seconds: float,
    events: Sequence[str],
    *,
    is_each_search_another: bool = False,
) -> str:
    """What wrk says of so many seconds of reading."""
    lua = folder / "mix.lua"
    paths = ", ".join(f'"{path}"' for path in _paths())
    lua.write_text(_LUA % (paths, str(is_each_search_another).lower()))
    load = subprocess.Popen(
        ["wrk", "-c", "64", "-t", "1", "-d", f"{seconds:.0f}", "--timeout", "20",
         "-s", lua, f"http://127.0.0.1:{_FRONT}/"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    for event in events:
        time.sleep(seconds / (len(events) + 1.5))
        if event == "reload":
            os.kill(supervisor, signal.SIGHUP)
        else:
            os.kill(_worker(supervisor), signal.SIGKILL)
    (said,) = re.findall(r"^requests .*", load.communicate()[0], re.MULTILINE)
    return str(said)


def _paths() -> list[str]:
    """What readers ask for: of twenty pages two are searches and one is the form of settings."""
    content = ROOT / "content"
    files = sorted(content.rglob("*.md"))
    articles = [file.relative_to(content).with_suffix("").as_posix() for file in files]
    columns = sorted({path.rpartition("/")[0] for path in articles} - {""})
    text = "".join(file.read_text("utf-8") for file in files)
    words = sorted(set(re.findall("[\u4e00-\u9fff]{2}", text)))[:_WORDS]
    paths = []
    for number, word in enumerate(words):
        places = [
            f"search?q={quote(word)}",
            "" if number % 2 else "preferences",
            "",
            f"columns/{columns[number % len(columns)]}",
            *(f"articles/{articles[(7 * number + turn) % len(articles)]}" for turn in range(6)),
        ]
        for turn, place in enumerate(places):
            paths.append(f"/{_EDITIONS[(number + turn) % len(_EDITIONS)]}/{place}")
    return paths


@contextmanager
def _site(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / "log"
    environment = os.environ | {
        "QINGDU_CONTENT": str(ROOT / "content"), "QINGDU_STATE": str(folder / "state"),
        "QINGDU_PROXY_HOPS": "1", "QINGDU_COSTLY_PER_MINUTE": "0",  # all searches come from here
    }  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "reader", "serve", "--port", str(_PORT), "--workers", "2"],
            env=environment, cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    while not _is_ready():
        time.sleep(0.1)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        print(log.read_text())


def _is_ready() -> bool:
    """Whether the site has read in what is in its folder."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{_PORT}/health/ready") as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


@contextmanager
def _nginx(folder: Path) -> Iterator[None]:
    configuration = folder / "nginx.conf"
    configuration.write_text(
        nginx_configuration(folder, "") + nginx_proxy(folder, _FRONT, _PORT) + "}\n"
    )
    path = f"{os.environ['PATH']}:/usr/sbin"
    process = subprocess.Popen(
        ["nginx", "-p", folder, "-e", folder / "error.log", "-c", configuration],
        env=os.environ | {"PATH": path},
    )
    time.sleep(1)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _worker(supervisor: int) -> int:
    """A process that answers, of the newest generation that has any."""
    found = [pid for generation in _children(supervisor) for pid in _children(generation)]
    return [pid for pid in found if len(_threads(pid)) > 3][-1]


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(number) for number in text.split()]


def _threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


if __name__ == "__main__":
    sys.exit(not main(float(sys.argv[1]) if sys.argv[1:] else 60.0))
