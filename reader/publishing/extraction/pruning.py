"""Takes away what stands in an element before a text begins in it, and after it ends."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from reader.publishing.extraction.containers import Span
from reader.publishing.extraction.lines import Line, length
from reader.publishing.extraction.trimming import has_files


def prune(container: HtmlElement, lines: Sequence[Line], span: Span, title: int | None) -> None:
    """Takes away what stands in the container before the text begins, and after it ends."""
    first = span.first
    if title is not None and title < first <= title + 8:
        first = title + 1
    start, end = lines[first].element, lines[span.last].element
    if start is container and title is not None and title < first:
        start = lines[title].element
    if container in start.iterancestors():
        _cut(start, container, before=True)
    _cut(end, container, before=False)


def _cut(element: HtmlElement, container: HtmlElement, *, before: bool) -> None:
    while element is not container and (parent := element.getparent()) is not None:
        siblings = list(element.itersiblings(preceding=before))
        for sibling in siblings:
            if before or not (_is_picture(sibling) or has_files(sibling)):
                parent.remove(sibling)
        if before:
            parent.text = None
        elif siblings:
            element.tail = None
        element = parent


def _is_picture(element: HtmlElement) -> bool:
    return element.find(".//img") is not None and not length(element.text_content())
