"""Page numbers in lists."""

import re

from flask import abort, request

from reader.domain.article import ArticleSummary
from reader.domain.library import Page
from reader.web.editions import keep_query

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def requested_page() -> int:
    """The `?page=` of this request, from 1; anything that is no page number answers 400."""
    text = request.args.get("page", "1")
    if not _NUMBER.fullmatch(text):
        abort(400)
    number = int(text)
    keep_query(page=number if number > 1 else 0)
    return number


def existing(page: Page[ArticleSummary]) -> Page[ArticleSummary]:
    """The page itself; a list without articles, or a number past its end, answers 404."""
    if not page.items:
        abort(404)
    return page
