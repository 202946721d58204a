"""A site with Flask-FlatPages, as its documentation shows one: articles, a list and a search.

The environment variable BENCH_CONTENT names the folder of articles.
"""

import os

from flask import Flask, render_template_string, request
from flask_flatpages import FlatPages

_PAGE_SIZE = 20
_LAYOUT = """<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><title>{{ title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<header><a href="{{ url_for('articles') }}">档案</a>
<form action="{{ url_for('search') }}"><input name="q"><button>搜索</button></form></header>
<main><h1>{{ title }}</h1>
"""
_END = "</main></body></html>"
_ARTICLE = """<p>{{ page.author }} {{ page.published }} {{ page.source }}</p>
<p>{% for tag in page.tags %}<span>{{ tag }}</span> {% endfor %}</p>
{{ page.html|safe }}"""
_LIST = """<ul>{% for page in pages %}
<li><a href="{{ url_for('article', path=page.path) }}">{{ page.title }}</a>
{{ page.published }} {{ page.author }}</li>
{% endfor %}</ul>"""


def application() -> Flask:
    """The site."""
    app = Flask("flatpages")
    app.config["FLATPAGES_ROOT"] = os.environ["BENCH_CONTENT"]
    app.config["FLATPAGES_EXTENSION"] = ".md"
    app.config["FLATPAGES_MARKDOWN_EXTENSIONS"] = ["tables"]
    pages = FlatPages(app)

    @app.get("/")
    def articles() -> str:
        newest = sorted(pages, key=lambda page: page.meta["published"], reverse=True)
        start = (request.args.get("page", 1, int) - 1) * _PAGE_SIZE
        shown = newest[start : start + _PAGE_SIZE]
        return render_template_string(_LAYOUT + _LIST + _END, title="档案", pages=shown)

    @app.get("/search")
    def search() -> str:
        query = request.args["q"]
        found = [page for page in pages if query in page.meta["title"] or query in page.body]
        found.sort(key=lambda page: page.meta["published"], reverse=True)
        shown = found[:_PAGE_SIZE]
        return render_template_string(_LAYOUT + _LIST + _END, title=query, pages=shown)

    @app.get("/<path:path>/")
    def article(path: str) -> str:
        page = pages.get_or_404(path)
        template = _LAYOUT + _ARTICLE + _END
        return render_template_string(template, title=page.meta["title"], page=page)

    return app
