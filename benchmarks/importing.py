"""What an import costs: `python -m benchmarks.importing SIZE [FOLDER]` measures one by itself.

The pages are made here: three encodings, menus and lists of links around 1,500 characters of text
from the corpus (else `content/`), a picture, a link to another, one in ten of two parts.
"""

import base64
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.library import ROOT, source_files
from benchmarks.measure import tree
from benchmarks.plan import Plan, say
from benchmarks.report import Row, at_least, at_most, plain

PAGES, FEW = 5_000, 500
_HOST = "www.example.gov.cn"
_ENCODINGS = ("gb18030", "utf-8", "gbk")
_LENGTH = 1_500
_PAUSE = 0.2  # seconds between two looks at the memory
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: seconds of the clock, and the most memory of all processes, MB."""

    seconds: float
    memory: float


def rows(plan: Plan) -> Iterator[Row]:
    """An import on one core, again, and with a tenth of the pages."""
    folder = plan.folder / "importing"
    few = _fresh(folder / "few", FEW)
    many = _fresh(folder / "many", PAGES)
    say(f"import of {PAGES:,} pages")
    first, small = _imported(many), _imported(few)
    again = _imported(many)
    yield at_least("pages imported a second on one core", PAGES / first.seconds, 20, "pages")
    yield plain("the same again, where nothing is new", PAGES / again.seconds, "pages")
    yield at_most("most memory of all processes together", first.memory, 300, "MB")
    yield at_most(f"the same : with {FEW} pages", first.memory / small.memory, 1.2)


def _fresh(folder: Path, size: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "content").mkdir(parents=True)
    write_site(folder / "mirror" / _HOST, size)
    return folder


def _imported(folder: Path) -> Run:
    """Import a site on one core, and watch it."""
    environment = os.environ | {
        "QINGDU_CONTENT": str(folder / "content"),
        "QINGDU_STATE": str(folder / "state"),
    }
    command = [sys.executable, "-m", "reader", "import", str(folder / "mirror")]
    core = str(min(os.sched_getaffinity(0)))
    started, peak = time.monotonic(), 0.0
    process = subprocess.Popen(
        ["taskset", "-c", core, *command], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip
    while process.poll() is None:
        peak = max(peak, sum(map(_share, tree(process.pid))))
        time.sleep(_PAUSE)
    if process.returncode:
        raise RuntimeError(f"qingdu import ended with {process.returncode}")
    return Run(time.monotonic() - started, peak / 1024)


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def write_site(root: Path, size: int) -> None:
    """An old site of so many pages below a folder."""
    chance = random.Random(size)
    lines = [
        line
        for file in source_files()
        for line in file.read_text("utf-8").splitlines()
        if len(line) > 60 and line[0] not in "#|-*>!<`["
    ]
    for number in range(size):
        folder = root / f"news/{number // 200}"
        folder.mkdir(parents=True, exist_ok=True)
        head, part = (number - 1, "_1") if number % 10 == 1 else (number, "")
        (folder / f"t2018_{1000 + head}{part}.htm").write_bytes(_page(chance, lines, head))
    (root / "p").mkdir()
    for number in range(200):
        (root / "p" / f"{number}.png").write_bytes(_PNG + number.to_bytes(2, "big"))


def _page(chance: random.Random, lines: list[str], number: int) -> bytes:
    encoding = _ENCODINGS[number % 3]
    text, length = [], 0
    while length < _LENGTH:
        text.append(chance.choice(lines)[:400])
        length += len(text[-1])
    body = "".join(f'<p style="text-indent:2em"><font size="3">{line}</font></p>' for line in text)
    menu = "".join(f'<li><a href="/c/{n}/">栏目名称{n}</a></li>' for n in range(60))
    related = "".join(
        f'<li><a href="/news/0/t2018_{1000 + n}.htm">相关的文章{n}</a><i>11-12</i></li>'
        for n in range(30)
    )
    other = chance.randrange(200)
    title = f"第{number}篇文章的标题"
    meta = {"ArticleTitle": title, "PubDate": "2018-11-12 14:41", "ContentSource": "本站原创",
            "ColumnName": f"栏目{number % 12}"}  # fmt: skip
    tags = "".join(f'<meta name="{name}" content="{value}">' for name, value in meta.items())
    last = f'<p><img src="/p/{other}.png"><a href="/news/0/t2018_{1000 + other}.htm">另见</a></p>'
    return "\n".join(
        [
            f'<!DOCTYPE html><html><head><meta charset="{encoding}">',
            f"<title>{title}_某县人民政府</title>{tags}<script>{'var a=1;' * 200}</script>",
            f"<style>{'.a{color:red}' * 100}</style></head><body>",
            f'<div class="nav"><ul>{menu}</ul></div><div class="main">',
            f"<h1>{title}</h1>",
            '<div class="info">作者：张力 发布时间：2018-11-12 14:41 来源：本站原创</div>',
            f'<div class="TRS_Editor">{body}{last}</div>',
            '<div class="editor">【责任编辑：徐斯征】</div>',
            f'<ul class="related">{related}</ul></div>',
            '<div class="footer">版权所有 某县人民政府 京ICP备00000000号</div></body></html>',
        ]
    ).encode(encoding, "xmlcharrefreplace")


if __name__ == "__main__":
    place = _fresh(Path(sys.argv[2] if len(sys.argv) > 2 else "var/bench/import"), int(sys.argv[1]))
    print(_imported(place), _imported(place))
