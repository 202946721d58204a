"""What the views work with, made once by `create_app`."""

from dataclasses import dataclass, field

from flask import Flask, current_app, g

from reader.config.settings import Settings
from reader.domain.library import Library
from reader.domain.site import Site
from reader.language.conversion.converter import Converter
from reader.rendering.bodies import BodyRenderer
from reader.storage.live import LiveLibrary
from reader.web.assets import Assets
from reader.web.private_styles import PrivateStyles
from reader.web.stencils import Stencils

_KEY = "qingdu"


@dataclass(frozen=True, slots=True)
class Services:
    """The application's parts; `live.current()` is the library of this moment."""

    settings: Settings
    site: Site
    live: LiveLibrary
    converter: Converter
    bodies: BodyRenderer
    assets: Assets
    private_styles: PrivateStyles
    stencils: Stencils = field(default_factory=Stencils)

    def attach(self, app: Flask) -> None:
        """Make these the services of `app`."""
        app.extensions[_KEY] = self


def services() -> Services:
    """The services of the application that answers the current request."""
    found = current_app.extensions[_KEY]
    assert isinstance(found, Services)
    return found


def library() -> Library:
    """The library of this request: the newest when it was first asked for."""
    if "library" not in g:
        g.library = services().live.current()
    found: Library = g.library
    return found
