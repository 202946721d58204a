"""What an article's source consists of, tags and texts with their places, in any format."""

from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token

from reader.domain.article import Format
from reader.language.markup.parts import Part, Places, Tag, Text, html_parts
from reader.rendering.bodies import has_too_many_brackets
from reader.rendering.markdown import inline_text, markdown_tokens

_FAR = 5000  # characters; what is not found within so many is somewhere else


def anatomy(text: str, form: Format) -> Sequence[Part]:
    """The parts of a text; of Markdown, those of the HTML it stands for, raw HTML included.

    A picture of Markdown without words has no `alt`. What is code is inside `code` or `pre`.
    """
    if form is Format.HTML:
        return list(html_parts(text))
    if form is Format.MARKDOWN and not has_too_many_brackets(text):
        return list(_MarkdownParts(text).parts())
    lines = text.split("\n")
    return [part for number, line in enumerate(lines, 1) for part in _paragraph(line, number)]


def _paragraph(line: str, number: int) -> Iterator[Part]:
    if line.strip():
        yield Tag("p", {}, number, 1)
        yield Text(line, number, 1)
        yield Tag("p", {}, number, 1, is_closing=True)


class _MarkdownParts:
    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._tokens = markdown_tokens(text)
        self._line = 1

    def parts(self) -> Iterator[Part]:
        for token in self._tokens:
            if token.map:
                self._line = token.map[0] + 1
            if token.type == "inline":
                yield from self._inline(token)
            elif token.type == "html_block":
                yield from html_parts(token.content, self._line)
            elif token.type in {"fence", "code_block"}:
                yield from self._code(token)
            elif token.type == "footnote_open":
                yield Tag("li", {"id": f"fn{token.meta['id'] + 1}"}, self._line, 1)
            elif token.type == "footnote_close":
                yield Tag("li", {}, self._line, 1, is_closing=True)
            elif token.tag:
                column = self._margin(self._line) if token.nesting >= 0 else 1
                yield _tag_of(token, self._line, column)

    def _code(self, token: Token) -> Iterator[Part]:
        first = self._line + (token.type == "fence")
        yield Tag("pre", {}, self._line, 1)
        yield Text(token.content, first, 1)
        yield Tag("pre", {}, self._line, 1, is_closing=True)

    def _margin(self, line: int) -> int:
        """The column of the first character of a line that is none of the margin."""
        text = self._lines[line - 1] if line <= len(self._lines) else ""
        return len(text) - len(text.lstrip()) + 1

    def _inline(self, block: Token) -> Iterator[Part]:
        places = _Inline(block.content, self._lines, self._line)
        for token in block.children or []:
            if token.tag == "br":
                places.next_line()
                yield Text("\n", *places.place)
            elif token.type == "text":
                if token.content:
                    places.find(token.content)
                    yield Text(token.content, *places.place)
                    places.skip(token.content)
            elif token.type == "html_inline":
                places.find(token.content)
                yield from html_parts(token.content, *places.place)
                places.skip(token.content)
            elif token.type == "code_inline":
                places.find("`")
                yield Tag("code", {}, *places.place)
                yield Text(token.content, *places.place)
                yield Tag("code", {}, *places.place, is_closing=True)
                places.skip(token.markup + token.content + token.markup)
            elif token.type == "image":
                places.find("![")
                yield Tag("img", _picture(token), *places.place)
                places.skip_past(")")
            elif token.type == "footnote_ref":
                places.find("[^")
                yield from _reference(token, places.place)
                places.skip_past("]")
            elif token.type == "link_open":
                places.find("<" if token.markup == "autolink" else "[")
                yield _tag_of(token, *places.place)
                places.skip("[")
            elif token.type == "link_close" and token.markup != "autolink":
                yield _tag_of(token, *places.place)
                places.skip_past("]")
            elif token.tag:
                yield _tag_of(token, *places.place)


class _Inline:
    """Where we are in the source of a block, as far as its tokens tell."""

    def __init__(self, content: str, lines: Sequence[str], line: int) -> None:
        self._content = content
        self._pieces = content.split("\n")
        self._lines = lines
        self._first = line
        self._at = 0
        self._places = Places(content)
        self._margins: dict[int, int] = {}  # of the last row asked for

    @property
    def place(self) -> tuple[int, int]:
        """The line and column, 1-based."""
        row, column = self._places.of(self._at)
        return self._first + row - 1, self._margin(row) + column

    def _margin(self, row: int) -> int:
        """How many characters of the line stand before what the block has of it."""
        if row not in self._margins:
            line = self._first + row - 1
            source = self._lines[line - 1] if line <= len(self._lines) else ""
            self._margins = {row: max(source.find(self._pieces[row - 1]), 0)}
        return self._margins[row]

    def find(self, words: str) -> None:
        """Go to where these words stand next; stay where that cannot be told."""
        found = self._content.find(words, self._at, self._at + len(words) + _FAR)
        if found >= 0:
            self._at = found

    def skip(self, words: str) -> None:
        """Go past these words, if they stand here."""
        if self._content.startswith(words, self._at):
            self._at += len(words)

    def skip_past(self, mark: str) -> None:
        """Go past the next such mark, if there is any."""
        found = self._content.find(mark, self._at, self._at + _FAR)
        if found >= 0:
            self._at = found + len(mark)

    def next_line(self) -> None:
        """Go to the beginning of the next line."""
        self.skip_past("\n")


def _tag_of(token: Token, line: int, column: int) -> Tag:
    attributes = {key: str(value) for key, value in token.attrs.items()}
    return Tag(token.tag, attributes, line, column, is_closing=token.nesting < 0)


def _picture(token: Token) -> Mapping[str, str]:
    attributes = {key: str(value) for key, value in token.attrs.items() if key != "alt"}
    words = inline_text(token.children or [])
    return {**attributes, "alt": words} if words.strip() else attributes


def _reference(token: Token, place: tuple[int, int]) -> Iterator[Part]:
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    name = f"fnref{number}" + (f":{again}" if again > 0 else "")
    yield Tag("a", {"href": f"#fn{number}", "id": name}, *place)
    yield Text(f"[{number}]", *place)
    yield Tag("a", {}, *place, is_closing=True)
