"""An import that is killed at any moment goes on where it was: nothing lost, nothing doubled."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.unit.publishing.importing.old_sites import (
    HOST,
    PNG,
    ROOT,
    command,
    environment,
    files,
    page,
    prose,
    qingdu,
)
from tests.unit.publishing.importing.watched import members

PAGES = 240
KILLS = 7


def old_site(folder: Path) -> Path:
    """Articles, some of two parts, that link to each other and share pictures."""
    root = folder / "mirror" / HOST
    (root / "p").mkdir(parents=True)
    for number in range(PAGES):
        other = (number * 7) % PAGES
        body = prose(f'{number}<img src="/p/{number % 20}.png"><a href="/a/{other}.htm">见</a>')
        column = f"栏目{number % 5}"
        raw = page(f"第{number}篇文章的标题", body, "gb18030", ColumnName=column)
        (root / "a").mkdir(exist_ok=True)
        (root / "a" / f"{number}.htm").write_bytes(raw)
        if number % 10 == 0:
            part = page(
                f"第{number}篇文章的标题", prose(f"第{number}篇之二"), "gb18030", ColumnName=column
            )
            (root / "a" / f"{number}_2.htm").write_bytes(part)
    for number in range(20):
        (root / "p" / f"{number}.png").write_bytes(PNG + bytes([number]))
    return folder / "mirror"


def test_killed_at_random_moments_it_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    site = old_site(tmp_path)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        (folder / "content").mkdir(parents=True)
    started = time.monotonic()
    assert qingdu(whole, "import", site).code == 0
    duration = time.monotonic() - started
    chance = random.Random(20181112)
    for _ in range(KILLS):
        _kill_after(killed, site, chance.uniform(0.1, 0.9) * duration)
    last = qingdu(killed, "import", site)
    assert last.code == 0, last.err
    expected = files(whole)
    assert len([name for name in expected if name.endswith(".md")]) == PAGES
    assert files(killed) == expected
    again = qingdu(killed, "import", site)
    assert again.out == f"{PAGES} unchanged, {PAGES // 10} joined\n"
    assert files(killed) == expected


def _kill_after(folder: Path, site: Path, seconds: float) -> None:
    """Begin an import and kill it; nothing of it goes on, and no file is there in part."""
    process = subprocess.Popen(
        command("import", site), env=environment(folder), cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    for _ in range(100):
        if not members(process.pid):
            break
        time.sleep(0.1)
    assert not members(process.pid)
    for name, raw in files(folder).items():
        if name.endswith(".md"):
            assert raw.startswith(b"---\n"), name
            assert raw.endswith(b"\n"), name


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_its_operator_it_leaves_no_process(tmp_path: Path, signal_: int) -> None:
    site = old_site(tmp_path)
    (tmp_path / "content").mkdir()
    process = subprocess.Popen(
        command("import", site), env=environment(tmp_path), cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "state").exists():
        time.sleep(0.02)
    process.send_signal(signal_)
    assert process.wait(20) in {130, 128 + signal_, -signal_}
    for _ in range(100):
        if not members(process.pid):
            break
        time.sleep(0.1)
    assert not members(process.pid)
