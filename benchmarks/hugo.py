"""Hugo's build of a library: the same articles, front matter and templates as Hugo has them."""

import re
import shutil
import subprocess
import time
from pathlib import Path
from statistics import median

from benchmarks.library import Library
from benchmarks.measure import MissingError

_PUBLISHED = re.compile(r"^published: (\S+) (\S+)$", re.MULTILINE)
_ALIASES = re.compile(r"^aliases:\n(?:  - .*\n)+", re.MULTILINE)
_CONFIGURATION = """baseURL = "https://example.org/"
languageCode = "zh-Hans"
title = "档案"
hasCJKLanguage = true
paginate = 20
"""
_LAYOUTS = {
    "_default/baseof.html": """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{{ .Title }}</h1>{{ block "main" . }}{{ end }}</main></body></html>""",
    "_default/single.html": """{{ define "main" }}
<p>{{ .Params.author }} {{ .Date.Format "2006-01-02" }} {{ .Params.source }}</p>
{{ .Content }}{{ end }}""",
    "_default/list.html": """{{ define "main" }}<ul>{{ range (.Paginate .Pages).Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}""",
}


def seconds_of_rebuild(library: Library, folder: Path, times: int) -> float:
    """The median time of a build after the first; raises MissingError where there is no Hugo."""
    if not shutil.which("hugo"):
        raise MissingError("Hugo is not installed: apt-get install hugo")
    shutil.rmtree(folder, ignore_errors=True)
    _write(library, folder)
    _build(folder)
    return median(_build(folder) for _ in range(times))


def _write(library: Library, folder: Path) -> None:
    for file in library.files:
        target = folder / "content" / file.relative_to(library.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = _PUBLISHED.sub(r"date: \1T\2:00+08:00", file.read_text("utf-8"), count=1)
        target.write_text(_ALIASES.sub("", text, count=1), "utf-8")
    for name, layout in _LAYOUTS.items():
        target = folder / "layouts" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(layout, "utf-8")
    (folder / "config.toml").write_text(_CONFIGURATION, "utf-8")


def _build(folder: Path) -> float:
    started = time.monotonic()
    command = ["hugo", "--quiet", "--source", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"Hugo fails: {done.stderr[-300:]}")
    return time.monotonic() - started
