"""What Lighthouse gives the pages, as a phone: `python -m benchmarks.lighthouse` prints a table."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.library import ROOT, Library
from benchmarks.measure import MissingError
from benchmarks.servers import qingdu

PAGES = {
    "front page": "",
    "column": "columns/help",
    "article": "articles/help/enlarge-text",
    "article with pictures, a table and footnotes": "articles/publish/images-tables-footnotes",
}
CATEGORIES = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 99}
RUNS = 3  # the middle one counts
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_PROGRAM = Path(__file__).resolve().parent / "node_modules/.bin/lighthouse"


def sections() -> dict[str, str]:
    """One table: each page's scores, of 100, and what took points away."""
    try:
        return {"lighthouse": _table()}
    except MissingError as error:
        return {"lighthouse": f"Not measured: {error}"}


def _table() -> str:
    if not _PROGRAM.exists():
        raise MissingError("Lighthouse is not installed: npm ci in benchmarks/")
    lines = [f"| page | {' | '.join(CATEGORIES)} | taken away by |", "|---|---|---|---|---|---|"]
    content = Library(ROOT / "content", 0)
    with TemporaryDirectory() as folder, qingdu(content, Path(folder)) as server:
        for name, path in PAGES.items():
            address = f"http://127.0.0.1:{server.port}/zh-hans/{path}"
            reports = [_report(address) for _ in range(RUNS)]
            shown = [_shown(reports, category) for category in CATEGORIES]
            lines.append(f"| {name} | {' | '.join(shown)} | {_faults(reports[0])} |")
    return "\n".join(lines)


def _report(address: str) -> dict[str, Any]:
    command = [
        str(_PROGRAM), address, "--output=json", "--quiet", f"--chrome-flags={_FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]  # fmt: skip
    chrome = shutil.which("chromium") or "/usr/bin/chromium"
    environment = os.environ | {"CHROME_PATH": chrome}
    run = subprocess.run(command, check=False, capture_output=True, timeout=240, env=environment)
    if run.returncode:
        raise MissingError(f"Lighthouse: {run.stderr.decode()[-400:]}")
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def _shown(reports: list[dict[str, Any]], category: str) -> str:
    scores = [100 * (report["categories"][category]["score"] or 0) for report in reports]
    score = median(scores)
    return f"{score:.0f}" if round(score) >= CATEGORIES[category] else f"**{score:.0f}**"


def _faults(report: dict[str, Any]) -> str:
    """The audits that weigh in the scores and were not passed."""
    weighing = {
        reference["id"]
        for category in CATEGORIES
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"]
    }
    audits = report["audits"]
    failed = (name for name in sorted(weighing) if (audits[name]["score"] or 0) < 0.9)
    return ", ".join(name for name in failed if audits[name]["score"] is not None)


if __name__ == "__main__":
    print(*sections().values(), sep="\n\n")
