"""Styles and scripts: what is inlined, under which names the rest is served, and its hashes."""

import hashlib
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from reader.web.security import csp_hash

log = logging.getLogger(__name__)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_NEEDLESS_SPACE = re.compile(r" ?([{};]) ?|([,:>]) | (?=>)")


class Assets:
    """The static folder, read once; every name's URL carries a digest of the whole folder."""

    not_served = frozenset({"head.js", "worker.js", "worker-off.js"})  # inlined, or elsewhere

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        digest = hashlib.sha256()
        for path in files:
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
        self.digest = digest.hexdigest()[:12]
        self.head_script = (folder / "js" / "head.js").read_text("utf-8").strip()
        self.head_script_source = csp_hash(self.head_script)
        self.style = cache(self._style)
        self.is_minified = True  # the style sheets, as they are served

    @property
    def prefix(self) -> str:
        """The path all static URLs begin with, below the site's base path."""
        return f"/static/{self.digest}"

    def _style(self, sheet: str) -> "Style":
        """The styles a page needs for its first paint: the common ones and its own."""
        names = ("common", *sheet.split())
        return Style("".join(map(self.sheet, names)))

    def sheet(self, name: str) -> str:
        """One style sheet, for a file that has to carry it."""
        return minified_css((self.folder / "css" / f"{name}.css").read_text("utf-8"))


class Style(str):
    """The text of one inlined style sheet; `source` is its CSP hash source."""

    __slots__ = ("source",)

    def __init__(self, text: str) -> None:
        self.source = csp_hash(text)


def minified_css(text: str) -> str:
    """Our own CSS without comments and needless spaces.

    (rcssmin turns `.text :is(li)` into `.text:is(li)`, which matches something else.)
    """
    text = _SPACE.sub(" ", _COMMENT.sub("", text)).strip()
    return _NEEDLESS_SPACE.sub(r"\1\2", text).replace(";}", "}")


def serve_static(
    application: Callable[..., object],
    assets: Assets,
    state: Path,
    add_headers: Callable[[Headers, str, str], None],
) -> WhiteNoise:
    """The application behind WhiteNoise, which serves the assets, compressed beforehand.

    Files of earlier releases stay reachable, for pages that a proxy still holds.
    """
    prepared = _prepared(assets, state)
    root, prefix = (
        (prepared, assets.prefix) if prepared is assets.folder else (prepared.parent, "/static")
    )
    return WhiteNoise(
        application,
        root=str(root),
        prefix=prefix,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=add_headers,
        mimetypes={".js": "text/javascript", ".svg": "image/svg+xml"},
    )


def _prepared(assets: Assets, state: Path) -> Path:
    """A copy of the assets with `.br` and `.gz` beside each, made once per digest."""
    target = state / "static" / assets.digest
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=state) as folder:
            copy = Path(folder) / "static"
            shutil.copytree(assets.folder, copy, ignore=lambda *_: assets.not_served)
            _compress(copy)
            copy.chmod(0o755)
            _move(copy, target)
    except OSError as error:
        log.warning("%s cannot be written (%s); static files go out uncompressed", state, error)
        assets.is_minified = False
        return assets.folder
    return target


def _move(copy: Path, target: Path) -> None:
    """Put the copy in its place; another process may have been first, with the same files."""
    try:
        os.replace(copy, target)  # noqa: PTH105 - it must not follow into an existing folder
    except OSError:
        if not target.is_dir():
            raise


def _compress(folder: Path) -> None:
    for path in [path for path in folder.rglob("*") if path.suffix in {".css", ".js"}]:
        text = path.read_text("utf-8")
        data = (minified_css(text) if path.suffix == ".css" else text).encode()
        path.write_bytes(data)
    compressor = Compressor(use_gzip=True, use_brotli=True, quiet=True)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        compressor.compress(str(path))
