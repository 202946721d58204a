"""Writes the table of docs/auditing.md from reader/auditing/checks.toml: `make conformance`."""

from pathlib import Path

from reader.auditing.findings import Catalogue, load_catalogue

PAGE = Path(__file__).resolve().parent / "auditing.md"
BEGIN = "<!-- from reader/auditing/checks.toml, by `make conformance` -->\n"
END = "<!-- end -->\n"


def tables(catalogue: Catalogue) -> str:
    """A table for each theme: every check, and what asks for it."""
    lines = []
    for theme in catalogue.themes:
        lines += [f"### {theme.name.english}", "", "| id | | asked for by |", "|---|---|---|"]
        for check in catalogue.checks.values():
            if check.theme == theme.id:
                numbers = ", ".join(check.criteria) if len(check.criteria) < 9 else "many criteria"
                wcag = [f"WCAG 2.2: {numbers}"] if check.criteria else []
                norms = "; ".join([*wcag, *filter(None, [check.norm])])
                name = check.name.english.replace("<", "&lt;")
                lines.append(f"| `{check.id}` | {name} | {norms} |")
        lines.append("")
    return "\n".join(lines)


def written(page: str) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables(load_catalogue())}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
