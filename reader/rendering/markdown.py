"""Markdown to HTML: CommonMark with tables, footnotes and strikethrough, fit for Chinese."""

import re
from collections.abc import Sequence
from unicodedata import category

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML, RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

_CJK = re.compile(r"[⺀-⿟\u3000-鿿豈-﫿︰-﹏＀-｠￠-￦\U00020000-\U0003ffff“”‘’—…]")
_MAX_NESTING = 100


def markdown_to_html(text: str) -> str:
    """The HTML of a Markdown text, not yet safe: raw HTML and any link pass through."""
    return str(_PARSER.render(text))


def markdown_tokens(text: str) -> list[Token]:
    """The blocks of a Markdown text, with the lines they stand on."""
    return _PARSER.parse(text)


def inline_text(tokens: Sequence[Token]) -> str:
    """The words of a picture's description."""
    renderer = _PARSER.renderer
    assert isinstance(renderer, RendererHTML)
    return renderer.renderInlineAsText(tokens, _PARSER.options, {})


class _ChineseInline(StateInline):
    """Finds emphasis next to Chinese punctuation, where CommonMark does not.

    CommonMark asks for a space outside `**“引语”**`, which Chinese never has. Here Chinese
    punctuation counts as a letter, and a Chinese character outside the marks counts as a border.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        plain = super().scanDelims(start, canSplitWord)
        end = start + plain.length
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        if not (canSplitWord and (_CJK.match(before) or _CJK.match(after))):
            return plain
        return Scanned(
            not after.isspace() and (_is_border(before) or not _is_western_mark(after)),
            not before.isspace() and (_is_border(after) or not _is_western_mark(before)),
            plain.length,
        )


class _ChineseParserInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _ChineseInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_border(character: str) -> bool:
    return character.isspace() or _is_western_mark(character) or _CJK.match(character) is not None


def _is_western_mark(character: str) -> bool:
    return category(character)[0] in "PS" and not _CJK.match(character)


def _join_chinese_lines(state: StateCore) -> None:
    """A line break between two Chinese characters is no space (CSS Text 4, segment breaks)."""
    for block in state.tokens:
        last = ""  # the last character before the breaks that wait for the first one after them
        waiting: list[Token] = []
        for token in block.children or []:
            if token.type == "softbreak":
                waiting.append(token)
            elif token.type in {"text", "code_inline"} and token.content:
                if last and _CJK.match(last) and _CJK.match(token.content):
                    for line_break in waiting:
                        line_break.type = "text"
                waiting = []
                last = token.content[-1]


def _style_to_class(state: StateCore) -> None:
    """Table cells say their alignment by a class: inline styles are not allowed on our pages."""
    for token in state.tokens:
        style = token.attrs.pop("style", "")
        if style in {"text-align:right", "text-align:center"}:
            token.attrSet("class", str(style).removeprefix("text-align:"))


def _open_footnotes(
    _renderer: RendererProtocol, _tokens: Sequence[Token], _place: int, *_options: object
) -> str:
    return '<section class="footnotes" role="doc-endnotes" aria-label="附注">\n<ol>\n'


def _back_to_text(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    name = renderer.rules["footnote_anchor_name"](tokens, place, options, env)
    again = tokens[place].meta.get("subId", 0)
    target = f"fnref{name}" + (f":{again}" if again > 0 else "")
    return f' <a href="#{target}" class="footnote-backref" aria-label="返回正文">↩</a>'


def _is_any_link(url: str) -> bool:  # noqa: ARG001
    return True


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING})
    chinese = _ChineseParserInline()
    chinese.ruler, chinese.ruler2 = parser.inline.ruler, parser.inline.ruler2
    parser.inline = chinese
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.add_render_rule("footnote_block_open", _open_footnotes)
    parser.add_render_rule("footnote_anchor", _back_to_text)
    parser.core.ruler.push("join_chinese_lines", _join_chinese_lines)
    parser.core.ruler.push("style_to_class", _style_to_class)
    # Links are judged in one place, the sanitizer, so that `qingdu check` can name a bad one.
    parser.validateLink = _is_any_link  # type: ignore[method-assign]
    return parser


_PARSER = _make_parser()
