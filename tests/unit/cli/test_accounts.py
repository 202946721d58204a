"""`qingdu accounts`: an operator sees numbers, mends what is lost, and learns no secret."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select

from reader.accounts import accounts as own
from reader.accounts import recovery
from reader.accounts.database import Database
from reader.accounts.devices import device_with, sign_in
from reader.accounts.tables import accounts, favourites, history, passkeys
from reader.cli import commands
from reader.domain.errors import AccountsUnavailableError, ReaderError
from tests.commands import run_command
from tests.conftest import deployment
from tests.services import PostgreSQL

CREATED, SEEN = 1_700_000_000, 1_750_000_000

Run = Callable[..., Result]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Run the command on the database of this test."""
    return runner(database_url, tmp_path)


def runner(url: str, folder: Path) -> Run:
    (folder / "content").mkdir(exist_ok=True)
    environment = {
        "QINGDU_CONTENT": str(folder / "content"), "QINGDU_STATE": str(folder / "state"),
        "QINGDU_DATABASE_URL": url,
    }  # fmt: skip

    def invoke(*arguments: str, typed: str = "", code: int = 0) -> Result:
        result = CliRunner().invoke(
            commands, ["accounts", *arguments], input=typed, env=environment
        )
        if isinstance(result.exception, ReaderError):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def people(database: Database) -> tuple[int, int, str]:
    """李明, with much, and somebody without a name; the secret of 李明's device."""
    with database.begin() as connection:
        li = own.create(connection, CREATED)
        own.give_name(connection, li, "李明")
        own.set_passphrase(connection, li, "$argon2id$secret")
        recovery.new_recovery(connection, li)
        _, token = sign_in(connection, li, "老伴的手机", SEEN)
        rows: list[dict[str, object]] = [
            {
                "account": li,
                "path": f"p{n}",
                "title": "秘密文章",
                "place": n,
                "added": 1,
                "removed": gone,
            }
            for n, gone in enumerate((None, None, 5))
        ]
        connection.execute(insert(favourites), rows)
        connection.execute(
            insert(history), {"account": li, "path": "p", "title": "秘密文章", "read": 1}
        )
        key = {"id": "key", "account": li, "public_key": b"k", "created": 1}
        connection.execute(insert(passkeys), key)
        connection.execute(accounts.update().where(accounts.c.id == li).values(seen=SEEN))
        nobody = own.create(connection, CREATED)
    return li, nobody, token


def test_the_list_has_numbers_and_the_one_used_last_first(
    run: Run, people: tuple[int, int, str]
) -> None:
    li, nobody, _ = people
    head, first, second = run("list").stdout.splitlines()
    assert head.split() == [
        "id", "created", "last", "used", "lasting", "devices", "favourites", "history", "name"
    ]  # fmt: skip
    assert first.split()[0] == str(li)
    assert first.split()[3:] == ["yes", "1", "2", "1", "李明"]
    assert second.split()[3:] == ["no", "0", "0", "0"]
    rows = json.loads(run("list", "--json").stdout)
    assert [(row["id"], row["name"], row["favourites"]) for row in rows] == [
        (li, "李明", 2), (nobody, "", 0),
    ]  # fmt: skip
    assert rows[0]["created"] == "2023-11-14T22:13:20+00:00"


def test_a_long_list_comes_in_parts(run: Run, database: Database) -> None:
    with database.begin() as connection:
        made = [own.create(connection, CREATED) for _ in range(5)][::-1]
    seen = []
    for skip in (0, 2, 4):
        result = run("list", "--limit", "2", "--skip", str(skip), "--json")
        seen += [row["id"] for row in json.loads(result.stdout)]
    assert seen == made
    assert "2 of 5; go on with --skip 2" in run("list", "--limit", "2").stderr
    assert run("list", "--limit", "2", "--skip", "3").stderr == ""


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_an_account_is_shown_without_its_secrets(
    run: Run, people: tuple[int, int, str], database: Database, form: list[str]
) -> None:
    said = run("show", " 李 明", *form).stdout
    for word in ("李明", "老伴的手机", "passphrase", "recovery", "passkeys"):
        assert word in said
    assert said == run("show", str(people[0]), *form).stdout
    with database.begin(writes=False) as connection:
        kept = connection.execute(select(accounts.c.recovery)).scalars().first()
    for secret in ("argon2", "秘密文章", people[2], kept or "none"):
        assert secret not in said
    assert "its devices alone" in run("show", str(people[1])).stdout


def test_who_is_not_there_is_told_in_a_sentence(run: Run, people: tuple[int, int, str]) -> None:
    del people
    for command in ("show", "delete", "reset"):
        for name in ("王芳", "99", "9" * 30, "٣", "", "'; DROP TABLE accounts"):
            with pytest.raises(ReaderError, match="There is no account"):
                run(command, name)


def test_a_name_that_is_a_number_is_not_taken_for_another_account(
    run: Run, people: tuple[int, int, str], database: Database
) -> None:
    li, nobody, _ = people
    with database.begin() as connection:
        own.give_name(connection, nobody, str(li))
    with pytest.raises(ReaderError, match="--by"):
        run("delete", str(li), "--yes")
    assert '"name": "李明"' in run("show", str(li), "--by", "id", "--json").stdout
    run("delete", str(li), "--by", "name", "--yes")
    assert [row["id"] for row in json.loads(run("list", "--json").stdout)] == [li]


def test_an_account_is_deleted_when_that_was_meant(
    run: Run, people: tuple[int, int, str], database: Database
) -> None:
    asked = run("delete", "李明", typed="n\n", code=1)
    assert "2 favourites, 1 articles of history and 1 devices" in asked.stderr
    assert "李明" in run("list").stdout
    assert "Deleted account" in run("delete", "李明", typed="y\n").stderr
    run("delete", str(people[1]), "--yes")
    with database.begin(writes=False) as connection:
        for table in (accounts, favourites, history, passkeys):
            assert connection.execute(select(table)).first() is None
        assert device_with(connection, people[2]) is None


def test_a_new_recovery_code_opens_the_account_and_the_old_one_does_not(
    run: Run, people: tuple[int, int, str], database: Database
) -> None:
    li, nobody, token = people
    with database.begin() as connection:
        old = recovery.new_recovery(connection, li)
    code = run("reset", "李明").stdout.strip()
    assert [len(group) for group in code.split(" ")] == [4] * 6
    with database.begin(writes=False) as connection:
        assert recovery.is_recovery(connection, li, code)
        assert not recovery.is_recovery(connection, li, old)
        assert device_with(connection, token), "nobody was signed out"
    assert "Signed out: 1 devices" in run("reset", "李明", "--sign-out").stderr
    with database.begin(writes=False) as connection:
        assert device_with(connection, token) is None
    with pytest.raises(ReaderError, match="has no name"):
        run("reset", str(nobody))


def test_a_name_cannot_steer_a_terminal(run: Run, database: Database) -> None:
    with database.begin() as connection:
        account = own.create(connection, CREATED)
        own.give_name(connection, account, "\x1b[2Jred\u202e")
        sign_in(connection, account, "\x1b]0;x\x07", SEEN)
    for arguments in (["list"], ["show", str(account)], ["list", "--json"]):
        said = run(*arguments).stdout
        assert "\x1b" not in said
        assert "red" in said


def test_the_whole_is_counted(run: Run, people: tuple[int, int, str]) -> None:
    del people
    found = json.loads(run("stats", "--json").stdout)
    assert found.pop("size") > 10_000
    assert found.pop("version")
    assert found == {
        "accounts": 2, "lasting": 1, "devices": 1, "passkeys": 1, "favourites": 2, "history": 1,
    }  # fmt: skip
    assert "MB" in run("stats").stdout


def test_what_is_over_is_purged(run: Run, people: tuple[int, int, str], database: Database) -> None:
    del people
    with database.begin() as connection:
        own.create(connection, 1)
    assert run("purge").stdout.split()[:2] == ["accounts", "2"], "and the one without a name"
    assert run("purge").stdout.split()[:2] == ["accounts", "0"]


def test_the_tables_go_to_any_version_and_back(run: Run, people: tuple[int, int, str]) -> None:
    del people
    assert "already" in run("migrate").stderr
    with pytest.raises(ReaderError, match="does not know version 7777"):
        run("migrate", "--to", "7777")
    assert "李明" in run("list").stdout


@pytest.mark.xdist_group("postgresql")
def test_an_empty_database_is_migrated_by_the_command_alone(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with postgresql.empty() as url:
        run = runner(url, tmp_path)
        with pytest.raises(AccountsUnavailableError, match="qingdu accounts migrate"):
            run("list")
        assert "were of version none and are of 0" in run("migrate").stderr
        assert len(run("list").stdout.splitlines()) == 1


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    environment = deployment(
        tmp_path, tmp_path / "content", DATABASE_URL="postgresql://a:secret@127.0.0.1:1/none"
    )
    for arguments in (["list"], ["migrate"], ["stats"], ["purge"]):
        ended = run_command(["accounts", *arguments], environment)
        assert ended.returncode == 2
        assert ended.stderr.startswith("qingdu: the accounts database failed: ")
        assert ended.stderr.count("\n") == 1
        assert "secret" not in ended.stderr


def test_a_backup_is_restored_and_what_was_there_is_kept(
    migrated_file: Path, tmp_path: Path
) -> None:
    file, copy = tmp_path / "accounts.sqlite3", tmp_path / "copy"
    shutil.copyfile(migrated_file, file)
    run = runner(f"sqlite:///{file}", tmp_path)
    database = Database(f"sqlite:///{file}", tmp_path)
    with database.begin() as connection:
        own.create(connection, CREATED)
    assert "copy: 0." in run("backup", str(copy)).stderr
    with database.begin() as connection:
        own.create(connection, CREATED)
    database.close()
    assert "Replace what readers have kept" in run("restore", str(copy), typed="n\n", code=1).stderr
    assert json.loads(run("stats", "--json").stdout)["accounts"] == 2
    said = run("restore", "--yes", str(copy)).stderr
    assert json.loads(run("stats", "--json").stdout)["accounts"] == 1
    (before,) = tmp_path.glob("accounts.sqlite3.2*")
    assert str(before) in said
    run("restore", "--yes", str(before))
    assert json.loads(run("stats", "--json").stdout)["accounts"] == 2
    (tmp_path / "no").write_bytes(b"nothing")
    with pytest.raises(ReaderError, match="no: file is not a database"):
        run("restore", "--yes", str(tmp_path / "no"))


def test_a_servers_database_has_tools_of_its_own(tmp_path: Path) -> None:
    run = runner("postgresql://a@127.0.0.1:1/none", tmp_path)
    with pytest.raises(ReaderError, match="pg_dump"):
        run("backup", str(tmp_path / "copy"))
    (tmp_path / "copy").touch()
    with pytest.raises(ReaderError, match="pg_restore"):
        run("restore", str(tmp_path / "copy"))
