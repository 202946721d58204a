"""What FTS5 is asked: every word in quotation marks, so that none is taken for an operator."""

from collections.abc import Iterable

from reader.domain.search import Query, Term, Token


def expression(query: Query, filters: Iterable[Token], *, with_sounds: bool) -> str:
    """What FTS5 is asked for."""
    forms = [
        all_of(_term_expression(term, with_sounds=with_sounds) for term in form)
        for form in query.forms
    ]
    return all_of((any_of(forms), *map(quoted, filters)))


def _term_expression(term: Term, *, with_sounds: bool) -> str:
    ways = (term.tokens, *term.sounds) if with_sounds else (term.tokens,)
    return any_of([all_of(map(quoted, way)) for way in ways])


def quoted(token: Token) -> str:
    """A token as FTS5 reads it."""
    text = token.text.replace('"', '""')
    return f'"{text}"*' if token.is_prefix else f'"{text}"'


def all_of(parts: Iterable[str]) -> str:
    """An expression for all of several."""
    return f"({' AND '.join(dict.fromkeys(parts))})"


def any_of(parts: Iterable[str]) -> str:
    """An expression for one or more of several."""
    return f"({' OR '.join(dict.fromkeys(parts))})"
