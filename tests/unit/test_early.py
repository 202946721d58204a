"""Servers that answer before the application is made."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_ASKS = """
import json, sys
from pathlib import Path
from reader.config.settings import Settings
from reader.early import early_application
from reader.storage.bodies import BodyStore
from reader.web.page_archive import ClosedArchive

state = Path(sys.argv[1])
archive = ClosedArchive(BodyStore(state / "pages", 1000), "release")
settings = Settings(Path("content").absolute(), state, "https://a.example/read")
site = early_application(settings, archive)
for path in ("/read/health/live", "/read/health/ready"):
    answer = site({"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "10.0.0.7"},
                  lambda status, headers, _: print(status))
    print(json.loads(b"".join(answer))["status"])
print("flask" in sys.modules)
"""


def test_they_tell_their_health_and_need_no_flask_for_it(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _ASKS, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    expected = ["200 OK", "live", "503 Service Unavailable", "not ready", "False"]
    assert told.splitlines() == expected
