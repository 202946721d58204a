"""What the site says about itself: how accessible it is, and whom to tell where it is not."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response

from reader.config.conformance import load_conformance
from reader.domain.article import Label
from reader.domain.conformance import Criterion, Result
from reader.domain.editions import Script
from reader.web.frames import render_page
from reader.web.presenter import Presenter, presenter
from reader.web.services import services

blueprint = Blueprint("about", __name__, url_prefix="/<edition:edition>/about")


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as the statement shows it; `how` is empty where the result says it all."""

    id: str
    level: str
    name: str
    result: str
    how: str


@blueprint.get("/accessibility")
def accessibility() -> Response:
    """The accessibility statement, after W3C's model, from the table that the tests hold."""
    show = presenter()
    conformance = load_conformance()
    lines = [_line(show, criterion) for criterion in conformance.criteria]
    return render_page(
        "accessibility.html",
        sheet="article rich",
        checked=conformance.checked,
        levels=[(level, list(of_it)) for level, of_it in groupby(_by_level(lines), _level)],
        shared=[line for line in lines if line.result == Result.OPERATOR],
        contact=show.label(Label(services().site.contact)),
        contact_language=show.language_of_label(Label(services().site.contact)),
        demands=[_own_words(show, demand.name) for demand in conformance.demands],
    )


def _line(show: Presenter, criterion: Criterion) -> Line:
    return Line(
        id=criterion.id,
        level=criterion.level,
        name=_own_words(show, criterion.name),
        result=criterion.result,
        how=_own_words(show, criterion.how) if criterion.how.chinese else "",
    )


def _own_words(show: Presenter, label: Label) -> str:
    """Words of ours, which are simplified, in the language of the edition."""
    if show.edition.variant is None:
        return label.english
    return show.text(label.chinese, Script.HANS)


def _by_level(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=_level)


def _level(line: Line) -> str:
    return line.level
