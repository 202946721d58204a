"""Settings: the environment variables, and sentences that say what to change."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.config.settings import Settings
from reader.domain.errors import SettingsError


def read(folder: Path, **given_settings: str) -> Settings:
    environment = {f"QINGDU_{key}": value for key, value in given_settings.items()}
    return Settings.from_environment({"QINGDU_CONTENT": str(folder)} | environment)


def test_without_settings_the_folders_are_content_and_var(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"PATH": "/bin"})
    assert settings == Settings(tmp_path / "content", tmp_path / "var")
    assert settings.base_path == ""
    assert not settings.is_https


def test_an_empty_setting_is_no_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"QINGDU_CONTENT": " ", "QINGDU_STATE": ""})
    assert settings == Settings(tmp_path / "content", tmp_path / "var")


def test_relative_folders_are_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "articles").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({"QINGDU_CONTENT": "articles", "QINGDU_STATE": "state"})
    assert (settings.content, settings.state) == (tmp_path / "articles", tmp_path / "state")


def test_a_content_folder_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere.*QINGDU_CONTENT"):
        read(tmp_path / "nowhere")


def test_a_file_is_no_content_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="QINGDU_CONTENT"):
        read(tmp_path / "file")


def test_a_misspelt_setting_is_refused_and_the_right_ones_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"QINGDU_SITEURL is not.*QINGDU_SITE_URL"):
        read(tmp_path, SITEURL="https://www.example.gov.cn")


@pytest.mark.parametrize(
    ("written", "url", "base"),
    [
        ("https://www.example.gov.cn", "https://www.example.gov.cn", ""),
        ("https://www.example.gov.cn/", "https://www.example.gov.cn", ""),
        (" https://www.example.gov.cn/read/ ", "https://www.example.gov.cn/read", "/read"),
        ("http://[::1]:8000/a/b", "http://[::1]:8000/a/b", "/a/b"),
    ],
)
def test_a_site_url_is_kept_without_its_last_slash(
    tmp_path: Path, written: str, url: str, base: str
) -> None:
    settings = read(tmp_path, SITE_URL=written)
    assert (settings.site_url, settings.base_path) == (url, base)


@pytest.mark.parametrize(
    "url",
    [
        "www.example.gov.cn",
        "ftp://example.gov.cn",
        "https://",
        "https:///read",
        "//example.gov.cn",
        "javascript:alert(1)",
        "https://example.gov.cn/?page=1",
        "https://example.gov.cn/#top",
        "https://example.gov.cn/?",
        "https://example.gov.cn/#",
        "https://[::1",
        "https://example.gov.cn:port/",
        "https://example.gov.cn:99999/",
        "https://example gov.cn/",
    ],
)
def test_a_site_url_that_cannot_work_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="QINGDU_SITE_URL"):
        read(tmp_path, SITE_URL=url)


@given(st.text() | st.text("htps:/[]@#?.1%", max_size=20).map("https://".__add__))
def test_any_site_url_is_used_or_refused_with_a_sentence(url: str) -> None:
    try:
        settings = read(Path("/"), SITE_URL=url)
    except SettingsError:
        return
    assert not settings.site_url.endswith("/")
    assert settings.base_path == "" or settings.base_path.startswith("/")


@pytest.mark.parametrize("url", ["https://a.cn", "HTTPS://a.cn"])
def test_https_is_seen_however_it_is_written(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, SITE_URL=url).is_https


def test_plain_http_is_no_https(tmp_path: Path) -> None:
    assert not read(tmp_path, SITE_URL="http://https.example.cn").is_https


def test_trusted_hosts_may_be_parted_by_commas_or_spaces(tmp_path: Path) -> None:
    assert read(tmp_path, TRUSTED_HOSTS="a.cn, b.cn  c.cn,").trusted_hosts == (
        "a.cn",
        "b.cn",
        "c.cn",
    )


@pytest.mark.parametrize(
    ("name", "value"), [("LOG", "xml"), ("LOG_REQUESTS", "yes"), ("LOG_CLIENT", "all")]
)
def test_a_log_that_is_none_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"QINGDU_{name} is '{value}'"):
        read(tmp_path, **{name: value})


def test_metrics_are_told_at_several_addresses(tmp_path: Path) -> None:
    settings = read(tmp_path, METRICS="127.0.0.1:9464, [::1]:9464")
    assert settings.metrics == ("127.0.0.1:9464", "[::1]:9464")
