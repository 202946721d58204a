"""What making an application leaves behind."""

import gc
from pathlib import Path

import pytest

from reader.app import create_app
from reader.config.settings import Settings
from reader.domain.errors import SettingsError


def test_an_application_that_cannot_be_made_leaves_the_collector_on(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("page_size = 0", "utf-8")
    with pytest.raises(SettingsError):
        create_app(Settings(tmp_path, tmp_path / "state"))
    assert gc.isenabled()
