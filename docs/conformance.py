"""Writes the tables of docs/accessibility.md from their one source: `make conformance`."""

from pathlib import Path

from reader.config.conformance import load_conformance
from reader.domain.conformance import Conformance, Result

PAGE = Path(__file__).resolve().parent / "accessibility.md"
BEGIN = "<!-- from reader/config/conformance.toml, by `make conformance` -->\n"
END = "<!-- end -->\n"
_RESULTS = {Result.MET: "met", Result.OPERATOR: "met; rest with the articles", Result.NONE: "–"}


def tables(conformance: Conformance) -> str:
    """The tables in Markdown: every criterion with what shows it, then the Chinese norms."""
    lines = [
        f"Gone through on {conformance.checked}.",
        "",
        "| WCAG 2.2 | level | | result | how | shown by |",
        "|---|---|---|---|---|---|",
    ]
    for one in conformance.criteria:
        how = f"{one.how.english}{_helped(one.checks)}"
        row = (one.id, one.level, one.name.english, _RESULTS[one.result], how)
        lines.append(f"| {' | '.join(row)} | {_shown(one.tests)} |")
    lines += ["", "| norm | asks for | how | shown by |", "|---|---|---|---|"]
    for demand in conformance.demands:
        row = (demand.norm, demand.name.english, demand.how)
        lines.append(f"| {' | '.join(row)} | {_shown(demand.tests)} |")
    return "\n".join(lines) + "\n"


def _helped(checks: tuple[str, ...]) -> str:
    """The faults of articles that `qingdu check` names."""
    codes = ", ".join(f"`{code}`" for code in checks)
    return f" [Checked](checking.md): {codes}." if checks else ""


def _shown(tests: tuple[str, ...]) -> str:
    return ", ".join(f"`{test.rpartition('/')[2]}`" for test in tests)


def written(page: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables(load_conformance())}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
