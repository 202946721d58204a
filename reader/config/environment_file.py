"""A file of environment variables, as systemd's `EnvironmentFile=` has them."""

import re
from pathlib import Path

from reader.domain.errors import SettingsError

_LINE = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)")


def read_environment(file: Path) -> dict[str, str]:
    """The variables of a file: `NAME=value` lines, values in quotes or not, `#` before comments.

    Raises SettingsError where it cannot be read or a line is something else.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is not UTF-8"
        raise SettingsError(f"The environment file {file} cannot be read: {reason}.") from error
    found = {}
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line[0] in "#;":
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise SettingsError(f"{file}, line {number}: {line!r} is not of the form NAME=value.")
        found[match["name"]] = _unquoted(match["value"].strip())
    return found


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]
    return value[1:-1] if is_quoted else value
