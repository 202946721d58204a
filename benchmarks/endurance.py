"""Reloads and kills under load: `python -m benchmarks.endurance [SECONDS]` (60).

`qingdu serve` with two workers behind nginx, 64 connections of mixed reading; meanwhile it is
reloaded three times and a worker is killed five times. Prints what readers met; exits with 1 where
a request failed.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.library import ROOT

_EVENTS = ["kill", "reload", "kill", "kill", "reload", "kill", "reload", "kill"]
_PATHS = [
    "/zh-hans/", "/zh-hant/", "/zh-hans/columns/help", "/zh-hans/articles/help/privacy",
    "/zh-hant/articles/help/privacy", "/en/articles/help/privacy",
    "/zh-hans-pinyin/articles/help/privacy", "/zh-hans/search?q=%E5%AD%97",
    "/zh-hans/preferences", "/zh-hans/archive",
]  # fmt: skip
_LUA = """
local paths, n = {%s}, 0
request = function() n = n + 1; return wrk.format("GET", paths[n %% #paths + 1]) end
done = function(s, l)
  local e = s.errors
  print(string.format("requests %%d, failed %%d, p50 %%.0f ms, p99 %%.0f ms, longest %%.0f ms",
    s.requests, e.status + e.connect + e.read + e.write + e.timeout,
    l:percentile(50) / 1000, l:percentile(99) / 1000, l.max / 1000))
end
"""
_NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/1; proxy_temp_path {folder}/2;
  fastcgi_temp_path {folder}/3; uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  upstream site {{ {names} keepalive 16; }}
  server {{
    listen 127.0.0.1:{front};
    keepalive_requests 1000000;
    location / {{
      proxy_pass http://site; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_set_header Host $host;
    }}
  }}
}}
"""
_PORT, _FRONT = 8118, 8119


def main(seconds: float) -> bool:
    """Whether no request failed."""
    with tempfile.TemporaryDirectory() as name, _site(Path(name)) as site, _nginx(Path(name)):
        lua = Path(name) / "mix.lua"
        lua.write_text(_LUA % ", ".join(f'"{path}"' for path in _PATHS))
        load = subprocess.Popen(
            ["wrk", "-c", "64", "-t", "1", "-d", f"{seconds:.0f}", "--timeout", "20",
             "-s", lua, f"http://127.0.0.1:{_FRONT}/"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for event in _EVENTS:
            time.sleep(seconds / (len(_EVENTS) + 1.5))
            if event == "reload":
                site.send_signal(signal.SIGHUP)
            else:
                os.kill(_worker(site.pid), signal.SIGKILL)
        (said,) = re.findall(r"^requests .*", load.communicate()[0], re.MULTILINE)
        print(said)
        return " failed 0," in said


@contextmanager
def _site(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    log = folder / "log"
    environment = os.environ | {
        "QINGDU_CONTENT": str(ROOT / "content"), "QINGDU_STATE": str(folder / "state"),
    }  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "reader", "serve", "--port", str(_PORT), "--workers", "2"],
            env=environment, cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    while "Open http" not in log.read_text():
        time.sleep(0.1)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        print(log.read_text())


@contextmanager
def _nginx(folder: Path) -> Iterator[None]:
    names = f"server 127.0.0.1:{_PORT} max_fails=0; server [::1]:{_PORT} max_fails=0; " * 2
    user = "user root;" if os.geteuid() == 0 else ""
    text = _NGINX.format(folder=folder, front=_FRONT, names=names, user=user)
    (folder / "nginx.conf").write_text(text)
    path = f"{os.environ['PATH']}:/usr/sbin"
    process = subprocess.Popen(
        ["nginx", "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"],
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
