"""HTML as a run of tags and texts, and its conversion between scripts.

It reads what the sanitizer wrote: well formed, every attribute in double quotes.
"""

import re
from collections.abc import Callable, Iterator

_TOKEN = re.compile(r'<(?:"[^"]*"|[^">])*>')
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_TEXT_ATTRIBUTE = re.compile(r'(?<= )(alt|title|aria-label|placeholder|summary)="([^"]*)"')

# Elements whose text is no prose, or whose letters matter one by one.
_UNTOUCHED = {"code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea", "var"}
_OPT_OUT = re.compile(r' translate="no"| class="[^"]*\bnotranslate\b', re.IGNORECASE)
_LANG = re.compile(r' lang="([^"]*)"')
_CHINESE_LANG = re.compile(r' lang="(?:zh[^"]*)?"', re.IGNORECASE)
_VOID = {"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"}


def tokens(html: str) -> Iterator[tuple[str, str]]:
    """The parts of an HTML fragment in order, each as (element name or `""` for text, part)."""
    position = 0
    for match in _TOKEN.finditer(html):
        if match.start() > position:
            yield "", html[position : match.start()]
        name = _NAME.match(match[0])
        yield (name[1] if name else "!"), match[0]
        position = match.end()
    if position < len(html):
        yield "", html[position:]


def convert_markup(html: str, convert: Callable[[str], str]) -> str:
    """The fragment with its Chinese prose, and the attributes readers hear, converted.

    Code, text marked `translate="no"` and text in another language are left as they are.
    """
    parts = []
    closing = ""  # the element whose end closes an untouched stretch
    depth = 0
    for name, part in tokens(html):
        if closing:
            parts.append(part)
            if name == closing:
                depth += -1 if part.startswith("</") else 1
                closing = closing if depth else ""
        elif not name:
            parts.append(convert(part))
        elif not part.startswith("</") and _is_untouched(name, part):
            parts.append(part)
            closing, depth = ("", 0) if name in _VOID else (name, 1)
        else:
            own = _CHINESE_LANG.sub("", part)  # it was the language of the text before
            parts.append(_TEXT_ATTRIBUTE.sub(lambda m: f'{m[1]}="{convert(m[2])}"', own))
    return "".join(parts)


def _is_untouched(name: str, tag: str) -> bool:
    language = _LANG.search(tag)
    return (
        name in _UNTOUCHED
        or bool(_OPT_OUT.search(tag))
        or bool(language and language[1] and not language[1].lower().startswith("zh"))
    )
