"""A file of environment variables."""

from pathlib import Path

import pytest

from reader.config.environment_file import read_environment
from reader.domain.errors import SettingsError


def test_values_stand_bare_or_in_quotes_between_comments(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("# why\n\n; how\nA=1 2\nB=\nC='x=y'\nD=\"#z\"\n")
    assert read_environment(file) == {"A": "1 2", "B": "", "C": "x=y", "D": "#z"}


def test_a_slip_is_told_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("A=1\nexport B=2\n")
    with pytest.raises(SettingsError, match="line 2"):
        read_environment(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_environment(tmp_path / "none")
    file.write_bytes(b"A=\xff\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        read_environment(file)
