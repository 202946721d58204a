"""Titles of new columns, added to the publisher's `site.toml`."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from reader.config.settings import SITE_FILE
from reader.config.site import load_site
from reader.domain.errors import ReaderError
from reader.publishing.importing.files import write_whole


def complete_site_file(content: Path, titles: Mapping[str, str]) -> Mapping[str, str]:
    """Add columns, titles by folders, at the end of `site.toml`, which else stays as it is.

    Answers those that could not be added: the file is broken, or its columns are written otherwise
    than as `[[columns]]` tables.
    """
    file = content / SITE_FILE
    try:
        old = file.read_bytes() if file.exists() else b""
    except OSError:
        return titles
    tables = "\n".join(
        f"[[columns]]\npath = {_text(path)}\ntitle = {_text(title)}\n"
        for path, title in sorted(titles.items())
    )
    gap = "" if not old else "\n" if old.endswith(b"\n") else "\n\n"
    new = old + (gap + tables).encode()
    try:
        with TemporaryDirectory() as folder:
            Path(folder, SITE_FILE).write_bytes(new)
            load_site(Path(folder))
    except ReaderError:
        return titles
    write_whole(file, new)
    return {}


def _text(value: str) -> str:
    """A TOML basic string, which JSON's strings are."""
    return json.dumps(value, ensure_ascii=False)
