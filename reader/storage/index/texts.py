"""The file of texts: the last good body of every article, by digest."""

import posixpath
import sqlite3

from reader.domain.article import Article
from reader.storage.index.records import packed_text


class Texts:
    """Keeps texts, and those that nothing shows any more until older views are done with them."""

    def __init__(self, texts: sqlite3.Connection, index: sqlite3.Connection) -> None:
        self._texts = texts
        self._index = index
        # Digests whose text nothing shows any more: until the next sweep, and since the last.
        self._unused: tuple[set[str], set[str]] = (set(), set())

    def keep(self, article: Article) -> None:
        """Keep the text of an article."""
        self._texts.execute(
            "INSERT OR IGNORE INTO texts (digest, body) VALUES (?, ?)",
            (article.digest, packed_text(article.body)),
        )

    def get(self, digest: str) -> bytes | None:
        """A packed text; None where it is lost."""
        row = self._texts.execute("SELECT body FROM texts WHERE digest = ?", (digest,)).fetchone()
        return row[0] if row else None

    def release(self, digest: str) -> None:
        """An article does not show this text any more."""
        self._unused[0].add(digest)

    @property
    def are_unused(self) -> bool:
        """Whether there are texts for `drop_unused`."""
        return any(self._unused)

    def drop_unused(self) -> None:
        """Delete texts that were unused when this was called the last time.

        A reader whose view is older still has them until then.
        """
        fresh, old = self._unused
        self._unused = (set(), fresh)
        for digest in old:
            if not self._index.execute(
                "SELECT 1 FROM articles WHERE digest = ?", (digest,)
            ).fetchone():
                self._texts.execute("DELETE FROM texts WHERE digest = ?", (digest,))

    def mend(self) -> None:
        """Delete every text that nothing shows, and forget the files whose text is lost.

        That can be after a power failure; such files are read again as if they were new.
        """
        used = dict(self._index.execute("SELECT digest, file FROM articles"))
        kept = {digest for (digest,) in self._texts.execute("SELECT digest FROM texts")}
        self._texts.executemany(
            "DELETE FROM texts WHERE digest = ?", ((digest,) for digest in kept - used.keys())
        )
        lost = [used[digest] for digest in used.keys() - kept]
        self._index.executemany(
            "UPDATE files SET stamp = '' WHERE folder = ? AND name = ?", map(posixpath.split, lost)
        )
