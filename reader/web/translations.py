"""The interface's languages: catalogues read from their `.po` files at start, no build step."""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask
from flask_babel import Babel, get_locale

from reader.config.resources import resource_dir
from reader.domain.site import Site
from reader.web.editions import current_edition

DOMAIN = "messages"

# A regional catalogue holds only what it says otherwise; the rest comes from its parent.
PARENTS = {"zh_Hant_TW": "zh_Hant", "zh_Hant_HK": "zh_Hant"}
SOURCE_LOCALE = "en"  # the language the templates are written in


def configure_translations(app: Flask, site: Site) -> None:
    """Give `app` its languages, one for each edition of the site."""
    babel = Babel(app, locale_selector=lambda: current_edition().locale)
    app.jinja_env.filters["in_words"] = in_words
    with app.app_context():
        catalogues = babel.domain_instance.cache
    for edition in site.editions:
        catalogues[edition.locale, DOMAIN] = load_translations(edition.locale)

    def catalogue() -> Translations:
        found: Translations = catalogues[current_edition().locale, DOMAIN]
        return found

    # Flask-Babel's own look-up for a template's `_` costs ten times as much.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue().ugettext(text),
        lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )


def in_words(day: date, skeleton: str) -> str:
    """A date as the page's language writes it, of the fields a CLDR skeleton names."""
    return format_skeleton(skeleton, day, locale=get_locale())


@cache
def load_translations(locale: str) -> Translations:
    """The messages of a locale, with those of its parent behind them."""
    if locale == SOURCE_LOCALE:
        return Translations()
    translations = _read(catalogue_file(locale), locale)
    if parent := PARENTS.get(locale):
        translations.add_fallback(load_translations(parent))
    return translations


def catalogue_file(locale: str) -> Path:
    """Where a locale's `.po` file is."""
    return resource_dir("translations") / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def _read(file: Path, locale: str) -> Translations:
    with file.open("rb") as opened:
        catalogue = read_po(opened, locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, DOMAIN)
