"""The pages of articles, put together from what is kept of them: no template, no request."""

from collections.abc import Hashable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from flask import Response, g

from reader.domain.article import Column
from reader.domain.library import Glance
from reader.web.delivery import NO_STORE, PUBLIC
from reader.web.frames import headers_of, rendered
from reader.web.presenter import Presenter
from reader.web.stencils import Stencil, taken_apart, with_holes

_TEMPLATE = "article.html"
_NUL, _NO_CHARACTER = b"\0", "\ufffd".encode()


class FilledPage(NamedTuple):
    """A page ready to be answered; `digest` names its bytes, `headers` go beside its length."""

    html: bytes
    digest: str
    headers: Sequence[tuple[str, str]]


def packed_filling(styles: str, content: Mapping[str, Any], body: bytes) -> bytes:
    """What a page says beside its body, as `ArticlePage` takes it.

    `content` is texts, Nones and tuples of these; `styles` names its sheets. A filling is the shape
    of all this, which the stencil is chosen by, the body's digest, and the texts, HTML in UTF-8.
    """
    shape, texts = taken_apart(content.values())
    parts = [repr((styles, shape)).encode(), sha256(body).hexdigest().encode(), *texts]
    return _NUL.join([part.replace(_NUL, _NO_CHARACTER) for part in parts])  # as browsers read it


class ArticlePage(NamedTuple):
    """The page of an article: its filling and its body.

    Everything else in it hangs on the edition, the columns in the navigation and whether all
    articles are there. So a stencil that is made for one fits all of the same shape.
    """

    show: Presenter
    filling: bytes
    body: bytes
    sections: Sequence[Column]
    is_complete: bool

    def filled(self) -> FilledPage | None:
        """The page, None where none of its kind has been rendered yet."""
        stencil = self.show.parts.stencils.get(self._key)
        return self._filled(stencil) if stencil else None

    def answer(self, styles: str, content: Mapping[str, Any]) -> Response:
        """The answer to a request of Flask's; the page is rendered where none of its kind has been.

        `styles` and `content` are what the filling was made from.
        """
        page = self.filled() or self._filled(self._rendered(styles, content))
        g.page_digest = page.digest
        return Response(page.html, headers=[*page.headers])

    def _filled(self, stencil: Stencil) -> FilledPage:
        _, _, *texts = self.filling.split(_NUL)
        html = stencil.filled([*texts, self.body])
        digest = sha256(stencil.digest + self.filling).hexdigest()
        return FilledPage(html, digest, stencil.headers)

    def _rendered(self, styles: str, content: Mapping[str, Any]) -> Stencil:
        """The stencil of this kind of page, kept from now on."""
        holes = with_holes({**content, "body": _NUL})
        html = rendered(_TEMPLATE, styles, is_page=True, content=holes)
        cache = PUBLIC if self.is_complete else NO_STORE
        headers = headers_of(self.show.parts, styles, cache)
        return self.show.parts.stencils.keep(self._key, Stencil(html, [*headers.items()]))

    @property
    def _key(self) -> Hashable:
        shape = self.filling.partition(_NUL)[0]
        return (self.show.edition.slug, shape, self.sections, self.is_complete)


def known_page(show: Presenter, glance: Glance) -> FilledPage | None:
    """The page of an article seen at a glance; None where something of it is not known yet."""
    kept = show.parts.fillings.get(glance.version, show.edition)
    return ArticlePage(show, *kept, glance.sections, True).filled() if kept else None
