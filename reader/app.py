"""Wiring: settings in, a WSGI application out."""

import os
from functools import partial
from wsgiref.headers import Headers

from flask import Flask, abort, request

from reader.config.resources import resource_dir
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.language.conversion.converter import Converter, folded
from reader.language.detection.scripts import detect_script
from reader.rendering.bodies import BodyRenderer
from reader.storage.live import LiveLibrary
from reader.web.assets import Assets, serve_static
from reader.web.delivery import deliver
from reader.web.editions import configure_editions
from reader.web.errors import configure_errors
from reader.web.host import NeutralHost, is_good_host, refuse_bad_host
from reader.web.mount import Application, Mount
from reader.web.page_cache import PageCache
from reader.web.page_store import Freshness
from reader.web.private_styles import PrivateStyles
from reader.web.security import SecureHeaders, secure_static
from reader.web.services import Services
from reader.web.shortcut import Shortcut
from reader.web.translations import configure_translations
from reader.web.views import archive, articles, columns, home, media, preferences, unprefixed

_MAX_FORM = 64 * 1024  # bytes
_MAX_TARGET = 8 * 1024  # bytes of path and query; RFC 9112 asks for at least 8,000


def create_app(settings: Settings) -> Flask:
    """The application for a deployment; raises SettingsError where it cannot work."""
    site = load_site(settings.content)
    assets = Assets(resource_dir("static"))
    converter = Converter.of_site(site, settings.state)
    app = Flask("reader", template_folder=str(resource_dir("templates")), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_FORM
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    live = LiveLibrary(
        settings.content,
        site,
        detect=partial(detect_script, default=site.script),
        fold=partial(folded, converter=converter),
    )
    parts = Services(
        settings=settings,
        site=site,
        live=live,
        converter=converter,
        bodies=BodyRenderer(converter),
        assets=assets,
        private_styles=PrivateStyles((assets.folder / "css/preferences.css").read_text("utf-8")),
    )
    parts.attach(app)
    app.jinja_env.globals["static"] = lambda name: f"{settings.base_path}{assets.prefix}/{name}"
    configure_editions(app, site)
    configure_translations(app, site)
    configure_errors(app)
    for view in (home, articles, columns, archive, media, preferences, unprefixed):
        app.register_blueprint(view.blueprint)
    app.register_blueprint(articles.pictures)
    app.before_request(refuse_bad_host)
    app.before_request(_refuse_long_addresses)
    app.after_request(deliver)
    _wrap(app, parts, LiveFreshness(live))
    return app


def application() -> Flask:
    """The application that the environment (`QINGDU_*`) describes: a factory for servers."""
    return create_app(Settings.from_environment(os.environ))


def _refuse_long_addresses() -> None:
    if len(request.path) + len(request.query_string) > _MAX_TARGET:
        abort(414)


class LiveFreshness:
    """The live library's generations; every change touches every page."""

    def __init__(self, live: LiveLibrary) -> None:
        self._live = live

    def generation(self) -> int:
        """See `Freshness`."""
        return self._live.current().generation

    def changed_since(self, generation: int) -> None:
        """See `Freshness`."""


def _wrap(app: Flask, parts: Services, freshness: Freshness) -> None:
    settings = parts.settings
    is_good = partial(is_good_host, trusted=settings.trusted_hosts)

    def headers(static: Headers, _path: str, _url: str) -> None:
        secure_static(static, is_https=settings.is_https)

    site: Application = Shortcut(app.wsgi_app, parts)
    site = SecureHeaders(site, is_https=settings.is_https)
    site = NeutralHost(site, is_good)
    site = serve_static(site, parts.assets, settings.state, headers)
    site = PageCache(site, freshness, is_good)
    if settings.base_path:
        site = Mount(site, settings.base_path)
    app.wsgi_app = site  # type: ignore[method-assign]
