"""Where metrics are told, and what is said where that cannot be."""

import socket
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from reader.cli.metrics import metrics, telling_metrics
from reader.config.settings import Settings
from reader.domain.errors import ReaderError, SettingsError
from tests.conftest import free_port


def settings(folder: Path) -> Settings:
    return Settings(folder, folder / "state", accounts=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_metrics_are_told_where_it_is_said(tmp_path: Path, host: str) -> None:
    address = f"{host}:{free_port()}"
    with (
        telling_metrics([address], settings(tmp_path)),
        urllib.request.urlopen(f"http://{address}/metrics", timeout=60) as answer,
    ):
        assert b"\nqingdu_index_up 0.0\n" in answer.read()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://{address}/metrics", timeout=60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["9464", ":9464", "127.0.0.1:", "127.0.0.1:x", "a:70000"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with (
        pytest.raises(SettingsError, match="HOST:PORT"),
        telling_metrics([address], settings(tmp_path)),
    ):
        pass


def test_an_address_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(SettingsError, match="--metrics"),
            telling_metrics([address], settings(tmp_path)),
        ):
            pass


def test_counts_that_may_not_be_read_are_no_zeros(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("reader.cli.metrics.Gathered.of", refused)
    told = CliRunner().invoke(metrics, env={"QINGDU_CONTENT": str(tmp_path)})
    assert isinstance(told.exception, ReaderError)
    assert "the user that the site runs as" in str(told.exception)
