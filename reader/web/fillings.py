"""What the pages of articles say beside their bodies, kept together with these."""

from hashlib import blake2b

from reader.config.resources import rules_digest
from reader.config.settings import Settings
from reader.domain.article import ArticleHead
from reader.domain.editions import Edition
from reader.domain.site import Site
from reader.rendering.bodies import BodyRenderer


class Fillings:
    """Keeps fillings by all that decides them: articles, edition, site, settings and rules.

    So none is ever out of date: what has changed is looked for under another key.
    """

    def __init__(
        self, bodies: BodyRenderer, site: Site, settings: Settings, assets: str = ""
    ) -> None:
        """`assets` names the static files that pages lead to."""
        self._bodies = bodies
        # Now, not when they are first asked for: the files may be another release's by then.
        given = (
            site, settings.base_path, settings.site_url, settings.page_suffix, bodies.version,
            assets,
        )  # fmt: skip
        self._rules = {
            edition.slug: _digest(repr((edition, *given, rules_digest("web", "domain"))))
            for edition in site.editions
        }

    def get(self, version: bytes, edition: Edition) -> tuple[bytes, bytes] | None:
        """The filling kept for that version of an article, and its body; None without both.

        The version is as a `Library` has it.
        """
        return self._bodies.filling(self._key(version, edition))

    def keep(self, filling: bytes, version: bytes, head: ArticleHead, edition: Edition) -> None:
        """Keep the filling of an article."""
        self._bodies.keep_filling(self._key(version, edition), filling, head, edition)

    def _key(self, version: bytes, edition: Edition) -> bytes:
        return blake2b(version, key=self._rules[edition.slug], digest_size=16).digest()


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass")).digest()
