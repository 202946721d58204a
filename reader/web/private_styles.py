"""The reader's own settings as a style sheet, for browsers without JavaScript."""

import re
from collections.abc import Iterable, Iterator, Mapping

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

from reader.domain.errors import ReaderError
from reader.domain.preferences import Preferences

_PREFIX = re.compile(r'^:root((?:\[data-[a-z]+="[\w-]+"\])+)')
_ATTRIBUTE = re.compile(r'\[data-([a-z]+)="([\w-]+)"\]')


class Rule:
    """A rule of `preferences.css`: what must be chosen for it to hold, and what it says then."""

    def __init__(self, rule: QualifiedRule) -> None:
        prelude = tinycss2.serialize(rule.prelude).strip()
        prefix = _PREFIX.match(prelude)
        if not prefix or "," in re.sub(r"\([^()]*\)", "", prelude):
            raise ReaderError(
                'preferences.css: every rule begins :root[data-KEY="VALUE"], and its selector is '
                f"one; this one is {prelude}"
            )
        self.needed = tuple(_ATTRIBUTE.findall(prefix[1]))
        self.selector = f":root{prelude[prefix.end() :]}"
        self.declarations = tinycss2.serialize(rule.content).strip()


class Group:
    """An at-rule such as `@layer` or `@media` with the rules inside it."""

    def __init__(self, rule: AtRule) -> None:
        self.name = f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude).rstrip()}"
        self.parts = tuple(_parts(rule.content or ()))


class PrivateStyles:
    """The rules of `preferences.css`, parsed once, given out without their attributes."""

    def __init__(self, css: str, static: str) -> None:
        """`static` is the URL of the static folder, which the sheet is not below."""
        self.parts = tuple(_parts(css.replace("url(../", f"url({static}/")))

    @property
    def rules(self) -> Iterator[Rule]:
        """Every rule, in order."""
        yield from _rules(self.parts)

    def for_reader(self, preferences: Preferences) -> str:
        """The style sheet that does for everyone what the attributes do for these settings."""
        chosen = preferences.chosen()
        css = _written(self.parts, chosen)
        if css and preferences.own:
            ink, _, paper = preferences.own.partition("-")
            css += f":root{{--own-ink:#{ink};--own-paper:#{paper}}}\n"
        return css


def _parts(nodes: str | Iterable[Node]) -> Iterator[Rule | Group]:
    for node in tinycss2.parse_rule_list(nodes, skip_comments=True, skip_whitespace=True):
        if isinstance(node, QualifiedRule):
            yield Rule(node)
        elif isinstance(node, AtRule) and node.content is not None:
            yield Group(node)
        else:
            raise ReaderError(f"preferences.css: {node.serialize()[:60]} is no rule.")


def _rules(parts: Iterable[Rule | Group]) -> Iterator[Rule]:
    for part in parts:
        if isinstance(part, Rule):
            yield part
        else:
            yield from _rules(part.parts)


def _written(parts: Iterable[Rule | Group], chosen: Mapping[str, str]) -> str:
    texts = []
    for part in parts:
        if isinstance(part, Group):
            inner = _written(part.parts, chosen)
            texts.append(f"{part.name}{{{inner}}}\n" if inner else "")
        elif all(chosen.get(key) == value for key, value in part.needed):
            texts.append(f"{part.selector}{{{part.declarations}}}")
    return "".join(texts)
