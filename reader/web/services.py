"""What the views work with, made once by `create_app`."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, current_app, g

from reader.config.settings import Settings
from reader.domain.article import Column
from reader.domain.library import Library
from reader.domain.site import Site
from reader.language.conversion.converter import Converter
from reader.language.search.terms import SearchTerms
from reader.observing.tallies import Tallies
from reader.rendering.bodies import BodyRenderer
from reader.storage.index.live import LiveIndex
from reader.web.allowance import Allowance
from reader.web.assets import Assets
from reader.web.fillings import Fillings
from reader.web.private_styles import PrivateStyles
from reader.web.stencils import Stencils

if TYPE_CHECKING:
    from reader.accounts.database import Database
    from reader.accounts.limits import Limits
    from reader.accounts.retention import DailyPurge
    from reader.web.me.members import Members

_KEY = "qingdu"


@dataclass(frozen=True, slots=True)
class Services:
    """The application's parts; `live` follows the content folder."""

    settings: Settings
    site: Site
    live: LiveIndex
    terms: SearchTerms
    converter: Converter
    bodies: BodyRenderer
    fillings: Fillings
    assets: Assets
    private_styles: PrivateStyles
    members: "Members | None"
    tallies: Tallies
    allowance: Allowance
    stencils: Stencils = field(default_factory=Stencils)

    @property
    def database(self) -> "Database":
        """The accounts' database, of a site that has a user centre."""
        assert self.members
        return self.members.database

    @property
    def limits(self) -> "Limits":
        """What counts failures to get in, there."""
        assert self.members
        return self.members.limits

    @property
    def purge(self) -> "DailyPurge":
        """What clears up once a day, there."""
        assert self.members
        return self.members.purge

    def attach(self, app: Flask) -> None:
        """Make these the services of `app`."""
        app.extensions[_KEY] = self


def services() -> Services:
    """The services of the application that answers the current request."""
    found = current_app.extensions[_KEY]
    assert isinstance(found, Services)
    return found


def library() -> Library:
    """The library as it is during this request; raises LibraryUnavailableError."""
    if "library" not in g:
        g.library_views = ExitStack()
        g.library = g.library_views.enter_context(services().live.view())
    found: Library = g.library
    return found


class _Away:
    """Stands for a library that cannot be asked: an error page needs its frame all the same."""

    generation = 0
    is_complete = False

    def __init__(self) -> None:
        self.touched: set[str] = set()

    def sections(self) -> list[Column]:
        return []


def go_on_without_library() -> None:
    """Answer the rest of this request as if the library were empty."""
    close_library()
    g.library = _Away()


def close_library(_error: BaseException | None = None) -> None:
    """End this request's view."""
    g.pop("library", None)
    if views := g.pop("library_views", None):
        views.close()
