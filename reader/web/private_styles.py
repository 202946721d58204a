"""The reader's own settings as a style sheet, for browsers without JavaScript."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import AtRule, QualifiedRule

from reader.domain.errors import ReaderError
from reader.domain.preferences import Preferences

_SELECTOR = re.compile(r':root\[data-([a-z]+)="([\w-]+)"\]')


@dataclass(frozen=True, slots=True)
class Rule:
    """What the value of one preference sets: CSS declarations."""

    key: str
    value: str
    declarations: str


class PrivateStyles:
    """The rules of `preferences.css`, parsed once, given out without their selectors."""

    def __init__(self, css: str) -> None:
        self.rules = tuple(_rules(css))

    def for_reader(self, preferences: Preferences) -> str:
        """The style sheet that does for everyone what the attributes do for these settings."""
        chosen = preferences.chosen()
        declarations = "".join(
            rule.declarations for rule in self.rules if chosen.get(rule.key) == rule.value
        )
        return f"@layer preferences{{:root{{{declarations}}}}}\n" if declarations else ""


def _rules(css: str) -> Iterable[Rule]:
    for layer in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if not isinstance(layer, AtRule) or layer.content is None:
            raise ReaderError("preferences.css: every rule stands inside @layer preferences { }.")
        for rule in tinycss2.parse_rule_list(
            layer.content, skip_comments=True, skip_whitespace=True
        ):
            yield _rule(rule)


def _rule(rule: object) -> Rule:
    if isinstance(rule, QualifiedRule):
        match = _SELECTOR.fullmatch(tinycss2.serialize(rule.prelude).strip())
        if match:
            declarations = tinycss2.serialize(rule.content).strip()
            return Rule(match[1], match[2], declarations)
    raise ReaderError('preferences.css: every rule begins :root[data-KEY="VALUE"] and no more.')
