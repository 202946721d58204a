"""Wiring: settings in, a WSGI application out."""

import contextlib
import ctypes
import gc
import os
import sys
from functools import partial
from wsgiref.headers import Headers

from flask import Flask, abort, request

from reader.config.resources import resource_dir
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.indexing import make_indexer
from reader.language import addresses
from reader.language.conversion.converter import Converter
from reader.language.conversion.dictionaries import prepare
from reader.language.ruby import annotate as ruby
from reader.language.search.terms import SearchTerms
from reader.observing.events import configure_events
from reader.observing.tallies import Tallies
from reader.rendering.bodies import BodyRenderer
from reader.storage.bodies import BodyStore
from reader.storage.index.live import LiveIndex
from reader.storage.index.reading import IndexReader
from reader.storage.index.schema import IndexFiles
from reader.web.allowance import allowance_of
from reader.web.assets import Assets, serve_static
from reader.web.delivery import deliver
from reader.web.editions import configure_editions
from reader.web.elements import Elements
from reader.web.errors import configure_errors
from reader.web.fillings import Fillings
from reader.web.front import Watch, archive_of, front
from reader.web.health import Readiness
from reader.web.host import NeutralHost
from reader.web.mount import Application, Mount
from reader.web.private_styles import PrivateStyles
from reader.web.security import SecureHeaders, secure_static
from reader.web.services import Services, close_library, services
from reader.web.shortcut import Shortcut
from reader.web.text_pages import TextPages, make_textual
from reader.web.translations import configure_translations
from reader.web.views import (
    about,
    archive,
    articles,
    columns,
    feeds,
    giving,
    home,
    media,
    offline,
    panels,
    preferences,
    printing,
    saving,
    search,
    sitemaps,
    unprefixed,
)

# mallopt(3): one arena instead of one for each thread; what is large goes back at once.
_MALLOC_OPTIONS = {-8: 1, -3: 64 * 1024, -1: 128 * 1024}
_is_warm = False
_MAX_FORM = 64 * 1024  # bytes
_MAX_TARGET = 8 * 1024  # bytes of path and query; RFC 9112 asks for at least 8,000


def create_app(settings: Settings, *, keeps_index: bool = True) -> Flask:
    """The application for a deployment; raises SettingsError where it cannot work.

    Without `keeps_index` another process keeps the index up to date.
    """
    files = IndexFiles.of(settings.state, settings.content)
    archive = archive_of(settings, files)
    app, parts = _made(settings, files, keeps_index=keeps_index, is_shared=True)
    if archive and not archive.is_for(archive_of(settings, files)):
        archive = None  # something was changed meanwhile: which release this is, is not known
    has_accounts = parts.members.availability.is_there if parts.members else None
    watch = Watch(parts.tallies, Readiness(files, has_accounts))
    whole = front(_site(app, parts), settings, parts.live, archive, watch)
    app.wsgi_app = whole  # type: ignore[method-assign,assignment]
    return app


def create_site(settings: Settings, *, is_shared: bool = False) -> Application:
    """The same without its front, for one that was there before: what it can do without is late.

    With `is_shared` all is made, for processes that will be forked.
    """
    files = IndexFiles.of(settings.state, settings.content)
    return _site(*_made(settings, files, keeps_index=False, is_shared=is_shared))


def application() -> Flask:
    """The application that the environment (`QINGDU_*`) describes: a factory for servers.

    Where the server has set up no log of its own, events are written as under `qingdu serve`.
    """
    settings = Settings.from_environment(os.environ)
    configure_events(settings.log)
    return create_app(settings)


def warm(app: Flask) -> None:
    """Make what an application can do without at first: seconds of work, and 80 MB of tables.

    For processes that are forked afterwards. In a process where it was done before, it is for
    another application a matter of milliseconds.
    """
    with app.app_context():
        parts = services()
    parts.terms.load_readings()
    ruby.load(edition.annotation for edition in parts.site.editions)
    addresses.load()
    for name in app.jinja_env.list_templates():
        if parts.members or not name.startswith("me/"):
            app.jinja_env.get_template(name)
    _give_memory_back()
    global _is_warm  # noqa: PLW0603 - what is made is the process's as well
    _is_warm = True


def is_warm() -> bool:
    """Whether `warm` has been called in this process."""
    return _is_warm


def _made(
    settings: Settings, files: IndexFiles, *, keeps_index: bool, is_shared: bool
) -> tuple[Flask, Services]:
    """The application and its parts; with all that requests may need where it will be shared."""
    gc.disable()  # until all is made: it stays
    try:
        parts = _services(settings, files, keeps_index=keeps_index)
        if is_shared:
            parts.converter.load()
            parts.terms.load()
        app = _flask(parts)
    finally:
        gc.enable()
    _give_memory_back()
    return app, parts


def _services(settings: Settings, files: IndexFiles, *, keeps_index: bool) -> Services:
    site = load_site(settings.content)
    assets = Assets(resource_dir("static"))
    dictionaries = prepare(settings.state)
    converter = Converter.of_site(site, dictionaries)
    terms = SearchTerms(dictionaries)
    live = LiveIndex(
        IndexReader(files, site, terms),
        partial(make_indexer, settings, site, files, terms, rest=1.0) if keeps_index else None,
    )
    members = None
    if settings.accounts:
        from reader.web.me.members import Members  # noqa: PLC0415 - a third of all that is imported

        members = Members.of(settings)
    bodies = BodyRenderer(converter, BodyStore(files.bodies, settings.body_store))
    return Services(
        settings=settings,
        site=site,
        live=live,
        terms=terms,
        converter=converter,
        bodies=bodies,
        fillings=Fillings(bodies, site, settings, assets.digest),
        assets=assets,
        private_styles=PrivateStyles(
            (assets.folder / "css/preferences.css").read_text("utf-8"),
            f"{settings.base_path}{assets.prefix}",
        ),
        members=members,
        tallies=Tallies(files.tallies),
        allowance=allowance_of(settings.costly_per_minute, settings.redis_url),
    )


def _flask(parts: Services) -> Flask:
    app = Flask("reader", template_folder=str(resource_dir("templates")), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_FORM
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    static = f"{parts.settings.base_path}{parts.assets.prefix}"
    app.jinja_env.globals["static"] = lambda name: f"{static}/{name}"
    elements = Elements(parts.assets, static, is_export=bool(parts.settings.page_suffix))
    app.jinja_env.globals.update(script=elements.script, sheet=elements.sheet)
    parts.attach(app)
    configure_editions(app, parts.site)
    configure_translations(app, parts.site)
    configure_errors(app)
    pages = (home, articles, columns, archive, search, preferences, giving, panels, about)
    files = (offline, printing, saving, feeds, sitemaps, media)
    for view in (*pages, *files, unprefixed):
        app.register_blueprint(view.blueprint)
    if parts.members:
        from reader.web.me.rooms import ROOMS  # noqa: PLC0415 - see `_services`

        for room in ROOMS:
            app.register_blueprint(room.blueprint)
    app.register_blueprint(articles.pictures)
    app.before_request(_refuse_long_addresses)
    app.after_request(deliver)
    app.after_request(make_textual)  # before that one: the last comes first
    app.teardown_request(close_library)
    return app


def _give_memory_back() -> None:
    """What start left free; what it made stays, so the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # a C library other than glibc
            library = ctypes.CDLL(None)
            for option, value in _MALLOC_OPTIONS.items():
                library.mallopt(option, value)
            library.malloc_trim(0)


def _refuse_long_addresses() -> None:
    if len(request.path) + len(request.query_string) > _MAX_TARGET:
        abort(414)


def _site(app: Flask, parts: Services) -> Application:
    """The application with what stands around Flask, but for its front."""
    settings = parts.settings

    def headers(static: Headers, _path: str, _url: str) -> None:
        secure_static(static, is_https=settings.is_https)

    site: Application = TextPages(Shortcut(app.wsgi_app, parts), app.wsgi_app)
    site = SecureHeaders(site, is_https=settings.is_https)
    site = NeutralHost(site)
    whole: Application = serve_static(site, parts.assets, settings.state, headers)
    # Below a base path its front says where the site is mounted; elsewhere no server does.
    return whole if settings.base_path else Mount(whole, "")
