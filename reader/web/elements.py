"""The elements that load a script or a style sheet, with what it must be (SRI)."""

import base64
import hashlib
from functools import cache

from markupsafe import Markup

from reader.web.assets import Assets, minified_css


class Elements:
    """Makes them for one deployment; `prefix` is where its static files are.

    In an export they say nothing of integrity: a page opened from a disk has no origin, and
    browsers then refuse what they cannot compare.
    """

    def __init__(self, assets: Assets, prefix: str, *, is_export: bool) -> None:
        self._assets = assets
        self._prefix = prefix
        self._is_export = is_export
        self.script = cache(self._script)
        self.sheet = cache(self._sheet)

    def _script(self, name: str) -> Markup:
        """A module of our own, by its name without `.js`."""
        text = self._text("js", name)
        address = f"{self._prefix}/js/{name}.js"
        integrity = self._integrity(text)
        return Markup('<script type="module" src="{}"{}></script>').format(address, integrity)

    def _sheet(self, name: str, media: str) -> Markup:
        """A style sheet for these media, by its name without `.css`."""
        text = self._text("css", name)
        address = f"{self._prefix}/css/{name}.css"
        integrity = self._integrity(minified_css(text) if self._assets.is_minified else text)
        element = Markup('<link rel="stylesheet" href="{}" media="{}"{}>')
        return element.format(address, media, integrity)

    def _text(self, kind: str, name: str) -> str:
        return (self._assets.folder / kind / f"{name}.{kind}").read_text("utf-8")

    def _integrity(self, text: str) -> Markup:
        if self._is_export:
            return Markup()
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return Markup(' integrity="sha256-{}"').format(digest)
