"""Who is shown at which path, where several articles ask for the same one."""

from collections.abc import Sequence
from dataclasses import replace

from reader.storage.index.articles import Articles, Row
from reader.storage.index.publication import Publication

_MAY_BE_SHOWN = "is_draft = 0 AND id > 0 AND (path IS NOT NULL OR published <= ?)"


class Paths:
    """Gives articles their paths, and so publishes them."""

    def __init__(self, articles: Articles, publication: Publication) -> None:
        self._articles = articles
        self._publication = publication
        self._wishes: set[str] = set()  # paths that must be settled again

    def reopen(self, wish: str) -> None:
        """The path is to be settled again: an article that asked for it is gone."""
        self._wishes.add(wish)

    def clear(self) -> None:
        """The transaction is over."""
        self._wishes.clear()

    def settle(self, wishes: Sequence[str], moment: int) -> None:
        """Settle who is shown at these paths, in this order, then at all that are open."""
        for wish in (*wishes, *sorted(self._wishes.difference(wishes))):
            self._resolve(wish, moment)
        while self._wishes:
            self._resolve(self._wishes.pop(), moment)

    def _resolve(self, wish: str, moment: int) -> None:
        """Settle who is shown at `wish`: the first file by name; others go by their whole name."""
        self._wishes.discard(wish)
        members = sorted(self._asking_for(wish, moment), key=lambda row: row.file)
        names = (self._name_for(row.file, moment) for row in members[1:])
        targets = [wish, *names][: len(members)]
        moving = [(row, target) for row, target in zip(members, targets, strict=True)
                  if row.path != target]  # fmt: skip
        for row, _ in moving:
            if row.path:
                self._vacate(row)
        for row, target in moving:
            self._make_room(target)
            wanted = None if target == wish else wish
            self._articles.move(row.id, target, wanted)
            self._publication.publish(replace(row, path=target, wanted=wanted))
        self._give_name_back(wish, moment)

    def _give_name_back(self, name: str, moment: int) -> None:
        """The file of this name goes by it again, where it cannot have its own path."""
        row = self._articles.of_file(name)
        if row and row.path and row.wanted and row.path != self._name_for(row.file, moment):
            self._wishes.add(row.wanted)

    def _name_for(self, file: str, moment: int) -> str:
        """A path for an article that cannot have its own: one that no other asks for."""
        name, number = file, 2
        while self._asking_for(name, moment):
            name, number = f"{file}-{number}", number + 1
        return name

    def _asking_for(self, path: str, moment: int) -> list[Row]:
        """The articles that may be shown and would be shown here if no other asked for it."""
        return [
            row
            for asks in ("wanted = ?", "path = ? AND wanted IS NULL")
            for row in self._articles.where(f"{asks} AND {_MAY_BE_SHOWN}", path, moment)
        ]

    def _make_room(self, path: str) -> None:
        """An article that has `path` only because its own was taken must look for another."""
        for row in self._articles.where("path = ?", path):
            self._vacate(row)
            self._wishes.add(row.wish)

    def _vacate(self, row: Row) -> None:
        """An article leaves its path."""
        self._publication.withdraw(row)
        self._articles.move(row.id, None, row.wish)
