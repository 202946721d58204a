"""Which pictures an article shows, without rendering it."""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from reader.domain.article import Article

_PICTURE = re.compile(
    r"""(?:\]\(\s*<?|\bsrc\s*=\s*["']?)([^\s"'<>()]+\.(?:avif|gif|jpe?g|png|svg|webp))""",
    re.IGNORECASE,
)


def picture_paths(article: Article) -> Iterator[str]:
    """The media paths of pictures named in an article's text, more or less.

    For estimates: a picture in a code sample is among them, one named by a reference is not.
    """
    folder = posixpath.dirname(article.summary.path)
    for name in _PICTURE.findall(article.body):
        if "://" not in name and not name.startswith("//"):
            path = posixpath.normpath(posixpath.join("/", folder, unquote(name)))
            yield path.lstrip("/").removeprefix("media/" if name.startswith("/") else "")
