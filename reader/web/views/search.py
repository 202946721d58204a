"""Searching the articles, and the description by which browsers add the search."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from reader.domain.library import Library
from reader.domain.search import Hit, SearchPage, SearchRequest
from reader.web.assets import static_url
from reader.web.editions import keep_query
from reader.web.frames import absolute_url, render_page
from reader.web.highlighting import highlighted
from reader.web.presenter import Entry, Presenter, Section, presenter
from reader.web.services import library, services
from reader.web.xml_documents import add, document

blueprint = Blueprint("search", __name__, url_prefix="/<edition:edition>")

LONGEST = 200  # characters of a query
_NEAR = 5  # titles to suggest
_CACHE = "public, max-age=0, s-maxage=10, must-revalidate"
_YEAR = re.compile(r"[1-9][0-9]{3}")
_LONGEST_NAME = 16  # characters of a ShortName (OpenSearch 1.1)
# Controls, lone surrogates and noncharacters: nothing to look for, nor allowed in HTML.
_NO_TEXT = re.compile(
    "[\0-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(1 << 16, 17 << 16, 1 << 16))
    + "]"
)
