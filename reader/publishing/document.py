"""An article as a file of its own says it: its words, and where its links and pictures lead."""

import posixpath
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urljoin, urlsplit


@dataclass(frozen=True, slots=True)
class Document:
    """One article in the words and the script of an edition, to be made a file.

    `heading` (the title) and `body` are safe HTML, everything else is text; `facts` and `signed`
    are sentences. `language` is the BCP 47 tag of the article's own words, `frame` of those around
    them. `place` is the path of its page, `media` the path that pictures are below, and `site` what
    goes before a path to make it a public address: empty where the site's is unknown, and so then
    is `address`, the one to share. `suffix` is what the addresses of pages end in. `cover` is the
    path of a picture below the content folder.
    """

    title: str
    heading: str
    language: str
    frame: str
    facts: tuple[str, ...]
    body: str
    signed: str
    author: str
    summary: str
    tags: tuple[str, ...]
    cover: str
    published: datetime
    changed: datetime
    place: str
    media: str
    site: str
    address: str
    suffix: str = ""

    def link(self, href: str) -> str:
        """A link of the body as it holds away from the site; empty where there is none."""
        if href.startswith("#") or urlsplit(href).scheme:
            return href
        if not self.site:
            return ""
        parts = urlsplit(urljoin(self.place, href))
        if self.suffix and not parts.path.startswith(f"{self.media}/"):
            name = "index" if parts.path.endswith("/") else ""
            parts = parts._replace(path=f"{parts.path}{name}{self.suffix}")
        return self.site + parts.geturl()

    def target(self, href: str) -> str:
        """The path of this site that a link of the body leads to; empty for one elsewhere."""
        parts = urlsplit(href)
        return urljoin(self.place, parts.path) if not (parts.scheme or parts.netloc) else ""

    def picture(self, src: str) -> str:
        """The path below the content folder of a picture of the body, empty for any other."""
        path = self.target(src)
        is_ours = path.startswith(f"{self.media}/")
        return posixpath.normpath(unquote(path.removeprefix(f"{self.media}/"))) if is_ours else ""
