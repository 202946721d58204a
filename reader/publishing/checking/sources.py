"""The lines of a body in the file that it came from."""

from collections.abc import Sequence
from dataclasses import replace

from reader.domain.faults import Mend, Remark
from reader.publishing.checking.links import Link


class SourceLines:
    """Finds the lines of a file again in a body that is its text without the title.

    `text` begins on line `first` of the file; lines were taken out of it in one piece, and empty
    ones at either end.
    """

    def __init__(self, text: str, body: str, first: int) -> None:
        self._head_lines, self._head, self._tail = 0, first - 1, first - 1
        if body != text:
            self._align(text.split("\n"), body.split("\n"), first - 1)

    def _align(self, lines: Sequence[str], body: Sequence[str], above: int) -> None:
        end, common = len(lines), len(body)
        while end and not lines[end - 1]:
            end -= 1
        while common and end and body[common - 1] == lines[end - 1]:
            common, end = common - 1, end - 1
        blank = 0
        while blank < len(lines) and not lines[blank]:
            blank += 1
        self._head_lines, self._head, self._tail = common, above + blank, above + end - common

    def line(self, number: int) -> int:
        """The line of the file, 1-based, on which this line of the body stands; 0 stays 0."""
        if not number:
            return 0
        return number + (self._head if number <= self._head_lines else self._tail)

    def moved(self, remark: Remark) -> Remark:
        """A remark on the body as one on the file."""
        mends = tuple(self._moved_mend(mend) for mend in remark.mends)
        return replace(remark, line=self.line(remark.line), mends=mends)

    def moved_link(self, link: Link) -> Link:
        """A link in the body as one in the file."""
        return replace(link, line=self.line(link.line))

    def _moved_mend(self, mend: Mend) -> Mend:
        return replace(mend, line=self.line(mend.line))
