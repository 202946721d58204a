"""The user centre's file is held, lost, overwritten: articles are read, nothing is made anew."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.client import Client
from tests.commands import run_command
from tests.conftest import ROOT, deployment, running
from tests.http.people import ME, Person

pytestmark = pytest.mark.xdist_group("accounts-file")

ARTICLE = "/zh-hans/articles/help/print"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("accounts-file")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Client]:
    """A server whose log must say nothing that looks like a fault of ours."""
    with running(folder, ROOT / "content", "--workers", "2") as client:
        yield client


@pytest.fixture(scope="module")
def wang(site: Client) -> Person:
    return Person(site).names_themselves("老王")


def states(site: Client, wang: Person) -> set[int]:
    """How the user centre answers, whichever process does, while articles are read."""
    assert site.get(ARTICLE).status == 200
    return {wang.get(f"{ME}/devices").status for _ in range(10)}


def test_a_file_that_is_held_is_read(folder: Path, site: Client, wang: Person) -> None:
    file = folder / "state/accounts.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert states(site, wang) == {200}
        assert Person(site).get(f"{ME}/").status == 200


def test_a_file_that_is_gone_is_missed_and_found_again(
    folder: Path, site: Client, wang: Person
) -> None:
    file = folder / "state/accounts.sqlite3"
    file.rename(file.with_name("away"))
    assert states(site, wang) == {503}
    assert not file.exists()
    file.with_name("away").rename(file)
    assert states(site, wang) == {200}
    assert "老王" in wang.page(f"{ME}/").text


@pytest.mark.parametrize("garbage", [b"", b"no database at all " * 20000, bytes(8192)])
def test_garbage_is_no_database_until_a_copy_is_in_its_place(
    folder: Path, site: Client, wang: Person, garbage: bytes
) -> None:
    file = folder / "state/accounts.sqlite3"
    copy = file.with_name("copy")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    file.write_bytes(garbage)
    assert states(site, wang) == {503}
    assert file.read_bytes() == garbage
    for name in ("accounts.sqlite3-wal", "accounts.sqlite3-shm"):
        file.with_name(name).unlink(missing_ok=True)
    copy.replace(file)
    assert states(site, wang) == {200}
    assert "老王" in wang.page(f"{ME}/").text


def test_a_new_machine_goes_on_from_content_and_a_backup(
    folder: Path, wang: Person, tmp_path: Path
) -> None:
    wang.does(f"{ME}/favourites", add="/articles/help/print")
    old = deployment(folder, ROOT / "content")
    assert run_command(["accounts", "backup", str(tmp_path / "copy")], old).returncode == 0
    new = deployment(tmp_path, ROOT / "content")
    done = run_command(["accounts", "restore", str(tmp_path / "copy")], new)
    assert done.returncode == 0, done.stderr
    with running(tmp_path, ROOT / "content") as client:
        there = Person(client, dict(wang.cookies))
        assert there.is_in
        assert "打印" in there.page(f"{ME}/favourites").text
        with pytest.raises(AssertionError):  # what is not restored is not there
            Person(client).names_themselves("老王")


def test_a_restore_in_use_is_seen_at_once(
    folder: Path, site: Client, wang: Person, tmp_path: Path
) -> None:
    environment = deployment(folder, ROOT / "content")
    assert run_command(["accounts", "backup", str(tmp_path / "copy")], environment).returncode == 0
    late = Person(site).names_themselves("老李")
    done = run_command(["accounts", "restore", "--yes", str(tmp_path / "copy")], environment)
    assert done.returncode == 0, done.stderr
    assert wang.is_in
    assert not late.is_in
