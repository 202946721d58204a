"""Content folders to check, as the command does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reader.domain.checks import CheckRules
from reader.domain.faults import Fault
from reader.domain.glossary import NO_GLOSSARY, Glossary
from reader.domain.site import Site
from reader.publishing.checking.check import check
from reader.publishing.checking.examination import Examiner
from reader.rendering.anatomy import anatomy
from reader.rendering.safety import objections
from tests.unit.builders import make_site, write

NOW = datetime.now(UTC) + timedelta(hours=1)  # after the files of a test are written
PICTURE = b"picture"

Files = Mapping[str, str | bytes]


def examiner(site: Site | None = None) -> Examiner:
    site = site or make_site()
    return Examiner(
        site.checks, site.timezone, site.script, NOW, anatomy, objections, site.glossary.words()
    )


def faults_of(
    folder: Path,
    files: Files,
    rules: CheckRules | None = None,
    glossary: Glossary = NO_GLOSSARY,
    site_url: str = "",
) -> list[Fault]:
    """What is wrong with a folder of these files, by file and line."""
    for name, content in files.items():
        write(folder, name, content)
    site = replace(make_site(), checks=rules or CheckRules(), glossary=glossary)
    checked = check(folder, site, examiner(site), site_file="site.toml", site_url=site_url)
    return list(checked.faults)


def article(body: str = "正文，今天的新闻。", **fields: str) -> str:
    """An article with nothing wrong, but for what is given."""
    lines = "".join(f"{key}: {value}\n" for key, value in {"title": "题目", **fields}.items())
    return f"---\n{lines}---\n{body}\n"


def kinds(faults: list[Fault]) -> list[str]:
    """Where each fault is and of what kind: `a.md:4:1 image-alt`."""
    return [f"{fault.place} {fault.code}" for fault in faults]


def codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults]
