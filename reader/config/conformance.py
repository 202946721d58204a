"""Reads `conformance.toml`, the one source of what is said about accessibility."""

import tomllib
from functools import cache
from pathlib import Path

from reader.domain.article import Label
from reader.domain.conformance import Conformance, Criterion, Demand, Result

FILE = Path(__file__).with_suffix(".toml")


@cache
def load_conformance() -> Conformance:
    """How the software stands by each norm."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    return Conformance(
        checked=table["checked"],
        criteria=tuple(
            Criterion(
                id=entry["id"],
                level=entry["level"],
                name=Label(entry["name"], entry["name_en"]),
                result=Result(entry["result"]),
                how=Label(entry.get("how_zh", ""), entry["how"]),
                tests=tuple(entry["tests"]),
                checks=tuple(entry.get("checks", ())),
            )
            for entry in table["criteria"]
        ),
        demands=tuple(
            Demand(
                norm=entry["norm"],
                name=Label(entry["name"], entry["name_en"]),
                how=entry["how"],
                tests=tuple(entry["tests"]),
            )
            for entry in table["norms"]
        ),
    )
